using System.Text;

namespace Navarch.Scheduler.Framework;

/// <summary>Why no node was found for a pod: for each node, which plugin refused it and why.</summary>
public sealed class Diagnosis
{
    private readonly List<NodeRefusal> refusals = [];

    /// <summary>One entry for each refused node, in the order they were tried.</summary>
    public IReadOnlyList<NodeRefusal> Refusals => refusals;

    /// <summary>The plugins that refused anything: only events they care about can help the pod.</summary>
    public IReadOnlySet<string> Plugins => refusals.Select(r => r.Plugin).ToHashSet(StringComparer.Ordinal);

    /// <summary>The reason the pod was refused for every node at once; empty when nodes were tried one by one.</summary>
    public string PodReason { get; private set; } = "";

    /// <summary>What preemption had to say; empty when it was not asked.</summary>
    public string Preemption { get; set; } = "";

    /// <summary>Records that a node was refused.</summary>
    public void Refuse(string node, string plugin, PluginStatus status) => refusals.Add(new(node, plugin, status));

    /// <summary>Records that the pod was refused for every node.</summary>
    public void RefusePod(IEnumerable<string> nodes, string plugin, PluginStatus status)
    {
        PodReason = status.Reason;
        refusals.AddRange(nodes.Select(n => new NodeRefusal(n, plugin, status)));
    }

    /// <summary>
    /// The message of the PodScheduled condition and the FailedScheduling event:
    /// <c>0/3 nodes are available: 1 Insufficient cpu, 2 node(s) had untolerated taint {a: b}. preemption: …</c>
    /// </summary>
    public string Message(int nodeCount)
    {
        if (nodeCount == 0)
        {
            return "no nodes available to schedule pods";
        }

        var message = new StringBuilder($"0/{nodeCount} nodes are available: ");
        if (PodReason.Length > 0)
        {
            message.Append(PodReason);
        }
        else
        {
            // A reason's parts are separated by '\n' when one node has several (resources).
            var counts = refusals.SelectMany(r => r.Status.Reason.Split('\n')).CountBy(r => r, StringComparer.Ordinal)
                .Select(c => $"{c.Value} {c.Key}").Order(StringComparer.Ordinal);
            message.AppendJoin(", ", counts);
        }

        message.Append('.');
        if (Preemption.Length > 0)
        {
            message.Append(" preemption: ").Append(Preemption);
        }

        return message.ToString();
    }
}

/// <summary>A node that was refused.</summary>
/// <param name="Node">The node's name.</param>
/// <param name="Plugin">The plugin that refused it.</param>
/// <param name="Status">Its answer.</param>
public readonly record struct NodeRefusal(string Node, string Plugin, PluginStatus Status);
