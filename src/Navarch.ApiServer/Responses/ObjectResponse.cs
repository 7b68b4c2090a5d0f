using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Navarch.ApiServer.Protobuf;

namespace Navarch.ApiServer.Responses;

/// <summary>Writes one object as the answer, in the representation asked for; as committed when that is the whole object.</summary>
internal static class ObjectResponse
{
    /// <summary>The representation the client asks for; null once 406 is written.</summary>
    public static async ValueTask<Representation?> NegotiateAsync(HttpContext http)
    {
        var asked = Representation.Of(http.Request.Headers.Accept.ToString(), http.Request.Query["includeObject"].ToString());
        if (asked is null)
        {
            await StatusResponse.WriteAsync(http, Failures.NotAcceptable(Representation.Offered));
            return null;
        }

        if (asked is { View: ObjectView.Table, IncludeObject: not ("None" or "Metadata" or "Object") and var include })
        {
            await StatusResponse.WriteAsync(http, Failures.BadRequest(
                $"Unable to convert to Table as requested: includeObject: Invalid value: \"{include}\": must be 'Metadata', 'Object', 'None', or empty"));
            return null;
        }

        return asked;
    }

    /// <summary>Writes the entry, or the status that came instead.</summary>
    public static async ValueTask WriteAsync(HttpContext http, ServedResource resource, ApiResult<Entry> result, int code = StatusCodes.Status200OK)
    {
        if (!result.IsSuccess)
        {
            await StatusResponse.WriteAsync(http, result.Status);
            return;
        }

        if (await NegotiateAsync(http) is not { } representation)
        {
            return;
        }

        http.Response.StatusCode = code;
        await (representation.IsProtobuf
            ? JsonResponse.WriteAsync(http, ProtobufResponse.BytesOf(resource, result.Value, representation.View), ProtobufBody.MediaType)
            : JsonResponse.WriteAsync(http, BytesOf(resource, result.Value, representation)));
    }

    /// <summary>Writes a record that is not stored.</summary>
    public static ValueTask WriteAsync(HttpContext http, IApiValue value, int code = StatusCodes.Status200OK)
    {
        http.Response.StatusCode = code;
        return WriteDocumentAsync(http, ApiJson.ToBytes(value));
    }

    /// <summary>Writes a document that names its type: in protobuf when the client wants that and the type has it.</summary>
    public static ValueTask WriteDocumentAsync(HttpContext http, byte[] json)
    {
        var accept = http.Request.Headers.Accept.ToString();
        return accept.Contains(ProtobufBody.MediaType, StringComparison.Ordinal) && Representation.Of(accept, "") is { IsProtobuf: true } && ProtobufDocument.Of(json) is { } bytes
            ? JsonResponse.WriteAsync(http, bytes, ProtobufBody.MediaType)
            : JsonResponse.WriteAsync(http, json);
    }

    /// <summary>An entry in a representation, as JSON.</summary>
    public static ReadOnlyMemory<byte> BytesOf(ServedResource resource, Entry entry, Representation representation, bool withColumns = true)
    {
        if (representation.View == ObjectView.Full)
        {
            return resource.BytesOf(entry);
        }

        var output = new ArrayBufferWriter<byte>(1024);
        using (var writer = new Utf8JsonWriter(output, ApiJson.WriterOptions))
        {
            if (representation.View == ObjectView.Metadata)
            {
                WriteMetadata(writer, resource.Decode(entry).Metadata);
            }
            else
            {
                TableFormat.Write(writer, resource, [entry], new ListMeta { ResourceVersion = entry.ModRevision.ToString() }, representation, withColumns);
            }
        }

        return output.WrittenMemory;
    }

    /// <summary>Writes an object's metadata as a <c>PartialObjectMetadata</c>.</summary>
    public static void WriteMetadata(Utf8JsonWriter writer, ObjectMeta metadata)
    {
        writer.WriteStartObject();
        writer.WriteString("kind"u8, "PartialObjectMetadata"u8);
        writer.WriteString("apiVersion"u8, "meta.k8s.io/v1"u8);
        writer.WritePropertyName("metadata"u8);
        metadata.WriteJson(writer);
        writer.WriteEndObject();
    }
}
