using System.Text.Json;
using Navarch.ApiServer.Protobuf;

namespace Navarch.ApiServer.OpenApi;

/// <summary>Makes the protobuf form of an OpenAPI document from its JSON.</summary>
internal static class GnosticDocument
{
    /// <summary>The document in protobuf.</summary>
    public static PackedDocument Of(PackedDocument json, GnosticMessage layout)
    {
        using var stream = json.Open();
        using var document = JsonDocument.Parse(stream);
        using var writer = new ProtobufWriter();
        layout.WriteFields(writer, document.RootElement);
        return PackedDocument.Of(output => output.Write(writer.Written));
    }
}
