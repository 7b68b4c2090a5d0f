using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Navarch.ApiServer.Objects;

/// <summary>JSON trees as bytes.</summary>
internal static class JsonBytes
{
    /// <summary>The tree's compact JSON.</summary>
    public static byte[] Of(JsonNode node)
    {
        var output = new ArrayBufferWriter<byte>(4096);
        using (var writer = new Utf8JsonWriter(output, ApiJson.WriterOptions))
        {
            node.WriteTo(writer);
        }

        return output.WrittenSpan.ToArray();
    }
}
