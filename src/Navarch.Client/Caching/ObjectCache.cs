using Navarch.Api;

namespace Navarch.Client.Caching;

/// <summary>
/// The objects of one kind as last heard from the API: kept by a <see cref="CacheFeed"/>, read by anyone.
/// Reads give immutable objects in arrays of the caller's own. <see cref="Revision"/> moves only after every
/// subscriber has been told of the changes up to it.
/// </summary>
public sealed class ObjectCache
{
    private readonly Lock gate = new();
    private readonly Dictionary<NamespacedName, IKubernetesObject> objects = [];
    private readonly Index<string> byNamespace = new(o => [o.Metadata.Namespace]);
    private readonly Index<string> byOwner = new(OwnersOf);
    private readonly PriorityQueue<TaskCompletionSource, long> waiters = new();
    private readonly TaskCompletionSource synced = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Dictionary<string, Index<string>> named = [];
    private readonly Dictionary<NamespacedName, List<(string Uid, TaskCompletionSource Gone)>> leavers = [];
    private Index<(string Namespace, string Key, string Value)>? byLabel;
    private Action<CacheChange>[] subscribers = [];
    private long revision = -1;

    /// <summary>An empty cache that has not heard from the API yet.</summary>
    public ObjectCache(KindInfo kind, ListQuery selection)
    {
        Kind = kind;
        Selection = selection;
    }

    /// <summary>The kind of the objects.</summary>
    public KindInfo Kind { get; }

    /// <summary>Which objects of the kind are held.</summary>
    public ListQuery Selection { get; }

    /// <summary>The resource version up to which the cache has heard; -1 before the first list.</summary>
    public long Revision => Interlocked.Read(ref revision);

    /// <summary>Completes when the first list is in.</summary>
    public Task Synced => synced.Task;

    /// <summary>The number of objects.</summary>
    public int Count
    {
        get
        {
            lock (gate)
            {
                return objects.Count;
            }
        }
    }

    /// <summary>One object, or null.</summary>
    public IKubernetesObject? Get(NamespacedName name)
    {
        lock (gate)
        {
            return objects.GetValueOrDefault(name);
        }
    }

    /// <summary>Every object, in no order.</summary>
    public T[] All<T>()
        where T : class, IKubernetesObject
    {
        lock (gate)
        {
            return Collect<T>(objects.Values);
        }
    }

    /// <summary>The objects of a namespace; an empty name means every object.</summary>
    public T[] InNamespace<T>(string ns)
        where T : class, IKubernetesObject
    {
        lock (gate)
        {
            return Collect<T>(ns.Length == 0 ? objects.Values : byNamespace.Find(ns));
        }
    }

    /// <summary>The objects with an owner reference of that uid, whether it is the controller or not.</summary>
    public T[] OwnedBy<T>(string uid)
        where T : class, IKubernetesObject
    {
        lock (gate)
        {
            return Collect<T>(byOwner.Find(uid));
        }
    }

    /// <summary>The objects of a namespace that carry a label with that value.</summary>
    public T[] WithLabel<T>(string ns, string key, string value)
        where T : class, IKubernetesObject
    {
        lock (gate)
        {
            return Collect<T>(LabelIndex().Find((ns, key, value)));
        }
    }

    /// <summary>The objects for which <paramref name="keysOf"/> gives <paramref name="key"/>. The index is made at the first use of its name and kept.</summary>
    public T[] ByIndex<T>(string index, string key, Func<T, IEnumerable<string>> keysOf)
        where T : class, IKubernetesObject
    {
        lock (gate)
        {
            if (!named.TryGetValue(index, out var found))
            {
                named[index] = found = Build(new Index<string>(o => keysOf((T)o)));
            }

            return Collect<T>(found.Find(key));
        }
    }

    /// <summary>Tells <paramref name="subscriber"/> of every change from now on, in order, on the feed's thread; it must be quick and not throw.</summary>
    public void Subscribe(Action<CacheChange> subscriber)
    {
        lock (gate)
        {
            subscribers = [.. subscribers, subscriber];
        }
    }

    /// <summary>Completes when the cache has heard up to <paramref name="wanted"/>.</summary>
    public Task Reached(long wanted)
    {
        lock (gate)
        {
            if (revision >= wanted)
            {
                return Task.CompletedTask;
            }

            var waiter = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            waiters.Enqueue(waiter, wanted);
            return waiter.Task;
        }
    }

    /// <summary>Completes when the cache shows that object as deleted or being deleted, or knows no such object.</summary>
    public Task Leaving(NamespacedName name, string uid)
    {
        lock (gate)
        {
            if (HasLeft(objects.GetValueOrDefault(name), uid))
            {
                return Task.CompletedTask;
            }

            if (!leavers.TryGetValue(name, out var list))
            {
                leavers[name] = list = [];
            }

            var gone = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            list.Add((uid, gone));
            return gone.Task;
        }
    }

