using Navarch.Scheduler.Framework;
using Navarch.Scheduler.Plugins;
using static Navarch.Scheduler.Tests.VolumeObjects;

namespace Navarch.Scheduler.Tests.Plugins;

public sealed class VolumeRestrictionsTests
{
    [Theory]
    [InlineData("ReadWriteOncePod", "one", "one", false)]
    [InlineData("ReadWriteOncePod", "one", "two", true)]
    [InlineData("ReadWriteOnce", "one", "one", true)]
    public async Task A_claim_for_one_pod_is_not_given_to_two(string mode, string used, string wanted, bool fits)
    {
        await using var objects = await OfAsync(Claim("one", "v1", mode: mode), Claim("two", "v2", mode: mode));
        var cluster = Make.Cluster([Make.Node("a"), Make.Node("b")], ("a", Using("x", used)));
        var profile = new Profile("s", [(new PrioritySort(), 0), (new VolumeRestrictions(objects.Caches), 0)]);
        var result = new SchedulingCycle(profile, new Random(1)).Run(new(Using("p", wanted)), cluster);
        Assert.Equal(fits, result.Node is not null);
        if (!fits)
        {
            Assert.Equal(
                "0/2 nodes are available: 2 node has pod using PersistentVolumeClaim with the same name and ReadWriteOncePod access mode.",
                result.Diagnosis.Message(2));
        }
    }

    [Fact]
    public async Task An_important_pod_evicts_the_one_that_has_the_claim()
    {
        await using var objects = await OfAsync(Claim("one", "v1", mode: "ReadWriteOncePod"));
        var cluster = Make.Cluster([Make.Node("a"), Make.Node("b")], ("a", Using("x", "one")));
        var profile = new Profile("s", [(new PrioritySort(), 0), (new VolumeRestrictions(objects.Caches), 0), (new DefaultPreemption(new Random(1), new()), 0)]);
        var pod = Using("p", "one");
        var result = new SchedulingCycle(profile, new Random(1)).Run(new(pod with { Spec = pod.Spec with { Priority = 10 } }), cluster);
        Assert.Equal("a", result.Preemption.NominatedNode);
        Assert.Equal("x", Assert.Single(result.Preemption.Victims).Name.Name);
    }
}
