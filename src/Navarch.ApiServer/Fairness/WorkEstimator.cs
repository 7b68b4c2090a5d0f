using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Navarch.ApiServer.Fairness;

/// <summary>
/// Guesses how much of the server a request takes before it runs. Lists take a seat for each hundred objects they look at, up to ten, and
/// so do watches that begin with the objects there are. Writes hold seats on while watchers are told, where there are so many that it counts.
/// </summary>
internal sealed class WorkEstimator(ResourceRegistry registry, IStore store)
{
    /// <summary>The most seats a request takes.</summary>
    public const int MostSeats = 10;

    private const int ObjectsPerSeat = 100;
    private const int WatchersPerSeat = 100;

    /// <summary>What it takes to tell one watcher of a change: measured at 5 to 10 µs.</summary>
    private static readonly TimeSpan TimePerWatcher = TimeSpan.FromMicroseconds(10);

    /// <summary>The work of a request over HTTP.</summary>
    public WorkEstimate Of(RequestInfo info, IQueryCollection query)
    {
        if (!info.IsResourceRequest || info.Verb == "get")
        {
            return WorkEstimate.One;
        }

        var resource = registry.Find(new GroupVersionResource(info.Group, info.Version, info.Resource));
        if (resource is null)
        {
            return WorkEstimate.One;
        }

        if (info.Verb is "list" or "watch")
        {
            var isSelective = query.ContainsKey("labelSelector") || query.ContainsKey("fieldSelector");

            // A limit that is no number is refused where it is read.
            var limit = long.TryParse(query["limit"], NumberStyles.None, CultureInfo.InvariantCulture, out var given) ? given : 0;
            return info.Verb == "list" || StartsWithState(query["resourceVersion"].ToString(), QueryFlag.IsSet(query, "sendInitialEvents"))
                ? OfRead(resource, info.Namespace, info.Name, isSelective, limit)
                : WorkEstimate.One;
        }

        return info.IsReadOnly ? WorkEstimate.One : OfWrite(resource, info.Namespace);
    }

    /// <summary>The work of a list or a watch.</summary>
    public WorkEstimate Of(ServedResource resource, ListQuery query, bool isWatch) => !isWatch || StartsWithState(query.ResourceVersion, query.SendInitialEvents)
        ? OfRead(resource, query.Namespace, "", query.LabelSelector.Length + query.FieldSelector.Length > 0, query.Limit)
        : WorkEstimate.One;

    /// <summary>The work of a write.</summary>
    public static WorkEstimate OfWrite(ServedResource resource, string ns) => OfWrite(resource.Watchers.Interested(ns));

    /// <summary>The work of a write of which so many watchers are told.</summary>
    public static WorkEstimate OfWrite(int watchers)
    {
        if (watchers < WatchersPerSeat)
        {
            return WorkEstimate.One;
        }

        var seats = Math.Min(MostSeats, (watchers + WatchersPerSeat - 1) / WatchersPerSeat);
        return new WorkEstimate(1, seats, TimePerWatcher * watchers / seats);
    }

    /// <summary>The work of reading a collection.</summary>
    /// <param name="objects">How many objects there are.</param>
    /// <param name="isSelective">Whether a selector leaves some out: then the limit does not bound what is looked at.</param>
    /// <param name="limit">The most objects of the answer; 0: all.</param>
    public static WorkEstimate OfRead(long objects, bool isSelective, long limit)
    {
        var looked = limit > 0 && !isSelective ? Math.Min(limit, objects) : objects;
        return new WorkEstimate((int)Math.Clamp((looked + ObjectsPerSeat - 1) / ObjectsPerSeat, 1, MostSeats));
    }

    private static bool StartsWithState(string resourceVersion, bool sendsInitial) => sendsInitial || resourceVersion is "" or "0";

    private WorkEstimate OfRead(ServedResource resource, string ns, string name, bool isSelective, long limit)
    {
        if (name.Length > 0)
        {
            return WorkEstimate.One;
        }

        var snapshot = store.Snapshot(resource.Bucket).Snapshot!;
        return OfRead(resource.IsNamespaced && ns.Length > 0 ? snapshot.CountRange(ns + "/") : snapshot.Count, isSelective, limit);
    }
}
