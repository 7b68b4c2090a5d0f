using System.Buffers;
using System.Text;
using Microsoft.AspNetCore.Http;
using Navarch.ApiServer.Protobuf;

namespace Navarch.ApiServer.Responses;

/// <summary>
/// Streams a watch: one JSON frame an event. An object goes out as the bytes that were committed; a batch is one write.
/// The response is pulled by the client's reading: a slow one delays nobody else.
/// </summary>
internal static class WatchResponse
{
    /// <summary>How much is written, in bytes, before the client must have taken some.</summary>
    private const int FlushAt = 256 * 1024;

    internal const string InitialEventsEnd = "k8s.io/initial-events-end";

    private const int FrameOverhead = 128;

    /// <summary>Writes events until the watch, or the client, ends.</summary>
    public static async ValueTask WriteAsync(ApiCall call, ServedResource resource, WatchSession session, Representation representation, WatchPatience patience, CancellationToken stopping)
    {
        var http = call.Http;
        using var both = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, stopping);
        Begin(http, representation);
        var output = http.Response.BodyWriter;

        // The client must see that the watch is open before the first event comes.
        await http.Response.StartAsync(both.Token);
        await output.FlushAsync(both.Token);
        var blocks = new BlockWriter(output);
        var withColumns = true;
        session.Initialised = call.ReleaseSeats;
        var (events, sizes) = call.Metrics.WatchEventsOf(resource.Kind);
        try
        {
            while (await session.NextAsync(both.Token) is { } batch)
            {
                events.Add(batch.Count);
                blocks.Expect(LengthOf(batch));
                for (var i = 0; i < batch.Count; i++)
                {
                    var before = blocks.Unsent;
                    WriteEvent(blocks, resource, batch[i], representation, ref withColumns);
                    sizes.Observe(blocks.Unsent - before);
                    if ((i == batch.Count - 1 || blocks.Unsent >= FlushAt) && !await patience.FlushAsync(http, blocks, both.Token))
                    {
                        return;
                    }
                }
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The server stops: the stream ends as it does after its timeout, and the client watches again elsewhere.
        }
    }

    /// <summary>Writes a watch that ends with an error before anything happened.</summary>
    public static async ValueTask WriteErrorAsync(HttpContext http, ServedResource resource, Status status, Representation representation)
    {
        Begin(http, representation);
        var withColumns = true;
        var blocks = new BlockWriter(http.Response.BodyWriter);
        WriteEvent(blocks, resource, new SelectedEvent(WatchEventType.Error, null, 0, status), representation, ref withColumns);
        await blocks.FlushAsync(http.RequestAborted);
    }

    /// <summary>The name of a type of event.</summary>
    public static string NameOf(WatchEventType type) => type switch
    {
        WatchEventType.Added => "ADDED",
        WatchEventType.Modified => "MODIFIED",
        WatchEventType.Deleted => "DELETED",
        WatchEventType.Bookmark => "BOOKMARK",
        _ => "ERROR",
    };

    private static void Begin(HttpContext http, Representation representation)
    {
        http.Response.StatusCode = StatusCodes.Status200OK;
        http.Response.ContentType = representation.IsProtobuf ? ProtobufDocument.StreamMediaType : JsonResponse.MediaType;
        http.Response.Headers.CacheControl = "no-cache, private";
    }

    private static void WriteEvent(BlockWriter output, ServedResource resource, SelectedEvent change, Representation representation, ref bool withColumns)
    {
        if (representation.IsProtobuf)
        {
            ProtobufResponse.WriteFrame(output, resource, change, representation.View);
        }
        else
        {
            WriteFrame(output, resource, change, representation, ref withColumns);
        }
    }

    /// <summary>About how long the frames of a batch are.</summary>
    private static long LengthOf(IReadOnlyList<SelectedEvent> batch)
    {
        long length = 0;
        for (var i = 0; i < batch.Count; i++)
        {
            length += FrameOverhead + (batch[i].Entry?.Value.Length ?? FrameOverhead);
        }

        return length;
    }

    private static void WriteFrame(BlockWriter output, ServedResource resource, SelectedEvent change, Representation representation, ref bool withColumns)
    {
        output.Write(change.Type switch
        {
            WatchEventType.Added => "{\"type\":\"ADDED\",\"object\":"u8,
            WatchEventType.Modified => "{\"type\":\"MODIFIED\",\"object\":"u8,
            WatchEventType.Deleted => "{\"type\":\"DELETED\",\"object\":"u8,
            WatchEventType.Bookmark => "{\"type\":\"BOOKMARK\",\"object\":"u8,
            _ => "{\"type\":\"ERROR\",\"object\":"u8,
        });
        if (change.Entry is { } entry)
        {
            output.Write(ObjectResponse.BytesOf(resource, entry, representation, withColumns).Span);
            withColumns = false;
        }
        else if (change.Status is { } status)
        {
            output.Write(ApiJson.ToBytes(status));
        }
        else
        {
            output.Write(representation.View == ObjectView.Table
                ? TableFormat.OfBookmark(resource, ProtobufResponse.MetadataOf(change), representation, withColumns)
                : Bookmark(resource.Kind, change, representation));
            withColumns = false;
        }

        output.Write("}\n"u8);
    }

    private static byte[] Bookmark(KindInfo kind, SelectedEvent change, Representation representation)
    {
        var (name, version) = representation.View == ObjectView.Metadata
            ? ("PartialObjectMetadata", "meta.k8s.io/v1")
            : (kind.GroupVersionKind.Kind, kind.GroupVersionKind.ApiVersion);
        var annotations = change.EndsInitial ? $",\"annotations\":{{\"{InitialEventsEnd}\":\"true\"}}" : "";
        return Encoding.UTF8.GetBytes($"{{\"kind\":\"{name}\",\"apiVersion\":\"{version}\",\"metadata\":{{\"resourceVersion\":\"{change.Revision}\",\"creationTimestamp\":null{annotations}}}}}");
    }
}
