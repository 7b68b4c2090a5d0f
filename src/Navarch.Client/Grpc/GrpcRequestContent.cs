using System.Net;
using System.Net.Http.Headers;
using System.Threading.Channels;
using Google.Protobuf;

namespace Navarch.Client.Grpc;

/// <summary>A request body that sends every message of a channel as it is written, and ends when the channel is completed.</summary>
internal sealed class GrpcRequestContent<T> : HttpContent
    where T : IMessage<T>
{
    private readonly ChannelReader<T> _messages;

    public GrpcRequestContent(ChannelReader<T> messages)
    {
        _messages = messages;
        Headers.ContentType = new MediaTypeHeaderValue("application/grpc");
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        // The headers leave at once, so that a server which speaks first is not kept waiting.
        await stream.FlushAsync(cancellationToken);
        await foreach (var message in _messages.ReadAllAsync(cancellationToken))
        {
            await GrpcMessageFormat.WriteAsync(stream, message, cancellationToken);
            await stream.FlushAsync(cancellationToken);
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
