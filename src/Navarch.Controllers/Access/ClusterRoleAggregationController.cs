using Navarch.Api;
using Navarch.Api.Rbac.V1;
using Navarch.Reconciling;

namespace Navarch.Controllers.Access;

/// <summary>Fills each aggregated ClusterRole with the rules of the roles its selectors take in, by their names, none twice.</summary>
public static class ClusterRoleAggregationController
{
    /// <summary>The controller. Its keys are cluster roles.</summary>
    public static Controller Define() => Controller.Define<AggregatedRoleObserved>(
        "clusterrole-aggregation-controller",
        [
            Watch.Self<ClusterRole>(),
            Watch.Map<ClusterRole>((role, world) => world.Of<ClusterRole>().All().Where(r => TakesIn(r, role)).Select(r => r.NamespacedName())),
        ],
        (key, world) => world.Of<ClusterRole>().Get(key) is { AggregationRule: not null } role
            ? new(role, world.Of<ClusterRole>().All().Where(r => TakesIn(role, r)).OrderBy(r => r.Metadata.Name, StringComparer.Ordinal).ToValueList())
            : null,
        Decide);

    /// <summary>The decision. Pure.</summary>
    public static Decision Decide(AggregatedRoleObserved observed, DateTimeOffset now)
    {
        var rules = observed.Parts.SelectMany(p => p.Rules).Distinct().ToValueList();
        return rules == observed.Role.Rules || observed.Role.IsDeleting()
            ? Decision.Nothing
            : Decision.Of(new Effect.Update(observed.Role with { Rules = rules }));
    }

    private static bool TakesIn(ClusterRole aggregated, ClusterRole part) =>
        aggregated.AggregationRule is { } rule
        && aggregated.Metadata.Name != part.Metadata.Name
        && rule.ClusterRoleSelectors.Any(s => LabelSelectors.Matches(s, part.Metadata.Labels));
}

/// <summary>An aggregated role, and the roles its selectors take in, in the order of their names.</summary>
public sealed record AggregatedRoleObserved(ClusterRole Role, ValueList<ClusterRole> Parts);
