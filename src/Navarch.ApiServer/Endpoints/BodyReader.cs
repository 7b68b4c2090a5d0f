using System.Net.Http.Headers;
using System.Text;
using Microsoft.AspNetCore.Http;
using Navarch.ApiServer.Patches;
using Navarch.ApiServer.Protobuf;

namespace Navarch.ApiServer.Endpoints;

/// <summary>Reads request bodies: JSON or YAML, up to a limit, as an object of the kind that is expected.</summary>
internal static class BodyReader
{
    /// <summary>The largest body, as upstream limits it.</summary>
    public const int LargestBody = 3 * 1024 * 1024;

    /// <summary>How much of a body that cannot be read refusals show, in bytes.</summary>
    private const int Shown = 30;

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
    /// <param name="http">The request.</param>
    /// <param name="kind">The kind expected, as refusals name it.</param>
    /// <param name="isOptional">Whether there may be no body, whatever its type.</param>
    public static async ValueTask<ApiResult<byte[]>> ReadJsonAsync(HttpContext http, string kind, bool isOptional = false)
    {
        if (isOptional && http.Request.ContentLength == 0)
        {
            return Array.Empty<byte>();
        }

        var mediaType = MediaTypeOf(http.Request.ContentType);
        if (!isOptional && !IsRead(mediaType))
        {
            return Failures.UnsupportedMediaType(Accepted);
        }

        var body = await ReadAsync(http);
        return !body.IsSuccess || (isOptional && body.Value.Length == 0) ? body : ToJson(mediaType, body.Value, kind);
    }

    /// <summary>A body as JSON.</summary>
    /// <param name="mediaType">The media type it is said to have; empty: JSON.</param>
    /// <param name="body">The body, which is made fit in place.</param>
    /// <param name="kind">The kind expected, as refusals name it.</param>
    public static ApiResult<byte[]> ToJson(string mediaType, byte[] body, string kind)
    {
        if (!IsRead(mediaType))
        {
            return Failures.UnsupportedMediaType(Accepted);
        }

        try
        {
            return mediaType switch
            {
                "application/yaml" => YamlBody.ToJson(body),
                ProtobufBody.MediaType => ProtobufBody.ToJson(body),
                _ => JsonText.Checked(body),
            };
        }
        catch (FormatException e)
        {
            return Unrecognized(kind, e.Message, body);
        }
    }

    private static bool IsRead(string mediaType) => mediaType.Length == 0 || Accepted.Contains(mediaType, StringComparer.Ordinal);

    /// <summary>The media type of a content type, without parameters, in lower case; when it cannot be read the whole text, which is no media type.</summary>
    public static string MediaTypeOf(string? contentType)
    {
        if (string.IsNullOrEmpty(contentType))
        {
            return "";
        }

        return MediaTypeHeaderValue.TryParse(contentType, out var parsed) && parsed.MediaType is { } mediaType ? mediaType.ToLowerInvariant() : contentType;
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
        return obj is not null && report.IsSuccess ? ApiResult<IKubernetesObject>.Ok(obj) : Unreadable(kind.GroupVersionKind, json, report);
    }

    /// <summary>An object with a merge patch applied; the report takes unknown and doubled fields.</summary>
    public static ApiResult<IKubernetesObject> Merge(KindInfo kind, IKubernetesObject old, ReadOnlySpan<byte> patch, DecodeReport report)
    {
        if (CheckType(kind, patch) is { } wrong)
        {
            return Failures.InvalidPatch(PatchVerb.Shown(patch), wrong.Message);
        }

        var obj = ApiJson.Merge(kind, old, patch, report);
        if (report.SyntaxError is { } error)
        {
            return Failures.BadRequest($"error decoding patch: {error}");
        }

        if (!ApiJson.IsObject(patch))
        {
            return Failures.BadRequest(MergePatch.NoObject);
        }

        return obj is not null && report.IsSuccess
            ? ApiResult<IKubernetesObject>.Ok(obj)
            : Failures.InvalidPatch(PatchVerb.Shown(patch), Unreadable(kind.GroupVersionKind, patch, report).Message);
    }

    /// <summary>Decodes a body that is not an object of a resource (options, reviews).</summary>
    /// <typeparam name="T">Its record.</typeparam>
    public static ApiResult<T> Decode<T>(ReadOnlySpan<byte> json, GroupVersionKind gvk)
        where T : class, IApiValue<T>, new()
    {
        var report = new DecodeReport();
        var value = ApiJson.Read<T>(json, report);
        return report.IsSuccess ? value : Unreadable(gvk, json, report);
    }

    /// <summary>The refusal of a document of another kind than the one expected.</summary>
    public static Status WrongKind(GroupVersionKind found, GroupVersionKind expected) => CannotBeHandled(
        found,
        expected.Kind,
        KindRegistry.ByKind(found) is null
            ? $"no kind \"{found.Kind}\" is registered for version \"{found.ApiVersion}\""
            : $"converting ({found.Version}.{found.Kind}) to ({expected.Version}.{expected.Kind}): unknown conversion");

    private static Status Unreadable(GroupVersionKind gvk, ReadOnlySpan<byte> json, DecodeReport report) => report.SyntaxError is { } problem
        ? Unrecognized(gvk.Kind, $"couldn't get version/kind; json parse error: {problem}", json)
        : CannotBeHandled(gvk, gvk.Kind, $"json: cannot unmarshal {string.Join("; ", report.Errors)}");

    private static Status CannotBeHandled(GroupVersionKind found, string expected, string why) =>
        Failures.BadRequest($"{found.Kind} in version \"{found.Version}\" cannot be handled as a {expected}: {why}");

    /// <summary>The refusal of a body of which not even the type can be read, with its beginning.</summary>
    private static Status Unrecognized(string kind, string why, ReadOnlySpan<byte> body)
    {
        var more = body.Length > Shown ? " ..." : "";
        var start = body[..Math.Min(Shown, body.Length)];
        var summary = start switch
        {
            [] => "<empty>",
            [(byte)'{', ..] => Encoding.UTF8.GetString(start) + more,
            _ => Convert.ToHexStringLower(start) + more,
        };
        return Failures.BadRequest($"the object provided is unrecognized (must be of type {kind}): {why} ({summary})");
    }

    private static Status? CheckType(KindInfo kind, ReadOnlySpan<byte> json)
    {
        if (!ApiJson.TryPeekTypeMeta(json, out var apiVersion, out var name))
        {
            // The decoder says what is wrong.
            return null;
        }

        var wanted = kind.GroupVersionKind;
        var version = apiVersion.Length > 0 ? apiVersion : wanted.ApiVersion;
        var slash = version.IndexOf('/', StringComparison.Ordinal);
        var found = new GroupVersionKind(slash < 0 ? "" : version[..slash], version[(slash + 1)..], name.Length > 0 ? name : wanted.Kind);
        if (found.Kind != wanted.Kind)
        {
            return WrongKind(found, wanted);
        }

        return version == wanted.ApiVersion
            ? null
            : Failures.BadRequest($"the API version in the data ({version}) does not match the expected API version ({wanted.ApiVersion})");
    }
}
