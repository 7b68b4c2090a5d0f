using Navarch.Api;
using Navarch.Api.Apps.V1;
using Navarch.Api.Core.V1;
using Navarch.Client;

namespace Navarch.Controllers.Workloads;

/// <summary>Controllers that die at any moment, and two sets of them at once: the end is what was declared, without orphans or doubles.</summary>
public sealed class ControllersUnderChaosTests
{
    private const string Ns = "default";
    private static readonly ValueMap<string> App = ValueMap.Of(("app", "x"));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Rollouts_end_right_though_the_controllers_are_killed_again_and_again(int seed)
    {
        var random = new Random(seed);
        await using var cluster = await TestCluster.StartAsync();
        await cluster.Create(Of(6, "v0"));
        for (var round = 1; round <= 8; round++)
        {
            await Task.Delay(random.Next(0, 120));
            var image = $"v{round}";
            var replicas = random.Next(1, 9);
            await cluster.Change<Deployment>(Ns, "d", d => d with { Spec = d.Spec with { Replicas = replicas, Template = Of(0, image).Spec.Template } });
            await Task.Delay(random.Next(0, 60));
            await cluster.RestartControllersAsync();
        }

        await AssertSettled(cluster, "v8");
    }

    [Fact]
    public async Task Two_sets_of_controllers_at_once_still_end_right()
    {
        await using var cluster = await TestCluster.StartAsync();
        cluster.StartControllers();
        await cluster.Create(Of(5, "v0"));
        await cluster.Eventually<Deployment>(Ns, "d", d => d.Status.AvailableReplicas == 5);

        await cluster.Change<Deployment>(Ns, "d", d => d with { Spec = d.Spec with { Replicas = 7, Template = Of(0, "v1").Spec.Template } });

        await AssertSettled(cluster, "v1");
    }

    private static async Task AssertSettled(TestCluster cluster, string image)
    {
        var settled = await cluster.Eventually<Deployment>(Ns, "d", d =>
            d.Status.ObservedGeneration == d.Metadata.Generation && d.Status.UpdatedReplicas == d.Spec.Replicas && d.Status.Replicas == d.Spec.Replicas && d.Status.AvailableReplicas == d.Spec.Replicas);
        await cluster.EventuallyAll<Pod>(Ns, pods => pods.Length == settled.Spec.Replicas && pods.All(p => p.Spec.Containers[0].Image == image));
        var sets = (await cluster.Client.ListAsync<ReplicaSet>(new() { Namespace = Ns })).Value.Items;
        Assert.All(sets, s => Assert.True(s.Metadata.IsControlledBy(settled.Metadata.UID)));
        Assert.Single(sets, s => s.Spec.Replicas > 0);
        Assert.Equal(sets.Count, sets.Select(s => s.Metadata.Annotation(DeploymentRevisions.RevisionAnnotation)).Distinct().Count());
        var pods = (await cluster.Client.ListAsync<Pod>(new() { Namespace = Ns })).Value.Items;
        Assert.All(pods, p => Assert.True(p.Metadata.IsControlledBy(sets.Single(s => s.Spec.Replicas > 0).Metadata.UID)));
    }

    private static Deployment Of(int replicas, string image) => new()
    {
        Metadata = new() { Namespace = Ns, Name = "d" },
        Spec = new()
        {
            Replicas = replicas,
            Selector = new() { MatchLabels = App },
            Template = new() { Metadata = new() { Labels = App }, Spec = new() { Containers = [new() { Name = "c", Image = image }] } },
        },
    };
}
