using System.Diagnostics;

namespace Navarch.ApiServer.Metrics;

/// <summary>What the process and its runtime take: <c>process_*</c> as every Prometheus client names them, and <c>dotnet_*</c>.</summary>
internal static class ProcessMetrics
{
    /// <summary>The metrics.</summary>
    public static IEnumerable<MetricFamily> All()
    {
        yield return Counter("process_cpu_seconds_total", "The processor time the process took, in seconds.", () => Environment.CpuUsage.TotalTime.TotalSeconds);
        yield return Gauge("process_resident_memory_bytes", "The memory the process has, in bytes.", () => Environment.WorkingSet);
        yield return Gauge("process_virtual_memory_bytes", "The addresses the process has, in bytes.", () => Of(p => p.VirtualMemorySize64));
        yield return Gauge("process_start_time_seconds", "When the process started, in seconds since 1970.", () => Of(p => new DateTimeOffset(p.StartTime).ToUnixTimeMilliseconds() / 1000.0));
        yield return Gauge("process_open_fds", "The files and connections that are open.", () => Directory.EnumerateFileSystemEntries("/proc/self/fd").Count());
        yield return new ReadFamily(
            "dotnet_gc_collections_total", "Counts collections of garbage.", "counter", ["generation"],
            () => Enumerable.Range(0, GC.MaxGeneration + 1).Select(g => new Sample(GC.CollectionCount(g), g.ToString())));
        yield return Counter("dotnet_gc_pause_seconds_total", "For how long collections stopped everything, in seconds.", () => GC.GetTotalPauseDuration().TotalSeconds);
        yield return Gauge("dotnet_gc_heap_size_bytes", "The objects there are, in bytes.", () => GC.GetTotalMemory(false));
        yield return Gauge("dotnet_gc_committed_bytes", "The memory the heap has, in bytes.", () => GC.GetGCMemoryInfo().TotalCommittedBytes);
        yield return Counter("dotnet_gc_allocated_bytes_total", "What was allocated, in bytes.", () => GC.GetTotalAllocatedBytes());
        yield return Gauge("dotnet_threadpool_threads", "The threads of the pool.", () => ThreadPool.ThreadCount);
        yield return Gauge("dotnet_threadpool_queue_length", "The work that waits for a thread.", () => ThreadPool.PendingWorkItemCount);
        yield return Counter("dotnet_threadpool_completed_items_total", "Counts the work the pool has done.", () => ThreadPool.CompletedWorkItemCount);
        yield return Counter("dotnet_monitor_contentions_total", "Counts the times a lock was waited for.", () => Monitor.LockContentionCount);
    }

    private static double Of(Func<Process, double> read)
    {
        using var process = Process.GetCurrentProcess();
        return read(process);
    }

    private static ReadFamily Gauge(string name, string help, Func<double> read) => new(name, help, "gauge", [], () => [new Sample(read())]);

    private static ReadFamily Counter(string name, string help, Func<double> read) => new(name, help, "counter", [], () => [new Sample(read())]);
}
