using Navarch.ApiServer.Discovery;
using Navarch.ApiServer.Fairness;

namespace Navarch.ApiServer.Metrics;

/// <summary>What is read off the server when somebody asks: objects, watches, priority levels, the build.</summary>
internal static class StateMetrics
{
    private static readonly string[] FlowLabels = ["flow_schema", "priority_level"];
    private static readonly string[] LevelLabel = ["priority_level"];

    private static readonly (Arrival Outcome, string Name)[] Refusals =
    [
        (Arrival.QueueFull, "queue-full"), (Arrival.ConcurrencyLimit, "concurrency-limit"), (Arrival.TimedOut, "time-out"), (Arrival.Cancelled, "cancelled"),
    ];

    /// <summary>The metrics.</summary>
    public static IEnumerable<MetricFamily> Of(ServerCore core)
    {
        var stored = core.Registry.All.Where(r => r.IsStoredAsServed).ToList();
        yield return Gauge("apiserver_resource_objects", "The stored objects of each resource.", ["group", "resource"], () => stored.Select(r => new Sample(Count(core, r), r.Kind.Group, r.Name)));
        yield return Gauge("apiserver_storage_objects", "The stored objects of each resource, by its full name.", ["resource"], () => stored.Select(r => new Sample(Count(core, r), Failures.Qualified(r.Kind))));
        yield return Gauge(
            "apiserver_storage_size_bytes", "The bytes the store takes on disk.", ["storage_cluster_id"],
            () => core.Store.SizeOnDisk is { } bytes ? [new Sample(bytes, "embedded")] : []);
        yield return Gauge(
            "apiserver_registered_watchers", "The open watches of each kind, of components in the process, too.", ["group", "version", "kind"],
            () => core.Registry.All.Where(r => r.Watchers.Total > 0).Select(r => new Sample(r.Watchers.Total, r.Kind.Group, r.Kind.GroupVersionKind.Version, r.Kind.Kind)));
        yield return Gauge(
            "kubernetes_build_info", "The version that is served; always 1.", ["major", "minor", "git_version", "platform", "compiler"],
            () => [new(1, "1", "36", VersionHandler.GitVersion, "linux", System.Runtime.InteropServices.RuntimeInformation.FrameworkDescription)]);
        if (core.Fairness is { } fairness)
        {
            foreach (var family in OfFlows(fairness).Concat(OfLevels(fairness)))
            {
                yield return family;
            }
        }
    }

    private static IEnumerable<MetricFamily> OfFlows(FlowDispatcher fairness)
    {
        yield return new ReadFamily(
            "apiserver_flowcontrol_dispatched_requests_total", "Counts requests that began to run.", "counter", FlowLabels, () => fairness.Counts.Select(c => new Sample(c.Started, c.Schema, c.Level)));
        yield return new ReadFamily(
            "apiserver_flowcontrol_rejected_requests_total", "Counts requests that were refused.", "counter", [.. FlowLabels, "reason"],
            () => from c in fairness.Counts from r in Refusals where c.Refused(r.Outcome) > 0 select new Sample(c.Refused(r.Outcome), c.Schema, c.Level, r.Name));
        yield return Gauge("apiserver_flowcontrol_current_inqueue_requests", "The requests that wait.", FlowLabels, () => fairness.Counts.Select(c => new Sample(c.Waiting, c.Schema, c.Level)));
        yield return Gauge("apiserver_flowcontrol_current_executing_requests", "The requests that run.", FlowLabels, () => fairness.Counts.Select(c => new Sample(c.Executing, c.Schema, c.Level)));
    }

    private static IEnumerable<MetricFamily> OfLevels(FlowDispatcher fairness)
    {
        yield return OfLevel("apiserver_flowcontrol_nominal_limit_seats", "The seats of each level by its shares.", l => l.Bounds.Nominal);
        yield return OfLevel("apiserver_flowcontrol_lower_limit_seats", "The seats each level keeps when it lends all it may.", l => l.Bounds.Least);
        yield return OfLevel("apiserver_flowcontrol_upper_limit_seats", "The seats each level has when it borrows all it may.", l => l.Bounds.Most);
        yield return OfLevel("apiserver_flowcontrol_current_limit_seats", "The seats each level has now.", l => l.Shares.IsExempt ? l.Bounds.Nominal : l.SeatCounts.Seats);
        yield return OfLevel("apiserver_flowcontrol_current_executing_seats", "The seats that requests hold.", l => l.SeatCounts.Executing);
        yield return OfLevel("apiserver_flowcontrol_current_inqueue_seats", "The seats that waiting requests want.", l => l.SeatCounts.Waiting);
        yield return OfLevel("apiserver_flowcontrol_demand_seats_high_watermark", "The most seats wanted at a time in the last period.", l => l.Demand.High);
        yield return OfLevel("apiserver_flowcontrol_demand_seats_smoothed", "The smoothed demand of seats.", l => l.Demand.Smooth);

        ReadFamily OfLevel(string name, string help, Func<PriorityLevel, double> value) =>
            Gauge(name, help, LevelLabel, () => fairness.Configuration.Levels.Select(l => new Sample(value(l), l.Name)));
    }

    private static int Count(ServerCore core, ServedResource resource) => core.Store.Snapshot(resource.Bucket).Snapshot!.Count;

    private static ReadFamily Gauge(string name, string help, string[] labels, Func<IEnumerable<Sample>> read) => new(name, help, "gauge", labels, read);
}
