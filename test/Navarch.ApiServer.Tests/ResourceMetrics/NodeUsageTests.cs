using Navarch.ApiServer.ResourceMetrics;

namespace Navarch.ApiServer.Tests.ResourceMetrics;

public sealed class NodeUsageTests
{
    private static readonly DateTimeOffset Start = DateTimeOffset.UnixEpoch.AddYears(56);

    [Fact]
    public void Use_is_the_difference_of_two_samples_over_their_time()
    {
        var usage = NodeUsage.Between(
            new(Start, 1_000_000_000, 700, [Container("a", "c", "1", 0, 500_000_000)]),
            new(Start.AddSeconds(10), 6_000_000_000, 800, [Container("a", "c", "1", 10, 3_000_000_000)]))!;
        Assert.Equal((TimeSpan.FromSeconds(10), new Usage(500_000_000, 800)), (usage.Window, usage.Node));
        Assert.Equal([new ContainerUsage("c", new(250_000_000, 4096))], usage.Pods["ns/a"]);
        Assert.Equal(("500m", "800"), (usage.Node.ToResources()["cpu"].ToString(), usage.Node.ToResources()["memory"].ToString()));
        Assert.Equal(("2500n", "4Ki"), (new Usage(2500, 4096).ToResources()["cpu"].ToString(), new Usage(2500, 4096).ToResources()["memory"].ToString()));
    }

    /// <summary>What it is, the containers of the two samples, and whether the pod's use is told.</summary>
    public static TheoryData<string, string, string, bool> Samples => new()
    {
        { "both in both", "a:1 b:1", "a:1 b:1", true },
        { "one was restarted", "a:1 b:1", "a:1 b:2", false },
        { "one is new", "a:1", "a:1 b:1", false },
        { "one ended", "a:1 b:1", "a:1", true },
    };

    [Theory]
    [MemberData(nameof(Samples))]
    public void A_pod_is_told_of_whole_or_not_at_all(string what, string earlier, string later, bool isTold)
    {
        var usage = NodeUsage.Between(new(Start, 0, 0, Containers(earlier, 0)), new(Start.AddSeconds(5), 1, 0, Containers(later, 5)))!;
        Assert.True(isTold == usage.Pods.ContainsKey("ns/p"), what);
    }

    [Fact]
    public void No_time_no_use()
    {
        Assert.Null(NodeUsage.Between(new(Start, 5, 0, []), new(Start, 6, 0, [])));
        Assert.Null(NodeUsage.Between(new(Start, 5, 0, []), new(Start.AddSeconds(1), 4, 0, [])));
    }

    private static List<ContainerSample> Containers(string text, int seconds) =>
        text.Split(' ').Select(one => one.Split(':')).Select(c => Container("p", c[0], c[0] + c[1], seconds, seconds)).ToList();

    private static ContainerSample Container(string pod, string name, string id, int seconds, long cpu) =>
        new("ns", pod, name, id, Start.AddSeconds(seconds), cpu, 4096);
}
