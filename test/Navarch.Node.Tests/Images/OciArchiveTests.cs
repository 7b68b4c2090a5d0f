using System.Formats.Tar;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Navarch.Node.Images;

namespace Navarch.Node.Tests.Images;

public sealed class OciArchiveTests
{
    private static readonly ImageDefinition Image = new()
    {
        Reference = "docker.io/library/thing:1",
        Files =
        [
            ImageFile.Of("usr/share/b", "b"u8.ToArray()),
            ImageFile.Of("/bin/a", "a"u8.ToArray(), ImageFile.Modes.Executable),
            ImageFile.Link("bin/sh", "a"),
            ImageFile.Directory("tmp", ImageFile.Modes.Everything),
        ],
        Entrypoint = ["/bin/a"],
        ExposedPorts = ["80/tcp"],
    };

    [Fact]
    public async Task The_same_image_gives_the_same_bytes()
    {
        var reversed = Image with { Files = [.. Image.Files.Reverse()] };
        Assert.Equal(await PackAsync(Image), await PackAsync(reversed));
    }

    [Fact]
    public async Task Every_blob_is_named_by_its_digest_and_the_index_leads_to_all()
    {
        var entries = await UnpackAsync(await PackAsync(Image));
        foreach (var (path, content) in entries.Where(e => e.Key.StartsWith("blobs/", StringComparison.Ordinal)))
        {
            Assert.Equal(path["blobs/sha256/".Length..], Convert.ToHexStringLower(SHA256.HashData(content)));
        }
        var descriptor = JsonNode.Parse(entries["index.json"])!["manifests"]![0]!;
        Assert.Equal(Image.Reference, (string?)descriptor["annotations"]!["io.containerd.image.name"]);
        var manifest = JsonNode.Parse(Blob(entries, descriptor))!;
        var config = JsonNode.Parse(Blob(entries, manifest["config"]!))!;
        var layer = manifest["layers"]![0]!;
        Assert.Equal((string?)layer["digest"], (string?)config["rootfs"]!["diff_ids"]![0]);
        Assert.Equal("/bin/a", (string?)config["config"]!["Entrypoint"]![0]);
        Assert.NotNull(config["config"]!["ExposedPorts"]!["80/tcp"]);

        var files = await NamesAsync(Blob(entries, layer));
        Assert.Equal(["bin/", "bin/a", "bin/sh", "tmp/", "usr/", "usr/share/", "usr/share/b"], files);
    }

    [Fact]
    public async Task The_names_of_an_archive_are_read_from_it()
    {
        var file = Path.GetTempFileName();
        await OciArchive.WriteAsync(Image, file, default);
        Assert.Equal([Image.Reference], await ArchiveNames.ReadAsync(file, default));
        await File.WriteAllTextAsync(file, "no archive at all");
        Assert.Empty(await ArchiveNames.ReadAsync(file, default));
        File.Delete(file);
    }

    [Theory]
    [InlineData("""[{"RepoTags":["a:1","b:2"]},{"RepoTags":null}]""", "a:1 b:2")]
    [InlineData("""{"manifests":[{"annotations":{"org.opencontainers.image.ref.name":"1.25"}},{}]}""", "")]
    public void Names_are_found_in_either_format(string json, string names) =>
        Assert.Equal(names, string.Join(' ', ArchiveNames.Names(JsonNode.Parse(json))));

    private static byte[] Blob(Dictionary<string, byte[]> entries, JsonNode descriptor)
    {
        var blob = entries["blobs/" + ((string)descriptor["digest"]!).Replace(':', '/')];
        Assert.Equal((int)descriptor["size"]!, blob.Length);
        return blob;
    }

    private static async Task<byte[]> PackAsync(ImageDefinition image)
    {
        using var output = new MemoryStream();
        await OciArchive.WriteAsync(image, output, default);
        return output.ToArray();
    }

    private static async Task<Dictionary<string, byte[]>> UnpackAsync(byte[] archive)
    {
        var entries = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        await using var tar = new TarReader(new MemoryStream(archive));
        while (await tar.GetNextEntryAsync() is { } entry)
        {
            using var content = new MemoryStream();
            await entry.DataStream!.CopyToAsync(content);
            entries[entry.Name] = content.ToArray();
        }
        return entries;
    }

    private static async Task<List<string>> NamesAsync(byte[] layer)
    {
        var names = new List<string>();
        await using var tar = new TarReader(new MemoryStream(layer));
        while (await tar.GetNextEntryAsync() is { } entry)
        {
            names.Add(entry.Name);
        }
        return names;
    }
}
