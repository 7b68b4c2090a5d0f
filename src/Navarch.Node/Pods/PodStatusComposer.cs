using Navarch.Api;
using Navarch.Api.Core.V1;
using Navarch.Node.Pods.States;

namespace Navarch.Node.Pods;

/// <summary>The addresses of the node, shown in every pod's status.</summary>
/// <param name="IPs">The node's internal addresses, the primary one first.</param>
public sealed record HostAddresses(ValueList<string> IPs);

/// <summary>Computes a pod's whole status from an observation.</summary>
public static class PodStatusComposer
{
    /// <summary>The status to show. Fields the node does not own are kept.</summary>
    public static PodStatus Compose(PodObservation observed, PodState state, HostAddresses host)
    {
        var pod = observed.Pod;
        if (state == RejectedState.Instance)
        {
            return Rejected(observed, host);
        }

        var outcome = PodOutcome.IsFinal(pod) ? new PodOutcome(pod.Status.Phase, pod.Status.Reason, pod.Status.Message) : PodOutcome.Of(observed);
        var ending = outcome is not null;
        var status = pod.Status with
        {
            ObservedGeneration = pod.Metadata.Generation,
            StartTime = pod.Status.StartTime ?? PodConditionsComposer.Whole(observed.Now),
            QOSClass = QosClass.Of(pod.Spec),
            InitContainerStatuses = Compose(observed, pod.Spec.InitContainers, pod.Status.InitContainerStatuses, init: true, ending),
            ContainerStatuses = Compose(observed, pod.Spec.Containers, pod.Status.ContainerStatuses, init: false, ending),
            EphemeralContainerStatuses = Ephemeral(observed, ending),
        };
        status = WithAddresses(status, observed, host);
        status = WithPhase(status, observed, outcome);
        var sandboxReady = observed.ReadySandbox is { } sandbox && (pod.Spec.HostNetwork || !sandbox.IPs.IsEmpty);
        return status with { Conditions = PodConditionsComposer.Compose(observed, status, sandboxReady) };
    }

    private static PodStatus Rejected(PodObservation observed, HostAddresses host)
    {
        var rejection = observed.Rejection!;
        var status = observed.Pod.Status with
        {
            ObservedGeneration = observed.Pod.Metadata.Generation,
            StartTime = observed.Pod.Status.StartTime ?? PodConditionsComposer.Whole(observed.Now),
            QOSClass = QosClass.Of(observed.Pod.Spec),
            Phase = PodPhases.Failed,
            Reason = rejection.Reason,
            Message = "Pod was rejected: " + rejection.Message,
        };
        return WithAddresses(status, observed, host);
    }

    private static PodStatus WithPhase(PodStatus status, PodObservation observed, PodOutcome? outcome)
    {
        if (PodOutcome.IsFinal(observed.Pod))
        {
            return status;
        }

        var quiet = !observed.AnyRunning && !observed.IsBusy(OperationKind.Start);
        if (outcome is not null && quiet)
        {
            return status with { Phase = outcome.Phase, Reason = outcome.Reason, Message = outcome.Message };
        }

        // A pod that is deleted ends: those who wait for it read how from its last status.
        if (observed.Pod.Metadata.DeletionTimestamp is not null && quiet && !observed.Containers.IsEmpty)
        {
            var failed = false;
            foreach (var container in status.ContainerStatuses)
            {
                failed |= container.State.Terminated is not { ExitCode: 0 };
            }

            return status with { Phase = failed ? PodPhases.Failed : PodPhases.Succeeded };
        }

        return status with { Phase = RunsOrRan(status, observed) ? PodPhases.Running : PodPhases.Pending, Reason = "", Message = "" };
    }

    private static bool RunsOrRan(PodStatus status, PodObservation observed)
    {
        if (InitProgress.Current(observed) is not null && !InitProgress.MainWasMade(observed) && status.Phase != PodPhases.Running)
        {
            return false;
        }

        foreach (var container in status.ContainerStatuses)
        {
            if (container.State.Waiting is not null && container.LastTerminationState.Terminated is null)
            {
                return false;
            }
        }

        return true;
    }

    private static PodStatus WithAddresses(PodStatus status, PodObservation observed, HostAddresses host)
    {
        status = status with { HostIP = host.IPs.IsEmpty ? "" : host.IPs[0], HostIPs = host.IPs.Select(ip => new HostIP { IP = ip }).ToValueList() };
        var ips = observed.Pod.Spec.HostNetwork ? host.IPs : observed.ReadySandbox?.IPs ?? [];
        return ips.IsEmpty ? status : status with { PodIP = ips[0], PodIPs = ips.Select(ip => new PodIP { IP = ip }).ToValueList() };
    }

    private static ValueList<ContainerStatus> Ephemeral(PodObservation observed, bool ending)
    {
        var statuses = new List<ContainerStatus>();
        foreach (var container in observed.Pod.Spec.EphemeralContainers)
        {
            ContainerStatus? before = null;
            foreach (var status in observed.Pod.Status.EphemeralContainerStatuses)
            {
                before = status.Name == container.Name ? status : before;
            }

            var shown = ContainerStatusComposer.Compose(observed, PodContainers.FromEphemeral(container), ContainerRole.Ephemeral, before, ending);
            statuses.Add(shown with { Ready = false, Started = null });
        }

        return statuses.ToValueList();
    }

    private static ValueList<ContainerStatus> Compose(PodObservation observed, ValueList<Container> containers, ValueList<ContainerStatus> shown, bool init, bool ending)
    {
        if (PodOutcome.IsFinal(observed.Pod) && shown.IsEmpty && observed.Containers.IsEmpty)
        {
            // The node refused the pod: nothing of it was ever made.
            return [];
        }

        var statuses = new ContainerStatus[containers.Count];
        for (var i = 0; i < statuses.Length; i++)
        {
            var container = containers[i];
            ContainerStatus? before = null;
            foreach (var status in shown)
            {
                if (status.Name == container.Name)
                {
                    before = status;
                }
            }

            statuses[i] = ContainerStatusComposer.Compose(observed, container, init ? RestartRules.RoleOfInit(container) : ContainerRole.Main, before, ending);
        }

        return statuses.ToValueList();
    }
}
