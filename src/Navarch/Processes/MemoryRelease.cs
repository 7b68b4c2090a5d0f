using System.Runtime;
using System.Runtime.InteropServices;

namespace Navarch.Processes;

/// <summary>
/// Gives memory back to the machine once the process is quiet after load. A collector runs when a program allocates: what the last
/// burst left behind would stay resident for as long as nothing happens. Nothing is polled: each collection of the runtime starts a
/// timer anew, and when no other follows for a while, one last collection compacts the heap and returns what is free.
/// </summary>
public sealed partial class MemoryRelease : IDisposable
{
    /// <summary>How long no collection must run.</summary>
    public static readonly TimeSpan Quiet = TimeSpan.FromSeconds(5);

    /// <summary>By how much the heap must have grown since the last release to be worth another.</summary>
    private const long WorthIt = 24 << 20;

    /// <summary>Above this size of what is alive, the pause of a compaction would be felt.</summary>
    private const long TooLarge = 1L << 30;

    private readonly ITimer timer;
    private readonly Action beforeRelease;
    private long committedAfter;
    private volatile bool disposed;

    /// <summary>Begins to watch the collections.</summary>
    /// <param name="time">The time.</param>
    /// <param name="beforeRelease">Called before a release: drops what can be made again.</param>
    public MemoryRelease(TimeProvider time, Action beforeRelease)
    {
        this.beforeRelease = beforeRelease;
        timer = time.CreateTimer(static release => ((MemoryRelease)release!).Release(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        CollectionNotice.Post(this);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        disposed = true;
        timer.Dispose();
    }

    private void Release()
    {
        var before = GC.GetGCMemoryInfo(GCKind.Any);
        if (disposed || before.TotalCommittedBytes < committedAfter + WorthIt || before.HeapSizeBytes > TooLarge)
        {
            return;
        }

        beforeRelease();
        GCSettings.LargeObjectHeapCompactionMode = GCLargeObjectHeapCompactionMode.CompactOnce;
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        _ = TrimNativeHeap(0);
        committedAfter = GC.GetGCMemoryInfo(GCKind.Any).TotalCommittedBytes;
    }

    [LibraryImport("libc", EntryPoint = "malloc_trim")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int TrimNativeHeap(nuint keep);

    /// <summary>An object nobody holds: the next collection finalizes it, which tells that there was one.</summary>
    private sealed class CollectionNotice
    {
        private readonly MemoryRelease release;

        private CollectionNotice(MemoryRelease release) => this.release = release;

#pragma warning disable MA0055 // Being finalized is what this object is for.
        ~CollectionNotice()
#pragma warning restore MA0055
        {
            if (release.disposed)
            {
                return;
            }

            release.timer.Change(Quiet, Timeout.InfiniteTimeSpan);
            Post(release);
        }

        public static void Post(MemoryRelease release) => _ = new CollectionNotice(release);
    }
}
