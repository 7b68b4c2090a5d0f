using Microsoft.Extensions.Logging;
using Navarch.Api;

namespace Navarch.Client.Caching;

/// <summary>
/// The caches of a process: one watch for each kind and selection, shared by all who read it, started at the first use.
/// Dispose to stop them all.
/// </summary>
public sealed class Caches(IKubernetesClient client, TimeProvider time, ILoggerFactory loggers) : IAsyncDisposable
{
    private readonly Lock gate = new();
    private readonly Dictionary<(GroupVersionResource Kind, ListQuery Selection), (ObjectCache Cache, Task Feed)> caches = [];
    private readonly CancellationTokenSource stop = new();
    private readonly ILogger logger = loggers.CreateLogger("Navarch.Client.Caching");

    /// <summary>The cache of a kind, narrowed by the selection's namespace and selectors if one is given; it may not have synced yet.</summary>
    public Cache<T> Of<T>(ListQuery? selection = null)
        where T : class, IKubernetesObject<T> =>
        new(Of(T.Info, selection));

    /// <summary>The cache of a kind, narrowed by the selection's namespace and selectors if one is given; it may not have synced yet.</summary>
    public ObjectCache Of(KindInfo kind, ListQuery? selection = null)
    {
        lock (gate)
        {
            var key = (kind.GroupVersionResource, selection ?? ListQuery.All);
            if (!caches.TryGetValue(key, out var found))
            {
                var cache = new ObjectCache(kind, key.Item2);
                var feed = new CacheFeed(cache, client, time, logger);
                found = caches[key] = (cache, Task.Run(() => feed.RunAsync(stop.Token), CancellationToken.None));
            }

            return found.Cache;
        }
    }

    /// <summary>Completes when every cache asked for so far holds its first list.</summary>
    public async Task SyncedAsync(CancellationToken cancellationToken)
    {
        Task[] waits;
        lock (gate)
        {
            waits = [.. caches.Values.Select(c => c.Cache.Synced)];
        }

        await Task.WhenAll(waits).WaitAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        Task[] feeds;
        lock (gate)
        {
            feeds = [.. caches.Values.Select(c => c.Feed)];
        }

        await Task.WhenAll(feeds);
        stop.Dispose();
    }
}
