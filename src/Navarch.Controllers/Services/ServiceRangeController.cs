using Navarch.Api;
using Navarch.Api.Networking.V1;
using Navarch.Reconciling;

namespace Navarch.Controllers.Services;

/// <summary>Shows the cluster's own range of service addresses as ready. Ranges added later are not handed out from, and so not ready.</summary>
public static class ServiceRangeController
{
    private const string Default = "kubernetes";
    private const string Ready = "Ready";

    /// <summary>The controller. Its keys are service ranges.</summary>
    public static Controller Define() => Controller.Define<ServiceRangeObserved>(
        "service-cidr-controller",
        [Watch.Self<ServiceCIDR>()],
        (key, world) => world.Of<ServiceCIDR>().Get(key) is { } range ? new(range) : null,
        Decide);

    /// <summary>The decision. Pure.</summary>
    public static Decision Decide(ServiceRangeObserved observed, DateTimeOffset now)
    {
        var range = observed.Range;
        var isDefault = range.Metadata.Name == Default;
        var status = isDefault ? "True" : "False";
        if (range.IsDeleting() || range.Status.Conditions.Any(c => c.Type == Ready && c.Status == status))
        {
            return Decision.Nothing;
        }

        var condition = new Condition
        {
            Type = Ready,
            Status = status,
            Reason = isDefault ? "" : "NetworkServiceCIDRNotServed",
            Message = isDefault ? "Kubernetes Service CIDR is ready" : "addresses are handed out from the range the server was started with only",
            LastTransitionTime = now,
        };
        return Decision.Of(Effect.UpdateStatus(range with
        {
            Status = new() { Conditions = [.. range.Status.Conditions.Where(c => c.Type != Ready), condition] },
        }));
    }
}

/// <summary>A range of service addresses.</summary>
public sealed record ServiceRangeObserved(ServiceCIDR Range);
