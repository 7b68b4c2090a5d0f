using Navarch.Api.Coordination.V1;
using Navarch.Api.Node.V1;
using Navarch.Api.Scheduling.V1;

namespace Navarch.Api.Validation;

/// <summary>Rules for priority classes, runtime classes and leases.</summary>
internal static class PlatformRules
{
    private const int MaxUserPriority = 1_000_000_000;
    private static readonly FieldPath Spec = FieldPath.Of("spec");

    // The classes every cluster has; nobody gives them another meaning.
    private static readonly Dictionary<string, int> SystemPriorities = new(StringComparer.Ordinal)
    {
        ["system-node-critical"] = 2_000_001_000,
        ["system-cluster-critical"] = 2_000_000_000,
    };

    public static void Validate(PriorityClass priority, ErrorList errors)
    {
        if (!priority.Metadata.Name.StartsWith("system-", StringComparison.Ordinal))
        {
            if (priority.Value > MaxUserPriority)
            {
                errors.Forbidden(FieldPath.Of("value"), $"maximum allowed value of a user defined priority is {MaxUserPriority}");
            }
        }
        else if (!SystemPriorities.TryGetValue(priority.Metadata.Name, out var value) || value != priority.Value || priority.GlobalDefault)
        {
            errors.Forbidden(FieldPath.Of("metadata").Child("name"), "priority class names with 'system-' prefix are reserved for system use only");
        }
    }

    public static void ValidateUpdate(PriorityClass priority, PriorityClass old, ErrorList errors)
    {
        if (priority.Value != old.Value)
        {
            errors.Forbidden(FieldPath.Of("value"), "may not be changed in an update.");
        }

        errors.Immutable(FieldPath.Of("preemptionPolicy"), priority.PreemptionPolicy, old.PreemptionPolicy);
    }

    public static void Validate(RuntimeClass runtime, ErrorList errors)
    {
        errors.Check(FieldPath.Of("handler"), runtime.Handler, Names.Dns1123LabelProblem(runtime.Handler));
        ResourceRules.Amounts(runtime.Overhead?.PodFixed ?? default, FieldPath.Of("overhead").Child("podFixed"), errors);
        if (runtime.Scheduling is not { } scheduling)
        {
            return;
        }

        var path = FieldPath.Of("scheduling");
        MetadataRules.Labels(scheduling.NodeSelector, path.Child("nodeSelector"), errors);
        for (var i = 0; i < scheduling.Tolerations.Count; i++)
        {
            var at = path.Child("tolerations").Index(i);
            TolerationRules.Validate(scheduling.Tolerations[i], at, errors);
            if (scheduling.Tolerations.AsSpan()[..i].Contains(scheduling.Tolerations[i]))
            {
                errors.Duplicate(at, scheduling.Tolerations[i]);
            }
        }
    }

    public static void ValidateUpdate(RuntimeClass runtime, RuntimeClass old, ErrorList errors) =>
        errors.Immutable(FieldPath.Of("handler"), runtime.Handler, old.Handler);

    public static IEnumerable<string> Warnings(RuntimeClass runtime, RuntimeClass? old) => runtime.Scheduling is not { } scheduling ? []
        : NodeLabelWarnings.OfSelector(scheduling.NodeSelector, "scheduling.nodeSelector");

    public static void Validate(Lease lease, ErrorList errors)
    {
        errors.Check(Spec.Child("leaseDurationSeconds"), lease.Spec.LeaseDurationSeconds, lease.Spec.LeaseDurationSeconds <= 0 ? "must be greater than 0" : null);
        errors.NotNegative(Spec.Child("leaseTransitions"), lease.Spec.LeaseTransitions);
        if (lease.Spec.Strategy is { Length: > 0 } strategy)
        {
            // A strategy of one's own is named below a domain; the names without one are the API's.
            if (strategy.Contains('/', StringComparison.Ordinal))
            {
                errors.Check(Spec.Child("strategy"), strategy, Names.QualifiedNameProblem(strategy));
            }
            else if (strategy != CoordinatedLeaseStrategies.OldestEmulationVersion)
            {
                errors.NotSupported(Spec.Child("strategy"), strategy, CoordinatedLeaseStrategies.OldestEmulationVersion);
            }
        }
        else if (lease.Spec.PreferredHolder is { Length: > 0 } holder)
        {
            errors.Invalid(Spec.Child("preferredHolder"), holder, "may only be specified when `strategy` is defined");
        }
    }
}
