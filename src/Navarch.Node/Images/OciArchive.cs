using System.Buffers;
using System.Formats.Tar;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Navarch.Node.Images;

/// <summary>
/// Packs an image as an OCI image layout inside one tar file, with nothing but the file list and the configuration needed.
/// The same definition always gives the same bytes: times are zero and files are sorted by path.
/// </summary>
public static class OciArchive
{
    private const string IndexType = "application/vnd.oci.image.index.v1+json";
    private const string ManifestType = "application/vnd.oci.image.manifest.v1+json";
    private const string ConfigType = "application/vnd.oci.image.config.v1+json";
    private const string LayerType = "application/vnd.oci.image.layer.v1.tar";

    /// <summary>Writes the archive.</summary>
    public static async Task WriteAsync(ImageDefinition image, Stream output, CancellationToken ct)
    {
        // Its digest names the layer in the archive, so it has to be whole before it is written there.
        await using var layer = new FileStream(
            Path.Combine(Path.GetTempPath(), $"layer-{Guid.NewGuid():N}"),
            new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Options = FileOptions.DeleteOnClose | FileOptions.Asynchronous });
        await WriteLayerAsync(image.Files, layer, ct);
        layer.Position = 0;
        var layerBlob = new Blob(LayerType, Digest(await SHA256.HashDataAsync(layer, ct)), layer.Length);

        var config = Json(w => WriteConfig(w, image, layerBlob.Digest));
        var configBlob = Describe(ConfigType, config);
        var manifest = Json(w => WriteManifest(w, configBlob, layerBlob));
        var manifestBlob = Describe(ManifestType, manifest);
        var index = Json(w => WriteIndex(w, image, manifestBlob));

