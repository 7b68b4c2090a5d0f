using Navarch.Api;
using Navarch.Api.Core.V1;
using Navarch.Scheduler.Framework;
using Navarch.Scheduler.Snapshot;

namespace Navarch.Scheduler.Plugins;

/// <summary>How many pods that a spread constraint counts are in each of its domains.</summary>
internal sealed class SpreadCount
{
    private readonly Dictionary<string, int> domains = new(StringComparer.Ordinal);
    private int minDomains = 1;
    private int? knownDomains;

    private SpreadCount(string topologyKey, int maxSkew) => (TopologyKey, MaxSkew) = (topologyKey, maxSkew);

    /// <summary>The node label whose values are the domains.</summary>
    public string TopologyKey { get; }

    /// <summary>By how much a domain may exceed the least.</summary>
    public int MaxSkew { get; }

    /// <summary>Whether the pod to be placed is itself counted.</summary>
    public bool MatchesItself { get; private init; } = true;

    /// <summary>The number of domains.</summary>
    public int Domains => knownDomains ?? domains.Count;

    /// <summary>The count in the emptiest domain; 0 while there are fewer domains than minDomains.</summary>
    public int Least => domains.Count < minDomains || domains.Count == 0 ? 0 : domains.Values.Min();

    /// <summary>The count in a domain.</summary>
    public int In(string domain) => domains.GetValueOrDefault(domain);

    /// <summary>Counts for a constraint of the pod, over the nodes that its policies and <paramref name="requireAll"/> (the labels all hard constraints need) leave.</summary>
    public static SpreadCount Of(TopologySpreadConstraint constraint, PodInfo pod, IReadOnlyList<NodeInfo> nodes, IReadOnlyCollection<TopologySpreadConstraint> requireAll)
    {
        var selector = WithMatchLabelKeys(constraint, pod.Pod);
        var count = new SpreadCount(constraint.TopologyKey, constraint.MaxSkew)
        {
            minDomains = constraint.MinDomains ?? 1,
            MatchesItself = selector is not null && LabelSelectors.Matches(selector, pod.Pod.Metadata.Labels),
        };
        foreach (var node in nodes)
        {
            if (Counts(constraint, pod, node) && requireAll.All(c => node.Node.Metadata.Labels.ContainsKey(c.TopologyKey)))
            {
                count.Add(node, p => p.Pod.Metadata.DeletionTimestamp is null && p.Name.Namespace == pod.Name.Namespace &&
                    selector is not null && LabelSelectors.Matches(selector, p.Pod.Metadata.Labels));
            }
        }

        return count;
    }

    /// <summary>Counts the pods of the same controller.</summary>
    public static SpreadCount OfSiblings(string topologyKey, int maxSkew, string owner, ClusterSnapshot snapshot)
    {
        var count = new SpreadCount(topologyKey, maxSkew) { knownDomains = snapshot.DomainCount(topologyKey) };
        foreach (var (node, siblings) in snapshot.Siblings(owner))
        {
            if (node.Node.Metadata.Labels.TryGetValue(topologyKey, out var domain))
            {
                count.domains[domain] = count.domains.GetValueOrDefault(domain) + siblings;
            }
        }

        return count;
    }

    /// <summary>Counts the pods of the same controller for a constraint of the profile, domains without any included.</summary>
    public static SpreadCount OfSiblings(TopologySpreadConstraint constraint, PodInfo pod, ClusterSnapshot snapshot)
    {
        var count = new SpreadCount(constraint.TopologyKey, constraint.MaxSkew) { minDomains = constraint.MinDomains ?? 1 };
        var siblings = snapshot.Siblings(pod.ControllerUid);
        foreach (var node in snapshot.Nodes)
        {
            if (Counts(constraint, pod, node) && node.Node.Metadata.Labels.TryGetValue(constraint.TopologyKey, out var domain))
            {
                count.domains[domain] = count.domains.GetValueOrDefault(domain) + siblings.GetValueOrDefault(node);
            }
        }

        return count;
    }

    private void Add(NodeInfo node, Func<PodInfo, bool> counted)
    {
        if (node.Node.Metadata.Labels.TryGetValue(TopologyKey, out var domain))
        {
            domains[domain] = domains.GetValueOrDefault(domain) + node.Pods.Count(counted);
        }
    }

    private static bool Counts(TopologySpreadConstraint constraint, PodInfo pod, NodeInfo node)
    {
        if (constraint.NodeAffinityPolicy is null or "Honor" && !NodeSelectors.Matches(pod.Pod.Spec, node.Node))
        {
            return false;
        }

        return constraint.NodeTaintsPolicy is not "Honor" || new TaintToleration().Filter(new CycleState(), pod, node).IsSuccess;
    }

    private static LabelSelector? WithMatchLabelKeys(TopologySpreadConstraint constraint, Pod pod)
    {
        var selector = constraint.LabelSelector;
        foreach (var key in constraint.MatchLabelKeys)
        {
            if (pod.Metadata.Labels.TryGetValue(key, out var value))
            {
                selector = (selector ?? new()) with { MatchLabels = (selector?.MatchLabels ?? default).SetItem(key, value) };
            }
        }

        return selector;
    }
}
