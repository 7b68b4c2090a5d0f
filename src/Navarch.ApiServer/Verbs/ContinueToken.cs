using System.Buffers.Text;
using System.Text.Json;

namespace Navarch.ApiServer.Verbs;

/// <summary>Where a limited list goes on, as the client carries it: the state the list shows, and the last name given.</summary>
/// <param name="Revision">The state; -1: any, after the state the list began with was compacted.</param>
/// <param name="After">The store's name of the last object given.</param>
internal readonly record struct ContinueToken(long Revision, string After)
{
    /// <summary>The token as text.</summary>
    public override string ToString()
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            writer.WriteStartObject();
            writer.WriteString("v", "meta.k8s.io/v1");
            writer.WriteNumber("rv", Revision);
            writer.WriteString("start", After);
            writer.WriteEndObject();
        }

        return Base64Url.EncodeToString(stream.ToArray());
    }

    /// <summary>Reads a token; null when it is not one.</summary>
    public static ContinueToken? Read(string text)
    {
        if (!Base64Url.IsValid(text))
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(Base64Url.DecodeFromChars(text));
            var root = document.RootElement;
            return root.GetProperty("v").GetString() == "meta.k8s.io/v1" && root.GetProperty("start").GetString() is { Length: > 0 } start
                && root.GetProperty("rv").GetInt64() is not 0 and var revision
                ? new ContinueToken(revision, start)
                : null;
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            // Made up by the client: the caller answers 400.
            return null;
        }
    }
}
