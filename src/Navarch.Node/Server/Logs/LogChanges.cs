namespace Navarch.Node.Server.Logs;

/// <summary>Wakes the follower of a log file when the kernel tells of a change to it, or of another file put in its place.</summary>
internal sealed class LogChanges : IDisposable
{
    private readonly FileSystemWatcher _watcher;
    private readonly SemaphoreSlim _changed = new(0, 1);
    private int _rotated;

    public LogChanges(string path)
    {
        _watcher = new FileSystemWatcher(Path.GetDirectoryName(path)!)
        {
            NotifyFilter = NotifyFilters.LastWrite | NotifyFilters.Size | NotifyFilters.FileName,
        };
        var name = Path.GetFileName(path);
        _watcher.Changed += (_, e) => Tell(e.Name == name, rotated: false);
        _watcher.Created += (_, e) => Tell(e.Name == name, rotated: true);
        _watcher.Renamed += (_, e) => Tell(e.Name == name, rotated: true);
        _watcher.EnableRaisingEvents = true;
    }

    /// <summary>Waits for a change, or until the time has passed.</summary>
    public async Task WaitAsync(TimeSpan limit, TimeProvider time, CancellationToken ct)
    {
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(ct);
        await Task.WhenAny(_changed.WaitAsync(waiting.Token), Task.Delay(limit, time, waiting.Token));
        await waiting.CancelAsync();
        ct.ThrowIfCancellationRequested();
    }

    /// <summary>Whether another file was put in the log's place since the last question.</summary>
    public bool TakeRotation() => Interlocked.Exchange(ref _rotated, 0) == 1;

    // The semaphore is left to the collector: a last event may still be on its way to it.
    public void Dispose() => _watcher.Dispose();

    private void Tell(bool isOurs, bool rotated)
    {
        if (!isOurs)
        {
            return;
        }
        if (rotated)
        {
            Interlocked.Exchange(ref _rotated, 1);
        }
        lock (_watcher)
        {
            if (_changed.CurrentCount == 0)
            {
                _changed.Release();
            }
        }
    }
}
