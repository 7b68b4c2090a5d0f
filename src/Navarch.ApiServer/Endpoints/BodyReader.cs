using Microsoft.AspNetCore.Http;
using Navarch.ApiServer.Protobuf;

namespace Navarch.ApiServer.Endpoints;

/// <summary>Reads request bodies: JSON or YAML, up to a limit, as an object of the kind that is expected.</summary>
internal static class BodyReader
{
    /// <summary>The largest body, as upstream limits it.</summary>
    public const int LargestBody = 3 * 1024 * 1024;

    private static readonly string[] Accepted = ["application/json", "application/yaml", ProtobufBody.MediaType];

    /// <summary>The whole body.</summary>
    public static async ValueTask<ApiResult<byte[]>> ReadAsync(HttpContext http)
    {
        if (http.Request.ContentLength > LargestBody)
        {
            return Failures.RequestEntityTooLarge($"limit is {LargestBody}");
        }

        var size = (int)(http.Request.ContentLength ?? 4096);
        var buffer = new byte[size];
        var count = 0;
        while (true)
        {
            var read = await http.Request.Body.ReadAsync(buffer.AsMemory(count), http.RequestAborted);
            count += read;
            if (read == 0)
            {
                break;
            }

            if (count == buffer.Length)
            {
                if (count == http.Request.ContentLength)
                {
                    break;
                }

                if (count >= LargestBody)
                {
                    return Failures.RequestEntityTooLarge($"limit is {LargestBody}");
                }

                Array.Resize(ref buffer, Math.Min(LargestBody, buffer.Length * 2));
            }
        }

        return count == buffer.Length ? buffer : buffer[..count];
    }

    /// <summary>The body as JSON, whichever format it came in.</summary>
    public static async ValueTask<ApiResult<byte[]>> ReadJsonAsync(HttpContext http)
    {
        Func<byte[], byte[]>? convert = MediaTypeOf(http.Request.ContentType) switch
        {
            "" or "application/json" or "text/plain" or "*/*" => static body => body,
            "application/yaml" or "application/x-yaml" or "text/yaml" => static body => YamlBody.ToJson(body),
            ProtobufBody.MediaType => static body => ProtobufBody.ToJson(body),
            _ => null,
        };
        if (convert is null)
        {
            return Failures.UnsupportedMediaType(Accepted);
        }

        var body = await ReadAsync(http);
        if (!body.IsSuccess || body.Value.Length == 0)
        {
            return body;
        }

        try
        {
            return convert(body.Value);
        }
        catch (Exception e) when (e is FormatException or OverflowException)
        {
            return Failures.BadRequest(e.Message);
        }
    }

    /// <summary>The media type of a content type, without parameters, in lower case.</summary>
    public static string MediaTypeOf(string? contentType)
    {
        if (string.IsNullOrEmpty(contentType))
        {
            return "";
        }

        var end = contentType.IndexOf(';', StringComparison.Ordinal);
        return (end < 0 ? contentType : contentType[..end]).Trim().ToLowerInvariant();
    }

    /// <summary>Decodes an object of a kind; the report takes unknown and doubled fields.</summary>
    public static ApiResult<IKubernetesObject> Decode(KindInfo kind, ReadOnlySpan<byte> json, DecodeReport? report)
    {
        report ??= new DecodeReport();
        if (CheckType(kind, json) is { } wrong)
        {
            return wrong;
        }

        var obj = ApiJson.Read(kind, json, report);
        return obj is not null && report.IsSuccess ? ApiResult<IKubernetesObject>.Ok(obj) : Unreadable(kind.GroupVersionKind, report);
    }

    /// <summary>Decodes a body that is not an object of a resource (options, reviews).</summary>
    /// <typeparam name="T">Its record.</typeparam>
    public static ApiResult<T> Decode<T>(ReadOnlySpan<byte> json, GroupVersionKind gvk)
        where T : class, IApiValue<T>, new()
    {
        var report = new DecodeReport();
        var value = ApiJson.Read<T>(json, report);
        return report.IsSuccess ? value : Unreadable(gvk, report);
    }

    private static Status Unreadable(GroupVersionKind gvk, DecodeReport report)
    {
        var what = report.SyntaxError ?? $"json: cannot unmarshal {string.Join("; ", report.Errors)}";
        return Failures.BadRequest($"{gvk.Kind} in version \"{gvk.Version}\" cannot be handled as a {gvk.Kind}: {what}");
    }

    private static Status? CheckType(KindInfo kind, ReadOnlySpan<byte> json)
    {
        if (!ApiJson.TryPeekTypeMeta(json, out var apiVersion, out var name))
        {
            // The decoder says what is wrong.
            return null;
        }

        var wanted = kind.GroupVersionKind;
        if (apiVersion.Length > 0 && apiVersion != wanted.ApiVersion)
        {
            return Failures.BadRequest($"the API version in the data ({apiVersion}) does not match the expected API version ({wanted.ApiVersion})");
        }

        return name.Length > 0 && name != wanted.Kind
            ? Failures.BadRequest($"no kind \"{name}\" is registered for the resource \"{kind.Resource}\" in version \"{wanted.ApiVersion}\": expected \"{wanted.Kind}\"")
            : null;
    }
}
