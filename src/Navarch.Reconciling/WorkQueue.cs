using System.Threading.Channels;

namespace Navarch.Reconciling;

/// <summary>
/// The keys that need a look. A key added while it waits is one entry; a key added while it is being processed comes
/// back when it is done; a key is never processed twice at once. Each key has one due time at most:
/// the last <see cref="Retry"/> or <see cref="Settle"/> says when it comes back by itself.
/// </summary>
/// <typeparam name="TKey">The key.</typeparam>
public sealed class WorkQueue<TKey> : IDisposable
    where TKey : notnull
{
    private static readonly TimeSpan Never = Timeout.InfiniteTimeSpan;

    private readonly Lock gate = new();
    private readonly TimeProvider time;
    private readonly Backoff backoff;
    private readonly Channel<TKey> ready = Channel.CreateUnbounded<TKey>();
    private readonly HashSet<TKey> waiting = [];
    private readonly Dictionary<TKey, bool> processing = [];
    private readonly Dictionary<TKey, int> failures = [];
    private readonly Dictionary<TKey, long> due = [];
    private readonly PriorityQueue<TKey, long> delayed = new();
    private readonly ITimer timer;
    private bool disposed;

    /// <summary>An empty queue.</summary>
    public WorkQueue(TimeProvider time, Backoff? backoff = null)
    {
        this.time = time;
        this.backoff = backoff ?? Backoff.Default;
        timer = time.CreateTimer(_ => OnTimer(), null, Never, Never);
    }

    /// <summary>How many keys wait to be taken now.</summary>
    public int Depth
    {
        get
        {
            lock (gate)
            {
                return waiting.Count;
            }
        }
    }

    /// <summary>Whether nothing is waiting and nothing is being processed; delayed keys do not count.</summary>
    public bool IsIdle
    {
        get
        {
            lock (gate)
            {
                return waiting.Count == 0 && processing.Count == 0;
            }
        }
    }

    /// <summary>The key needs a look now.</summary>
    public void Add(TKey key)
    {
        lock (gate)
        {
            AddLocked(key);
        }
    }

    /// <summary>Takes the next key; it is the caller's until <see cref="Done"/>.</summary>
    public async ValueTask<TKey> TakeAsync(CancellationToken cancellationToken)
    {
        var key = await ready.Reader.ReadAsync(cancellationToken);
        lock (gate)
        {
            waiting.Remove(key);
            processing[key] = false;
        }

        return key;
    }

    /// <summary>The key succeeded: its failures are forgotten, and it comes back after <paramref name="again"/>, if given.</summary>
    public void Settle(TKey key, TimeSpan? again)
    {
        lock (gate)
        {
            failures.Remove(key);
            due.Remove(key);
            if (again is { } delay)
            {
                ScheduleLocked(key, delay);
            }
        }
    }

    /// <summary>The key failed: it comes back after a time that grows with each failure in a row.</summary>
    public TimeSpan Retry(TKey key)
    {
        lock (gate)
        {
            var count = failures.GetValueOrDefault(key);
            failures[key] = count + 1;
            var delay = backoff.After(count);
            ScheduleLocked(key, delay);
            return delay;
        }
    }

    /// <summary>How often the key failed in a row.</summary>
    public int FailuresOf(TKey key)
    {
        lock (gate)
        {
            return failures.GetValueOrDefault(key);
        }
    }

    /// <summary>Gives the key back; it may be taken again.</summary>
    public void Done(TKey key)
    {
        lock (gate)
        {
            if (processing.Remove(key, out var changed) && changed)
            {
                AddLocked(key);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (gate)
        {
            disposed = true;
            timer.Dispose();
            ready.Writer.TryComplete();
        }
    }

    private void AddLocked(TKey key)
    {
        if (disposed)
        {
            return;
        }

        if (processing.ContainsKey(key))
        {
            processing[key] = true;
        }
        else if (waiting.Add(key))
        {
            ready.Writer.TryWrite(key);
        }
    }

    private void ScheduleLocked(TKey key, TimeSpan delay)
    {
        var at = (time.GetUtcNow() + (delay > TimeSpan.Zero ? delay : TimeSpan.Zero)).UtcTicks;
        due[key] = at;
        delayed.Enqueue(key, at);
        if (delayed.TryPeek(out _, out var first) && first == at)
        {
            SetTimerLocked();
        }
    }

    private void SetTimerLocked()
    {
        if (disposed)
        {
            return;
        }

        if (!delayed.TryPeek(out _, out var at))
        {
            timer.Change(Never, Never);
            return;
        }

        var wait = new TimeSpan(at - time.GetUtcNow().UtcTicks);

        // A millisecond up: a timer that fires early would only be set again.
        timer.Change(wait > TimeSpan.Zero ? wait + TimeSpan.FromMilliseconds(1) : TimeSpan.Zero, Never);
    }

    private void OnTimer()
    {
        lock (gate)
        {
            var now = time.GetUtcNow().UtcTicks;
            while (delayed.TryPeek(out var key, out var at))
            {
                if (due.TryGetValue(key, out var current) && current == at)
                {
                    if (at > now)
                    {
                        break;
                    }

                    due.Remove(key);
                    AddLocked(key);
                }

                delayed.Dequeue();
            }

            SetTimerLocked();
        }
    }
}
