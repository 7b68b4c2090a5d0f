using Navarch.Api;
using Navarch.Api.Core.V1;
using Navarch.Reconciling;

namespace Navarch.Controllers.Garbage;

public sealed class GarbageCollectorTests
{
    private const OwnerState Present = OwnerState.Present;
    private const OwnerState Going = OwnerState.GoingInForeground;
    private const OwnerState Gone = OwnerState.Gone;

    /// <summary>What became of an object's owners, and what becomes of the object.</summary>
    public static TheoryData<OwnerState[], bool, string> Owners => new()
    {
        { [Present], false, "stays" },
        { [Gone], false, "deleted Background" },
        { [Present, Gone], false, "keeps 1 owner" },
        { [Present, Going], false, "keeps 1 owner" },
        { [Going], false, "deleted Background" },
        { [Going], true, "deleted Foreground" },
        { [Gone, Gone], false, "deleted Background" },
    };

    [Theory]
    [MemberData(nameof(Owners))]
    public void An_object_shares_its_owners_fate(OwnerState[] states, bool hasDependents, string fate)
    {
        var owners = states.Select((s, i) => new ObservedOwner(new() { UID = $"o{i}", Name = $"o{i}" }, s)).ToValueList();
        var pod = Object("p") with { Metadata = Object("p").Metadata with { OwnerReferences = owners.Select(o => o.Reference).ToValueList() } };

        var effects = GarbageCollector.Decide(new(pod, owners, []) { HasDependents = hasDependents }, default).Effects;

        Assert.Equal(fate, effects.IsEmpty ? "stays" : effects[0] switch
        {
            Effect.Delete delete => $"deleted {delete.Propagation}",
            Effect.Update update => $"keeps {update.Object.Metadata.OwnerReferences.Count} owner",
            _ => "?",
        });
    }

    [Fact]
    public void Orphaning_takes_the_reference_away_before_the_finalizer()
    {
        var owner = Deleting(GarbageCollector.OrphanFinalizer);

        var first = GarbageCollector.Decide(new(owner, [], [Dependent("d", blocks: true)]), default).Effects;
        var then = GarbageCollector.Decide(new(owner, [], []), default).Effects;

        Assert.True(Assert.IsType<Effect.Update>(Assert.Single(first.AsEnumerable())).Object.Metadata.OwnerReferences.IsEmpty);
        Assert.True(Assert.IsType<Effect.Update>(Assert.Single(then.AsEnumerable())).Object.Metadata.Finalizers.IsEmpty);
    }

    [Fact]
    public void A_foreground_deletion_waits_only_for_dependents_that_block()
    {
        var owner = Deleting(GarbageCollector.ForegroundFinalizer);

        var waiting = GarbageCollector.Decide(new(owner, [], [Dependent("d", blocks: true), Dependent("e", blocks: false)]), default).Effects;
        var done = GarbageCollector.Decide(new(owner, [], [Dependent("e", blocks: false)]), default).Effects;

        Assert.Equal("d", Assert.IsType<Effect.Delete>(Assert.Single(waiting.AsEnumerable())).Object.Metadata.Name);
        Assert.True(Assert.IsType<Effect.Update>(Assert.Single(done.AsEnumerable())).Object.Metadata.Finalizers.IsEmpty);
    }

    private static ConfigMap Object(string name) => new() { Metadata = new() { Namespace = "ns", Name = name, UID = name } };

    private static ConfigMap Deleting(string finalizer) =>
        Object("owner") with { Metadata = Object("owner").Metadata with { Finalizers = [finalizer], DeletionTimestamp = DateTimeOffset.UnixEpoch } };

    private static IKubernetesObject Dependent(string name, bool blocks) =>
        Object(name) with { Metadata = Object(name).Metadata with { OwnerReferences = [new() { UID = "owner", BlockOwnerDeletion = blocks }] } };
}
