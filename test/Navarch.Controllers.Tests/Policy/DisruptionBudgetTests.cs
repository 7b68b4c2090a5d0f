using Navarch.Api;
using Navarch.Api.Core.V1;
using Navarch.Api.Policy.V1;
using Navarch.Reconciling;

namespace Navarch.Controllers.Policy;

public sealed class DisruptionBudgetTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch.AddDays(1);

    /// <summary>The bounds, healthy pods of four wanted, and how many may be evicted.</summary>
    [Theory]
    [InlineData("2", "", 4, 2)]
    [InlineData("2", "", 2, 0)]
    [InlineData("2", "", 1, 0)]
    [InlineData("50%", "", 3, 1)]
    [InlineData("", "1", 4, 1)]
    [InlineData("", "1", 3, 0)]
    [InlineData("", "25%", 4, 1)]
    [InlineData("", "100%", 4, 4)]
    public void As_many_may_go_as_the_budget_leaves(string minAvailable, string maxUnavailable, int healthy, int allowed)
    {
        var spec = new PodDisruptionBudgetSpec { MinAvailable = BoundOf(minAvailable), MaxUnavailable = BoundOf(maxUnavailable) };

        Assert.Equal(allowed, StatusOf(new() { Spec = spec }, healthy, scale: 4).DisruptionsAllowed);
    }

    [Fact]
    public void A_share_of_an_unknown_number_allows_nothing_and_says_so()
    {
        var status = StatusOf(new() { Spec = new() { MaxUnavailable = "25%" } }, 4, scale: null);

        Assert.Equal(0, status.DisruptionsAllowed);
        Assert.Equal("SyncFailed", Assert.Single(status.Conditions.AsEnumerable()).Reason);
    }

    [Fact]
    public void A_pod_whose_eviction_was_allowed_no_longer_counts_until_that_is_forgotten()
    {
        var budget = new PodDisruptionBudget { Spec = new() { MinAvailable = 2 }, Status = new() { DisruptedPods = ValueMap.Of(("p0", (DateTimeOffset?)Now.AddSeconds(-30))) } };

        Assert.Equal(1, StatusOf(budget, 4, scale: 4).DisruptionsAllowed);
        Assert.Equal(2, StatusOf(budget with { Status = new() { DisruptedPods = ValueMap.Of(("p0", (DateTimeOffset?)Now.AddMinutes(-3))) } }, 4, scale: 4).DisruptionsAllowed);
    }

    private static IntOrString? BoundOf(string text) => text.Length == 0 ? null : int.TryParse(text, out var number) ? number : text;

    private static PodDisruptionBudgetStatus StatusOf(PodDisruptionBudget budget, int healthy, int? scale)
    {
        var pods = Enumerable.Range(0, 4).Select(i => new Pod
        {
            Metadata = new() { Name = $"p{i}" },
            Status = new() { Phase = "Running", Conditions = [new() { Type = "Ready", Status = i < healthy ? "True" : "False" }] },
        });
        var decision = DisruptionBudgetController.Decide(new(budget, pods.ToValueList(), scale), Now);
        return ((PodDisruptionBudget)Assert.IsType<Effect.Update>(Assert.Single(decision.Effects.AsEnumerable())).Object).Status;
    }
}
