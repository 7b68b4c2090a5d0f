using Navarch.Storage.Engine;

namespace Navarch.Storage.Embedded;

/// <summary>
/// The one writer, a thread of its own: takes everything that waits, orders it, commits it as one transaction, makes
/// it visible, answers. While it waits for the disk the next batch gathers: the busier, the fewer commits a write.
/// A failed commit answers its whole batch with the failure and leaves no trace; the next batch tries again.
/// </summary>
internal sealed class CommitLoop
{
    /// <summary>The most writes in a transaction: bounds how long its first write waits.</summary>
    private const int MaxBatch = 2048;

    /// <summary>How many revisions the file is told of ahead, so that lazy writes need not touch it. After a crash the revision goes on behind them.</summary>
    private const int ReservedAhead = 4096;

    /// <summary>How long nobody must come before the log is moved.</summary>
    private static readonly TimeSpan IdleDelay = TimeSpan.FromMilliseconds(50);

    private readonly string directory;
    private readonly SqliteFile file;
    private readonly StoreEngine engine;
    private readonly StoreOptions options;
    private readonly WriteSequencer sequencer;
    private readonly object incoming = new();
    private readonly Dictionary<long, StoreEvent> unpersisted = [];
    private readonly ITimer lazyTimer;
    private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private List<WriteRequest> waiting = [];
    private long reserved;
    private bool closing;
    private Exception? broken;

