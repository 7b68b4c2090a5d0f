namespace Navarch.Node.Volumes;

/// <summary>A file of a volume made from objects.</summary>
/// <param name="Bytes">Its content.</param>
/// <param name="Mode">Its permissions.</param>
public sealed record VolumeFile(ReadOnlyMemory<byte> Bytes, int Mode);

/// <summary>
/// A folder whose files change all at once. The files lie in a dated folder; <c>..data</c> links to it, and each
/// top-level name links through <c>..data</c>. New content is written beside the old and the one link is renamed, so a
/// reader sees the old files or the new ones and never a mix.
/// </summary>
internal static class AtomicFolder
{
    private const string DataLink = "..data";
    private const UnixFileMode FolderMode = (UnixFileMode)0b111_101_101;

    /// <summary>Makes the folder hold exactly these files, by relative path. Does nothing when it does already.</summary>
    /// <returns>Whether anything changed.</returns>
    public static bool Write(string folder, IReadOnlyDictionary<string, VolumeFile> files, long? group, TimeProvider time)
    {
        Directory.CreateDirectory(folder, FolderMode);
        var data = Path.Combine(folder, DataLink);
        var before = Directory.Exists(data) ? Path.Combine(folder, new DirectoryInfo(data).LinkTarget ?? "") : null;
        if (before is not null && Holds(before, files))
        {
            return false;
        }

        var stamp = $"..{time.GetUtcNow():yyyy_MM_dd_HH_mm_ss}.{Guid.NewGuid().ToString("N")[..10]}";
        var fresh = Path.Combine(folder, stamp);
        Directory.CreateDirectory(fresh, FolderMode);
        File.SetUnixFileMode(fresh, FolderMode);
        foreach (var (path, file) in files)
        {
            WriteFile(Path.Combine(fresh, path), file, group);
        }

        var link = Path.Combine(folder, "..data_tmp");
        File.Delete(link);
        Directory.CreateSymbolicLink(link, stamp);
        HostFiles.Replace(link, data);
        Relink(folder, files);
        if (before is not null)
        {
            Directory.Delete(before, recursive: true);
        }

        return true;
    }

    private static void WriteFile(string path, VolumeFile file, long? group)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!, FolderMode);
        using (var stream = new FileStream(path, FileMode.Create, FileAccess.Write))
        {
            stream.Write(file.Bytes.Span);
        }

        var mode = (UnixFileMode)file.Mode;
        if (group is { } owner)
        {
            HostFiles.ChangeOwner(path, -1, owner);
            mode |= UnixFileMode.GroupRead;
        }

        File.SetUnixFileMode(path, mode);
    }

    private static bool Holds(string folder, IReadOnlyDictionary<string, VolumeFile> files)
    {
        if (!Directory.Exists(folder))
        {
            return false;
        }

        var present = Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Count();
        return present == files.Count && files.All(f => HoldsFile(Path.Combine(folder, f.Key), f.Value));
    }

    private static bool HoldsFile(string path, VolumeFile file) =>
        File.Exists(path) && ((int)File.GetUnixFileMode(path) & file.Mode) == file.Mode && File.ReadAllBytes(path).AsSpan().SequenceEqual(file.Bytes.Span);

    private static void Relink(string folder, IReadOnlyDictionary<string, VolumeFile> files)
    {
        var tops = files.Keys.Select(p => p.Split('/')[0]).ToHashSet(StringComparer.Ordinal);
        foreach (var entry in new DirectoryInfo(folder).EnumerateFileSystemInfos())
        {
            if (!entry.Name.StartsWith("..", StringComparison.Ordinal) && !tops.Remove(entry.Name))
            {
                entry.Delete();
            }
        }

        foreach (var top in tops)
        {
            File.CreateSymbolicLink(Path.Combine(folder, top), $"{DataLink}/{top}");
        }
    }
}
