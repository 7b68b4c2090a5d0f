using System.Globalization;
using Navarch.ApiServer.Protobuf;

namespace Navarch.ApiServer.Responses;

/// <summary>How an answer shows objects.</summary>
internal enum ObjectView
{
    /// <summary>As they are.</summary>
    Full,

    /// <summary>As rows of a table.</summary>
    Table,

    /// <summary>Their metadata only.</summary>
    Metadata,
}

/// <summary>What the client's <c>Accept</c> header asks for.</summary>
/// <param name="View">How objects are shown.</param>
/// <param name="IncludeObject">For tables: what each row carries of its object: <c>None</c>, <c>Metadata</c> or <c>Object</c>.</param>
/// <param name="IsProtobuf">Whether in protobuf; otherwise in JSON.</param>
internal readonly record struct Representation(ObjectView View, string IncludeObject, bool IsProtobuf = false)
{
    /// <summary>The media types of answers.</summary>
    public static readonly string[] Offered = [JsonResponse.MediaType, ProtobufBody.MediaType];

    /// <summary>Reads the header: of what can be served the most wanted counts, and of equals the first; null when there is none. What is only ever whole is no table and no bare metadata.</summary>
    public static Representation? Of(string accept, string includeObject, bool onlyWhole = false)
    {
        if (accept.Length == 0 || accept == JsonResponse.MediaType || accept == "*/*")
        {
            return default(Representation);
        }

        foreach (var parts in RangesOf(accept))
        {
            var isProtobuf = parts[0] == ProtobufBody.MediaType;
            if ((!isProtobuf && parts[0] is not (JsonResponse.MediaType or "application/*" or "*/*")) || Parameter(parts, "stream") is not ("" or "watch"))
            {
                continue;
            }

            switch (Parameter(parts, "as"), Parameter(parts, "g"), Parameter(parts, "v"))
            {
                case ("", _, _):
                    return new Representation(ObjectView.Full, "", isProtobuf);
                case ("Table", "meta.k8s.io", "v1" or "v1beta1") when !isProtobuf && !onlyWhole:
                    return new Representation(ObjectView.Table, includeObject.Length > 0 ? includeObject : "Metadata");
                case ("PartialObjectMetadata" or "PartialObjectMetadataList", "meta.k8s.io", "v1" or "v1beta1") when !onlyWhole:
                    return new Representation(ObjectView.Metadata, "", isProtobuf);
            }
        }

        return null;
    }

    /// <summary>The ranges of a header, the most wanted first, those with wildcards after others wanted as much.</summary>
    private static IEnumerable<string[]> RangesOf(string accept)
    {
        var ranges = accept
            .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(range => range.Split(';', StringSplitOptions.TrimEntries));
        return accept.Contains("q=", StringComparison.Ordinal) || accept.Contains('*', StringComparison.Ordinal)
            ? ranges.OrderByDescending(QualityOf).ThenBy(parts => parts[0].Count(c => c == '*'))
            : ranges;
    }

    private static double QualityOf(string[] parts) =>
        double.TryParse(Parameter(parts, "q"), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var quality) ? quality : 1;

    private static string Parameter(string[] parts, string name)
    {
        foreach (var part in parts.AsSpan(1))
        {
            if (part.Length > name.Length && part[name.Length] == '=' && part.StartsWith(name, StringComparison.Ordinal))
            {
                return part[(name.Length + 1)..];
            }
        }

        return "";
    }
}
