using Navarch.Api;
using Navarch.Api.Apps.V1;
using Navarch.Api.Core.V1;
using Navarch.Client;

namespace Navarch.Controllers.Workloads;

/// <summary>DaemonSets and StatefulSets against the real API server in memory.</summary>
public sealed class SetsInAClusterTests : IAsyncLifetime
{
    private const string Ns = "default";
    private static readonly ValueMap<string> App = ValueMap.Of(("app", "x"));
    private TestCluster cluster = null!;

    public async Task InitializeAsync() => cluster = await TestCluster.StartAsync();

    public async Task DisposeAsync() => await cluster.DisposeAsync();

    [Fact]
    public async Task A_daemon_runs_on_every_node_it_fits_and_follows_its_template()
    {
        await cluster.Create(NodeOf("a"));
        await cluster.Create(NodeOf("b"));
        await cluster.Create(new DaemonSet
        {
            Metadata = new() { Namespace = Ns, Name = "agent" },
            Spec = new() { Selector = new() { MatchLabels = App }, Template = Template("v1") with { Spec = Template("v1").Spec with { NodeSelector = ValueMap.Of(("disk", "ssd")) } } },
        });
        await cluster.Eventually<DaemonSet>(Ns, "agent", s => s.Status is { DesiredNumberScheduled: 2, NumberReady: 2 });

        await cluster.Create(NodeOf("c"));
        await cluster.Create(NodeOf("d") with { Spec = new() { Taints = [new() { Key = "k", Effect = "NoSchedule" }] } });
        await cluster.Create(NodeOf("e") with { Metadata = new() { Name = "e" } });
        await cluster.Eventually<DaemonSet>(Ns, "agent", s => s.Status is { DesiredNumberScheduled: 3, NumberReady: 3 });

        await cluster.Change<DaemonSet>(Ns, "agent", s => s with { Spec = s.Spec with { Template = Template("v2") with { Spec = Template("v2").Spec with { NodeSelector = ValueMap.Of(("disk", "ssd")) } } } });
        await cluster.Eventually<DaemonSet>(Ns, "agent", s => s.Status is { UpdatedNumberScheduled: 3, NumberAvailable: 3 } && s.Status.ObservedGeneration == s.Metadata.Generation);
        var pods = await cluster.EventuallyAll<Pod>(Ns, p => p.Length == 3 && p.All(pod => pod.Spec.Containers[0].Image == "v2"));
        Assert.All(pods, p => Assert.Contains(p.Spec.Tolerations, t => t.Key == "node.kubernetes.io/not-ready"));
        Assert.Equal(2, (await cluster.Client.ListAsync<ControllerRevision>(new() { Namespace = Ns })).Value.Items.Count);
    }

    [Fact]
    public async Task A_stateful_set_numbers_its_pods_and_keeps_their_claims()
    {
        await cluster.Create(Web(2));
        await cluster.Eventually<StatefulSet>(Ns, "web", s => s.Status is { ReadyReplicas: 2, CurrentReplicas: 2 } && s.Status.CurrentRevision == s.Status.UpdateRevision);
        Assert.Equal(["web-0", "web-1"], (await Pods()).Select(p => p.Metadata.Name));
        Assert.All(await Pods(), p => Assert.Equal(("web", "data-" + p.Metadata.Name), (p.Spec.Subdomain, p.Spec.Volumes.First(v => v.Name == "data").PersistentVolumeClaim!.ClaimName)));

        await cluster.Change<StatefulSet>(Ns, "web", s => s with { Spec = s.Spec with { Replicas = 1 } });
        await cluster.EventuallyAll<Pod>(Ns, p => p.Length == 1);
        Assert.Equal(2, (await cluster.Client.ListAsync<PersistentVolumeClaim>(new() { Namespace = Ns })).Value.Items.Count);
    }

    [Fact]
    public async Task A_stateful_set_rolls_from_the_top_down_to_its_partition()
    {
        await cluster.Create(Web(3));
        await cluster.Eventually<StatefulSet>(Ns, "web", s => s.Status.ReadyReplicas == 3);

        await cluster.Change<StatefulSet>(Ns, "web", s => s with
        {
            Spec = s.Spec with { Template = Template("v2"), UpdateStrategy = new() { Type = "RollingUpdate", RollingUpdate = new() { Partition = 2 } } },
        });
        await cluster.Eventually<StatefulSet>(Ns, "web", s => s.Status is { UpdatedReplicas: 1, ReadyReplicas: 3 });
        Assert.Equal(["v1", "v1", "v2"], (await Pods()).Select(p => p.Spec.Containers[0].Image));

        // A lost pod below the partition comes back as it was.
        await cluster.Client.DeleteAsync<Pod>(new(Ns, "web-0"));
        await cluster.Eventually<StatefulSet>(Ns, "web", s => s.Status is { UpdatedReplicas: 1, ReadyReplicas: 3 });
        await cluster.Eventually<Pod>(Ns, "web-0", p => p.Spec.Containers[0].Image == "v1");

        await cluster.Change<StatefulSet>(Ns, "web", s => s with { Spec = s.Spec with { UpdateStrategy = new() { Type = "RollingUpdate" } } });
        await cluster.Eventually<StatefulSet>(Ns, "web", s => s.Status is { UpdatedReplicas: 3, ReadyReplicas: 3 } && s.Status.CurrentRevision == s.Status.UpdateRevision);
        Assert.Equal(["v2", "v2", "v2"], (await Pods()).Select(p => p.Spec.Containers[0].Image));
    }

    private static StatefulSet Web(int replicas) => new()
    {
        Metadata = new() { Namespace = Ns, Name = "web" },
        Spec = new()
        {
            Replicas = replicas,
            ServiceName = "web",
            Selector = new() { MatchLabels = App },
            Template = Template("v1"),
            VolumeClaimTemplates = [new() { Metadata = new() { Name = "data" }, Spec = new() { AccessModes = ["ReadWriteOnce"], Resources = new() { Requests = ValueMap.Of(("storage", Quantity.Parse("1Gi"))) } } }],
        },
    };

    private static PodTemplateSpec Template(string image) => new()
    {
        Metadata = new() { Labels = App },
        Spec = new() { Containers = [new() { Name = "main", Image = image }] },
    };

    private static Node NodeOf(string name) => new() { Metadata = new() { Name = name, Labels = ValueMap.Of(("disk", "ssd")) } };

    private async Task<Pod[]> Pods() => [.. (await cluster.Client.ListAsync<Pod>(new() { Namespace = Ns })).Value.Items];
}
