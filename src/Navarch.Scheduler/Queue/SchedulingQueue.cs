using Navarch.Api;
using Navarch.Scheduler.Framework;
using Navarch.Scheduler.Snapshot;

namespace Navarch.Scheduler.Queue;

/// <summary>
/// The pods that wait for a node, each in one of three places: active (tried next, in the order of the queue sort plugin),
/// backing off (tried when its time has come), or unschedulable (tried when the cluster changes in a way that can help).
/// Used by the scheduler's loop only; it reads no clock.
/// </summary>
/// <param name="order">Who goes first.</param>
/// <param name="firstBackoff">How long a refused pod waits at first; each further attempt doubles it.</param>
/// <param name="longestBackoff">How long it waits at most.</param>
public sealed class SchedulingQueue(IQueueSortPlugin order, TimeSpan firstBackoff, TimeSpan longestBackoff)
{
    /// <summary>How long a pod waits for a helpful change before it is tried anyway.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(5);

    private readonly Dictionary<NamespacedName, Waiting> waiting = [];
    private readonly SortedSet<QueuedPod> active = new(Comparer<QueuedPod>.Create((l, r) =>
        order.Compare(l, r) is var found and not 0 ? found : l.Sequence.CompareTo(r.Sequence)));

    private readonly PriorityQueue<Waiting, DateTimeOffset> due = new();

    // Apart, so that a change of the cluster costs as much as the pods it can help, not as all that wait.
    private readonly HashSet<Waiting> unschedulable = [];
    private readonly HashSet<Waiting> trying = [];
    private long sequence;

    private enum Place
    {
        Active,
        BackingOff,
        Unschedulable,
        Trying,
    }

    /// <summary>The number of pods that wait.</summary>
    public int Count => waiting.Count;

    /// <summary>When the next pod that backs off, or waits too long, becomes active; null when none does.</summary>
    public DateTimeOffset? NextDue
    {
        get
        {
            DropStale();
            return due.TryPeek(out _, out var when) ? when : null;
        }
    }

    /// <summary>Takes a new pod or its new version. A changed pod is tried again: the change may be what it needed.</summary>
    public void Put(PodInfo pod, DateTimeOffset now)
    {
        if (!waiting.TryGetValue(pod.Name, out var known))
        {
            Activate(new Waiting(new QueuedPod(pod, now, 0, sequence++)));
            return;
        }

        // The order may depend on what changed.
        active.Remove(known.Pod);
        var changed = !ReferenceEquals(known.Pod.Pod.Pod.Spec, pod.Pod.Spec) && known.Pod.Pod.Pod.Spec != pod.Pod.Spec
            || known.Pod.Pod.Pod.Metadata.Labels != pod.Pod.Metadata.Labels;
        known.Pod = known.Pod with { Pod = pod };
        if (known.Place == Place.Active || (known.Place == Place.Unschedulable && changed))
        {
            Activate(known);
        }
    }

    /// <summary>Forgets a pod: bound, ended or gone.</summary>
    public void Remove(NamespacedName pod)
    {
        if (waiting.Remove(pod, out var known))
        {
            Leave(known);
        }
    }

    /// <summary>Takes the pod to try next; it stays known until <see cref="Remove"/> or <see cref="Refused"/>.</summary>
    public QueuedPod? Next(DateTimeOffset now)
    {
        WakeDue(now);
        if (active.Count == 0)
        {
            return null;
        }

        var pod = active.Min!;
        var tried = waiting[pod.Pod.Name];
        Move(tried, Place.Trying);
        tried.Pod = pod with { Attempts = pod.Attempts + 1 };
        tried.ChangesWhileTrying = ClusterChange.None;
        return tried.Pod;
    }

    /// <summary>Puts a tried pod aside until a change that can help it.</summary>
    public void Refused(NamespacedName pod, ClusterChange helpedBy, DateTimeOffset now)
    {
        if (!waiting.TryGetValue(pod, out var known))
        {
            return;
        }

        known.HelpedBy = helpedBy;
        Move(known, Place.Unschedulable);
        known.RefusedAt = now;
        WakeAt(known, now + LongestWait);
        if ((known.ChangesWhileTrying & known.HelpedBy) != ClusterChange.None)
        {
            BackOff(known);
        }
    }

    /// <summary>Puts a tried pod back after a failure that is not its own: it is tried again after its backoff.</summary>
    public void Failed(NamespacedName pod, DateTimeOffset now)
    {
        if (waiting.TryGetValue(pod, out var known))
        {
            known.RefusedAt = now;
            BackOff(known);
        }
    }

    /// <summary>Wakes the pods that a change can help.</summary>
    public void Changed(ClusterChange change)
    {
        foreach (var known in trying)
        {
            known.ChangesWhileTrying |= change;
        }

        foreach (var known in unschedulable)
        {
            if ((known.HelpedBy & change) != ClusterChange.None)
            {
                BackOff(known);
            }
        }
    }

    private void BackOff(Waiting known)
    {
        var delay = firstBackoff * Math.Pow(2, Math.Min(known.Pod.Attempts - 1, 16));
        Move(known, Place.BackingOff);
        WakeAt(known, known.RefusedAt + (delay < longestBackoff ? delay : longestBackoff));
    }

    private void WakeAt(Waiting known, DateTimeOffset when)
    {
        known.Due = when;
        due.Enqueue(known, when);
    }

    private void Activate(Waiting known)
    {
        waiting[known.Pod.Pod.Name] = known;
        Move(known, Place.Active);
    }

    private void Move(Waiting known, Place place)
    {
        Leave(known);
        known.Place = place;
        _ = place switch
        {
            Place.Active => active.Add(known.Pod),
            Place.Unschedulable => unschedulable.Add(known),
            Place.Trying => trying.Add(known),
            _ => false,
        };
    }

    private void Leave(Waiting known) => _ = known.Place switch
    {
        Place.Active => active.Remove(known.Pod),
        Place.Unschedulable => unschedulable.Remove(known),
        Place.Trying => trying.Remove(known),
        _ => false,
    };

    private void WakeDue(DateTimeOffset now)
    {
        while (NextDue <= now)
        {
            Activate(due.Dequeue());
        }
    }

    /// <summary>Drops what is no longer true from the head: a pod that left, was tried, or waits for another time.</summary>
    private void DropStale()
    {
        while (due.TryPeek(out var known, out var when) &&
            (known.Due != when || known.Place is not (Place.BackingOff or Place.Unschedulable) ||
             !waiting.TryGetValue(known.Pod.Pod.Name, out var present) || !ReferenceEquals(present, known)))
        {
            due.Dequeue();
        }
    }

    private sealed class Waiting(QueuedPod pod)
    {
        public QueuedPod Pod { get; set; } = pod;

        public Place Place { get; set; }

        public ClusterChange HelpedBy { get; set; }

        public ClusterChange ChangesWhileTrying { get; set; }

        public DateTimeOffset RefusedAt { get; set; }

        public DateTimeOffset Due { get; set; }
    }
}
