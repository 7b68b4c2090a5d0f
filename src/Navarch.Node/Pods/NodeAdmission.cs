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
        if (node is not null && !NodeSelectors.Matches(pod.Spec, node))
        {
            return new("NodeAffinity", "Predicate NodeAffinity failed: node(s) didn't match Pod's node affinity/selector");
        }

        var used = new Dictionary<string, Quantity>(StringComparer.Ordinal);
        var count = 0L;
        foreach (var other in present)
        {
            count++;
            foreach (var (name, amount) in Api.Core.V1.Pods.Requests(other.Spec))
            {
                used[name] = used.GetValueOrDefault(name) + amount;
            }
        }

        if (allocatable.TryGetValue("pods", out var most) && count + 1 > most.Value())
        {
            return OutOf("pods", 1, count, most.Value());
        }

        foreach (var (name, wanted) in Api.Core.V1.Pods.Requests(pod.Spec))
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

    private static Rejection OutOf(string resource, long requested, long used, long capacity) =>
        new($"OutOf{resource}", $"Node didn't have enough resource: {resource}, requested: {requested}, used: {used}, capacity: {capacity}");
}
