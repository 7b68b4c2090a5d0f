using Navarch.Api.Core.V1;

namespace Navarch.ApiServer.Resources.Core;

/// <summary>
/// Pods: they begin pending, with their quality of service decided; they are deleted gracefully (an unscheduled or finished pod
/// at once); of their spec only images, deadlines, tolerations and scheduling gates may change.
/// </summary>
internal sealed class PodResource : ResourceStrategy
{
    private const long DefaultGrace = 30;

    /// <inheritdoc/>
    public override bool ReturnsDeletedObject => true;

    /// <inheritdoc/>
    public override IKubernetesObject PrepareForCreate(IKubernetesObject obj, WriteContext context)
    {
        var pod = (Pod)obj;
        var status = new PodStatus { Phase = "Pending", QOSClass = PodQuality.Of(pod.Spec) };
        if (!pod.Spec.SchedulingGates.IsEmpty)
        {
            status = status with
            {
                Conditions =
                [
                    new PodCondition
                    {
                        Type = "PodScheduled",
                        Status = "False",
                        Reason = "SchedulingGated",
                        Message = "Scheduling is blocked due to non-empty scheduling gates",
                    },
                ],
            };
        }

        return pod with { Status = status };
    }

    /// <inheritdoc/>
    public override IKubernetesObject PrepareForUpdate(IKubernetesObject obj, IKubernetesObject old, WriteContext context)
    {
        var (pod, before) = ((Pod)obj, (Pod)old);
        return context.Subresource switch
        {
            "ephemeralcontainers" => before with { Metadata = pod.Metadata, Spec = before.Spec with { EphemeralContainers = pod.Spec.EphemeralContainers } },
            "resize" => before with { Metadata = pod.Metadata, Spec = before.Spec with { Containers = WithResources(before.Spec.Containers, pod.Spec.Containers) } },
            "" => pod with { Spec = pod.Spec with { EphemeralContainers = before.Spec.EphemeralContainers } },
            _ => pod,
        };
    }

    /// <inheritdoc/>
    public override IKubernetesObject PrepareForStatusUpdate(IKubernetesObject obj, IKubernetesObject old, WriteContext context)
    {
        var pod = (Pod)obj;

        // The class of service is decided once.
        return pod with { Status = pod.Status with { QOSClass = ((Pod)old).Status.QOSClass } };
    }

    /// <inheritdoc/>
    public override IEnumerable<FieldError> ValidateUpdate(IKubernetesObject obj, IKubernetesObject old, WriteContext context)
    {
        if (context.Subresource.Length > 0)
        {
            return [];
        }

        var (now, before) = ((Pod)obj, (Pod)old);
        return Frozen(now.Spec, before.Spec).Equals(before.Spec)
            ? []
            :
            [
                FieldError.Forbidden(
                    "spec",
                    "pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,"
                    + "`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)"),
            ];
    }

    /// <inheritdoc/>
    public override long GracePeriod(IKubernetesObject obj, DeleteOptions options)
    {
        var pod = (Pod)obj;
        var grace = options.GracePeriodSeconds ?? pod.Spec.TerminationGracePeriodSeconds ?? DefaultGrace;
        return pod.Spec.NodeName.Length == 0 || pod.Status.Phase is "Succeeded" or "Failed" ? 0 : grace < 0 ? 1 : grace;
    }

    /// <summary>The new spec with everything that may change put back: equal to the old one unless something else changed.</summary>
    private static PodSpec Frozen(PodSpec now, PodSpec before)
    {
        var gatesOnlyRemoved = now.SchedulingGates.All(g => before.SchedulingGates.Contains(g));
        var tolerationsOnlyAdded = before.Tolerations.All(t => now.Tolerations.Contains(t));
        var gated = !before.SchedulingGates.IsEmpty;
        return now with
        {
            Containers = WithImages(now.Containers, before.Containers),
            InitContainers = WithImages(now.InitContainers, before.InitContainers),
            ActiveDeadlineSeconds = before.ActiveDeadlineSeconds,
            TerminationGracePeriodSeconds = before.TerminationGracePeriodSeconds < 0 && now.TerminationGracePeriodSeconds == 1
                ? before.TerminationGracePeriodSeconds
                : now.TerminationGracePeriodSeconds,
            Tolerations = tolerationsOnlyAdded ? before.Tolerations : now.Tolerations,
            SchedulingGates = gatesOnlyRemoved ? before.SchedulingGates : now.SchedulingGates,
            NodeSelector = gated && before.NodeSelector.All(s => now.NodeSelector.TryGetValue(s.Key, out var v) && v == s.Value) ? before.NodeSelector : now.NodeSelector,
        };
    }

    private static ValueList<Container> WithResources(ValueList<Container> before, ValueList<Container> now) =>
        before.Select(c => now.FirstOrDefault(n => n.Name == c.Name) is { } other ? c with { Resources = other.Resources, ResizePolicy = other.ResizePolicy } : c).ToValueList();

    private static ValueList<Container> WithImages(ValueList<Container> now, ValueList<Container> before) =>
        now.Count == before.Count ? now.Select((c, i) => c with { Image = before[i].Image }).ToValueList() : now;
}
