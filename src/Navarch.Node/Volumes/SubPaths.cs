using Navarch.Node.Containers;

namespace Navarch.Node.Volumes;

/// <summary>Resolves sub-paths of volumes: made when missing, and refused when a link in them leads out of the volume.</summary>
internal static class SubPaths
{
    private const UnixFileMode FolderMode = (UnixFileMode)0b111_111_101;
    private const int MostLinks = 40;

    /// <summary>Sets the host path of a mount to its sub-path.</summary>
    /// <returns>What is wrong, or null.</returns>
    public static string? Resolve(SubPathMount wanted)
    {
        var root = RealPath(wanted.Volume);
        var path = Path.Combine(wanted.Volume, wanted.SubPath);
        if (!Path.Exists(path))
        {
            var parent = wanted.SubPath.Split('/').Aggregate(wanted.Volume, (folder, part) => Path.Exists(Path.Combine(folder, part)) ? Path.Combine(folder, part) : folder);
            if (!IsInside(RealPath(parent), root))
            {
                return $"subPath {wanted.SubPath} leads out of its volume";
            }

            Directory.CreateDirectory(path, FolderMode);
        }

        var real = RealPath(path);
        if (!IsInside(real, root))
        {
            return $"subPath {wanted.SubPath} leads out of its volume";
        }

        wanted.Mount.HostPath = real;
        return null;
    }

    private static bool IsInside(string path, string root) => path == root || path.StartsWith(root + "/", StringComparison.Ordinal);

    private static string RealPath(string path)
    {
        var done = "/";
        var parts = new Stack<string>(path.Split('/', StringSplitOptions.RemoveEmptyEntries).Reverse());
        var links = 0;
        while (parts.TryPop(out var part))
        {
            if (part is "." or "..")
            {
                done = part == ".." ? Path.GetDirectoryName(done) ?? "/" : done;
                continue;
            }

            var next = Path.Combine(done, part);
            var target = new FileInfo(next).LinkTarget;
            if (target is null || links++ > MostLinks)
            {
                done = next;
                continue;
            }

            if (Path.IsPathRooted(target))
            {
                done = "/";
            }

            foreach (var piece in target.Split('/', StringSplitOptions.RemoveEmptyEntries).Reverse())
            {
                parts.Push(piece);
            }
        }

        return done;
    }
}