        await using var tar = new TarWriter(output, TarEntryFormat.Gnu, leaveOpen: true);
        await WriteEntryAsync(tar, "oci-layout", """{"imageLayoutVersion":"1.0.0"}"""u8.ToArray(), ct);
        await WriteEntryAsync(tar, "index.json", index, ct);
        await WriteEntryAsync(tar, configBlob.Path, config, ct);
        await WriteEntryAsync(tar, manifestBlob.Path, manifest, ct);
        layer.Position = 0;
        await tar.WriteEntryAsync(RegularFile(layerBlob.Path, ImageFile.Modes.File, layer), ct);
    }

    /// <summary>Writes the archive to a file.</summary>
    public static async Task WriteAsync(ImageDefinition image, string file, CancellationToken ct)
    {
        await using var output = new FileStream(file, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16, useAsync: true);
        await WriteAsync(image, output, ct);
    }

    private static async Task WriteLayerAsync(IReadOnlyList<ImageFile> files, Stream output, CancellationToken ct)
    {
        await using var tar = new TarWriter(output, TarEntryFormat.Gnu, leaveOpen: true);
        var made = new HashSet<string>(StringComparer.Ordinal) { "" };
        foreach (var file in files.OrderBy(static f => f.Path, StringComparer.Ordinal))
        {
            if (file.IsDirectory)
            {
                await MakeParentsAsync(tar, file.Path, made, ct);
                if (made.Add(file.Path))
                {
                    await tar.WriteEntryAsync(Directory(file.Path, file.Mode), ct);
                }
                continue;
            }
            await MakeParentsAsync(tar, file.Path, made, ct);
            if (file.Target is { } target)
            {
                await tar.WriteEntryAsync(new GnuTarEntry(TarEntryType.SymbolicLink, file.Path) { LinkName = target, Mode = file.Mode, ModificationTime = DateTimeOffset.UnixEpoch }, ct);
                continue;
            }
            await using Stream content = file.Source is { } source ? File.OpenRead(source) : new MemoryStream(file.Content.ToArray(), writable: false);
            await tar.WriteEntryAsync(RegularFile(file.Path, file.Mode, content), ct);
        }
    }

    private static async Task MakeParentsAsync(TarWriter tar, string path, HashSet<string> made, CancellationToken ct)
    {
        for (var slash = path.IndexOf('/', StringComparison.Ordinal); slash > 0; slash = path.IndexOf('/', slash + 1))
        {
            if (made.Add(path[..slash]))
            {
                await tar.WriteEntryAsync(Directory(path[..slash], ImageFile.Modes.Executable), ct);
            }
        }
    }

    private static GnuTarEntry Directory(string path, UnixFileMode mode) =>
        new(TarEntryType.Directory, path + "/") { Mode = mode, ModificationTime = DateTimeOffset.UnixEpoch };

    private static GnuTarEntry RegularFile(string path, UnixFileMode mode, Stream content) =>
        new(TarEntryType.RegularFile, path) { Mode = mode, ModificationTime = DateTimeOffset.UnixEpoch, DataStream = content };

    private static async Task WriteEntryAsync(TarWriter tar, string path, byte[] content, CancellationToken ct)
    {
        using var stream = new MemoryStream(content, writable: false);
        await tar.WriteEntryAsync(RegularFile(path, ImageFile.Modes.File, stream), ct);
    }

    private static void WriteConfig(Utf8JsonWriter w, ImageDefinition image, string layerDigest)
    {
        w.WriteString("architecture", image.Architecture);
        w.WriteString("os", "linux");
        w.WriteStartObject("config");
        WriteList(w, "Entrypoint", image.Entrypoint);
        WriteList(w, "Cmd", image.Command);
        WriteList(w, "Env", image.Environment);
        w.WriteString("WorkingDir", image.WorkingDirectory);
        w.WriteString("User", image.User);
        if (image.StopSignal.Length > 0)
        {
            w.WriteString("StopSignal", image.StopSignal);
        }
        if (image.ExposedPorts.Count > 0)
        {
            w.WriteStartObject("ExposedPorts");
            foreach (var port in image.ExposedPorts)
            {
                w.WriteStartObject(port);
                w.WriteEndObject();
            }
            w.WriteEndObject();
        }
        w.WriteEndObject();
        w.WriteStartObject("rootfs");
        w.WriteString("type", "layers");
        WriteList(w, "diff_ids", [layerDigest]);
        w.WriteEndObject();
    }

    private static void WriteManifest(Utf8JsonWriter w, Blob config, Blob layer)
    {
        w.WriteNumber("schemaVersion", 2);
        w.WriteString("mediaType", ManifestType);
        w.WriteStartObject("config");
        WriteDescriptor(w, config);
        w.WriteEndObject();
        w.WriteStartArray("layers");
        w.WriteStartObject();
        WriteDescriptor(w, layer);
        w.WriteEndObject();
        w.WriteEndArray();
    }

    private static void WriteIndex(Utf8JsonWriter w, ImageDefinition image, Blob manifest)
    {
        w.WriteNumber("schemaVersion", 2);
        w.WriteString("mediaType", IndexType);
        w.WriteStartArray("manifests");
        w.WriteStartObject();
        WriteDescriptor(w, manifest);
        w.WriteStartObject("platform");
        w.WriteString("architecture", image.Architecture);
        w.WriteString("os", "linux");
        w.WriteEndObject();
        w.WriteStartObject("annotations");
        // The first is containerd's own for the full name, the second the standard's.
        w.WriteString("io.containerd.image.name", image.Reference);
        w.WriteString("org.opencontainers.image.ref.name", image.Reference);
        w.WriteEndObject();
        w.WriteEndObject();
        w.WriteEndArray();
    }

    private static void WriteDescriptor(Utf8JsonWriter w, Blob blob)
    {
        w.WriteString("mediaType", blob.MediaType);
        w.WriteString("digest", blob.Digest);
        w.WriteNumber("size", blob.Size);
    }

    private static void WriteList(Utf8JsonWriter w, string name, IReadOnlyList<string> items)
    {
        if (items.Count == 0)
        {
            return;
        }
        w.WriteStartArray(name);
        foreach (var item in items)
        {
            w.WriteStringValue(item);
        }
        w.WriteEndArray();
    }

    private static byte[] Json(Action<Utf8JsonWriter> content)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            content(writer);
            writer.WriteEndObject();
        }
        return buffer.WrittenSpan.ToArray();
    }

    private static Blob Describe(string mediaType, byte[] content) => new(mediaType, Digest(SHA256.HashData(content)), content.Length);

    private static string Digest(byte[] hash) => "sha256:" + Convert.ToHexStringLower(hash);

    private readonly record struct Blob(string MediaType, string Digest, long Size)
    {
        public string Path => new StringBuilder("blobs/").Append(Digest.Replace(':', '/')).ToString();
    }
}
