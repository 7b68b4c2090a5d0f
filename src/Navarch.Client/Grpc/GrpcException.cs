namespace Navarch.Client.Grpc;

/// <summary>A gRPC call that did not end with <see cref="GrpcStatusCode.Ok"/>: refused by the server, or the transport broke.</summary>
public sealed class GrpcException : Exception
{
    public GrpcException(GrpcStatusCode code, string message, Exception? inner = null)
        : base(message, inner) => Code = code;

    /// <summary>The reason, as the server (or, for a broken transport or a passed deadline, this client) gave it.</summary>
    public GrpcStatusCode Code { get; }

    /// <summary>The full text: code and message, for logs and events.</summary>
    public string Describe() => $"{Code}: {Message}";
}
