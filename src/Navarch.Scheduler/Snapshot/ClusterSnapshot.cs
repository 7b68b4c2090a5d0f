using Navarch.Api;
using Navarch.Api.Core.V1;

namespace Navarch.Scheduler.Snapshot;

/// <summary>
/// The nodes and the pods on them as the scheduler sees them: what the API shows, plus the pods it has placed but whose
/// binding is not seen yet. Updated by changes, never rebuilt. Used by the scheduler's loop only.
/// </summary>
public sealed class ClusterSnapshot
{
    private readonly Dictionary<string, NodeInfo> byName = new(StringComparer.Ordinal);
    private readonly List<NodeInfo> nodes = [];
    private readonly Dictionary<NamespacedName, string> placed = [];
    private readonly Dictionary<string, List<PodInfo>> waitingForNode = new(StringComparer.Ordinal);

    private readonly Dictionary<string, ValueMap<string>> namespaces = new(StringComparer.Ordinal);

    /// <summary>The nodes, in the order they came.</summary>
    public IReadOnlyList<NodeInfo> Nodes => nodes;

    /// <summary>The node of that name, or null.</summary>
    public NodeInfo? Node(string name) => byName.GetValueOrDefault(name);

    /// <summary>Adds a node or takes its new version.</summary>
    public void Put(Node node)
    {
        var name = node.Metadata.Name;
        if (byName.TryGetValue(name, out var known))
        {
            known.Update(node);
            return;
        }

        var info = new NodeInfo(node);
        byName[name] = info;
        nodes.Add(info);
        if (waitingForNode.Remove(name, out var early))
        {
            early.ForEach(info.Put);
        }
    }

    /// <summary>Takes a node away; its pods are kept for the case that it comes back.</summary>
    public void RemoveNode(string name)
    {
        if (byName.Remove(name, out var info))
        {
            nodes.Remove(info);
            if (info.Pods.Count > 0)
            {
                waitingForNode[name] = [.. info.Pods];
            }
        }
    }

    /// <summary>Places a pod on a node: seen so in the API, or assumed. A pod placed elsewhere before moves.</summary>
    public void Place(PodInfo pod, string node)
    {
        if (placed.TryGetValue(pod.Name, out var before) && before != node)
        {
            Remove(pod.Name);
        }

        placed[pod.Name] = node;
        if (byName.TryGetValue(node, out var info))
        {
            info.Put(pod);
            return;
        }

        // A pod may be seen before its node is.
        if (!waitingForNode.TryGetValue(node, out var early))
        {
            waitingForNode[node] = early = [];
        }

        early.RemoveAll(p => p.Name == pod.Name);
        early.Add(pod);
    }

    /// <summary>Takes a pod away: gone, ended, or its binding failed.</summary>
    public void Remove(NamespacedName pod)
    {
        if (!placed.Remove(pod, out var node))
        {
            return;
        }

        if (byName.TryGetValue(node, out var info))
        {
            info.Remove(pod);
        }
        else if (waitingForNode.TryGetValue(node, out var early))
        {
            early.RemoveAll(p => p.Name == pod);
        }
    }

    /// <summary>The labels of a namespace; none when it is not known.</summary>
    public ValueMap<string> NamespaceLabels(string name) => namespaces.GetValueOrDefault(name);

    /// <summary>Takes a namespace's labels.</summary>
    public void PutNamespace(string name, ValueMap<string> labels) => namespaces[name] = labels;

    /// <summary>Forgets a namespace.</summary>
    public void RemoveNamespace(string name) => namespaces.Remove(name);

    /// <summary>The node a pod is placed on, or null.</summary>
    public string? PlaceOf(NamespacedName pod) => placed.GetValueOrDefault(pod);
}
