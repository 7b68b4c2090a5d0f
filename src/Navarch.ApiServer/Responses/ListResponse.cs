using System.Buffers;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Navarch.ApiServer.Responses;

/// <summary>Writes a page of a list. Whole objects go from the store into the response as they were committed, in large writes.</summary>
internal static class ListResponse
{
    /// <summary>Writes the page.</summary>
    public static ValueTask WriteAsync(HttpContext http, ServedResource resource, ListPage page, Representation representation)
    {
        http.Response.StatusCode = StatusCodes.Status200OK;
        if (representation.IsProtobuf)
        {
            return ProtobufResponse.WriteListAsync(http, resource, page, representation.View);
        }

        return representation.View == ObjectView.Full && resource.IsStoredAsServed ? WriteFullAsync(http, resource, page) : JsonResponse.WriteAsync(http, Converted(resource, page, representation));
    }

    /// <summary>The list's own metadata.</summary>
    public static ListMeta MetaOf(ListPage page) => new()
    {
        ResourceVersion = page.Revision.ToString(),
        Continue = page.Continue,
        RemainingItemCount = page.Remaining,
    };

    private static ValueTask WriteFullAsync(HttpContext http, ServedResource resource, ListPage page)
    {
        var body = new ListBody(page.Items.Count, i => page.Items[i].Value, IsProtobuf: false);
        return body.WriteAsync(http, Head(resource.Kind.ListKind, resource.Kind.GroupVersionKind.ApiVersion, page), "]}"u8.ToArray(), body.ItemsLength());
    }

    private static byte[] Head(string kind, string apiVersion, ListPage page)
    {
        var meta = ApiJson.ToText(MetaOf(page));
        return Encoding.UTF8.GetBytes($"{{\"kind\":\"{kind}\",\"apiVersion\":\"{apiVersion}\",\"metadata\":{meta},\"items\":[");
    }

    private static ReadOnlyMemory<byte> Converted(ServedResource resource, ListPage page, Representation representation)
    {
        var output = new ArrayBufferWriter<byte>(4096);
        using (var writer = new Utf8JsonWriter(output, ApiJson.WriterOptions))
        {
            if (representation.View == ObjectView.Table)
            {
                TableFormat.Write(writer, resource, page.Items, MetaOf(page), representation, withColumns: true);
            }
            else if (representation.View == ObjectView.Full)
            {
                new ObjectList(resource.Kind, MetaOf(page), [.. page.Items.Select(resource.Decode)]).WriteJson(writer);
            }
            else
            {
                writer.WriteStartObject();
                writer.WriteString("kind"u8, "PartialObjectMetadataList"u8);
                writer.WriteString("apiVersion"u8, "meta.k8s.io/v1"u8);
                writer.WritePropertyName("metadata"u8);
                MetaOf(page).WriteJson(writer);
                writer.WriteStartArray("items"u8);
                foreach (var entry in page.Items)
                {
                    ObjectResponse.WriteMetadata(writer, resource.Decode(entry).Metadata);
                }

                writer.WriteEndArray();
                writer.WriteEndObject();
            }
        }

        return output.WrittenMemory;
    }
}
