using Navarch.Api;
using Navarch.Api.Core.V1;
using Navarch.Api.Policy.V1;

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

    // Kept beside the nodes, so that a pod costs no walk over all pods.
    private readonly Dictionary<string, Dictionary<NodeInfo, int>> siblings = new(StringComparer.Ordinal);
    private readonly HashSet<NodeInfo> withAffinity = [];
    private readonly Dictionary<string, int> domainCounts = new(StringComparer.Ordinal);

    private readonly Dictionary<NamespacedName, PodDisruptionBudget> budgets = [];
    private readonly Dictionary<string, Dictionary<NamespacedName, PodInfo>> nominated = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ValueMap<string>> namespaces = new(StringComparer.Ordinal);

    /// <summary>The nodes, in the order they came.</summary>
    public IReadOnlyList<NodeInfo> Nodes => nodes;

    /// <summary>The nodes with pods that have affinity terms.</summary>
    public IReadOnlyCollection<NodeInfo> NodesWithAffinity => withAffinity;

    /// <summary>How many pods of a controller each node has, those on their way out left out; nodes without one are not listed.</summary>
    public IReadOnlyDictionary<NodeInfo, int> Siblings(string controllerUid) =>
        siblings.TryGetValue(controllerUid, out var counts) ? counts : NoSiblings;

    /// <summary>How many values a node label has over all nodes.</summary>
    public int DomainCount(string topologyKey)
    {
        if (!domainCounts.TryGetValue(topologyKey, out var count))
        {
            count = nodes.Select(n => n.Node.Metadata.Labels.TryGetValue(topologyKey, out var domain) ? domain : null).Where(d => d is not null).Distinct(StringComparer.Ordinal).Count();
            domainCounts[topologyKey] = count;
        }

        return count;
    }

    private static Dictionary<NodeInfo, int> NoSiblings { get; } = [];

    /// <summary>The node of that name, or null.</summary>
    public NodeInfo? Node(string name) => byName.GetValueOrDefault(name);

    /// <summary>Adds a node or takes its new version.</summary>
    public void Put(Node node)
    {
        var name = node.Metadata.Name;
        if (byName.TryGetValue(name, out var known))
        {
            if (known.Node.Metadata.Labels != node.Metadata.Labels)
            {
                domainCounts.Clear();
            }

            known.Update(node);
            return;
        }

        domainCounts.Clear();

        var info = new NodeInfo(node);
        byName[name] = info;
        nodes.Add(info);
        if (waitingForNode.Remove(name, out var early))
        {
            early.ForEach(pod => Attach(info, pod));
        }
    }

    /// <summary>Takes a node away; its pods are kept for the case that it comes back.</summary>
    public void RemoveNode(string name)
    {
        if (byName.Remove(name, out var info))
        {
            nodes.Remove(info);
            domainCounts.Clear();
            if (info.Pods.Count > 0)
            {
                PodInfo[] left = [.. info.Pods];
                waitingForNode[name] = [.. left];
                foreach (var pod in left)
                {
                    Detach(info, pod.Name);
                }
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
            Attach(info, pod);
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
            Detach(info, pod);
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

    /// <summary>The disruption budgets.</summary>
    public IReadOnlyCollection<PodDisruptionBudget> Budgets => budgets.Values;

    /// <summary>Adds a budget or takes its new version.</summary>
    public void PutBudget(PodDisruptionBudget budget) => budgets[budget.NamespacedName()] = budget;

    /// <summary>Forgets a budget.</summary>
    public void RemoveBudget(NamespacedName name) => budgets.Remove(name);

    /// <summary>The pods room is being made for on a node.</summary>
    public IReadOnlyCollection<PodInfo> Nominated(string node) => nominated.TryGetValue(node, out var pods) ? pods.Values : [];

    /// <summary>Notes that room is being made for a waiting pod; null or empty forgets it.</summary>
    public void Nominate(PodInfo pod, string? node)
    {
        foreach (var (name, pods) in nominated)
        {
            if (pods.Remove(pod.Name) && pods.Count == 0)
            {
                nominated.Remove(name);
            }
        }

        if (!string.IsNullOrEmpty(node))
        {
            if (!nominated.TryGetValue(node, out var pods))
            {
                nominated[node] = pods = [];
            }

            pods[pod.Name] = pod;
        }
    }

    /// <summary>The node a pod is placed on, or null.</summary>
    public string? PlaceOf(NamespacedName pod) => placed.GetValueOrDefault(pod);

    private void Attach(NodeInfo info, PodInfo pod)
    {
        CountSibling(info, info.Put(pod), -1);
        CountSibling(info, pod, 1);
        NoteAffinity(info);
    }

    private void Detach(NodeInfo info, NamespacedName pod)
    {
        CountSibling(info, info.Remove(pod), -1);
        NoteAffinity(info);
    }

    private void NoteAffinity(NodeInfo info) =>
        _ = info.PodsWithAffinity.Count > 0 ? withAffinity.Add(info) : withAffinity.Remove(info);

    private void CountSibling(NodeInfo info, PodInfo? pod, int change)
    {
        if (pod is not { CountsAsSibling: true })
        {
            return;
        }

        if (!siblings.TryGetValue(pod.ControllerUid, out var counts))
        {
            siblings[pod.ControllerUid] = counts = [];
        }

        var count = counts.GetValueOrDefault(info) + change;
        if (count > 0)
        {
            counts[info] = count;
            return;
        }

        counts.Remove(info);
        if (counts.Count == 0)
        {
            siblings.Remove(pod.ControllerUid);
        }
    }
}
