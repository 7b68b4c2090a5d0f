namespace Navarch.Api.Core.V1;

/// <summary>Questions to a pod.</summary>
public static class Pods
{
    /// <summary>Whether the pod ran to its end: no container will run again.</summary>
    public static bool IsTerminal(this Pod pod) => pod.Status.Phase is PodPhases.Succeeded or PodPhases.Failed;

    /// <summary>Whether the pod says it is ready to serve.</summary>
    public static bool IsReady(this Pod pod) => pod.Condition(PodConditionTypes.Ready)?.Status == ConditionStatuses.True;

    /// <summary>Whether the pod has been ready for at least that many seconds.</summary>
    public static bool IsAvailable(this Pod pod, int minReadySeconds, DateTimeOffset now) =>
        pod.Condition(PodConditionTypes.Ready) is { Status: ConditionStatuses.True } ready
        && (minReadySeconds == 0 || (ready.LastTransitionTime is { } since && since.AddSeconds(minReadySeconds) <= now));

    /// <summary>Whether the pod neither ended nor is being deleted.</summary>
    public static bool IsActive(this Pod pod) => !pod.IsTerminal() && !pod.Metadata.IsDeleting();

    /// <summary>The condition of a type; null when the status has none.</summary>
    public static PodCondition? Condition(this Pod pod, string type)
    {
        foreach (var condition in pod.Status.Conditions)
        {
            if (condition.Type == type)
            {
                return condition;
            }
        }

        return null;
    }

    /// <summary>Whether an init container goes on running beside the containers: a sidecar.</summary>
    public static bool IsSidecar(this Container initContainer) => initContainer.RestartPolicy == ContainerRestartPolicies.Always;

    /// <summary>
    /// What the pod asks of a node: the sum of its containers and sidecars, or of an init container with the sidecars before it where that is more,
    /// or what the pod level asks, plus the overhead of the runtime.
    /// </summary>
    public static ValueMap<Quantity> Requests(PodSpec spec) => Total(spec, c => c.Resources.Requests, spec.Resources?.Requests ?? default, spec.Overhead);

    /// <summary>The pod's limits, by the same rule; the overhead counts only for resources that have a limit.</summary>
    public static ValueMap<Quantity> Limits(PodSpec spec)
    {
        var limits = Total(spec, c => c.Resources.Limits, spec.Resources?.Limits ?? default, default);
        return limits.Select(e => KeyValuePair.Create(e.Key, spec.Overhead.TryGetValue(e.Key, out var more) ? e.Value + more : e.Value)).ToValueMap();
    }

    /// <summary>
    /// The quality-of-service class: Guaranteed when every container has limits for cpu and memory equal to its requests,
    /// BestEffort when none asks for or limits either, Burstable otherwise. Pod-level resources decide alone when set.
    /// </summary>
    public static string QosClass(PodSpec spec)
    {
        var resources = spec.Resources is { } pod && (!pod.Requests.IsEmpty || !pod.Limits.IsEmpty)
            ? [(pod.Requests, pod.Limits)]
            : spec.InitContainers.Concat(spec.Containers).Select(c => (c.Resources.Requests, c.Resources.Limits)).ToArray();
        if (resources.All(r => !Any(r.Requests) && !Any(r.Limits)))
        {
            return PodQOSClasses.BestEffort;
        }

        return resources.All(r => IsGuaranteed(r.Requests, r.Limits, "cpu") && IsGuaranteed(r.Requests, r.Limits, "memory"))
            ? PodQOSClasses.Guaranteed : PodQOSClasses.Burstable;

        static bool Any(ValueMap<Quantity> amounts) =>
            (amounts.TryGetValue("cpu", out var cpu) && !cpu.IsZero) || (amounts.TryGetValue("memory", out var memory) && !memory.IsZero);
    }

    private static bool IsGuaranteed(ValueMap<Quantity> requests, ValueMap<Quantity> limits, string resource) =>
        limits.TryGetValue(resource, out var limit) && !limit.IsZero && (!requests.TryGetValue(resource, out var request) || request == limit);

    private static ValueMap<Quantity> Total(PodSpec spec, Func<Container, ValueMap<Quantity>> read, ValueMap<Quantity> podLevel, ValueMap<Quantity> overhead)
    {
        var running = new Dictionary<string, Quantity>(StringComparer.Ordinal);
        foreach (var container in spec.Containers)
        {
            AddTo(running, read(container));
        }

        var sidecars = new Dictionary<string, Quantity>(StringComparer.Ordinal);
        var starting = new Dictionary<string, Quantity>(StringComparer.Ordinal);
        foreach (var container in spec.InitContainers)
        {
            var own = read(container);
            if (container.IsSidecar())
            {
                AddTo(running, own);
                AddTo(sidecars, own);
                Raise(starting, sidecars);
            }
            else
            {
                var atOnce = new Dictionary<string, Quantity>(sidecars, StringComparer.Ordinal);
                AddTo(atOnce, own);
                Raise(starting, atOnce);
            }
        }

        Raise(running, starting);
        foreach (var (resource, amount) in podLevel.AsSpan())
        {
            running[resource] = amount;
        }

        AddTo(running, overhead);
        return running.ToValueMap();
    }

    private static void AddTo(Dictionary<string, Quantity> sum, ValueMap<Quantity> amounts)
    {
        foreach (var (resource, amount) in amounts.AsSpan())
        {
            sum[resource] = sum.GetValueOrDefault(resource) + amount;
        }
    }

    private static void Raise(Dictionary<string, Quantity> target, Dictionary<string, Quantity> floor)
    {
        foreach (var (resource, amount) in floor)
        {
            target[resource] = Quantity.Max(target.GetValueOrDefault(resource), amount);
        }
    }
}
