using Navarch.Api.Core.V1;

namespace Navarch.ApiServer.Resources.Core;

/// <summary>
/// Pods: they begin pending, with their quality of service decided; they are deleted gracefully (an unscheduled or finished pod
/// at once); ephemeral containers and resources change through subresources of their own.
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
            "resize" => before with
            {
                Metadata = pod.Metadata,
                Spec = before.Spec with
                {
                    Containers = WithResources(before.Spec.Containers, pod.Spec.Containers),
                    InitContainers = WithResources(before.Spec.InitContainers, pod.Spec.InitContainers),
                },
            },
            "" when pod.Spec.EphemeralContainers != before.Spec.EphemeralContainers => pod with { Spec = pod.Spec with { EphemeralContainers = before.Spec.EphemeralContainers } },
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
    public override long GracePeriod(IKubernetesObject obj, DeleteOptions options)
    {
        var pod = (Pod)obj;
        var grace = options.GracePeriodSeconds ?? pod.Spec.TerminationGracePeriodSeconds ?? DefaultGrace;
        return pod.Spec.NodeName.Length == 0 || pod.Status.Phase is "Succeeded" or "Failed" ? 0 : grace < 0 ? 1 : grace;
    }

    private static ValueList<Container> WithResources(ValueList<Container> before, ValueList<Container> now) =>
        before.Select(c => now.FirstOrDefault(n => n.Name == c.Name) is { } other ? c with { Resources = other.Resources, ResizePolicy = other.ResizePolicy } : c).ToValueList();
}
