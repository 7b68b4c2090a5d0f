using System.Text;
using Navarch.Api;
using Navarch.Api.Core.V1;

namespace Navarch.Node.Containers;

/// <summary>What a pod can be told of itself and of its node.</summary>
/// <param name="PodIPs">The pod's addresses, the primary one first.</param>
/// <param name="HostIPs">The node's addresses, the primary one first.</param>
/// <param name="Allocatable">What the node has for pods; stands in for limits that are not set.</param>
public sealed record DownwardFacts(ValueList<string> PodIPs, ValueList<string> HostIPs, ValueMap<Quantity> Allocatable);

/// <summary>Reads the fields of a pod that <c>fieldRef</c> and <c>resourceFieldRef</c> may name.</summary>
public static class DownwardFields
{
    /// <summary>The text of a field, or null when no such field may be named.</summary>
    public static string? Read(Pod pod, string path, DownwardFacts facts)
    {
        if (Subscript(path, "metadata.labels") is { } label)
        {
            return pod.Metadata.Labels.TryGetValue(label, out var value) ? value : "";
        }

        if (Subscript(path, "metadata.annotations") is { } annotation)
        {
            return pod.Metadata.Annotations.TryGetValue(annotation, out var value) ? value : "";
        }

        return path switch
        {
            "metadata.name" => pod.Metadata.Name,
            "metadata.namespace" => pod.Metadata.Namespace,
            "metadata.uid" => pod.Metadata.UID,
            "metadata.labels" => Lines(pod.Metadata.Labels),
            "metadata.annotations" => Lines(pod.Metadata.Annotations),
            "spec.nodeName" => pod.Spec.NodeName,
            "spec.serviceAccountName" => pod.Spec.ServiceAccountName,
            "status.podIP" => First(facts.PodIPs),
            "status.podIPs" => string.Join(',', facts.PodIPs.AsSpan().ToArray()),
            "status.hostIP" => First(facts.HostIPs),
            "status.hostIPs" => string.Join(',', facts.HostIPs.AsSpan().ToArray()),
            _ => null,
        };
    }

    /// <summary>The text of a container's resource such as <c>limits.cpu</c>, in units of the divisor and rounded up; null when no such resource may be named.</summary>
    public static string? ReadResource(Pod pod, string containerName, string resource, Quantity divisor, DownwardFacts facts)
    {
        Container? container = null;
        foreach (var candidate in pod.Spec.InitContainers.Concat(pod.Spec.Containers))
        {
            if (candidate.Name == containerName)
            {
                container = candidate;
            }
        }

        var dot = resource.IndexOf('.', StringComparison.Ordinal);
        if (container is null || dot < 0)
        {
            return null;
        }

        var name = resource[(dot + 1)..];
        Quantity quantity = default;
        switch (resource[..dot])
        {
            case "limits":
                if (!container.Resources.Limits.TryGetValue(name, out quantity))
                {
                    facts.Allocatable.TryGetValue(name, out quantity);
                }

                break;
            case "requests":
                if (!container.Resources.Requests.TryGetValue(name, out quantity))
                {
                    container.Resources.Limits.TryGetValue(name, out quantity);
                }

                break;
            default:
                return null;
        }

        return InUnits(name, quantity, divisor);
    }

    private static string InUnits(string resource, Quantity quantity, Quantity divisor)
    {
        var (amount, unit) = resource == "cpu" ? (quantity.MilliValue(), divisor.MilliValue()) : (quantity.Value(), divisor.Value());
        if (unit == 0)
        {
            unit = resource == "cpu" ? 1000 : 1;
        }

        return ((amount + unit - 1) / unit).ToString();
    }

    private static string First(ValueList<string> values) => values.IsEmpty ? "" : values[0];

    private static string? Subscript(string path, string map) =>
        path.StartsWith(map + "['", StringComparison.Ordinal) && path.EndsWith("']", StringComparison.Ordinal) ? path[(map.Length + 2)..^2] : null;

    private static string Lines(ValueMap<string> map)
    {
        var text = new StringBuilder();
        foreach (var (key, value) in map)
        {
            if (text.Length > 0)
            {
                text.Append('\n');
            }

            text.Append(key).Append("=\"");
            AppendEscaped(text, value);
            text.Append('"');
        }

        return text.ToString();
    }

    private static void AppendEscaped(StringBuilder text, string value)
    {
        foreach (var c in value)
        {
            _ = c switch
            {
                '"' => text.Append("\\\""),
                '\\' => text.Append("\\\\"),
                '\n' => text.Append("\\n"),
                '\r' => text.Append("\\r"),
                '\t' => text.Append("\\t"),
                _ => text.Append(c),
            };
        }
    }
}
