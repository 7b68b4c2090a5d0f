using Google.Protobuf;

namespace Navarch.Client.Grpc;

/// <summary>One method of a gRPC service: its full path and the messages it takes and gives.</summary>
/// <param name="Service">Full service name, such as <c>runtime.v1.RuntimeService</c>.</param>
/// <param name="Name">Method name, such as <c>Version</c>.</param>
public sealed record GrpcMethod<TRequest, TResponse>(string Service, string Name)
    where TRequest : IMessage<TRequest>
    where TResponse : IMessage<TResponse>, new()
{
    internal MessageParser<TResponse> Parser { get; } = new(static () => new TResponse());

    internal string Path { get; } = $"/{Service}/{Name}";
}
