using Navarch.Api;
using Navarch.Api.Core.V1;
using Navarch.Api.Networking.V1;
using Navarch.Reconciling;

namespace Navarch.Controllers.Services;

/// <summary>Shows each cluster address a service holds as an IPAddress object that names the service; it goes when the service lets go of the address.</summary>
public static class ServiceAddressController
{
    private const string FamilyLabel = "ipaddress.kubernetes.io/ip-family";
    private const string ManagedByLabel = "ipaddress.kubernetes.io/managed-by";
    private const string ManagedBy = "ipallocator.k8s.io";

    /// <summary>The controller. Its keys are addresses.</summary>
    public static Controller Define() => Controller.Define<ServiceAddressObserved>(
        "service-ipaddress-controller",
        [
            Watch.Map<Service>((service, _) => AddressesOf(service).Select(NameOf)),
            Watch.Self<IPAddress>(),
        ],
        (key, world) => new(
            key.Name,
            world.Of<Service>().ByIndex("address", key.Name, s => AddressesOf(s).Select(a => NameOf(a).Name)).MinBy(s => s.Metadata.CreationTimestamp),
            world.Of<IPAddress>().Get(key)),
        Decide);

    /// <summary>The decision. Pure.</summary>
    public static Decision Decide(ServiceAddressObserved observed, DateTimeOffset now)
    {
        var (address, service, existing) = observed;
        if (service is null)
        {
            return existing is not null && existing.Metadata.Label(ManagedByLabel) == ManagedBy && !existing.IsDeleting()
                ? Decision.Of(new Effect.Delete(existing))
                : Decision.Nothing;
        }

        var parent = new ParentReference { Resource = "services", Namespace = service.Metadata.Namespace, Name = service.Metadata.Name };
        if (existing is not null)
        {
            // The address went to another service: its object is made anew.
            return existing.Spec.ParentRef == parent || existing.IsDeleting() ? Decision.Nothing : Decision.Of(new Effect.Delete(existing));
        }

        var family = address.Contains(':', StringComparison.Ordinal) ? "IPv6" : "IPv4";
        return Decision.Of(new Effect.Create(
            new IPAddress
            {
                Metadata = new() { Name = address, Labels = ValueMap.Of((FamilyLabel, family), (ManagedByLabel, ManagedBy)) },
                Spec = new() { ParentRef = parent },
            },
            IfAbsent: true));
    }

    private static IEnumerable<string> AddressesOf(Service service) =>
        service.Spec.ClusterIPs.Where(a => a.Length > 0 && a != "None");

    private static NamespacedName NameOf(string address) => new("", address);
}

/// <summary>An address, the service that holds it, and its object.</summary>
public sealed record ServiceAddressObserved(string Address, Service? Service, IPAddress? Existing);
