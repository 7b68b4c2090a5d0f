using System.Globalization;

namespace Navarch.ApiServer.OpenApi;

/// <summary>The media types of one version of OpenAPI: JSON and, under an old and a new name, gnostic's protobuf.</summary>
internal sealed class OpenApiMediaTypes
{
    private readonly string oldProtobuf;

    private OpenApiMediaTypes(string version)
    {
        Protobuf = $"application/com.github.proto-openapi.spec.{version}.v1.0+protobuf";
        oldProtobuf = $"application/com.github.proto-openapi.spec.{version}@v1.0+protobuf";
        Offered = [JsonResponse.MediaType, oldProtobuf, Protobuf];
    }

    /// <summary>Those of version 2.</summary>
    public static OpenApiMediaTypes V2 { get; } = new("v2");

    /// <summary>Those of version 3.</summary>
    public static OpenApiMediaTypes V3 { get; } = new("v3");

    /// <summary>The media type of protobuf. The old name is answered with this one, too: it is no valid media type.</summary>
    public string Protobuf { get; }

    /// <summary>All of them.</summary>
    public IReadOnlyList<string> Offered { get; }

    /// <summary>Whether a client with this <c>Accept</c> header gets protobuf; null when it reads neither.</summary>
    public bool? Choose(string accept)
    {
        if (accept.Length == 0)
        {
            return false;
        }

        var ranges = accept.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(range => range.Split(';', StringSplitOptions.TrimEntries))
            .OrderByDescending(QualityOf);
        foreach (var range in ranges)
        {
            if (QualityOf(range) > 0 && (range[0] == Protobuf || range[0] == oldProtobuf))
            {
                return true;
            }

            if (QualityOf(range) > 0 && range[0] is JsonResponse.MediaType or "application/*" or "*/*" or "*")
            {
                return false;
            }
        }

        return null;
    }

    private static double QualityOf(string[] range)
    {
        var quality = range.FirstOrDefault(part => part.StartsWith("q=", StringComparison.Ordinal));
        return quality is not null && double.TryParse(quality.AsSpan(2), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) ? value : 1;
    }
}
