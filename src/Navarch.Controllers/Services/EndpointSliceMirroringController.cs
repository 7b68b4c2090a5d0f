using Navarch.Api;
using Navarch.Api.Core.V1;
using Navarch.Api.Discovery.V1;
using Navarch.Reconciling;
using EndpointPort = Navarch.Api.Discovery.V1.EndpointPort;

namespace Navarch.Controllers.Services;

/// <summary>
/// Mirrors Endpoints that people keep by hand, for services without a selector, into EndpointSlices: one slice for each subset and address family.
/// Slices of subsets that are gone, of a service that is gone or selects pods by now, go.
/// </summary>
public static class EndpointSliceMirroringController
{
    private const string ManagedBy = "endpointslicemirroring-controller.k8s.io";
    private const string SkipLabel = "endpointslice.kubernetes.io/skip-mirror";
    private const string LeaderAnnotation = "control-plane.alpha.kubernetes.io/leader";
    private const int MostAddresses = 1000;

    // What a mirrored object does not hand on.
    private static readonly HashSet<string> OwnAnnotations = new(StringComparer.Ordinal)
    {
        "kubectl.kubernetes.io/last-applied-configuration", "endpoints.kubernetes.io/last-change-trigger-time",
    };

    /// <summary>The controller. Its keys are services.</summary>
    public static Controller Define() => Controller.Define<MirroringObserved>(
        "endpointslicemirroring-controller",
        [
            Watch.Self<Service>(),
            Watch.Self<Endpoints>(),
            Watch.Map<EndpointSlice>((slice, _) => IsManaged(slice) ? [new(slice.Metadata.Namespace, slice.Metadata.Label(EndpointSliceController.ServiceLabel))] : []),
        ],
        (key, world) => new(
            world.Of<Service>().Get(key),
            world.Of<Endpoints>().Get(key),
            world.Of<EndpointSlice>().WithLabels(key.Namespace, ValueMap.Of((EndpointSliceController.ServiceLabel, key.Name))).Where(IsManaged).ToValueList()),
        Decide);

    /// <summary>The decision. Pure.</summary>
    public static Decision Decide(MirroringObserved observed, DateTimeOffset now)
    {
        var wanted = IsMirrored(observed) ? SlicesFor(observed.Endpoints!) : [];
        var left = observed.Existing.ToList();
        var effects = new List<Effect>();
        foreach (var slice in wanted)
        {
            // The best match is the slice that has these ports already.
            var existing = left.FirstOrDefault(s => s.AddressType == slice.AddressType && s.Ports == slice.Ports) ?? left.FirstOrDefault(s => s.AddressType == slice.AddressType);
            if (existing is null)
            {
                effects.Add(new Effect.Create(slice));
                continue;
            }

            left.Remove(existing);
            var changed = existing with
            {
                Metadata = existing.Metadata with { Labels = slice.Metadata.Labels, Annotations = slice.Metadata.Annotations },
                Endpoints = slice.Endpoints,
                Ports = slice.Ports,
            };
            if (changed != existing)
            {
                effects.Add(new Effect.Update(changed));
            }
        }

        effects.AddRange(left.Where(s => !s.IsDeleting()).Select(s => new Effect.Delete(s)));
        return Decision.Of(effects);
    }

    private static bool IsMirrored(MirroringObserved observed) =>
        observed is { Service: { } service, Endpoints: { } endpoints }
        && service.Spec.Selector.IsEmpty
        && !service.IsDeleting()
        && !endpoints.IsDeleting()
        && endpoints.Metadata.Label(SkipLabel) != "true"
        && !endpoints.Metadata.Annotations.ContainsKey(LeaderAnnotation);

    private static List<EndpointSlice> SlicesFor(Endpoints endpoints)
    {
        var slices = new List<EndpointSlice>();
        foreach (var subset in endpoints.Subsets)
        {
            var ports = subset.Ports.Select(p => new EndpointPort { Name = p.Name, Port = p.Port, Protocol = p.Protocol.Length > 0 ? p.Protocol : "TCP", AppProtocol = p.AppProtocol }).ToValueList();
            var all = subset.Addresses.Select(a => (Address: a, Ready: true)).Concat(subset.NotReadyAddresses.Select(a => (Address: a, Ready: false))).Take(MostAddresses).ToArray();
            foreach (var family in all.GroupBy(a => a.Address.IP.Contains(':', StringComparison.Ordinal) ? "IPv6" : "IPv4"))
            {
                slices.Add(new()
                {
                    Metadata = new()
                    {
                        Namespace = endpoints.Metadata.Namespace,
                        GenerateName = $"{endpoints.Metadata.Name}-",
                        Labels = endpoints.Metadata.Labels
                            .SetItem(EndpointSliceController.ServiceLabel, endpoints.Metadata.Name)
                            .SetItem(EndpointSliceController.ManagedByLabel, ManagedBy),
                        Annotations = endpoints.Metadata.Annotations.Where(a => !OwnAnnotations.Contains(a.Key)).ToValueMap(),
                        OwnerReferences = [OwnerReferences.ControllerReference(endpoints)],
                    },
                    AddressType = family.Key,
                    Ports = ports,
                    Endpoints = family.Select(a => EndpointOf(a.Address, a.Ready)).ToValueList(),
                });
            }
        }

        return slices;
    }

    private static Endpoint EndpointOf(EndpointAddress address, bool ready) => new()
    {
        Addresses = [address.IP],
        Conditions = new() { Ready = ready },
        Hostname = address.Hostname.Length > 0 ? address.Hostname : null,
        NodeName = address.NodeName,
        TargetRef = address.TargetRef,
    };

    private static bool IsManaged(EndpointSlice slice) => slice.Metadata.Label(EndpointSliceController.ManagedByLabel) == ManagedBy;
}

/// <summary>A service and its Endpoints, and the slices that mirror them.</summary>
public sealed record MirroringObserved(Service? Service, Endpoints? Endpoints, ValueList<EndpointSlice> Existing);
