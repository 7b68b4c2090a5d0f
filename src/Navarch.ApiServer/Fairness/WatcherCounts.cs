using System.Collections.Concurrent;

namespace Navarch.ApiServer.Fairness;

/// <summary>How many watches of a resource are open, by what a change of one object means to them.</summary>
internal sealed class WatcherCounts
{
    private readonly ConcurrentDictionary<string, int> byNamespace = new(StringComparer.Ordinal);
    private int everything;
    private int selective;

    /// <summary>All open watches.</summary>
    public int Total => Volatile.Read(ref everything) + Volatile.Read(ref selective) + byNamespace.Values.Sum();

    /// <summary>
    /// How many watchers a change in the namespace is sent to: those of everything, those of the namespace, and one of those that
    /// follow a single object or node, since a change concerns one of these.
    /// </summary>
    public int Interested(string ns) =>
        Volatile.Read(ref everything) + (ns.Length > 0 ? byNamespace.GetValueOrDefault(ns) : 0) + Math.Min(1, Volatile.Read(ref selective));

    /// <summary>A watch opens; <see cref="Close"/> takes the same query.</summary>
    public void Open(ListQuery query) => Add(query, 1);

    /// <summary>A watch ends.</summary>
    public void Close(ListQuery query) => Add(query, -1);

    private void Add(ListQuery query, int by)
    {
        if (query.FieldSelector.Contains("metadata.name=", StringComparison.Ordinal) || query.FieldSelector.Contains("spec.nodeName=", StringComparison.Ordinal))
        {
            Interlocked.Add(ref selective, by);
        }
        else if (query.Namespace.Length > 0)
        {
            byNamespace.AddOrUpdate(query.Namespace, by, (_, count) => count + by);
            byNamespace.TryRemove(new KeyValuePair<string, int>(query.Namespace, 0));
        }
        else
        {
            Interlocked.Add(ref everything, by);
        }
    }
}
