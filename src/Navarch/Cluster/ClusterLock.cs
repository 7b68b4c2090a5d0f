namespace Navarch.Cluster;

/// <summary>Held by the one process that serves a cluster's data folder. The kernel lets go of it when the process dies.</summary>
public sealed class ClusterLock : IDisposable
{
    private readonly FileStream file;

    private ClusterLock(FileStream file) => this.file = file;

    /// <summary>Takes the lock; null when another process holds it.</summary>
    public static ClusterLock? TryTake(ClusterPaths paths)
    {
        Directory.CreateDirectory(paths.RunDirectory);
        try
        {
            // FileShare.None is an exclusive flock on Unix.
            return new(new FileStream(paths.LockFile, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException error) when (error is not (FileNotFoundException or DirectoryNotFoundException))
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => file.Dispose();
}
