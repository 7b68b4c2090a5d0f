using Navarch.Api;
using Navarch.Api.Core.V1;
using Navarch.Client.Events;
using Navarch.Reconciling;

namespace Navarch.Controllers.Services;

/// <summary>
/// Keeps the older Endpoints object of each service that selects pods, for readers that do not know EndpointSlices.
/// It names at most 1000 addresses; what is over is left out and annotated.
/// </summary>
public static class EndpointsController
{
    private const int MostAddresses = 1000;
    private const string ManagedByLabel = "endpoints.kubernetes.io/managed-by";
    private const string ManagedBy = "endpoint-controller";
    private const string OverCapacity = "endpoints.kubernetes.io/over-capacity";

    /// <summary>The controller. Its keys are services.</summary>
    public static Controller Define() => Controller.Define<EndpointsObserved>(
        "endpoint-controller",
        [
            Watch.Self<Service>(),
            Watch.Map<Pod>(ServicePods.ServicesOf),
            Watch.Self<Endpoints>(),
        ],
        (key, world) =>
        {
            var service = world.Of<Service>().Get(key);
            var existing = world.Of<Endpoints>().Get(key);
            return service is null && existing is null ? null : new(service, service is null ? [] : ServicePods.PodsOf(service, world), existing);
        },
        Decide);

    /// <summary>The decision. Pure.</summary>
    public static Decision Decide(EndpointsObserved observed, DateTimeOffset now)
    {
        if (observed.Service is not { } service || service.IsDeleting())
        {
            return observed.Existing is { } orphan && orphan.Metadata.Label(ManagedByLabel) == ManagedBy && !orphan.IsDeleting()
                ? Decision.Of(new Effect.Delete(orphan))
                : Decision.Nothing;
        }

        if (service.Spec.Selector.IsEmpty || service.Spec.Type == ServiceTypes.ExternalName)
        {
            return Decision.Nothing;
        }

        var subsets = Subsets(service, observed.Pods, out var left);
        var labels = service.Metadata.Labels.SetItem(ManagedByLabel, ManagedBy);
        if (ServicePods.IsHeadless(service))
        {
            labels = labels.SetItem(EndpointSliceController.HeadlessLabel, "");
        }

        var existing = observed.Existing;
        var metadata = (existing?.Metadata ?? new() { Namespace = service.Metadata.Namespace, Name = service.Metadata.Name }) with { Labels = labels };
        metadata = metadata with { Annotations = left ? metadata.Annotations.SetItem(OverCapacity, "truncated") : metadata.Annotations.Remove(OverCapacity) };
        var wanted = (existing ?? new()) with { Metadata = metadata, Subsets = subsets };
        if (existing is null)
        {
            return Decision.Of(new Effect.Create(wanted, IfAbsent: true) { OnFailure = Failed(service, "FailedToCreateEndpoint") });
        }

        return wanted == existing ? Decision.Nothing : Decision.Of(new Effect.Update(wanted) { OnFailure = Failed(service, "FailedToUpdateEndpoint") });
    }

    private static EventNote Failed(Service service, string reason) =>
        EventNote.Warning(service, reason, $"Failed to write endpoint {service.NamespacedName()}: {{error}}");

    /// <summary>The addresses grouped by the ports they have, those that do not serve now apart.</summary>
    private static ValueList<EndpointSubset> Subsets(Service service, ValueList<Pod> pods, out bool left)
    {
        var groups = new Dictionary<ValueList<EndpointPort>, (List<EndpointAddress> Ready, List<EndpointAddress> NotReady)>();
        var count = 0;
        left = false;
        foreach (var pod in pods)
        {
            var publish = service.Spec.PublishNotReadyAddresses;
            if (pod.Status.PodIP.Length == 0 || pod.IsTerminal() || (pod.IsDeleting() && !publish))
            {
                continue;
            }

            var ports = PortsOn(service, pod);
            if (ports.IsEmpty && !service.Spec.Ports.IsEmpty)
            {
                continue;
            }

            if (count++ >= MostAddresses)
            {
                left = true;
                break;
            }

            if (!groups.TryGetValue(ports, out var group))
            {
                groups[ports] = group = ([], []);
            }

            (publish || pod.IsReady() ? group.Ready : group.NotReady).Add(AddressOf(service, pod));
        }

        return groups
            .OrderBy(g => string.Join(',', g.Key.Select(p => $"{p.Name}:{p.Port}/{p.Protocol}")), StringComparer.Ordinal)
            .Select(g => new EndpointSubset { Addresses = g.Value.Ready.ToValueList(), NotReadyAddresses = g.Value.NotReady.ToValueList(), Ports = g.Key })
            .ToValueList();
    }

    private static EndpointAddress AddressOf(Service service, Pod pod) => new()
    {
        IP = pod.Status.PodIP,
        NodeName = pod.Spec.NodeName.Length > 0 ? pod.Spec.NodeName : null,
        TargetRef = ServicePods.ReferenceTo(pod),
        Hostname = ServicePods.HostnameIn(service, pod),
    };

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
}

/// <summary>A service, the pods it selects, and its Endpoints.</summary>
/// <param name="Service">The service; null when it is gone.</param>
/// <param name="Pods">The pods, in the order of their names.</param>
/// <param name="Existing">The Endpoints of its name, if there is one.</param>
public sealed record EndpointsObserved(Service? Service, ValueList<Pod> Pods, Endpoints? Existing);
