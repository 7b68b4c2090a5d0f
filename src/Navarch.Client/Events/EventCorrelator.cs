namespace Navarch.Client.Events;

/// <summary>What stays the same in repeats of an event.</summary>
public readonly record struct EventIdentity(string Component, string Kind, string Namespace, string Name, string Uid, string FieldPath, string Type, string Reason);

/// <summary>What to do with one occurrence.</summary>
/// <param name="Message">The message to show.</param>
/// <param name="Count">How often it occurred, this one included.</param>
/// <param name="First">When it first occurred.</param>
/// <param name="EventName">The event object that counts it already; null: make one and tell <see cref="EventCorrelator.Wrote"/>.</param>
public readonly record struct EventOccurrence(string Message, int Count, DateTimeOffset First, string? EventName);

/// <summary>
/// Keeps floods of events small: repeats of one message count up in one object; more than ten different messages of one
/// reason within ten minutes share one object; an object that events keep coming for gets 25 at once and then one each five minutes.
/// Not safe for concurrent use.
/// </summary>
public sealed class EventCorrelator
{
    private const int Remembered = 4096;
    private const int DifferentMessages = 10;
    private const double Burst = 25;
    private const string CombinedPrefix = "(combined from similar events): ";
    private static readonly TimeSpan SimilarWindow = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Refill = TimeSpan.FromMinutes(5);

    private readonly Recent<(EventIdentity Identity, string Message), Counted> counts = new(Remembered);
    private readonly Recent<EventIdentity, Similar> similars = new(Remembered);
    private readonly Recent<(string Component, string Namespace, string Name, string Uid), Bucket> buckets = new(Remembered);

    /// <summary>Takes one occurrence in; null when it is dropped because too many came for the object.</summary>
    public EventOccurrence? Take(EventIdentity identity, string message, DateTimeOffset now)
    {
        if (!buckets.Get((identity.Component, identity.Namespace, identity.Name, identity.Uid), () => new Bucket(now)).TryTake(now))
        {
            return null;
        }

        var similar = similars.Get(identity, () => new Similar());
        if (now - similar.Last > SimilarWindow)
        {
            similar.Messages.Clear();
        }

        similar.Last = now;
        var combined = similar.Messages.Count >= DifferentMessages && !similar.Messages.Contains(message);
        if (!combined)
        {
            similar.Messages.Add(message);
        }

        var counted = counts.Get((identity, combined ? CombinedPrefix : message), () => new Counted { First = now });
        counted.Count++;
        return new(combined ? CombinedPrefix + message : message, counted.Count, counted.First, counted.EventName);
    }

    /// <summary>The occurrence is now counted by that event object (null: by none, it is gone).</summary>
    public void Wrote(EventIdentity identity, string shownMessage, string? eventName)
    {
        var message = shownMessage.StartsWith(CombinedPrefix, StringComparison.Ordinal) ? CombinedPrefix : shownMessage;
        counts.Get((identity, message), () => new Counted()).EventName = eventName;
    }

    private sealed class Counted
    {
        public int Count { get; set; }

        public DateTimeOffset First { get; init; }

        public string? EventName { get; set; }
    }

    private sealed class Similar
    {
        public HashSet<string> Messages { get; } = new(StringComparer.Ordinal);

        public DateTimeOffset Last { get; set; }
    }

    private sealed class Bucket(DateTimeOffset start)
    {
        private double tokens = Burst;
        private DateTimeOffset last = start;

        public bool TryTake(DateTimeOffset now)
        {
            tokens = Math.Min(Burst, tokens + ((now - last) / Refill));
            last = now;
            if (tokens < 1)
            {
                return false;
            }

            tokens--;
            return true;
        }
    }

    /// <summary>The most recently made entries; the oldest make room.</summary>
    private sealed class Recent<TKey, TValue>(int capacity)
        where TKey : notnull
    {
        private readonly Dictionary<TKey, TValue> entries = [];
        private readonly Queue<TKey> order = new();

        public TValue Get(TKey key, Func<TValue> make)
        {
            if (entries.TryGetValue(key, out var value))
            {
                return value;
            }

            if (order.Count >= capacity)
            {
                entries.Remove(order.Dequeue());
            }

            order.Enqueue(key);
            return entries[key] = make();
        }
    }
}
