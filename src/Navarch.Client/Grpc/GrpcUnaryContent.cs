using System.Net;
using System.Net.Http.Headers;
using Google.Protobuf;

namespace Navarch.Client.Grpc;

/// <summary>A request body of exactly one message.</summary>
internal sealed class GrpcUnaryContent<T> : HttpContent
    where T : IMessage<T>
{
    private readonly T _message;

    public GrpcUnaryContent(T message)
    {
        _message = message;
        Headers.ContentType = new MediaTypeHeaderValue("application/grpc");
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken) =>
        await GrpcMessageFormat.WriteAsync(stream, _message, cancellationToken);

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
