using Navarch.Scheduler.Framework;
using Navarch.Scheduler.Plugins;
using static Navarch.Scheduler.Tests.VolumeObjects;

namespace Navarch.Scheduler.Tests.Plugins;

public sealed class VolumeBindingTests
{
    private const string NoVolume = "node(s) didn't find available persistent volumes to bind";

    private static readonly IKubernetesObject[] Present =
    [
        Class("waits", "kubernetes.io/no-provisioner"),
        Class("waits-for-made", "example.com/disk"),
        Class("zone-a-only", "example.com/disk", zone: "a"),
        Class("at-once", "example.com/disk", waits: false),
        Claim("bound", "on-n"), Volume("on-n", node: "n"),
        Claim("lost", "nowhere"),
        Claim("unbound", storageClass: "at-once"),
        Claim("small", storageClass: "waits", size: "1Gi"),
        Claim("large", storageClass: "waits", size: "9Gi"),
        Claim("made", storageClass: "waits-for-made"),
        Claim("made-in-a", storageClass: "zone-a-only"),
        Volume("free", "waits", node: "n", size: "5Gi"),
    ];

    [Theory]
    [InlineData("", "m", "")]
    [InlineData("bound", "n", "")]
    [InlineData("bound", "m", "node(s) didn't match PersistentVolume's node affinity")]
    [InlineData("missing", "n", "persistentvolumeclaim \"missing\" not found")]
    [InlineData("lost", "n", "persistentvolume \"nowhere\" not found")]
    [InlineData("unbound", "n", "pod has unbound immediate PersistentVolumeClaims")]
    [InlineData("small", "n", "")]
    [InlineData("small", "m", NoVolume)]
    [InlineData("large", "n", NoVolume)]
    [InlineData("made", "m", "")]
    [InlineData("made-in-a", "n", "")]
    [InlineData("made-in-a", "m", NoVolume)]
    public async Task A_pod_runs_where_its_volumes_are_or_can_be_made(string claim, string node, string refusal)
    {
        await using var objects = await OfAsync(Present);
        var cluster = Make.Cluster([Make.Node(node, labels: [("topology.kubernetes.io/zone", node == "n" ? "a" : "b")])]);
        var profile = new Profile("s", [(new PrioritySort(), 0), (Plugin(objects), 0)]);
        var result = new SchedulingCycle(profile, new Random(1)).Run(new(Using("p", claim.Split(' ', StringSplitOptions.RemoveEmptyEntries))), cluster);
        Assert.Equal(refusal.Length == 0 ? node : null, result.Node);
        Assert.Equal(refusal, result.Diagnosis.Refusals.Select(r => r.Status.Reason).SingleOrDefault(""));
    }

    [Fact]
    public async Task A_volume_reserved_for_one_pod_is_not_there_for_the_next_until_it_is_given_back()
    {
        await using var objects = await OfAsync([.. Present, Make.Node("n"), Claim("other", storageClass: "waits")]);
        var plugin = Plugin(objects);
        var cluster = Make.Cluster([Make.Node("n")]);
        var (first, second) = (new Snapshot.PodInfo(Using("p", "small")), new Snapshot.PodInfo(Using("q", "other")));
        var (firstState, secondState) = (new CycleState(), new CycleState());
        Assert.True(plugin.PreFilter(firstState, first, cluster).IsSuccess);
        Assert.True(plugin.PreFilter(secondState, second, cluster).IsSuccess);
        Assert.True(plugin.Reserve(firstState, first, "n").IsSuccess);
        Assert.Equal(NoVolume, plugin.Filter(secondState, second, cluster.Node("n")!).Reason);
        plugin.Unreserve(firstState, first, "n");
        Assert.True(plugin.Filter(secondState, second, cluster.Node("n")!).IsSuccess);
    }

    [Fact]
    public async Task Before_the_pod_is_bound_its_claim_gets_the_volume_or_the_name_of_the_node()
    {
        await using var objects = await OfAsync([.. Present, Make.Node("n"), Using("p", "small", "made")]);
        var plugin = Plugin(objects);
        var pod = new Snapshot.PodInfo(Using("p", "small", "made"));
        var state = new CycleState();
        Assert.True(plugin.PreFilter(state, pod, Make.Cluster([Make.Node("n")])).IsSuccess);
        Assert.True(plugin.Reserve(state, pod, "n").IsSuccess);
        var binding = plugin.PreBindAsync(state, pod, "n", CancellationToken.None).AsTask();

        // The volume controller and the provisioner do their part only once the scheduler has done its own.
        await objects.Api.UntilAsync<PersistentVolume>("", "free", v => v.Spec.ClaimRef?.Name == "small");
        await objects.Api.UntilAsync<PersistentVolumeClaim>("default", "made", c => c.Metadata.Annotation(VolumeMarks.SelectedNode) == "n");
        Assert.False(binding.IsCompleted);
        objects.Api.Put(Claim("small", "free", "waits"));
        objects.Api.Put(Claim("made", "new", "waits-for-made"));
        Assert.Equal(PluginStatus.Success, await binding);
    }

    private static VolumeBinding Plugin(VolumeObjects objects) => new(new PluginContext { Client = objects.Api, Caches = objects.Caches, Time = TimeProvider.System, Random = new Random(1) }, new());
}
