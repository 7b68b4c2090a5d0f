using Navarch.Api;
using Navarch.Api.Core.V1;

namespace Navarch.Node.Pods;

/// <summary>The quality-of-service class of a pod: how dearly the node holds its memory and processor time.</summary>
public static class QosClass
{
    /// <summary>Every container's cpu and memory limits equal its requests.</summary>
    public const string Guaranteed = "Guaranteed";

    /// <summary>Some container asks for or limits cpu or memory.</summary>
    public const string Burstable = "Burstable";

    /// <summary>No container says anything of cpu or memory.</summary>
    public const string BestEffort = "BestEffort";

    private static readonly string[] Counted = ["cpu", "memory"];

    /// <summary>The class of a pod.</summary>
    public static string Of(PodSpec spec)
    {
        var anything = false;
        var guaranteed = true;
        foreach (var container in spec.InitContainers.Concat(spec.Containers))
        {
            foreach (var resource in Counted)
            {
                var request = NonZero(container.Resources.Requests, resource);
                var limit = NonZero(container.Resources.Limits, resource);
                anything |= request is not null || limit is not null;
                guaranteed &= limit is { } most && (request is null || request.Value.CompareTo(most) == 0);
            }
        }

        return !anything ? BestEffort : guaranteed ? Guaranteed : Burstable;
    }

    private static Quantity? NonZero(ValueMap<Quantity> resources, string name) =>
        resources.TryGetValue(name, out var quantity) && quantity.CompareTo(default) > 0 ? quantity : null;
}
