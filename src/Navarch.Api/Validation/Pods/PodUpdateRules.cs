using Navarch.Api.Core.V1;

namespace Navarch.Api.Validation;

/// <summary>
/// What of a pod may change: images, deadlines, more tolerations; gates may go, and while there is one the choice of nodes may narrow.
/// Ephemeral containers, resources and status change through subresources, each with rules of its own.
/// </summary>
internal static class PodUpdateRules
{
    private const string MirrorMark = "kubernetes.io/config.mirror";
    private const string Fixed = "pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,"
        + "`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),"
        + "`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)";
    private static readonly FieldPath Spec = FieldPath.Of("spec");

    public static void Validate(Pod pod, Pod old, ErrorList errors)
    {
        if (pod.Metadata.Annotation(MirrorMark) != old.Metadata.Annotation(MirrorMark))
        {
            errors.Invalid(FieldPath.Of("metadata").Child("annotations").Key(MirrorMark), pod.Metadata.Annotation(MirrorMark), "field is immutable");
        }

        var (spec, before) = (pod.Spec, old.Spec);
        if (spec == before)
        {
            return;
        }

        errors.Absent(spec.Containers.Count == before.Containers.Count, Spec, "containers", "pod updates may not add or remove containers");
        errors.Absent(spec.InitContainers.Count == before.InitContainers.Count, Spec, "initContainers", "pod updates may not add or remove containers");
        if (!errors.IsEmpty && (spec.Containers.Count != before.Containers.Count || spec.InitContainers.Count != before.InitContainers.Count))
        {
            return;
        }

        Deadline(spec.ActiveDeadlineSeconds, before.ActiveDeadlineSeconds, errors);
        if (!Tolerations.Add(before.Tolerations, spec.Tolerations))
        {
            errors.Forbidden(Spec.Child("tolerations"), "existing toleration can not be modified except its tolerationSeconds");
        }

        foreach (var gate in spec.SchedulingGates)
        {
            if (!before.SchedulingGates.Contains(gate))
            {
                errors.Forbidden(Spec.Child("schedulingGates"), $"only deletion is allowed, but found new scheduling gate '{gate.Name}'");
            }
        }

        var same = before with
        {
            Containers = WithImages(before.Containers, spec.Containers),
            InitContainers = WithImages(before.InitContainers, spec.InitContainers),
            ActiveDeadlineSeconds = spec.ActiveDeadlineSeconds,
            Tolerations = spec.Tolerations,
            SchedulingGates = spec.SchedulingGates,
            TerminationGracePeriodSeconds = before.TerminationGracePeriodSeconds < 0 && spec.TerminationGracePeriodSeconds == 1 ? 1 : before.TerminationGracePeriodSeconds,
        };
        if (!before.SchedulingGates.IsEmpty)
        {
            same = Narrowed(spec, before, same, errors);
        }

        if (same != spec)
        {
            errors.Forbidden(Spec, Fixed);
        }
    }

    private static void Deadline(long? now, long? before, ErrorList errors)
    {
        if (before is { } deadline && now is null)
        {
            errors.Invalid(Spec.Child("activeDeadlineSeconds"), now, "must not update from a positive integer to nil value");
        }
        else if (now > before)
        {
            errors.Invalid(Spec.Child("activeDeadlineSeconds"), now, "must be less than or equal to previous value");
        }
    }

    // While a pod is held back, whoever holds it back may choose its nodes more closely.
    private static PodSpec Narrowed(PodSpec spec, PodSpec before, PodSpec same, ErrorList errors)
    {
        if (!LabelSelectors.Matches(before.NodeSelector, spec.NodeSelector))
        {
            errors.Invalid(Spec.Child("nodeSelector"), spec.NodeSelector, "only additions to spec.nodeSelector are allowed (no mutations or deletions)");
        }

        NodeAffinityUpdateRules.Validate(spec.Affinity?.NodeAffinity, before.Affinity?.NodeAffinity, Spec.Child("affinity", "nodeAffinity"), errors);

        // Of the affinity only the part for nodes may change.
        var affinity = (before.Affinity ?? Affinity.Empty) with { NodeAffinity = spec.Affinity?.NodeAffinity };
        return same with { NodeSelector = spec.NodeSelector, Affinity = spec.Affinity is null && affinity == Affinity.Empty ? null : affinity };
    }

    private static ValueList<Container> WithImages(ValueList<Container> before, ValueList<Container> after)
    {
        var containers = before;
        for (var i = 0; i < before.Count; i++)
        {
            containers = before[i].Image == after[i].Image ? containers : containers.SetItem(i, before[i] with { Image = after[i].Image });
        }

        return containers;
    }
}
