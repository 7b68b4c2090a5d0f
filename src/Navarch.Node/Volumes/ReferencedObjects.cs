using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Navarch.Api;
using Navarch.Client;
using Navarch.Client.Caching;

namespace Navarch.Node.Volumes;

/// <summary>
/// The config maps and secrets that this node's pods refer to, and no others: each is read when a pod first needs it,
/// watched while any pod refers to it, and its changes are told to those pods.
/// </summary>
public sealed class ReferencedObjects(IKubernetesClient client, TimeProvider time, ILogger<ReferencedObjects> logger) : IAsyncDisposable
{
    private readonly Lock gate = new();
    private readonly Dictionary<(KindInfo Kind, NamespacedName Name), Entry> entries = [];
    private readonly ConcurrentDictionary<string, Action> listeners = new(StringComparer.Ordinal);

    /// <summary>Calls <paramref name="changed"/> whenever an object that the pod refers to changes.</summary>
    public void Listen(string podUid, Action changed) => listeners[podUid] = changed;

    /// <summary>An object that a pod refers to, or null when it does not exist. From now on its changes are told to the pod.</summary>
    public async ValueTask<ApiResult<T?>> GetAsync<T>(string podUid, NamespacedName name, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<T>
    {
        var entry = Refer<T>(podUid, name);
        if (entry.Cache.Synced.IsCompletedSuccessfully)
        {
            return ApiResult<T?>.Ok((T?)entry.Cache.Get(name));
        }

        var answer = await client.GetAsync<T>(name, cancellationToken);
        entry.Served = answer.ValueOrDefault?.Metadata.ResourceVersion ?? "";
        return answer.IsNotFound ? ApiResult<T?>.Ok(null) : answer.Select(value => (T?)value);
    }

    /// <summary>Ends a pod's interest in every object.</summary>
    public async ValueTask ReleaseAsync(string podUid)
    {
        listeners.TryRemove(podUid, out _);
        List<Entry> unused = [];
        lock (gate)
        {
            foreach (var (key, entry) in entries)
            {
                if (entry.Pods.Remove(podUid) && entry.Pods.Count == 0)
                {
                    unused.Add(entry);
                    entries.Remove(key);
                }
            }
        }

        foreach (var entry in unused)
        {
            await entry.DisposeAsync();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        List<Entry> all;
        lock (gate)
        {
            all = [.. entries.Values];
            entries.Clear();
        }

        foreach (var entry in all)
        {
            await entry.DisposeAsync();
        }
    }

    private Entry Refer<T>(string podUid, NamespacedName name)
        where T : class, IKubernetesObject<T>
    {
        lock (gate)
        {
            var key = (T.Info, name);
            if (!entries.TryGetValue(key, out var entry))
            {
                var cache = new ObjectCache(T.Info, new ListQuery { Namespace = name.Namespace, FieldSelector = $"metadata.name={name.Name}" });
                entries[key] = entry = new Entry(cache, new CacheFeed(cache, client, time, logger));
                cache.Subscribe(change => Tell(entry, change));
            }

            entry.Pods.Add(podUid);
            return entry;
        }
    }

    private void Tell(Entry entry, CacheChange change)
    {
        // The watch begins with what was read before it.
        if (change.New is { } now && now.Metadata.ResourceVersion == entry.Served)
        {
            return;
        }

        string[] pods;
        lock (gate)
        {
            pods = [.. entry.Pods];
        }

        foreach (var pod in pods)
        {
            if (listeners.TryGetValue(pod, out var changed))
            {
                changed();
            }
        }
    }

    private sealed class Entry : IAsyncDisposable
    {
        private readonly CancellationTokenSource stop = new();
        private readonly Task feeding;

        public Entry(ObjectCache cache, CacheFeed feed)
        {
            Cache = cache;
            feeding = feed.RunAsync(stop.Token);
        }

        public ObjectCache Cache { get; }

        /// <summary>The version that was read before the watch had begun.</summary>
        public volatile string Served = "";

        public HashSet<string> Pods { get; } = new(StringComparer.Ordinal);

        public async ValueTask DisposeAsync()
        {
            await stop.CancelAsync();
            await feeding;
            stop.Dispose();
        }
    }
}
