using Navarch.Api.Apps.V1;
using Navarch.Api.Batch.V1;
using Navarch.Scheduler.Explanation;

namespace Navarch.Scheduler.Tests;

public sealed class DryRunTests
{
    [Fact]
    public void Pods_are_placed_one_after_the_other_the_important_first()
    {
        var cluster = Make.Cluster([Make.Node("n", "2")]);
        var placements = Run(cluster, Make.Pod("a", "1"), Make.Pod("b", "1"), Make.Pod("urgent", "1", spec: s => s with { Priority = 5 }));
        Assert.Equal(["urgent:n", "a:n", "b:"], placements.Select(p => $"{p.Pod.Name.Name}:{p.Node}"));
        Assert.StartsWith("0/1 nodes are available: 1 Insufficient cpu.", placements[2].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Replicas_of_a_workload_spread_as_those_of_one_owner()
    {
        var deployment = new Deployment { Metadata = new() { Name = "web", Namespace = "default" }, Spec = new() { Replicas = 3, Template = Template() } };
        var cluster = Make.Cluster([Make.Node("a"), Make.Node("b"), Make.Node("c")]);
        var placements = Run(cluster, [.. ManifestPods.Of(deployment, [])]);
        Assert.Equal(["web-0", "web-1", "web-2"], placements.Select(p => p.Pod.Name.Name));
        Assert.Equal(["a", "b", "c"], placements.Select(p => p.Node).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_daemon_set_wants_a_pod_on_each_node()
    {
        var daemons = new DaemonSet { Metadata = new() { Name = "d", Namespace = "default" }, Spec = new() { Template = Template("3") } };
        var cluster = Make.Cluster([Make.Node("a"), Make.Node("small", "1"), Make.Node("closed", cordoned: true)]);
        Assert.Equal(["a", null, "closed"], Run(cluster, [.. ManifestPods.Of(daemons, ["a", "small", "closed"])]).Select(p => p.Node));
    }

    [Fact]
    public void A_job_runs_as_many_pods_at_once_as_it_needs()
    {
        var job = new Job { Metadata = new() { Name = "j" }, Spec = new() { Parallelism = 5, Completions = 2, Template = Template() } };
        Assert.Equal(2, ManifestPods.Of(job, []).Count());
        Assert.Empty(ManifestPods.Of(new ConfigMap(), []));
    }

    [Fact]
    public void Strangers_and_gated_pods_go_nowhere_and_victims_are_named_but_stay()
    {
        var cluster = Make.Cluster([Make.Node("n", "1")], ("n", Make.Pod("lesser", "1")));
        var placements = Run(
            cluster,
            Make.Pod("urgent", "1", spec: s => s with { Priority = 5 }),
            Make.Pod("stranger", spec: s => s with { SchedulerName = "other" }),
            Make.Pod("gated", spec: s => s with { SchedulingGates = [new() { Name = "g" }] }));
        Assert.Equal(["would evict default/lesser from n", "waits for the scheduler other", "waiting for scheduling gates: [g]"], placements.Select(p => p.Reason));
        Assert.Equal("lesser", Assert.Single(cluster.Node("n")!.Pods).Name.Name);
    }

    private static PodTemplateSpec Template(string cpu = "1") => new() { Spec = Make.Pod("template", cpu).Spec };

    private static IReadOnlyList<Placement> Run(Snapshot.ClusterSnapshot cluster, params IEnumerable<Pod> pods) =>
        new DryRun([Make.Profile()], new Random(1)).Run(pods.Select(p => new Snapshot.PodInfo(p)), cluster);
}
