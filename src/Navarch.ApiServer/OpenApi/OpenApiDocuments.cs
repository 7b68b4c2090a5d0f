using System.Text.Json;

namespace Navarch.ApiServer.OpenApi;

/// <summary>
/// The OpenAPI documents of everything that is served. A document is made when it is first asked for, and again after a part of the
/// API it tells of changed: <see cref="Publish"/> and <see cref="Withdraw"/> are the seam through which the API grows and shrinks.
/// </summary>
internal sealed class OpenApiDocuments
{
    private readonly Lock changing = new();
    private volatile State state;

    /// <summary>The documents of these parts.</summary>
    public OpenApiDocuments(IEnumerable<OpenApiSource> sources) =>
        state = new([.. sources.Select(s => new Part(s)).OrderBy(p => p.Source.Root, StringComparer.Ordinal)]);

    /// <summary>The whole document of version 2 in JSON.</summary>
    public PackedDocument V2 => state.V2.Value.Json;

    /// <summary>The whole document of version 2 in protobuf.</summary>
    public PackedDocument V2Protobuf => state.V2.Value.Protobuf.Value;

    /// <summary>Where each document of version 3 is, under its hash.</summary>
    public PackedDocument Index => state.Index.Value;

    /// <summary>The document of version 3 of a part in JSON, or null when nothing is served there.</summary>
    public PackedDocument? V3(string root) => Find(root)?.Json;

    /// <summary>The document of version 3 of a part in protobuf, or null when nothing is served there.</summary>
    public PackedDocument? V3Protobuf(string root) => Find(root)?.Protobuf.Value;

    /// <summary>Adds a part, or replaces the one of the same root.</summary>
    public void Publish(OpenApiSource source)
    {
        lock (changing)
        {
            state = new([.. state.Parts.Where(p => p.Source.Root != source.Root).Append(new Part(source)).OrderBy(p => p.Source.Root, StringComparer.Ordinal)]);
        }
    }

    /// <summary>Takes the part of that root away.</summary>
    public void Withdraw(string root)
    {
        lock (changing)
        {
            state = new([.. state.Parts.Where(p => p.Source.Root != root)]);
        }
    }

    private Forms? Find(string root) => state.Parts.FirstOrDefault(p => p.Source.Root == root)?.Forms.Value;

    private static PackedDocument Json(Action<Utf8JsonWriter> write) => PackedDocument.Of(output =>
    {
        using var writer = new Utf8JsonWriter(output);
        write(writer);
    });

    private sealed class Part(OpenApiSource source)
    {
        public OpenApiSource Source => source;

        public Lazy<Forms> Forms { get; } = new(() => new Forms(Json(w => OpenApiV3Document.Write(w, source)), GnosticV3.Document));
    }

    // Few ask for protobuf, so it is made from the JSON only then.
    private sealed record Forms(PackedDocument Json, GnosticMessage Layout)
    {
        public Lazy<PackedDocument> Protobuf { get; } = new(() => GnosticDocument.Of(Json, Layout));
    }

    private sealed record State(IReadOnlyList<Part> Parts)
    {
        public Lazy<Forms> V2 { get; } = new(() => new Forms(Json(w => OpenApiV2Document.Write(w, [.. Parts.Select(p => p.Source)])), GnosticV2.Document));

        public Lazy<PackedDocument> Index { get; } = new(() => OpenApiDocuments.Json(writer =>
        {
            writer.WriteStartObject();
            writer.WriteStartObject("paths");
            foreach (var part in Parts)
            {
                writer.WriteStartObject(part.Source.Root);
                writer.WriteString("serverRelativeURL", $"/openapi/v3/{part.Source.Root}?hash={part.Forms.Value.Json.Hash}");
                writer.WriteEndObject();
            }

            writer.WriteEndObject();
            writer.WriteEndObject();
        }));
    }
}
