using Navarch.Api.Core.V1;

namespace Navarch.ApiServer.Resources.Core;

/// <summary>
/// A pod's class of service: <c>Guaranteed</c> when every container limits cpu and memory and requests just that, <c>BestEffort</c> when
/// none asks for either, else <c>Burstable</c>.
/// </summary>
internal static class PodQuality
{
    private static readonly string[] Counted = ["cpu", "memory"];

    /// <summary>The class of a pod with this spec.</summary>
    public static string Of(PodSpec spec)
    {
        var resources = spec.Resources is { } whole && !(whole.Limits.IsEmpty && whole.Requests.IsEmpty)
            ? [whole]
            : spec.Containers.Concat(spec.InitContainers).Select(c => c.Resources).ToList();
        if (resources.All(r => !Counted.Any(n => Positive(r.Requests, n) || Positive(r.Limits, n))))
        {
            return "BestEffort";
        }

        return resources.All(IsGuaranteed) ? "Guaranteed" : "Burstable";
    }

    private static bool IsGuaranteed(ResourceRequirements resources) => Counted.All(name =>
        Positive(resources.Limits, name)
        && (!resources.Requests.TryGetValue(name, out var request) || request.CompareTo(resources.Limits[name]) == 0));

    private static bool Positive(ValueMap<Quantity> values, string name) =>
        values.TryGetValue(name, out var value) && value.CompareTo(default) > 0;
}
