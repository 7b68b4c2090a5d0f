using Navarch.Api;
using Navarch.Api.Core.V1;
using Navarch.Api.Discovery.V1;
using Navarch.Client.Events;
using Navarch.Reconciling;
using EndpointPort = Navarch.Api.Discovery.V1.EndpointPort;

namespace Navarch.Controllers.Services;

/// <summary>
/// Keeps the EndpointSlices of each service that selects pods: who serves it, on which ports, and whether now.
/// Flow: the pods the selector takes in → one endpoint each and address family → grouped by the ports they have → fitted into
/// the slices there are (see <see cref="SliceFitting"/>).
/// Guarantees: at most 100 endpoints a slice; an endpoint that does not change is not moved. A service without pods keeps one empty slice.
/// </summary>
public static class EndpointSliceController
{
    /// <summary>Who manages a slice: the value of its managed-by label.</summary>
    public const string ManagedBy = "endpointslice-controller.k8s.io";

    internal const string ManagedByLabel = "endpointslice.kubernetes.io/managed-by";
    internal const string ServiceLabel = "kubernetes.io/service-name";
    internal const string HeadlessLabel = "service.kubernetes.io/headless";
    private const string ZoneLabel = "topology.kubernetes.io/zone";

    /// <summary>The controller. Its keys are services.</summary>
    public static Controller Define() => Controller.Define<EndpointSliceObserved>(
        "endpointslice-controller",
        [
            Watch.Self<Service>(),
            Watch.Map<Pod>(ServicePods.ServicesOf),
            Watch.Map<EndpointSlice>((slice, _) => IsManaged(slice) ? [new(slice.Metadata.Namespace, slice.Metadata.Label(ServiceLabel))] : []),
            Watch.Read<Node>(),
        ],
        Observe,
        Decide);

    /// <summary>The decision. Pure.</summary>
    public static Decision Decide(EndpointSliceObserved observed, DateTimeOffset now)
    {
        var service = observed.Service;
        if (service.IsDeleting() || service.Spec.Selector.IsEmpty || service.Spec.Type == ServiceTypes.ExternalName)
        {
            return Decision.Nothing;
        }

        var families = service.Spec.IPFamilies.IsEmpty ? ["IPv4"] : service.Spec.IPFamilies;
        var wanted = families.ToDictionary(f => f, f => Group(observed, f), StringComparer.Ordinal);
        var effects = new List<Effect>();
        foreach (var family in families)
        {
            var existing = observed.Slices.Where(s => s.AddressType == family);
            effects.AddRange(SliceFitting.Fit(service, family, wanted[family], existing));
        }

        effects.AddRange(observed.Slices.Where(s => !wanted.ContainsKey(s.AddressType)).Select(s => new Effect.Delete(s)));
        return Decision.Of(effects.Select(e => e with
        {
            OnFailure = EventNote.Warning(service, "FailedToUpdateEndpointSlices", $"Error updating Endpoint Slices for Service {service.NamespacedName()}: {{error}}"),
        }));
    }

    /// <summary>The endpoints of one address family by the ports they have. Pods that share their ports share a group.</summary>
    private static Dictionary<ValueList<EndpointPort>, List<Endpoint>> Group(EndpointSliceObserved observed, string family)
    {
        var service = observed.Service;
        var groups = new Dictionary<ValueList<EndpointPort>, List<Endpoint>>();
        foreach (var pod in observed.Pods)
        {
            var address = AddressOf(pod, family);
            if (address is null || pod.IsTerminal())
            {
                continue;
            }

            var ports = PortsOn(service, pod);
            if (ports.IsEmpty && !service.Spec.Ports.IsEmpty)
            {
                continue;
            }

            if (!groups.TryGetValue(ports, out var group))
            {
                groups[ports] = group = [];
            }

            group.Add(EndpointOf(service, pod, address, observed.Zones));
        }

        return groups;
    }

    private static Endpoint EndpointOf(Service service, Pod pod, string address, ValueMap<string> zones)
    {
        var serving = pod.IsReady();
        var terminating = pod.IsDeleting();
        var hostname = ServicePods.HostnameIn(service, pod);
        return new()
        {
            Addresses = [address],
            Conditions = new()
            {
                Ready = service.Spec.PublishNotReadyAddresses || (serving && !terminating),
                Serving = serving,
                Terminating = terminating,
            },
            NodeName = pod.Spec.NodeName.Length > 0 ? pod.Spec.NodeName : null,
            Zone = zones.TryGetValue(pod.Spec.NodeName, out var zone) ? zone : null,
            TargetRef = ServicePods.ReferenceTo(pod),
            Hostname = hostname.Length > 0 ? hostname : null,
        };
    }

    private static ValueList<EndpointPort> PortsOn(Service service, Pod pod)
    {
        var ports = new List<EndpointPort>();
        foreach (var port in service.Spec.Ports)
        {
            if (ServicePods.PortOn(pod, port) is { } number)
            {
                ports.Add(new() { Name = port.Name, Port = number, Protocol = ServicePods.Protocol(port.Protocol), AppProtocol = port.AppProtocol });
            }
        }

        return ports.ToValueList();
    }

    private static string? AddressOf(Pod pod, string family)
    {
        var isV6 = family == "IPv6";
        foreach (var ip in pod.Status.PodIPs)
        {
            if (ip.IP.Contains(':', StringComparison.Ordinal) == isV6)
            {
                return ip.IP;
            }
        }

        return pod.Status.PodIPs.IsEmpty && pod.Status.PodIP.Length > 0 && pod.Status.PodIP.Contains(':', StringComparison.Ordinal) == isV6 ? pod.Status.PodIP : null;
    }

    private static EndpointSliceObserved? Observe(NamespacedName key, World world)
    {
        if (world.Of<Service>().Get(key) is not { } service)
        {
            return null;
        }

        var pods = ServicePods.PodsOf(service, world);
        var nodes = world.Of<Node>();
        var zones = pods.Select(p => p.Spec.NodeName).Where(n => n.Length > 0).Distinct(StringComparer.Ordinal)
            .Select(n => KeyValuePair.Create(n, nodes.Get("", n)?.Metadata.Label(ZoneLabel) ?? ""))
            .Where(z => z.Value.Length > 0)
            .ToValueMap();
        var slices = world.Of<EndpointSlice>().WithLabels(key.Namespace, ValueMap.Of((ServiceLabel, key.Name))).Where(IsManaged).ToValueList();
        return new(service, pods, slices, zones);
    }

    private static bool IsManaged(EndpointSlice slice) => slice.Metadata.Label(ManagedByLabel) == ManagedBy;
}

/// <summary>A service, the pods it selects, and its slices.</summary>
/// <param name="Service">The service.</param>
/// <param name="Pods">The pods, in the order of their names.</param>
/// <param name="Slices">The slices this controller manages for it.</param>
/// <param name="Zones">The zone of each node that has one.</param>
public sealed record EndpointSliceObserved(Service Service, ValueList<Pod> Pods, ValueList<EndpointSlice> Slices, ValueMap<string> Zones);
