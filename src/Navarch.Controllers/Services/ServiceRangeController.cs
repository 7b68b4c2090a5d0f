using System.Net;
using Navarch.Api;
using Navarch.Api.Networking.V1;
using Navarch.Reconciling;

namespace Navarch.Controllers.Services;

/// <summary>
/// Makes ranges of service addresses ready, and holds one that is being deleted until no address in it is left that no other
/// range covers (the documentation of "Extend Service IP Ranges").
/// </summary>
public static class ServiceRangeController
{
    /// <summary>What holds a range that is being deleted.</summary>
    public const string Finalizer = "networking.k8s.io/service-cidr-finalizer";

    private const string Ready = "Ready";

    // The time servers have to notice that a range goes: they give no address of it afterwards.
    private static readonly TimeSpan NoticeTime = TimeSpan.FromSeconds(10);

    /// <summary>The controller. Its keys are service ranges.</summary>
    public static Controller Define() => Controller.Define<ServiceRangeObserved>(
        "service-cidr-controller",
        [
            Watch.Self<ServiceCIDR>(),
            Watch.Map<Navarch.Api.Networking.V1.IPAddress>((_, world) => Leaving(world)),
        ],
        Observe,
        Decide);

    /// <summary>The decision. Pure.</summary>
    public static Decision Decide(ServiceRangeObserved observed, DateTimeOffset now)
    {
        var (range, addresses) = observed;
        if (range.Metadata.DeletionTimestamp is not { } since)
        {
            return range.Metadata.Finalizers.Contains(Finalizer, StringComparer.Ordinal)
                ? WithReady(range, "True", "", "Kubernetes Service CIDR is ready", now)
                : Decision.Of(new Effect.Update(range.WithMetadata(range.Metadata with { Finalizers = range.Metadata.Finalizers.Add(Finalizer) })));
        }

        if (!range.Metadata.Finalizers.Contains(Finalizer, StringComparer.Ordinal))
        {
            return Decision.Nothing;
        }

        if (addresses > 0)
        {
            return WithReady(
                range, "False", "Terminating", "There are still IPAddresses referencing the ServiceCIDR, please remove them or create a new ServiceCIDR", now);
        }

        return now - since < NoticeTime
            ? WithReady(range, "False", "Terminating", "The ServiceCIDR is about to go", now).Again(NoticeTime - (now - since))
            : Decision.Of(new Effect.Update(range.WithMetadata(range.Metadata with { Finalizers = range.Metadata.Finalizers.Where(f => f != Finalizer).ToValueList() })));
    }

    private static ServiceRangeObserved? Observe(NamespacedName key, World world)
    {
        if (world.Of<ServiceCIDR>().Get(key) is not { } range)
        {
            return null;
        }

        if (!range.IsDeleting())
        {
            return new(range, 0);
        }

        var own = NetworksOf(range);
        var others = world.Of<ServiceCIDR>().All().Where(other => !other.IsDeleting() && other.Metadata.Name != key.Name).SelectMany(NetworksOf).ToList();
        return new(range, world.Of<Navarch.Api.Networking.V1.IPAddress>().All().Count(address =>
            System.Net.IPAddress.TryParse(address.Metadata.Name, out var parsed) && own.Any(n => n.Contains(parsed)) && !others.Any(n => n.Contains(parsed))));
    }

    private static IEnumerable<NamespacedName> Leaving(World world) =>
        world.Of<ServiceCIDR>().All().Where(range => range.IsDeleting()).Select(range => new NamespacedName("", range.Metadata.Name));

    private static List<IPNetwork> NetworksOf(ServiceCIDR range) =>
        range.Spec.CIDRs.Select(cidr => IPNetwork.TryParse(cidr, out var network) ? network : (IPNetwork?)null).OfType<IPNetwork>().ToList();

    private static Decision WithReady(ServiceCIDR range, string status, string reason, string message, DateTimeOffset now)
    {
        var present = range.Status.Conditions.FirstOrDefault(c => c.Type == Ready);
        if (present is not null && (present.Status, present.Reason, present.Message) == (status, reason, message))
        {
            return Decision.Nothing;
        }

        var condition = new Condition
        {
            Type = Ready,
            Status = status,
            Reason = reason,
            Message = message,
            LastTransitionTime = present?.Status == status ? present.LastTransitionTime : now,
        };
        return Decision.Of(Effect.UpdateStatus(range with
        {
            Status = new() { Conditions = [.. range.Status.Conditions.Where(c => c.Type != Ready), condition] },
        }));
    }
}

/// <summary>A range of service addresses.</summary>
/// <param name="Range">The range.</param>
/// <param name="Addresses">When it is being deleted: how many addresses are held in it and in no other range.</param>
public sealed record ServiceRangeObserved(ServiceCIDR Range, int Addresses);
