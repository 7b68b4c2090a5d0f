using Navarch.Api;

namespace Navarch.Client.Caching;

/// <summary>Objects by a key computed from each; an object may have several keys. Not safe for concurrent use.</summary>
internal sealed class Index<TKey>(Func<IKubernetesObject, IEnumerable<TKey>> keysOf)
    where TKey : notnull
{
    private readonly Dictionary<TKey, Dictionary<NamespacedName, IKubernetesObject>> buckets = [];

    public IReadOnlyCollection<IKubernetesObject> Find(TKey key) =>
        buckets.TryGetValue(key, out var bucket) ? bucket.Values : [];

    public void Change(IKubernetesObject? old, IKubernetesObject? now)
    {
        if (old is not null)
        {
            foreach (var key in keysOf(old))
            {
                if (buckets.TryGetValue(key, out var bucket) && bucket.Remove(old.NamespacedName()) && bucket.Count == 0)
                {
                    buckets.Remove(key);
                }
            }
        }

        if (now is not null)
        {
            foreach (var key in keysOf(now))
            {
                if (!buckets.TryGetValue(key, out var bucket))
                {
                    buckets[key] = bucket = [];
                }

                bucket[now.NamespacedName()] = now;
            }
        }
    }
}
