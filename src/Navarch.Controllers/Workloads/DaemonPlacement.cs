using Navarch.Api;
using Navarch.Api.Apps.V1;
using Navarch.Api.Core.V1;

namespace Navarch.Controllers.Workloads;

/// <summary>A node as a DaemonSet sees it.</summary>
/// <param name="Node">The node's name.</param>
/// <param name="ShouldRun">Whether a pod belongs there.</param>
/// <param name="ShouldContinue">Whether a pod that is there may stay.</param>
/// <param name="Pods">The set's pods there or meant for there, in any state.</param>
public sealed record DaemonPlace(string Node, bool ShouldRun, bool ShouldContinue, ValueList<Pod> Pods)
{
    /// <summary>Those that count.</summary>
    public IReadOnlyList<Pod> Active { get; } = [.. Pods.Where(p => p.IsActive())];
}

/// <summary>On which nodes the pods of a DaemonSet belong.</summary>
internal static class DaemonPlacement
{
    private const string NameField = "metadata.name";

    /// <summary>The taints every daemon bears: they exist to serve nodes that are in trouble or closed.</summary>
    private static readonly Toleration[] Borne =
    [
        new() { Key = "node.kubernetes.io/not-ready", Operator = "Exists", Effect = "NoExecute" },
        new() { Key = "node.kubernetes.io/unreachable", Operator = "Exists", Effect = "NoExecute" },
        new() { Key = "node.kubernetes.io/disk-pressure", Operator = "Exists", Effect = "NoSchedule" },
        new() { Key = "node.kubernetes.io/memory-pressure", Operator = "Exists", Effect = "NoSchedule" },
        new() { Key = "node.kubernetes.io/pid-pressure", Operator = "Exists", Effect = "NoSchedule" },
        new() { Key = "node.kubernetes.io/unschedulable", Operator = "Exists", Effect = "NoSchedule" },
    ];

    private static readonly Toleration BorneOnHostNetwork = new() { Key = "node.kubernetes.io/network-unavailable", Operator = "Exists", Effect = "NoSchedule" };

    /// <summary>Whether a change of a node can change where daemons belong; heartbeats cannot.</summary>
    public static bool Concerns(Node? before, Node? after) =>
        before is null || after is null || before.Metadata.Labels != after.Metadata.Labels || before.Spec.Taints != after.Spec.Taints;

    /// <summary>Every node, and every place that has a pod.</summary>
    public static ValueList<DaemonPlace> Of(DaemonSet set, ValueList<Node> nodes, IEnumerable<Pod> pods)
    {
        var byNode = pods.ToLookup(PlaceOf, StringComparer.Ordinal);
        var template = set.Spec.Template.Spec;
        var tolerations = Tolerations(template);
        var places = new List<DaemonPlace>(nodes.Count);
        foreach (var node in nodes)
        {
            var fits = (template.NodeName.Length == 0 || template.NodeName == node.Metadata.Name) && NodeSelectors.Matches(template, node);
            var taints = node.Spec.Taints;
            places.Add(new(
                node.Metadata.Name,
                fits && Navarch.Api.Core.V1.Tolerations.FindUntolerated(taints, tolerations, "NoSchedule", "NoExecute") is null,
                fits && Navarch.Api.Core.V1.Tolerations.FindUntolerated(taints, tolerations, "NoExecute") is null,
                byNode[node.Metadata.Name].ToValueList()));
        }

        var known = nodes.Select(n => n.Metadata.Name).ToHashSet(StringComparer.Ordinal);
        places.AddRange(byNode.Where(g => !known.Contains(g.Key)).Select(g => new DaemonPlace(g.Key, false, false, g.ToValueList())));
        return places.ToValueList();
    }

    /// <summary>The pod for a node: bound to it by affinity, so that the scheduler weighs what it needs.</summary>
    public static Pod PodFor(DaemonSet set, string node, string hash)
    {
        var pod = Replication.PodOf(set, set.Spec.Template);
        var affinity = pod.Spec.Affinity ?? new();
        var nodeAffinity = affinity.NodeAffinity ?? new();
        var term = new NodeSelectorTerm { MatchFields = [new() { Key = NameField, Operator = "In", Values = [node] }] };
        var required = nodeAffinity.RequiredDuringSchedulingIgnoredDuringExecution is { NodeSelectorTerms.IsEmpty: false } own
            ? own.NodeSelectorTerms.Select(t => t with { MatchFields = term.MatchFields }).ToValueList()
            : [term];
        return pod with
        {
            Metadata = pod.Metadata.WithLabel(RevisionHistory.HashLabel, hash).WithLabel("pod-template-generation", "1"),
            Spec = pod.Spec with
            {
                Tolerations = Tolerations(pod.Spec),
                Affinity = affinity with
                {
                    NodeAffinity = nodeAffinity with { RequiredDuringSchedulingIgnoredDuringExecution = new() { NodeSelectorTerms = required } },
                },
            },
        };
    }

    private static ValueList<Toleration> Tolerations(PodSpec spec)
    {
        var tolerations = spec.Tolerations;
        foreach (var toleration in spec.HostNetwork ? [.. Borne, BorneOnHostNetwork] : Borne)
        {
            tolerations = tolerations.Contains(toleration) ? tolerations : tolerations.Add(toleration);
        }

        return tolerations;
    }

    /// <summary>Where the pod is, or where its affinity sends it.</summary>
    private static string PlaceOf(Pod pod)
    {
        if (pod.Spec.NodeName.Length > 0)
        {
            return pod.Spec.NodeName;
        }

        var terms = pod.Spec.Affinity?.NodeAffinity?.RequiredDuringSchedulingIgnoredDuringExecution?.NodeSelectorTerms ?? default;
        return terms.SelectMany(t => t.MatchFields).FirstOrDefault(f => f.Key == NameField && f.Values.Count == 1)?.Values[0] ?? "";
    }
}
