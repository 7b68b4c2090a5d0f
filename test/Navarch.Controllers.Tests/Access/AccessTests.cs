using Navarch.Api;
using Navarch.Api.Core.V1;
using Navarch.Api.Rbac.V1;
using Navarch.Reconciling;

namespace Navarch.Controllers.Access;

public class AccessTests
{
    private static readonly PolicyRule Read = new() { Verbs = ["get"], APIGroups = [""], Resources = ["pods"] };
    private static readonly PolicyRule Write = new() { Verbs = ["update"], APIGroups = [""], Resources = ["pods"] };

    [Fact]
    public void An_aggregated_role_has_the_rules_of_its_parts_once()
    {
        var role = new ClusterRole { Metadata = new() { Name = "all" }, AggregationRule = new() };

        var effects = ClusterRoleAggregationController.Decide(new(role, [Part("a", Read), Part("b", Write, Read)]), default).Effects;

        var written = (ClusterRole)Assert.IsType<Effect.Update>(Assert.Single(effects)).Object;
        Assert.Equal([Read, Write], written.Rules);
        Assert.Empty(ClusterRoleAggregationController.Decide(new(written, [Part("a", Read), Part("b", Write, Read)]), default).Effects);
    }

    [Theory]
    [InlineData("2026-01-01T00:00:00Z", 1, null)]
    [InlineData("2026-01-02T00:00:00Z", 0, 24)]
    [InlineData("", 0, null)]
    public void A_bootstrap_token_goes_when_it_expires(string expiration, int deleted, int? againInHours)
    {
        var secret = new Secret { Metadata = new() { Name = "t" }, Data = expiration.Length == 0 ? default : ValueMap.Of(("expiration", ByteString.FromText(expiration))) };

        var decision = BootstrapTokenController.Decide(new(secret), new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

        Assert.Equal(deleted, decision.Effects.Count);
        Assert.Equal(againInHours is { } hours ? TimeSpan.FromHours(hours) : null, decision.RequeueAfter);
    }

    private static ClusterRole Part(string name, params PolicyRule[] rules) => new() { Metadata = new() { Name = name }, Rules = rules.ToValueList() };
}
