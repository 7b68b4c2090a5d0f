using Navarch.Api.Core.V1;

namespace Navarch.Scheduler.Configuration;

/// <summary>What PodTopologySpread is told: how pods without constraints of their own are spread.</summary>
public sealed record PodTopologySpreadArgs
{
    /// <summary>The project's defaults: by score alone, over hosts and zones.</summary>
    public const string System = "System";

    /// <summary>The given constraints, or none.</summary>
    public const string List = "List";

    /// <summary>Hold between the pods of one controller; without label selector.</summary>
    public IReadOnlyList<TopologySpreadConstraint> DefaultConstraints { get; init; } = [];

    /// <summary><see cref="System"/> or <see cref="List"/>.</summary>
    public string DefaultingType { get; init; } = System;

    internal static PodTopologySpreadArgs Read(ConfigNode node)
    {
        var constraints = node.ApiList<TopologySpreadConstraint>("defaultConstraints");
        var type = node.OneOf("defaultingType", System, List) ?? System;
        if (type == System && constraints.Count > 0)
        {
            node.Fault("defaultingType", "Invalid value: \"System\": when .defaultConstraints are not empty");
        }

        foreach (var (i, constraint) in constraints.Index())
        {
            Check(node, $"defaultConstraints[{i}]", constraint, constraints.Take(i));
        }

        return new() { DefaultConstraints = constraints, DefaultingType = type };
    }

    private static void Check(ConfigNode node, string field, TopologySpreadConstraint constraint, IEnumerable<TopologySpreadConstraint> before)
    {
        if (constraint.MaxSkew <= 0)
        {
            node.Fault($"{field}.maxSkew", $"Invalid value: {constraint.MaxSkew}: not greater than zero");
        }

        if (constraint.TopologyKey.Length == 0)
        {
            node.Fault($"{field}.topologyKey", "Required value: can not be empty");
        }

        if (constraint.WhenUnsatisfiable is not ("DoNotSchedule" or "ScheduleAnyway"))
        {
            node.Fault($"{field}.whenUnsatisfiable", $"Unsupported value: \"{constraint.WhenUnsatisfiable}\": supported values: \"DoNotSchedule\", \"ScheduleAnyway\"");
        }

        if (constraint.LabelSelector is not null)
        {
            node.Fault($"{field}.labelSelector", "Forbidden: constraint must not define a selector, as they deduced for each pod");
        }

        if (before.Any(b => b.TopologyKey == constraint.TopologyKey && b.WhenUnsatisfiable == constraint.WhenUnsatisfiable))
        {
            node.Fault(field, $"Duplicate value: \"{constraint.TopologyKey}, {constraint.WhenUnsatisfiable}\"");
        }
    }
}
