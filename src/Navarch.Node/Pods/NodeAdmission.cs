using Navarch.Api;
using Navarch.Api.Core.V1;
using ApiNode = Navarch.Api.Core.V1.Node;

namespace Navarch.Node.Pods;

/// <summary>The node's own last check of a pod that was bound to it: two schedulers, or a person, may have bound too much.</summary>
public static class NodeAdmission
{
    /// <summary>Why the node refuses a pod, or null.</summary>
    /// <param name="pod">The pod.</param>
    /// <param name="present">The pods that are on the node and have not ended.</param>
    /// <param name="node">The node's object; null while it is not known, when only resources are checked.</param>
    /// <param name="allocatable">What the node has for pods.</param>
    public static Rejection? Decide(Pod pod, IEnumerable<Pod> present, ApiNode? node, ValueMap<Quantity> allocatable)
    {
        if (node is not null && !SelectorMatches(pod.Spec, node))
        {
            return new("NodeAffinity", "Predicate NodeAffinity failed: node(s) didn't match Pod's node affinity/selector");
        }

        var used = new Dictionary<string, Quantity>(StringComparer.Ordinal);
        var count = 0L;
        foreach (var other in present)
        {
            count++;
            foreach (var (name, amount) in RequestsOf(other.Spec))
            {
                used[name] = used.GetValueOrDefault(name) + amount;
            }
        }

        if (allocatable.TryGetValue("pods", out var most) && count + 1 > most.Value())
        {
            return OutOf("pods", 1, count, most.Value());
        }

        foreach (var (name, wanted) in RequestsOf(pod.Spec))
        {
            allocatable.TryGetValue(name, out var has);
            var taken = used.GetValueOrDefault(name);
            if (wanted.CompareTo(default) > 0 && (taken + wanted).CompareTo(has) > 0)
            {
                return name == "cpu"
                    ? OutOf(name, wanted.MilliValue(), taken.MilliValue(), has.MilliValue())
                    : OutOf(name, wanted.Value(), taken.Value(), has.Value());
            }
        }

        return null;
    }

    /// <summary>What a pod asks of its node: its containers' sum, or an init container's where that is more, and its overhead.</summary>
    public static IReadOnlyDictionary<string, Quantity> RequestsOf(PodSpec spec)
    {
        var sum = new Dictionary<string, Quantity>(StringComparer.Ordinal);
        var peak = new Dictionary<string, Quantity>(StringComparer.Ordinal);
        var sidecars = new Dictionary<string, Quantity>(StringComparer.Ordinal);
        foreach (var init in spec.InitContainers)
        {
            var sidecar = RestartRules.RoleOfInit(init) == ContainerRole.Sidecar;
            foreach (var (name, amount) in init.Resources.Requests)
            {
                var total = sidecars.GetValueOrDefault(name) + amount;
                peak[name] = Larger(peak.GetValueOrDefault(name), total);
                if (sidecar)
                {
                    sidecars[name] = total;
                }
            }
        }

        foreach (var (name, amount) in sidecars)
        {
            sum[name] = amount;
        }

        foreach (var container in spec.Containers)
        {
            foreach (var (name, amount) in container.Resources.Requests)
            {
                sum[name] = sum.GetValueOrDefault(name) + amount;
            }
        }

        foreach (var (name, amount) in peak)
        {
            sum[name] = Larger(sum.GetValueOrDefault(name), amount);
        }

        foreach (var (name, amount) in spec.Overhead)
        {
            sum[name] = sum.GetValueOrDefault(name) + amount;
        }

        return sum;
    }

    private static Quantity Larger(Quantity a, Quantity b) => a.CompareTo(b) >= 0 ? a : b;

    private static Rejection OutOf(string resource, long requested, long used, long capacity) =>
        new($"OutOf{resource}", $"Node didn't have enough resource: {resource}, requested: {requested}, used: {used}, capacity: {capacity}");

    private static bool SelectorMatches(PodSpec spec, ApiNode node)
    {
        foreach (var (key, value) in spec.NodeSelector)
        {
            if (!node.Metadata.Labels.TryGetValue(key, out var shown) || shown != value)
            {
                return false;
            }
        }

        if (spec.Affinity?.NodeAffinity?.RequiredDuringSchedulingIgnoredDuringExecution is not { } required)
        {
            return true;
        }

        foreach (var term in required.NodeSelectorTerms)
        {
            if (TermMatches(term, node))
            {
                return true;
            }
        }

        return false;
    }

    private static bool TermMatches(NodeSelectorTerm term, ApiNode node)
    {
        if (term.MatchExpressions.IsEmpty && term.MatchFields.IsEmpty)
        {
            return false;
        }

        foreach (var requirement in term.MatchExpressions)
        {
            if (!Holds(requirement, node.Metadata.Labels.TryGetValue(requirement.Key, out var value) ? value : null))
            {
                return false;
            }
        }

        foreach (var requirement in term.MatchFields)
        {
            if (!Holds(requirement, requirement.Key == "metadata.name" ? node.Metadata.Name : null))
            {
                return false;
            }
        }

        return true;
    }

    private static bool Holds(NodeSelectorRequirement requirement, string? value) => requirement.Operator switch
    {
        "In" => value is not null && requirement.Values.Contains(value),
        "NotIn" => value is null || !requirement.Values.Contains(value),
        "Exists" => value is not null,
        "DoesNotExist" => value is null,
        "Gt" => long.TryParse(value, out var more) && long.TryParse(Single(requirement), out var least) && more > least,
        "Lt" => long.TryParse(value, out var less) && long.TryParse(Single(requirement), out var most) && less < most,
        _ => false,
    };

    private static string Single(NodeSelectorRequirement requirement) => requirement.Values.IsEmpty ? "" : requirement.Values[0];
}
