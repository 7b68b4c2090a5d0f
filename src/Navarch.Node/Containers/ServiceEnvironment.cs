using Navarch.Api.Core.V1;

namespace Navarch.Node.Containers;

/// <summary>The variables that tell a container of the services it can reach: <c>NAME_SERVICE_HOST</c>, <c>NAME_PORT</c> and so on.</summary>
public static class ServiceEnvironment
{
    /// <summary>The variables for the services of a namespace, and for the API's own service in every namespace.</summary>
    /// <param name="ns">The pod's namespace.</param>
    /// <param name="services">All services known.</param>
    /// <param name="links">Whether the pod asked for the services of its own namespace.</param>
    public static IReadOnlyDictionary<string, string> Compose(string ns, IEnumerable<Service> services, bool links)
    {
        var variables = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var own = new List<Service>();
        foreach (var service in services)
        {
            if (!HasAddress(service))
            {
                continue;
            }

            if (service.Metadata.Namespace == "default" && service.Metadata.Name == "kubernetes")
            {
                Add(variables, service);
            }
            else if (links && service.Metadata.Namespace == ns)
            {
                own.Add(service);
            }
        }

        own.ForEach(service => Add(variables, service));
        return variables;
    }

    private static bool HasAddress(Service service) => service.Spec.ClusterIP is not ("" or "None") && !service.Spec.Ports.IsEmpty;

    private static void Add(SortedDictionary<string, string> variables, Service service)
    {
        var name = Upper(service.Metadata.Name);
        var ip = service.Spec.ClusterIP;
        var host = ip.Contains(':', StringComparison.Ordinal) ? $"[{ip}]" : ip;
        var first = service.Spec.Ports[0];
        variables[$"{name}_SERVICE_HOST"] = ip;
        variables[$"{name}_SERVICE_PORT"] = first.Port.ToString();
        variables[$"{name}_PORT"] = $"{Lower(first)}://{host}:{first.Port}";
        foreach (var port in service.Spec.Ports)
        {
            if (port.Name.Length > 0)
            {
                variables[$"{name}_SERVICE_PORT_{Upper(port.Name)}"] = port.Port.ToString();
            }

            var prefix = $"{name}_PORT_{port.Port}_{Lower(port).ToUpperInvariant()}";
            variables[prefix] = $"{Lower(port)}://{host}:{port.Port}";
            variables[prefix + "_PROTO"] = Lower(port);
            variables[prefix + "_PORT"] = port.Port.ToString();
            variables[prefix + "_ADDR"] = ip;
        }
    }

    private static string Lower(ServicePort port) => port.Protocol.Length == 0 ? "tcp" : port.Protocol.ToLowerInvariant();

    private static string Upper(string name) => name.Replace('-', '_').ToUpperInvariant();
}
