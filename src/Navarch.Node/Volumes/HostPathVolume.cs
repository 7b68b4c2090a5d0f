using Navarch.Api.Core.V1;

namespace Navarch.Node.Volumes;

/// <summary>A path of the node itself. Its type says what must be there, or what is made when nothing is.</summary>
internal sealed class HostPathVolume : IVolumeType
{
    private const UnixFileMode FolderMode = (UnixFileMode)0b111_101_101;
    private const UnixFileMode FileMode = (UnixFileMode)0b110_100_100;

    /// <inheritdoc/>
    public string Name => "hostpath";

    /// <inheritdoc/>
    public bool Handles(Volume volume) => volume.HostPath is not null;

    /// <inheritdoc/>
    public ValueTask<VolumeResult> SetUpAsync(VolumeRequest request, CancellationToken cancellationToken)
    {
        var source = request.Volume.HostPath!;
        return new(Check(source.Path, source.Type ?? "") is { } error ? VolumeResult.Failed(error) : new MountedVolume(source.Path));
    }

    /// <inheritdoc/>
    public void TearDown(string folder)
    {
    }

    /// <summary>Checks a path against a type, making it where the type says so.</summary>
    /// <returns>What is wrong, or null.</returns>
    public static string? Check(string path, string type)
    {
        switch (type)
        {
            case "":
                if (!Path.Exists(path))
                {
                    // The runtime would make a folder here, too; doing it ourselves gives a clear error when it cannot be made.
                    Directory.CreateDirectory(path, FolderMode);
                }

                return null;
            case "DirectoryOrCreate":
                if (!Path.Exists(path))
                {
                    Directory.CreateDirectory(path, FolderMode);
                }

                return Is(Directory.Exists(path), path, "directory");
            case "FileOrCreate":
                if (!Path.Exists(path))
                {
                    File.WriteAllBytes(path, []);
                    File.SetUnixFileMode(path, FileMode);
                }

                return Is(File.Exists(path), path, "file");
            case "Directory":
                return Is(Directory.Exists(path), path, "directory");
            case "File":
                return Is(IsRegularFile(path), path, "file");
            case "Socket":
                return Is(KindOf(path) == 0xC000, path, "socket file");
            case "CharDevice":
                return Is(KindOf(path) == 0x2000, path, "character device");
            case "BlockDevice":
                return Is(KindOf(path) == 0x6000, path, "block device");
            default:
                return $"hostPath type {type} is not known";
        }
    }

    private static string? Is(bool holds, string path, string kind) => holds ? null : $"hostPath type check failed: {path} is not a {kind}";

    private static bool IsRegularFile(string path) => File.Exists(path) && KindOf(path) == 0x8000;

    private static int KindOf(string path) => HostFiles.KindOf(path);
}
