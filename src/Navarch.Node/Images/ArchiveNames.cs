using System.Formats.Tar;
using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Navarch.Node.Images;

/// <summary>Reads which images an archive holds: the names in an OCI layout's index, or in docker's manifest.</summary>
internal static class ArchiveNames
{
    /// <returns>Full references; empty when the file is no image archive or its images bear no full name.</returns>
    public static async Task<IReadOnlyList<string>> ReadAsync(string archive, CancellationToken ct)
    {
        var names = new SortedSet<string>(StringComparer.Ordinal);
        try
        {
            await using var file = File.OpenRead(archive);
            await using var content = await PlainAsync(file, ct);
            await using var tar = new TarReader(content);
            while (await tar.GetNextEntryAsync(copyData: false, ct) is { } entry)
            {
                if (entry.DataStream is { } data && entry.Name.TrimStart('.', '/') is "index.json" or "manifest.json")
                {
                    names.UnionWith(Names(await JsonNode.ParseAsync(data, cancellationToken: ct)));
                }
            }
        }
        catch (Exception e) when (e is InvalidDataException or FormatException or JsonException or EndOfStreamException)
        {
            return [];
        }
        return [.. names.Select(ImageReference.Parse).OfType<ImageReference>().Select(static r => r.ToString())];
    }

    internal static IEnumerable<string> Names(JsonNode? document) => document switch
    {
        JsonObject index => (index["manifests"] as JsonArray ?? [])
            .Select(static m => (string?)(m?["annotations"]?["io.containerd.image.name"] ?? m?["annotations"]?["org.opencontainers.image.ref.name"]))
            .OfType<string>()
            // The standard's annotation may be a bare tag, which names no image.
            .Where(static name => name.AsSpan().ContainsAny(':', '/')),
        JsonArray manifest => manifest.SelectMany(static m => m?["RepoTags"] as JsonArray ?? []).Select(static t => (string?)t).OfType<string>(),
        _ => [],
    };

    private static async Task<Stream> PlainAsync(FileStream file, CancellationToken ct)
    {
        var magic = new byte[2];
        var got = await file.ReadAtLeastAsync(magic, 2, throwOnEndOfStream: false, ct);
        file.Position = 0;
        return got == 2 && magic is [0x1f, 0x8b] ? new GZipStream(file, CompressionMode.Decompress) : file;
    }
}
