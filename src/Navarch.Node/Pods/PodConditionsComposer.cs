using Navarch.Api;
using Navarch.Api.Core.V1;

namespace Navarch.Node.Pods;

/// <summary>Computes the pod conditions that the node owns; the others are kept as they are.</summary>
public static class PodConditionsComposer
{
    private static readonly string[] Owned = ["PodReadyToStartContainers", "Initialized", "Ready", "ContainersReady", "PodScheduled"];

    /// <summary>The conditions of a pod whose status otherwise is <paramref name="status"/>.</summary>
    public static ValueList<PodCondition> Compose(PodObservation observed, PodStatus status, bool sandboxReady)
    {
        var initialized = Initialized(observed, status);
        var containersReady = ContainersReady(observed, status);
        var conditions = new List<PodCondition>
        {
            new() { Type = "PodReadyToStartContainers", Status = sandboxReady ? "True" : "False" },
            initialized,
            Ready(observed, containersReady),
            containersReady,
            Find(observed.Pod.Status.Conditions, "PodScheduled") ?? new() { Type = "PodScheduled", Status = "True" },
        };

        for (var i = 0; i < conditions.Count; i++)
        {
            conditions[i] = WithTime(conditions[i], observed);
        }

        foreach (var foreign in observed.Pod.Status.Conditions)
        {
            if (!Owned.Contains(foreign.Type))
            {
                conditions.Add(foreign);
            }
        }

        return conditions.ToValueList();
    }

    /// <summary>The condition of a type, or null.</summary>
    public static PodCondition? Find(ValueList<PodCondition> conditions, string type)
    {
        foreach (var condition in conditions)
        {
            if (condition.Type == type)
            {
                return condition;
            }
        }

        return null;
    }

    private static PodCondition Initialized(PodObservation observed, PodStatus status)
    {
        if (status.Phase == PodPhases.Succeeded)
        {
            return new() { Type = "Initialized", Status = "True", Reason = "PodCompleted" };
        }

        if (InitProgress.MainWasMade(observed))
        {
            return new() { Type = "Initialized", Status = "True" };
        }

        var waiting = new List<string>();
        for (var i = 0; i < status.InitContainerStatuses.Count; i++)
        {
            var container = observed.Pod.Spec.InitContainers[i];
            var shown = status.InitContainerStatuses[i];
            var done = RestartRules.RoleOfInit(container) == ContainerRole.Sidecar ? shown.Started == true : shown.State.Terminated is { ExitCode: 0 };
            if (!done)
            {
                waiting.Add(container.Name);
            }
        }

        return waiting.Count == 0
            ? new() { Type = "Initialized", Status = "True" }
            : new() { Type = "Initialized", Status = "False", Reason = "ContainersNotInitialized", Message = $"containers with incomplete status: [{string.Join(' ', waiting)}]" };
    }

    private static PodCondition ContainersReady(PodObservation observed, PodStatus status)
    {
        if (status.Phase == PodPhases.Succeeded)
        {
            return new() { Type = "ContainersReady", Status = "False", Reason = "PodCompleted" };
        }

        if (status.Phase == PodPhases.Failed)
        {
            return new() { Type = "ContainersReady", Status = "False", Reason = "PodFailed" };
        }

        var unready = new List<string>();
        for (var i = 0; i < observed.Pod.Spec.InitContainers.Count; i++)
        {
            if (RestartRules.RoleOfInit(observed.Pod.Spec.InitContainers[i]) == ContainerRole.Sidecar && !status.InitContainerStatuses[i].Ready)
            {
                unready.Add(observed.Pod.Spec.InitContainers[i].Name);
            }
        }

        foreach (var container in status.ContainerStatuses)
        {
            if (!container.Ready)
            {
                unready.Add(container.Name);
            }
        }

        return unready.Count == 0
            ? new() { Type = "ContainersReady", Status = "True" }
            : new() { Type = "ContainersReady", Status = "False", Reason = "ContainersNotReady", Message = $"containers with unready status: [{string.Join(' ', unready)}]" };
    }

    private static PodCondition Ready(PodObservation observed, PodCondition containersReady)
    {
        if (containersReady.Status != "True")
        {
            return containersReady with { Type = "Ready" };
        }

        var unmet = new List<string>();
        foreach (var gate in observed.Pod.Spec.ReadinessGates)
        {
            var condition = Find(observed.Pod.Status.Conditions, gate.ConditionType);
            if (condition is null)
            {
                unmet.Add($"corresponding condition of pod readiness gate \"{gate.ConditionType}\" does not exist.");
            }
            else if (condition.Status != "True")
            {
                unmet.Add($"the status of pod readiness gate \"{gate.ConditionType}\" is not \"True\", but {condition.Status}");
            }
        }

        return unmet.Count == 0
            ? new() { Type = "Ready", Status = "True" }
            : new() { Type = "Ready", Status = "False", Reason = "ReadinessGatesNotReady", Message = string.Join(", ", unmet) };
    }

    private static PodCondition WithTime(PodCondition condition, PodObservation observed)
    {
        var before = Find(observed.Pod.Status.Conditions, condition.Type);
        var since = before is not null && before.Status == condition.Status && before.LastTransitionTime is not null ? before.LastTransitionTime : Whole(observed.Now);
        return condition with { LastTransitionTime = since, ObservedGeneration = observed.Pod.Metadata.Generation };
    }

    /// <summary>A moment cut to whole seconds, as the API keeps it.</summary>
    public static DateTimeOffset Whole(DateTimeOffset time) => new(time.UtcTicks - (time.UtcTicks % TimeSpan.TicksPerSecond), TimeSpan.Zero);
}