    public CommitLoop(string directory, SqliteFile file, StoreEngine engine, StoreOptions options, long lastRow)
    {
        this.directory = directory;
        this.file = file;
        this.engine = engine;
        this.options = options;
        sequencer = new WriteSequencer(engine, lastRow);
        reserved = engine.Revision;
        lazyTimer = options.TimeProvider.CreateTimer(
            static loop => ((CommitLoop)loop!).Enqueue(new WriteRequest(null, CancellationToken.None)), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        new Thread(Run) { IsBackground = true, Name = "store commits" }.Start();
    }

    /// <summary>Adds a request; its task completes with the commit.</summary>
    public void Enqueue(WriteRequest request)
    {
        lock (incoming)
        {
            if (!closing)
            {
                waiting.Add(request);
                if (waiting.Count == 1)
                {
                    Monitor.Pulse(incoming);
                }

                return;
            }
        }

        Fail([request], new StoreUnavailableException($"the store in {directory} is closed"));
    }

    /// <summary>Commits what waits, makes lazy writes durable, and ends the thread. The file is left open.</summary>
    public Task CloseAsync()
    {
        lock (incoming)
        {
            closing = true;
            Monitor.Pulse(incoming);
        }

        return ended.Task;
    }

    private void Run()
    {
        List<WriteRequest> batch = [];
        while (Take(ref batch))
        {
            Process(batch);
            batch.Clear();
            if (file.LogPages >= options.BusyLogPages)
            {
                file.Checkpoint();
            }
        }

        lazyTimer.Dispose();
        WriteCleanEnd();
        ended.SetResult();
    }

    /// <summary>Swaps the waiting requests into the empty <paramref name="batch"/>; false when the store closes and none waits.</summary>
    private bool Take(ref List<WriteRequest> batch)
    {
        while (true)
        {
            lock (incoming)
            {
                bool calm = file.LogPages < options.IdleLogPages;
                bool waited = false;
                while (waiting.Count == 0 && !closing && !waited)
                {
                    waited = calm ? !Monitor.Wait(incoming) : !Monitor.Wait(incoming, IdleDelay);
                }

                if (waiting.Count > MaxBatch)
                {
                    batch.AddRange(waiting.GetRange(0, MaxBatch));
                    waiting.RemoveRange(0, MaxBatch);
                    return true;
                }

                if (waiting.Count > 0)
                {
                    (batch, waiting) = (waiting, batch);
                    return true;
                }

                if (closing)
                {
                    return false;
                }
            }

            file.Checkpoint();
        }
    }

    private void Process(List<WriteRequest> batch)
    {
        try
        {
            if (broken is not null)
            {
                throw new StoreUnavailableException($"the store in {directory} stopped after an unexpected failure; restart the server ({broken.Message})", broken);
            }

            bool durable = Sequence(batch);
            if (durable)
            {
                Persist();
            }
            else
            {
                Remember();
            }

            if (sequencer.Events.Count > 0)
            {
                engine.Apply(sequencer.Events);
            }

            foreach (WriteRequest request in batch)
            {
                request.TrySetResult(request.Outcome);
            }
        }
        catch (SqliteFailureException failure)
        {
            Fail(batch, failure.Explain(directory));
        }
        catch (StoreUnavailableException unavailable)
        {
            Fail(batch, unavailable);
        }
        catch (Exception unexpected)
        {
            broken = unexpected;
            Fail(batch, new StoreUnavailableException($"the store in {directory} failed unexpectedly: {unexpected.Message}", unexpected));
        }
    }

    /// <summary>Orders the batch; true when it must go to disk before it is answered.</summary>
    private bool Sequence(List<WriteRequest> batch)
    {
        sequencer.Begin();
        bool durable = false;
        foreach (WriteRequest request in batch)
        {
            if (request.Write is not { } write)
            {
                durable |= unpersisted.Count > 0;
            }
            else if (request.CancellationToken.IsCancellationRequested)
            {
                request.TrySetCanceled(request.CancellationToken);
            }
            else
            {
                request.Outcome = sequencer.Add(write);
                durable |= request.Outcome.Status == WriteStatus.Committed && !write.Lazy;
            }
        }

        return durable || sequencer.Revision > reserved;
    }

    private void Persist()
    {
        long reserving = sequencer.Revision > reserved ? sequencer.Revision + ReservedAhead : reserved;
        try
        {
            file.Begin();
            foreach (StoreEvent change in unpersisted.Values)
            {
                Write(change);
            }

            foreach (StoreEvent change in sequencer.Events)
            {
                Write(change);
            }

            if (reserving != reserved)
            {
                file.Reserve(reserving);
            }

            file.Commit();
        }
        catch (SqliteFailureException)
        {
            file.Rollback();
            if (unpersisted.Count > 0)
            {
                ArmLazyTimer();
            }

            throw;
        }

        reserved = reserving;
        unpersisted.Clear();
    }

    private void Write(StoreEvent change)
    {
        if (change.Type == StoreEventType.Put)
        {
            file.Put(change.Entry);
        }
        else
        {
            file.Delete(change.Entry.Row);
        }
    }

    /// <summary>Keeps lazy writes for the next commit: the last of each row.</summary>
    private void Remember()
    {
        if (unpersisted.Count == 0 && sequencer.Events.Count > 0)
        {
            ArmLazyTimer();
        }

        foreach (StoreEvent change in sequencer.Events)
        {
            unpersisted[change.Entry.Row] = change;
        }
    }

    private void ArmLazyTimer() => lazyTimer.Change(options.LazyDelay, Timeout.InfiniteTimeSpan);

    /// <summary>Leaves the exact revision behind, if anything was written.</summary>
    private void WriteCleanEnd()
    {
        if (broken is not null || reserved == engine.Revision)
        {
            return;
        }

        try
        {
            sequencer.Begin();
            Persist();
            file.Begin();
            file.Reserve(engine.Revision);
            file.Commit();
        }
        catch (SqliteFailureException)
        {
            // As after a crash: lazy writes are lost, as their writers allowed, and the revision goes on behind the reserved ones.
            file.Rollback();
        }
    }

    private static void Fail(List<WriteRequest> batch, StoreUnavailableException exception)
    {
        foreach (WriteRequest request in batch)
        {
            if (request.Write is null)
            {
                request.TrySetCanceled(CancellationToken.None);
            }
            else
            {
                request.TrySetException(exception);
            }
        }
    }
}
