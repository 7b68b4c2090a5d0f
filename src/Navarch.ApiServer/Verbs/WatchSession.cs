namespace Navarch.ApiServer.Verbs;

/// <summary>One event for one watcher.</summary>
/// <param name="Type">What happened, as this watcher's selection sees it.</param>
/// <param name="Entry">The object; null for bookmarks and errors.</param>
/// <param name="Revision">The revision of the event.</param>
/// <param name="Status">The reason of an error.</param>
internal readonly record struct SelectedEvent(WatchEventType Type, Entry? Entry, long Revision, Status? Status = null)
{
    /// <summary>Whether a bookmark ends the objects that existed when the watch began.</summary>
    public bool EndsInitial { get; init; }
}

/// <summary>
/// An open watch: batches of events, pulled by whoever sends them on. An object that comes into the selection by a change
/// is added, one that leaves it is deleted.
/// </summary>
internal sealed class WatchSession : IDisposable
{
    private const int InitialBatch = 500;
    private static readonly TimeSpan BookmarkInterval = TimeSpan.FromMinutes(1);

    private readonly ServedResource resource;
    private readonly Selection selection;
    private readonly IWatch watch;
    private readonly ListQuery query;
    private readonly TimeProvider time;
    private readonly long started;
    private readonly long initialRevision;
    private readonly List<SelectedEvent> batch = [];
    private IEnumerator<Entry>? initial;
    private Alarm? alarm;
    private long bookmarked;
    private long lastSent;
    private bool ended;
    private bool closed;

    /// <summary>A session over an open watch.</summary>
    public WatchSession(ServedResource resource, Selection selection, IWatch watch, IEnumerable<Entry> initial, long initialRevision, ListQuery query, TimeProvider time)
    {
        this.resource = resource;
        this.selection = selection;
        this.watch = watch;
        this.query = query;
        this.time = time;
        this.initialRevision = initialRevision;
        this.initial = initial.GetEnumerator();
        started = time.GetTimestamp();
        bookmarked = started;
        lastSent = initialRevision;
        resource.Watchers.Open(query);
    }

    /// <summary>Called once, when the objects that existed when the watch began have all been sent and it only waits for changes.</summary>
    public Action? Initialised { get; set; }

    /// <summary>The next events, at least one; null when the watch is over. Valid until the next call.</summary>
    /// <param name="cancellationToken">Ends the watch; the same one at every call.</param>
    public async ValueTask<IReadOnlyList<SelectedEvent>?> NextAsync(CancellationToken cancellationToken)
    {
        batch.Clear();
        if (initial is not null)
        {
            TakeInitial();
        }

        if (batch.Count == 0 && Initialised is { } initialised)
        {
            Initialised = null;
            initialised();
        }

        while (batch.Count == 0 && !ended)
        {
            alarm ??= new Alarm(NextAlarm(), time, cancellationToken);
            try
            {
                Take(await watch.NextAsync(alarm.Token));
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                alarm.Dispose();
                alarm = null;
                Rang();
            }
            catch (WatchExpiredException e)
            {
                ended = true;
                batch.Add(new SelectedEvent(WatchEventType.Error, null, 0, Failures.Expired(e.Message)));
            }
        }

        return batch.Count > 0 ? batch : null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!closed)
        {
            closed = true;
            resource.Watchers.Close(query);
        }

        alarm?.Dispose();
        initial?.Dispose();
        watch.Dispose();
    }

    /// <summary>How long until the watch ends or a bookmark is due, whichever comes first.</summary>
    private TimeSpan NextAlarm()
    {
        var untilEnd = query.Timeout is { } timeout ? timeout - time.GetElapsedTime(started) : TimeSpan.MaxValue;
        var untilBookmark = query.AllowBookmarks ? BookmarkInterval - time.GetElapsedTime(bookmarked) : TimeSpan.MaxValue;
        return untilEnd < untilBookmark ? untilEnd : untilBookmark;
    }

    private void Rang()
    {
        ended = query.Timeout is { } timeout && time.GetElapsedTime(started) >= timeout;
        if (query.AllowBookmarks && (ended ? watch.Progress > lastSent : time.GetElapsedTime(bookmarked) >= BookmarkInterval))
        {
            bookmarked = time.GetTimestamp();
            Bookmark();
        }
    }

    private void TakeInitial()
    {
        while (batch.Count < InitialBatch)
        {
            if (!initial!.MoveNext())
            {
                initial.Dispose();
                initial = null;
                if (query.SendInitialEvents && query.AllowBookmarks)
                {
                    batch.Add(new SelectedEvent(WatchEventType.Bookmark, null, initialRevision) { EndsInitial = true });
                }

                return;
            }

            if (selection.Takes(initial.Current))
            {
                batch.Add(new SelectedEvent(WatchEventType.Added, initial.Current, initial.Current.ModRevision));
            }
        }
    }

    private void Take(IReadOnlyList<StoreEvent> changes)
    {
        for (var i = 0; i < changes.Count; i++)
        {
            if (Select(changes[i]) is { } selected)
            {
                batch.Add(selected);
                lastSent = selected.Revision;
            }
        }
    }

    private SelectedEvent? Select(StoreEvent change)
    {
        var entry = change.Entry;
        var isIn = change.Type == StoreEventType.Put && selection.Takes(entry);
        var wasIn = change.Previous is { } previous && selection.Takes(previous);
        return (wasIn, isIn) switch
        {
            (false, true) => new SelectedEvent(WatchEventType.Added, entry, change.Revision),
            (true, true) => new SelectedEvent(WatchEventType.Modified, entry, change.Revision),
            (true, false) => new SelectedEvent(WatchEventType.Deleted, change.Type == StoreEventType.Delete ? entry : AsLastSeen(change), change.Revision),
            (false, false) => null,
        };
    }

    /// <summary>An object that left the selection, as the watcher last saw it, at the revision at which it left.</summary>
    private Entry AsLastSeen(StoreEvent change)
    {
        var previous = change.Previous!;
        var obj = resource.DecodeStored(previous);
        return new Entry(previous.Key, ObjectCodec.WithRevision(previous.Value.Span, change.Revision), previous.CreateRevision, change.Revision)
        {
            Decoded = obj.WithMetadata(obj.Metadata with { ResourceVersion = change.Revision.ToString() }),
        };
    }

    private void Bookmark()
    {
        lastSent = Math.Max(lastSent, watch.Progress);
        batch.Add(new SelectedEvent(WatchEventType.Bookmark, null, lastSent));
    }

    /// <summary>
    /// Cancels a wait when it rings, or when the caller gives up. One serves all waits until it rings: an event costs no timer.
    /// </summary>
    private sealed class Alarm : IDisposable
    {
        private static readonly TimeSpan Longest = TimeSpan.FromDays(40);

        private readonly CancellationTokenSource? clock;
        private readonly CancellationTokenSource? either;

        public Alarm(TimeSpan after, TimeProvider time, CancellationToken cancellationToken)
        {
            Token = cancellationToken;
            if (after < Longest)
            {
                clock = new CancellationTokenSource(after > TimeSpan.Zero ? after : TimeSpan.Zero, time);
                either = CancellationTokenSource.CreateLinkedTokenSource(clock.Token, cancellationToken);
                Token = either.Token;
            }
        }

        public CancellationToken Token { get; }

        public void Dispose()
        {
            either?.Dispose();
            clock?.Dispose();
        }
    }
}
