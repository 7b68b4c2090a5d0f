using Navarch.Api;
using Navarch.Api.Core.V1;

namespace Navarch.Client.Caching;

public sealed class ObjectCacheTests
{
    private readonly ObjectCache cache = new(Pod.Info, ListQuery.All);

    private Cache<Pod> Pods => new(cache);

    [Fact]
    public void A_list_replaces_everything_and_tells_what_changed()
    {
        cache.Replace(List("5", PodOf("a", "1"), PodOf("b", "2")));
        var changes = new List<(string? Old, string? New)>();
        cache.Subscribe(c => changes.Add((c.Old?.Metadata.Name, c.New?.Metadata.Name)));

        cache.Replace(List("9", PodOf("b", "2"), PodOf("c", "8")));

        Assert.Equal([(null, "c"), ("a", null)], changes);
        Assert.Equal(9, cache.Revision);
    }

    [Fact]
    public void Indexes_follow_the_objects()
    {
        var owned = PodOf("a", "1", "x") with { Metadata = PodOf("a", "1", "x").Metadata with { OwnerReferences = [new() { UID = "o", Controller = true }] } };
        cache.Replace(List("1", owned, PodOf("b", "1", "y")));
        Assert.Equal("a", Assert.Single(Pods.ControlledBy("o")).Metadata.Name);
        Assert.Equal("a", Assert.Single(Pods.WithLabels("ns", ValueMap.Of(("app", "x")))).Metadata.Name);

        cache.Apply(WatchEventType.Modified, PodOf("a", "2", "y"));

        Assert.Empty(Pods.ControlledBy("o"));
        Assert.Empty(Pods.WithLabels("ns", ValueMap.Of(("app", "x"))));
        Assert.Equal(2, Pods.Select("ns", new() { MatchLabels = ValueMap.Of(("app", "y")) }).Length);
    }

    [Fact]
    public void Waiting_for_a_revision_ends_after_subscribers_were_told()
    {
        cache.Replace(List("1"));
        var reached = cache.Reached(3);
        var toldBefore = false;
        cache.Subscribe(_ => toldBefore = !reached.IsCompleted);

        cache.Apply(WatchEventType.Added, PodOf("a", "3"));

        Assert.True(toldBefore);
        Assert.True(reached.IsCompletedSuccessfully);
    }

    [Fact]
    public void Waiting_for_an_object_to_leave_ends_when_it_is_being_deleted_or_gone()
    {
        cache.Replace(List("1", PodOf("a", "1"), PodOf("b", "1")));
        var a = cache.Leaving(new("ns", "a"), "uid-a");
        var b = cache.Leaving(new("ns", "b"), "uid-b");

        cache.Apply(WatchEventType.Modified, PodOf("a", "2") with { Metadata = PodOf("a", "2").Metadata with { DeletionTimestamp = DateTimeOffset.UnixEpoch } });
        Assert.True(a.IsCompleted);
        Assert.False(b.IsCompleted);

        cache.Apply(WatchEventType.Deleted, PodOf("b", "3"));
        Assert.True(b.IsCompleted);
    }

    private static ObjectList List(string revision, params Pod[] pods) => new(Pod.Info, new() { ResourceVersion = revision }, pods);

    private static Pod PodOf(string name, string revision, string app = "") => new()
    {
        Metadata = new()
        {
            Namespace = "ns",
            Name = name,
            UID = "uid-" + name,
            ResourceVersion = revision,
            Labels = app.Length > 0 ? ValueMap.Of(("app", app)) : default,
        },
    };
}
