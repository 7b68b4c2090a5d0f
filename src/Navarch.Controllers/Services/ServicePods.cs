using Navarch.Api;
using Navarch.Api.Core.V1;
using Navarch.Reconciling;

namespace Navarch.Controllers.Services;

/// <summary>Which pods stand behind which services.</summary>
internal static class ServicePods
{
    private const string Index = "service-selector";

    /// <summary>The services whose selector takes a pod in.</summary>
    public static IEnumerable<NamespacedName> ServicesOf(Pod pod, World world)
    {
        var services = world.Of<Service>();
        foreach (var (key, value) in pod.Metadata.Labels.AsEnumerable())
        {
            foreach (var service in services.ByIndex(Index, IndexKey(pod.Metadata.Namespace, key, value), IndexKeys))
            {
                if (LabelSelectors.Matches(service.Spec.Selector, pod.Metadata.Labels))
                {
                    yield return service.NamespacedName();
                }
            }
        }
    }

    /// <summary>The pods a service selects, in the order of their names.</summary>
    public static ValueList<Pod> PodsOf(Service service, World world) =>
        world.Of<Pod>().WithLabels(service.Metadata.Namespace, service.Spec.Selector)
            .OrderBy(p => p.Metadata.Name, StringComparer.Ordinal)
            .ToValueList();

    /// <summary>The number a service port has on a pod; null when it names a port the pod lacks.</summary>
    public static int? PortOn(Pod pod, ServicePort port)
    {
        if (!port.TargetPort.IsString)
        {
            return port.TargetPort.Number == 0 ? port.Port : port.TargetPort.Number;
        }

        foreach (var container in pod.Spec.InitContainers.Where(c => c.IsSidecar()).Concat(pod.Spec.Containers))
        {
            foreach (var candidate in container.Ports)
            {
                if (candidate.Name == port.TargetPort.Text && Protocol(candidate.Protocol) == Protocol(port.Protocol))
                {
                    return candidate.Port;
                }
            }
        }

        return null;
    }

    /// <summary>The protocol, TCP when none is said.</summary>
    public static string Protocol(string protocol) => protocol.Length == 0 ? "TCP" : protocol;

    /// <summary>Whether the service's name stands for its pods themselves.</summary>
    public static bool IsHeadless(Service service) => service.Spec.ClusterIP == "None";

    /// <summary>The host name a pod has in the service's domain; empty: none.</summary>
    public static string HostnameIn(Service service, Pod pod) =>
        pod.Spec.Hostname.Length > 0 && pod.Spec.Subdomain == service.Metadata.Name ? pod.Spec.Hostname : "";

    /// <summary>How other objects refer to a pod.</summary>
    public static ObjectReference ReferenceTo(Pod pod) => new()
    {
        Kind = "Pod",
        Namespace = pod.Metadata.Namespace,
        Name = pod.Metadata.Name,
        UID = pod.Metadata.UID,
    };

    /// <summary>A service is found by one of the pairs of its selector: a pod it takes in carries that pair.</summary>
    private static IEnumerable<string> IndexKeys(Service service) =>
        service.Spec.Selector.IsEmpty
            ? []
            : [IndexKey(service.Metadata.Namespace, service.Spec.Selector.AsSpan()[0].Key, service.Spec.Selector.AsSpan()[0].Value)];

    private static string IndexKey(string ns, string key, string value) => $"{ns}/{key}={value}";
}
