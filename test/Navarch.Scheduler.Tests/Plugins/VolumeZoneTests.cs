using Navarch.Scheduler.Framework;
using Navarch.Scheduler.Plugins;
using static Navarch.Scheduler.Tests.VolumeObjects;

namespace Navarch.Scheduler.Tests.Plugins;

public sealed class VolumeZoneTests
{
    private const string Zone = "topology.kubernetes.io/zone";
    private const string OldZone = "failure-domain.beta.kubernetes.io/zone";
    private const string Region = "topology.kubernetes.io/region";

    [Theory]
    [InlineData(Zone, "a", Zone, "a", true)]
    [InlineData(Zone, "a", Zone, "b", false)]
    [InlineData(Zone, "a__b", Zone, "b", true)]
    [InlineData(Zone, "a__b", Zone, "c", false)]
    [InlineData(OldZone, "a", Zone, "a", true)]
    [InlineData(OldZone, "a", Zone, "b", false)]
    [InlineData(Zone, "a", OldZone, "a", true)]
    [InlineData(Region, "a", Zone, "a", false)]
    [InlineData(Zone, "a", "disk", "ssd", true)]
    [InlineData("disk", "ssd", Zone, "b", true)]
    public async Task A_volume_is_used_in_its_zone(string volumeLabel, string volumeValue, string nodeLabel, string nodeValue, bool fits)
    {
        await using var objects = await OfAsync(Claim("c", "v"), Volume("v", labels: [(volumeLabel, volumeValue)]));
        var cluster = Make.Cluster([Make.Node("n", labels: [(nodeLabel, nodeValue)])]);
        var profile = new Profile("s", [(new PrioritySort(), 0), (new VolumeZone(objects.Caches), 0)]);
        var result = new SchedulingCycle(profile, new Random(1)).Run(new(Using("p", "c")), cluster);
        Assert.Equal(fits ? "n" : null, result.Node);
        Assert.Equal(fits, result.Diagnosis.Refusals.Count == 0);
        Assert.All(result.Diagnosis.Refusals, r => Assert.Equal(PluginStatus.Unresolvable("node(s) had no available volume zone"), r.Status));
    }
}