    /// <summary>Takes in a list: what is not in it is gone.</summary>
    internal void Replace(ObjectList list)
    {
        var listed = new HashSet<NamespacedName>(list.Items.Count);
        var changes = new List<CacheChange>();
        lock (gate)
        {
            foreach (var item in list.Items)
            {
                listed.Add(item.NamespacedName());
                var old = objects.GetValueOrDefault(item.NamespacedName());
                if (old is null || old.Metadata.ResourceVersion != item.Metadata.ResourceVersion)
                {
                    changes.Add(Put(old, item));
                }
            }

            foreach (var gone in objects.Values.Where(o => !listed.Contains(o.NamespacedName())).ToArray())
            {
                changes.Add(Put(gone, null));
            }
        }

        foreach (var change in changes)
        {
            Notify(change);
        }

        Advance(ResourceVersions.Parse(list.ResourceVersion));
        synced.TrySetResult();
    }

    /// <summary>Takes in a watch event that is not an error.</summary>
    internal void Apply(WatchEventType type, IKubernetesObject obj)
    {
        if (type != WatchEventType.Bookmark)
        {
            CacheChange change;
            lock (gate)
            {
                var old = objects.GetValueOrDefault(obj.NamespacedName());
                var now = type == WatchEventType.Deleted ? null : obj;
                change = old is null && now is null ? new(obj, null) : Put(old, now, obj);
            }

            Notify(change);
        }

        Advance(ResourceVersions.Parse(obj.Metadata.ResourceVersion));
    }

    private static IEnumerable<string> OwnersOf(IKubernetesObject obj) =>
        obj.Metadata.OwnerReferences.IsEmpty ? [] : obj.Metadata.OwnerReferences.Select(o => o.UID).Distinct();

    private static IEnumerable<(string Namespace, string Key, string Value)> LabelsOf(IKubernetesObject obj) =>
        obj.Metadata.Labels.Select(l => (obj.Metadata.Namespace, l.Key, l.Value));

    private static T[] Collect<T>(IReadOnlyCollection<IKubernetesObject> found)
    {
        if (found.Count == 0)
        {
            return [];
        }

        var array = new T[found.Count];
        var i = 0;
        foreach (var obj in found)
        {
            array[i++] = (T)obj;
        }

        return array;
    }

    private CacheChange Put(IKubernetesObject? old, IKubernetesObject? now, IKubernetesObject? last = null)
    {
        if (now is null)
        {
            objects.Remove(old!.NamespacedName());
        }
        else
        {
            objects[now.NamespacedName()] = now;
        }

        byNamespace.Change(old, now);
        byOwner.Change(old, now);
        byLabel?.Change(old, now);
        foreach (var index in named.Values)
        {
            index.Change(old, now);
        }

        return new(now is null ? last ?? old : old, now);
    }

    private Index<(string Namespace, string Key, string Value)> LabelIndex() =>
        byLabel ??= Build(new Index<(string, string, string)>(LabelsOf));

    private Index<TKey> Build<TKey>(Index<TKey> index)
        where TKey : notnull
    {
        foreach (var obj in objects.Values)
        {
            index.Change(null, obj);
        }

        return index;
    }

    private void Notify(CacheChange change)
    {
        foreach (var subscriber in Volatile.Read(ref subscribers))
        {
            subscriber(change);
        }

        lock (gate)
        {
            var name = change.Latest.NamespacedName();
            if (leavers.Count == 0 || !leavers.TryGetValue(name, out var list))
            {
                return;
            }

            var now = objects.GetValueOrDefault(name);
            foreach (var (uid, gone) in list)
            {
                if (HasLeft(now, uid))
                {
                    gone.TrySetResult();
                }
            }

            list.RemoveAll(l => l.Gone.Task.IsCompleted);
            if (list.Count == 0)
            {
                leavers.Remove(name);
            }
        }
    }

    private static bool HasLeft(IKubernetesObject? now, string uid) =>
        now is null || now.Metadata.UID != uid || now.Metadata.DeletionTimestamp is not null;

    private void Advance(long reached)
    {
        lock (gate)
        {
            if (reached > revision)
            {
                Interlocked.Exchange(ref revision, reached);
            }

            while (waiters.TryPeek(out var waiter, out var wanted) && wanted <= revision)
            {
                waiters.Dequeue();
                waiter.TrySetResult();
            }
        }
    }
}

/// <summary>Resource versions as numbers: the API promises that they grow.</summary>
public static class ResourceVersions
{
    /// <summary>The number; -1 for a text that is none.</summary>
    public static long Parse(string resourceVersion) => long.TryParse(resourceVersion, out var number) ? number : -1;
}
