using Navarch.Api;
using Navarch.Api.Apps.V1;
using Navarch.Api.Core.V1;
using Navarch.Reconciling;

namespace Navarch.Controllers.Workloads;

public sealed class ReplicationTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch.AddDays(1);
    private static readonly ValueMap<string> App = ValueMap.Of(("app", "x"));
    private static readonly ReplicaSet Set = new()
    {
        Metadata = new() { Namespace = "ns", Name = "set", UID = "set" },
        Spec = new() { Selector = new() { MatchLabels = App }, Template = new() { Metadata = new() { Labels = App } } },
    };

    [Theory]
    [InlineData(3, 0, 3, 0)]
    [InlineData(3, 3, 0, 0)]
    [InlineData(1, 3, 0, 2)]
    [InlineData(0, 2, 0, 2)]
    [InlineData(900, 0, 500, 0)]
    public void The_difference_is_made_or_deleted(int desired, int active, int created, int deleted)
    {
        var decision = Replication.Decide(Observed(desired, [.. Enumerable.Range(0, active).Select(i => PodOf($"p{i}"))]), Now);

        Assert.Equal(created, decision.Effects.OfType<Effect.Create>().Count());
        Assert.Equal(deleted, decision.Effects.OfType<Effect.Delete>().Count());
        Assert.Equal(active, decision.Replicas);
    }

    [Fact]
    public void Ended_and_terminating_pods_are_replaced()
    {
        var decision = Replication.Decide(
            Observed(2, PodOf("a") with { Status = new() { Phase = "Failed" } }, Deleting(PodOf("b")), PodOf("c")), Now);

        Assert.Single(decision.Effects.OfType<Effect.Create>());
        Assert.Equal((1, 1), (decision.Replicas, decision.Terminating));
    }

    [Fact]
    public void A_pod_that_stops_matching_is_released_and_replaced()
    {
        var stray = PodOf("a") with { Metadata = PodOf("a").Metadata with { Labels = ValueMap.Of(("app", "debug")) } };

        var decision = Replication.Decide(Observed(1, stray), Now);

        Assert.True(decision.Effects.OfType<Effect.Update>().Single().Object.Metadata.OwnerReferences.IsEmpty);
        Assert.Single(decision.Effects.OfType<Effect.Create>());
    }

    [Theory]
    [InlineData(true, 1, 0)]
    [InlineData(false, 0, 0)]
    public void An_orphan_is_adopted_only_by_a_living_set(bool mayAdopt, int adopted, int created)
    {
        var orphan = PodOf("a") with { Metadata = PodOf("a").Metadata with { OwnerReferences = default } };

        var decision = Replication.Decide(Observed(1) with { Pods = new() { Orphans = [orphan], MayAdopt = mayAdopt } }, Now);

        Assert.Equal(adopted, decision.Effects.OfType<Effect.Update>().Count(u => u.Object.Metadata.IsControlledBy("set")));
        Assert.Equal(created, decision.Effects.OfType<Effect.Create>().Count());
    }

    [Fact]
    public void A_set_that_is_being_deleted_does_nothing() =>
        Assert.True(Replication.Decide(
            Observed(3, PodOf("a")) with { Owner = Set with { Metadata = Set.Metadata with { DeletionTimestamp = Now } } }, Now).Effects.IsEmpty);

    [Fact]
    public void A_pod_counts_as_available_after_its_time_and_the_set_looks_again_then()
    {
        var ready = Ready(PodOf("a"), Now.AddSeconds(-4));

        var decision = Replication.Decide(Observed(1, ready) with { MinReadySeconds = 10 }, Now);

        Assert.Equal((1, 0), (decision.Ready, decision.Available));
        Assert.Equal(TimeSpan.FromSeconds(6), decision.RequeueAfter);
        Assert.Equal(1, Replication.Decide(Observed(1, ready) with { MinReadySeconds = 10 }, Now.AddSeconds(6)).Available);
    }

    /// <summary>Of each pair the first pod goes.</summary>
    public static TheoryData<string, Pod, Pod> Pairs => new()
    {
        { "unassigned", OnNode(PodOf("a"), ""), OnNode(PodOf("b"), "n") },
        { "pending", Phase(PodOf("a"), "Pending"), Phase(PodOf("b"), "Running") },
        { "not ready", PodOf("a"), Ready(PodOf("b"), Now) },
        { "cheaper", Cost(PodOf("a"), "-5"), Cost(PodOf("b"), "0") },
        { "ready for a shorter time", Ready(PodOf("a"), Now.AddSeconds(-10)), Ready(PodOf("b"), Now.AddHours(-10)) },
        { "more restarts", Restarts(PodOf("a"), 5), Restarts(PodOf("b"), 1) },
        { "younger", Created(PodOf("a"), Now.AddSeconds(-10)), Created(PodOf("b"), Now.AddHours(-10)) },
    };

    [Theory]
    [MemberData(nameof(Pairs))]
    public void The_pod_whose_loss_costs_least_goes_first(string why, Pod first, Pod second)
    {
        Assert.Equal("a", Assert.Single(DeletionRanking.Choose([second, first], [first, second], 1, Now)).Metadata.Name);
        Assert.NotEmpty(why);
    }

    [Fact]
    public void A_pod_beside_related_ones_goes_before_a_lonely_one()
    {
        Pod[] pods = [OnNode(PodOf("b"), "n2"), OnNode(PodOf("a"), "n1"), OnNode(PodOf("a2"), "n1")];

        Assert.StartsWith("a", Assert.Single(DeletionRanking.Choose(pods, pods, 1, Now)).Metadata.Name, StringComparison.Ordinal);
    }

    private static ReplicationObserved Observed(int desired, params Pod[] owned) => new()
    {
        Owner = Set,
        Desired = desired,
        Selector = Set.Spec.Selector!,
        Template = Set.Spec.Template,
        Pods = new() { Owned = owned.ToValueList() },
    };

    private static Pod PodOf(string name) => new()
    {
        Metadata = new() { Namespace = "ns", Name = name, UID = name, Labels = App, OwnerReferences = [OwnerReferences.ControllerReference(Set)] },
        Spec = new() { NodeName = "n" },
        Status = new() { Phase = "Running" },
    };

    private static Pod Deleting(Pod pod) => pod with { Metadata = pod.Metadata with { DeletionTimestamp = Now } };

    private static Pod OnNode(Pod pod, string node) => pod with { Spec = pod.Spec with { NodeName = node } };

    private static Pod Phase(Pod pod, string phase) => pod with { Status = pod.Status with { Phase = phase } };

    private static Pod Ready(Pod pod, DateTimeOffset since) =>
        pod with { Status = pod.Status with { Conditions = [new() { Type = "Ready", Status = "True", LastTransitionTime = since }] } };

    private static Pod Cost(Pod pod, string cost) =>
        pod with { Metadata = pod.Metadata.WithAnnotation("controller.kubernetes.io/pod-deletion-cost", cost) };

    private static Pod Restarts(Pod pod, int count) => pod with { Status = pod.Status with { ContainerStatuses = [new() { RestartCount = count }] } };

    private static Pod Created(Pod pod, DateTimeOffset at) => pod with { Metadata = pod.Metadata with { CreationTimestamp = at } };
}
