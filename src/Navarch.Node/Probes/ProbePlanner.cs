using System.Collections.Immutable;
using Navarch.Api.Core.V1;
using Navarch.Node.Pods;

namespace Navarch.Node.Probes;

/// <summary>Says which probes of a pod are to run.</summary>
public static class ProbePlanner
{
    /// <summary>
    /// The probes for an observation: of each running container its startup probe until that passes, then the others;
    /// while the pod is being deleted readiness only.
    /// </summary>
    public static IReadOnlyList<ProbePlan> Plan(PodObservation observed, string podIp)
    {
        var plans = new List<ProbePlan>();
        if (observed.Gone || PodOutcome.IsFinal(observed.Pod))
        {
            return plans;
        }

        var leaving = observed.Pod.Metadata.DeletionTimestamp is not null;
        foreach (var container in observed.Pod.Spec.InitContainers.Concat(observed.Pod.Spec.Containers))
        {
            if (observed.Latest(container.Name) is not { Life: ContainerLife.Running } latest
                || observed.Busy.Contains(new(OperationKind.Start, container.Name)) || observed.Busy.Contains(new(OperationKind.Stop, container.Name)))
            {
                continue;
            }

            var target = new ProbeTarget(container, latest.Id, podIp);
            var memory = observed.Memory(container.Name);
            if (container.StartupProbe is { } startup && !observed.IsStarted(container))
            {
                if (!leaving && memory.Startup != ProbeVerdict.Failure)
                {
                    plans.Add(new(ProbeKind.Startup, startup, target, ProbeVerdict.Unknown));
                }

                continue;
            }

            if (container.ReadinessProbe is { } readiness)
            {
                plans.Add(new(ProbeKind.Readiness, readiness, target, memory.Readiness));
            }

            if (container.LivenessProbe is { } liveness && !leaving)
            {
                plans.Add(new(ProbeKind.Liveness, liveness, target, ProbeVerdict.Success));
            }
        }

        return plans;
    }

    /// <summary>
    /// The memories with one for the present attempt of every running container. What the API shows of an attempt counts
    /// as its probes' verdicts until they say otherwise, so that an agent that starts again turns no container unready.
    /// </summary>
    public static ImmutableDictionary<string, ContainerMemory> Remember(PodObservation observed)
    {
        var memories = observed.Memories;
        foreach (var container in observed.Pod.Spec.InitContainers.Concat(observed.Pod.Spec.Containers))
        {
            if (observed.Latest(container.Name) is { Life: ContainerLife.Running } latest && observed.Memory(container.Name).ProbedId != latest.Id)
            {
                var (started, ready) = Shown(observed.Pod, container.Name, latest.Id);
                memories = memories.SetItem(container.Name, observed.Memory(container.Name) with
                {
                    ProbedId = latest.Id,
                    Startup = started ? ProbeVerdict.Success : ProbeVerdict.Unknown,
                    Readiness = ready ? ProbeVerdict.Success : ProbeVerdict.Unknown,
                    Liveness = ProbeVerdict.Success,
                });
            }
        }

        return memories;
    }

    private static (bool Started, bool Ready) Shown(Pod pod, string container, string id)
    {
        foreach (var status in pod.Status.InitContainerStatuses.Concat(pod.Status.ContainerStatuses))
        {
            if (status.Name == container && status.ContainerID == "containerd://" + id)
            {
                return (status.Started == true, status.Ready);
            }
        }

        return (false, false);
    }
}
