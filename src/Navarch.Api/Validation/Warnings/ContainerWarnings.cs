using Navarch.Api.Core.V1;

namespace Navarch.Api.Validation;

/// <summary>What the writer of containers should know: variables and ports given twice, amounts of bytes that are no whole bytes.</summary>
internal static class ContainerWarnings
{
    public static void Find(PodSpec spec, string at, List<string> found)
    {
        var ports = new Dictionary<(int, string, int, string), string>();
        for (var i = 0; i < spec.InitContainers.Count; i++)
        {
            Container(spec.InitContainers[i], $"{at}.initContainers[{i}]", spec.InitContainers[i].IsSidecar() ? ports : [], found);
        }

        for (var i = 0; i < spec.Containers.Count; i++)
        {
            Container(spec.Containers[i], $"{at}.containers[{i}]", ports, found);
        }
    }

    /// <summary>Amounts that must be whole bytes, and are not.</summary>
    public static void Fractions(ValueMap<Quantity> amounts, string at, List<string> found)
    {
        foreach (var (resource, amount) in amounts.AsSpan())
        {
            if (resource is "memory" or "ephemeral-storage" or "storage" && amount.MilliValue() % 1000 != 0)
            {
                found.Add($"{at}[{resource}]: fractional byte value \"{amount}\" is invalid, must be an integer");
            }
        }
    }

    private static void Container(Container container, string at, Dictionary<(int, string, int, string), string> ports, List<string> found)
    {
        Fractions(container.Resources.Limits, $"{at}.resources.limits", found);
        Fractions(container.Resources.Requests, $"{at}.resources.requests", found);
        if (container.Env.Count > 1)
        {
            var names = new HashSet<string>(StringComparer.Ordinal);
            for (var i = 0; i < container.Env.Count; i++)
            {
                if (!names.Add(container.Env[i].Name))
                {
                    found.Add($"{at}.env[{i}]: hides previous definition of \"{container.Env[i].Name}\", which may be dropped when using apply");
                }
            }
        }

        for (var i = 0; i < container.Ports.Count; i++)
        {
            var port = container.Ports[i];
            if (!ports.TryAdd((port.Port, port.Protocol, port.HostPort, port.HostIP), $"{at}.ports[{i}]"))
            {
                found.Add($"{at}.ports[{i}]: duplicate port definition with {ports[(port.Port, port.Protocol, port.HostPort, port.HostIP)]}");
            }
        }
    }
}
