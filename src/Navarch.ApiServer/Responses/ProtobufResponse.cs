using Microsoft.AspNetCore.Http;
using Navarch.ApiServer.Protobuf;

namespace Navarch.ApiServer.Responses;

/// <summary>Answers in protobuf. An object's message is made once, on first use, and kept with its entry.</summary>
internal static class ProtobufResponse
{
    private const string MetaVersion = "meta.k8s.io/v1";

    /// <summary>An entry in its envelope.</summary>
    public static byte[] BytesOf(ServedResource resource, Entry entry, ObjectView view)
    {
        var (apiVersion, kind) = TypeOf(resource, view);
        return ProtobufDocument.Enveloped(apiVersion, kind, MessageOf(resource, entry, view));
    }

    /// <summary>Writes a page of a list.</summary>
    public static ValueTask WriteListAsync(HttpContext http, ServedResource resource, ListPage page, ObjectView view)
    {
        var (apiVersion, kind) = TypeOf(resource, view);
        var list = view == ObjectView.Full ? resource.Kind.ListKind : kind + "List";
        var body = new ListBody(page.Items.Count, MessagesOf(resource, page, view), IsProtobuf: true);
        var length = body.ItemsLength();
        return body.WriteAsync(http, ProtobufDocument.ListHead(apiVersion, list, ListResponse.MetaOf(page), length), ProtobufDocument.Tail, length);
    }

    /// <summary>Writes an event of a watch as a frame: the object's message is the same bytes for every watcher.</summary>
    public static void WriteFrame(BlockWriter output, ServedResource resource, SelectedEvent change, ObjectView view)
    {
        var (apiVersion, kind) = TypeOf(resource, view);
        var message = change switch
        {
            { Entry: { } entry } => MessageOf(resource, entry, view),
            { Status: { } status } => ProtobufDocument.Message(Status.Structure, ApiJson.ToBytes(status)),
            _ => Bookmark(change),
        };
        if (change.Status is not null)
        {
            (apiVersion, kind) = ("v1", "Status");
        }

        ProtobufDocument.WriteFrame(output, WatchResponse.NameOf(change.Type), apiVersion, kind, message);
    }

    private static (string ApiVersion, string Kind) TypeOf(ServedResource resource, ObjectView view) => view == ObjectView.Full
        ? (resource.Kind.GroupVersionKind.ApiVersion, resource.Kind.GroupVersionKind.Kind)
        : (MetaVersion, "PartialObjectMetadata");

    /// <summary>The messages of a page's items: those kept with their entries, or, where nothing is kept, made here.</summary>
    private static Func<int, ReadOnlyMemory<byte>> MessagesOf(ServedResource resource, ListPage page, ObjectView view)
    {
        if (view == ObjectView.Full && resource.IsStoredAsServed)
        {
            return i => resource.ProtobufOf(page.Items[i]);
        }

        byte[][] messages = [.. page.Items.Select(entry => MessageOf(resource, entry, view))];
        return i => messages[i];
    }

    private static byte[] MessageOf(ServedResource resource, Entry entry, ObjectView view) =>
        view == ObjectView.Full ? resource.ProtobufOf(entry) : OnlyMetadata(resource.Decode(entry).Metadata);

    /// <summary>What the object of a bookmark says: nothing but metadata.</summary>
    public static ObjectMeta MetadataOf(SelectedEvent bookmark) => new()
    {
        ResourceVersion = bookmark.Revision.ToString(),
        Annotations = bookmark.EndsInitial ? ValueMap.Of((WatchResponse.InitialEventsEnd, "true")) : default,
    };

    private static byte[] Bookmark(SelectedEvent change) => OnlyMetadata(MetadataOf(change));

    /// <summary>The message of an object of which only the metadata is there: in every kind it is field 1.</summary>
    private static byte[] OnlyMetadata(ObjectMeta metadata)
    {
        using var writer = new ProtobufWriter();
        writer.Bytes(1, ProtobufDocument.Message(ObjectMeta.Structure, ApiJson.ToBytes(metadata)));
        return writer.Written.ToArray();
    }
}
