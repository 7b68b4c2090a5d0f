using Navarch.Api;
using Navarch.Api.Core.V1;
using Navarch.Scheduler.Framework;
using Navarch.Scheduler.Plugins;
using Navarch.Scheduler.Snapshot;

namespace Navarch.Scheduler.Explanation;

/// <summary>Finds the numbers behind a plugin's no, and what would turn it into a yes.</summary>
internal static class RefusalReader
{
    private static readonly string[] Standard = ["cpu", "memory", "ephemeral-storage"];

    /// <summary>The plugin's no with all that can be said of it.</summary>
    public static Refusal Read(string plugin, PluginStatus status, PodInfo pod, NodeInfo node)
    {
        var reason = status.Reason.Replace("\n", ", ", StringComparison.Ordinal);
        var (missing, fix, distance) = plugin switch
        {
            nameof(NodeResourcesFit) => Resources(pod, node),
            nameof(NodeUnschedulable) => ("", $"kubectl uncordon {node.Name}", 1),
            nameof(TaintToleration) => ("", Taints(pod, node), 2),
            nameof(NodePorts) => ("", Ports(pod, node), 2),
            nameof(Plugins.NodeAffinity) => ("", Labels(pod, node), 3),
            nameof(Plugins.NodeName) => ("", $"name {node.Name} in the pod's spec.nodeName, or no node", 4),
            nameof(InterPodAffinity) => ("", "place or move the pods its affinity terms select, or loosen the terms", 3),
            nameof(PodTopologySpread) => ("", "make room in the emptier domains, or raise maxSkew", 3),
            nameof(NodeVolumeLimits) => ("", "let a pod with volumes of that driver end there", 2),
            nameof(VolumeRestrictions) => ("", "let the pod that has the claim end", 1),
            nameof(VolumeBinding) or nameof(VolumeZone) => ("", "bring a volume that the node reaches", 4),
            _ => ("", "", 4.0),
        };
        return new(plugin, reason, missing, fix, distance);
    }

    private static (string Missing, string Fix, double Distance) Resources(PodInfo pod, NodeInfo node)
    {
        List<string> missing = [], fixes = [];
        var distance = 0.0;
        if (node.Pods.Count + 1 > node.Allocatable.Pods)
        {
            missing.Add($"{node.Pods.Count} of {node.Allocatable.Pods} pods are there");
            fixes.Add("let a pod end there");
            distance += 0.5;
        }

        foreach (var name in Standard.Concat(pod.Requests.Extended.Keys))
        {
            var (wanted, allocatable) = (pod.Requests[name], node.Allocatable[name]);
            var free = allocatable - node.Requested[name];
            if (wanted == 0 || wanted <= free)
            {
                continue;
            }

            missing.Add($"{name}: asks for {Amount(name, wanted)}, {Amount(name, Math.Max(0, free))} of {Amount(name, allocatable)} is free, {Amount(name, wanted - free)} is missing");
            fixes.Add(wanted <= allocatable ? $"free {Amount(name, wanted - free)} of {name} there"
                : allocatable > 0 ? $"ask for at most {Amount(name, allocatable)} of {name}" : $"bring a node with {name}");

            // By the share that is missing; what no eviction can give is far.
            distance += wanted <= allocatable ? (double)(wanted - free) / wanted : 4;
        }

        return (string.Join("; ", missing), string.Join(" and ", fixes), distance);
    }

    private static string Amount(string resource, long amount) => resource switch
    {
        "cpu" => Quantity.Milli(amount).ToString(),
        "memory" or "ephemeral-storage" => Quantity.Bytes(amount).ToString(),
        _ => $"{amount}",
    };

    private static string Taints(PodInfo pod, NodeInfo node)
    {
        var taints = node.Node.Spec.Taints.Where(t => t.Effect is "NoSchedule" or "NoExecute" && !Tolerations.IsTolerated(t, pod.Pod.Spec.Tolerations));
        return "tolerate or remove the taint " + string.Join(" and ", taints.Select(t => $"{t.Key}{(t.Value.Length > 0 ? "=" : "")}{t.Value}:{t.Effect}"));
    }

    private static string Ports(PodInfo pod, NodeInfo node)
    {
        var taken = from other in node.Pods
                    from port in other.HostPorts
                    where pod.HostPorts.Any(port.ConflictsWith)
                    select $"{port.Port}/{port.Protocol} of pod {other.Name}";
        return "free host port " + string.Join(" and ", taken.Order(StringComparer.Ordinal));
    }

    private static string Labels(PodInfo pod, NodeInfo node)
    {
        var absent = pod.Pod.Spec.NodeSelector
            .Where(l => !node.Node.Metadata.Labels.TryGetValue(l.Key, out var value) || value != l.Value)
            .Select(l => $"{l.Key}={l.Value}").ToList();
        return absent.Count > 0
            ? $"kubectl label node {node.Name} {string.Join(' ', absent)}"
            : "give the node the labels that the required node affinity selects, or loosen it";
    }
}
