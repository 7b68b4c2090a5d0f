using Navarch.Api;
using Navarch.Api.Core.V1;
using Navarch.Reconciling;

namespace Navarch.Controllers.Quotas;

/// <summary>Shows in each quota's status what its namespace uses. The API server itself holds creations to the quota.</summary>
public static class ResourceQuotaController
{
    private static readonly IReadOnlyList<KindInfo> Kinds = [.. KindSet.Namespaced.Where(k => k.Kind != "Event")];

    /// <summary>The controller. Its keys are quotas.</summary>
    public static Controller Define() => Controller.Define<ResourceQuotaObserved>(
        "resourcequota-controller",
        [
            Watch.Self<ResourceQuota>(),
            .. Kinds.Select(kind => new Watch<NamespacedName>(kind, (change, world) => QuotasOver(change.Latest, world))),
        ],
        (key, world) => world.Of<ResourceQuota>().Get(key) is { } quota
            ? new(quota, QuotaUsage.Total(quota, Kinds.Where(kind => QuotaUsage.Concerns(quota, kind)).SelectMany(kind => world.Of(kind).InNamespace<IKubernetesObject>(key.Namespace))))
            : null,
        Decide);

    /// <summary>The decision. Pure.</summary>
    public static Decision Decide(ResourceQuotaObserved observed, DateTimeOffset now)
    {
        var status = new ResourceQuotaStatus { Hard = observed.Quota.Spec.Hard, Used = observed.Used };
        return observed.Quota.IsDeleting() || status == observed.Quota.Status
            ? Decision.Nothing
            : Decision.Of(Effect.UpdateStatus(observed.Quota with { Status = status }));
    }

    private static IEnumerable<NamespacedName> QuotasOver(IKubernetesObject obj, World world) =>
        world.Of<ResourceQuota>().InNamespace(obj.Metadata.Namespace).Where(q => QuotaUsage.Concerns(q, obj.KindInfo)).Select(q => q.NamespacedName());
}

/// <summary>A quota, and what is used of what it limits.</summary>
public sealed record ResourceQuotaObserved(ResourceQuota Quota, ValueMap<Quantity> Used);
