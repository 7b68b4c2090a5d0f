using Navarch.Api;
using Navarch.Api.Core.V1;

namespace Navarch.Controllers.Autoscaling;

/// <summary>What usage calls for, by the documented algorithm.</summary>
public sealed class PodUsagesTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch.AddYears(56);

    /// <summary>What it is; the usage of each pod in millicores (? not measured, u unready, d being deleted, p pending); replicas; target percent; expected.</summary>
    public static TheoryData<string, string, int, int, int> Utilizations => new()
    {
        { "as wanted", "50 50", 2, 50, 2 },
        { "twice as much", "100 100", 2, 50, 4 },
        { "half as much", "25 25 25 25", 4, 50, 2 },
        { "rounded up", "60 60 60", 3, 50, 4 },
        { "within the tolerance above", "54 54", 2, 50, 2 },
        { "within the tolerance below", "46 46", 2, 50, 2 },
        { "who is not measured uses nothing when there would be more", "100 100 ?", 3, 50, 4 },
        { "and all when there would be fewer", "10 10 ?", 3, 50, 3 },
        { "so that a missing one can keep the number", "60 60 ? ?", 4, 50, 4 },
        { "who is not ready uses nothing when there would be more", "100 100 u100", 3, 50, 4 },
        { "and does not count when there would be fewer", "10 10 u0", 3, 50, 1 },
        { "pending ones neither", "100 p", 2, 50, 2 },
        { "who goes does not count", "100 d100", 2, 50, 2 },
    };

    /// <summary>The same for amounts for each pod.</summary>
    public static TheoryData<string, string, int, long, int> Averages => new()
    {
        { "as wanted", "200 200", 2, 200, 2 },
        { "more", "300 500", 2, 200, 4 },
        { "fewer", "50 50 50", 3, 100, 2 },
        { "one is not measured", "50 50 ?", 3, 100, 2 },
    };

    [Theory]
    [MemberData(nameof(Utilizations))]
    public void A_share_of_the_request(string what, string pods, int replicas, int percent, int expected)
    {
        var proposal = PodUsages.ByUtilization(Pods(pods), replicas, "cpu", percent, Tolerance.Default, Now);
        Assert.True((proposal.Problem, proposal.Replicas) == ("", expected), $"{what}: {proposal}");
    }

    [Theory]
    [MemberData(nameof(Averages))]
    public void An_amount_for_each_pod(string what, string pods, int replicas, long target, int expected)
    {
        var proposal = PodUsages.ByAverage(Pods(pods), replicas, "cpu", target, Tolerance.Default, Now);
        Assert.True((proposal.Problem, proposal.Replicas) == ("", expected), $"{what}: {proposal}");
    }

    [Theory]
    [InlineData("", "no pods returned by selector while calculating replica count")]
    [InlineData("? ?", "did not receive metrics for targeted pods (pods might be unready)")]
    [InlineData("u10", "did not receive metrics for targeted pods (pods might be unready)")]
    public void Where_nothing_is_known_nothing_is_said(string pods, string problem) =>
        Assert.Equal(problem, PodUsages.ByUtilization(Pods(pods), 2, "cpu", 50, Tolerance.Default, Now).Problem);

    [Fact]
    public void A_pod_that_asks_for_nothing_has_no_share()
    {
        var pods = Pods("50 50").Select((p, i) => i == 1 ? p with { Request = null } : p).ToValueList();
        Assert.Equal(
            "failed to get cpu utilization: missing request for cpu in a container of Pod p1",
            PodUsages.ByUtilization(pods, 2, "cpu", 50, Tolerance.Default, Now).Problem);
    }

    [Fact]
    public void A_pod_that_just_started_is_measured_once_it_was_ready_for_a_whole_window()
    {
        var pod = Pods("100")[0];
        var young = pod with { Pod = pod.Pod with { Status = pod.Pod.Status with { StartTime = Now.AddMinutes(-1), Conditions = [Ready("True", Now.AddSeconds(-10))] } } };
        Assert.NotEqual("", PodUsages.ByUtilization([young], 1, "cpu", 50, Tolerance.Default, Now).Problem);
        Assert.Equal(2, PodUsages.ByUtilization([young with { MeasuredAt = Now.AddSeconds(10) }], 1, "cpu", 50, Tolerance.Default, Now.AddSeconds(10)).Replicas);
        Assert.Equal(2, PodUsages.ByUtilization([young], 1, "memory", 50, Tolerance.Default, Now).Replicas);
    }

    private static ValueList<PodUsage> Pods(string pods) =>
        pods.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select((text, i) => Usage($"p{i}", text)).ToValueList();

    private static PodUsage Usage(string name, string text)
    {
        var isReady = text[0] != 'u';
        var pod = new Pod
        {
            Metadata = new() { Name = name, DeletionTimestamp = text[0] == 'd' ? Now : null },
            Status = new()
            {
                Phase = text[0] == 'p' ? "Pending" : "Running",
                StartTime = Now.AddHours(-1),
                Conditions = [Ready(isReady ? "True" : "False", Now.AddHours(-1).AddSeconds(5))],
            },
        };
        long? used = long.TryParse(text.TrimStart('u', 'd'), out var number) ? number : null;
        return new(pod, used, Now, TimeSpan.FromSeconds(15), 100);
    }

    private static PodCondition Ready(string status, DateTimeOffset since) => new() { Type = "Ready", Status = status, LastTransitionTime = since };
}
