using System.Text;
using Navarch.Api;
using Navarch.Scheduler.Explanation;

namespace Navarch.Commands;

/// <summary>What <c>navarch why pod</c> prints.</summary>
public static class ExplanationText
{
    /// <summary>How many nodes are shown unless all are asked for.</summary>
    public const int NearestShown = 10;

    /// <summary>The explanation as text.</summary>
    /// <param name="pod">The pod.</param>
    /// <param name="explanation">What was found.</param>
    /// <param name="all">Whether every node is shown.</param>
    public static string Of(NamespacedName pod, PodExplanation explanation, bool all)
    {
        var text = new StringBuilder();
        if (explanation.Gate.Length > 0)
        {
            return text.AppendLine($"Pod {pod} is held back: {explanation.Gate}.").ToString();
        }

        text.AppendLine(explanation.Node is { } node
            ? $"Pod {pod} fits: it would go to node {node} now."
            : $"Pod {pod} fits nowhere: {explanation.Message}");
        text.AppendLine($"Queue: place {explanation.QueuePlace} of {explanation.QueueLength}, by priority and age.");
        if (explanation.Everywhere is { } everywhere)
        {
            text.AppendLine($"For every node {everywhere.Plugin} says: {everywhere.Reason}.");
        }

        if (explanation.Preemption.NominatedNode is { } room)
        {
            text.AppendLine($"Preemption would evict from node {room}: {string.Join(", ", explanation.Preemption.Victims.Select(v => $"{v.Name} (priority {v.Priority})"))}.");
        }

        Nodes(text, explanation, all ? explanation.Refused.Count : NearestShown);
        return text.ToString();
    }

    private static void Nodes(StringBuilder text, PodExplanation explanation, int shown)
    {
        if (explanation.Refused.Count == 0)
        {
            return;
        }

        text.AppendLine().AppendLine($"{explanation.Refused.Count} of {explanation.NodeCount} nodes refuse it, the nearest fix first:");
        foreach (var node in explanation.Refused.Take(shown))
        {
            text.AppendLine($"  {node.Node.Name}");
            foreach (var refusal in node.Refusals)
            {
                text.AppendLine($"    {refusal.Plugin}: {(refusal.Missing.Length > 0 ? refusal.Missing : refusal.Reason)}");
                if (refusal.Fix.Length > 0)
                {
                    text.AppendLine($"      fix: {refusal.Fix}");
                }
            }
        }

        if (explanation.Refused.Count > shown)
        {
            text.AppendLine($"  and {explanation.Refused.Count - shown} more (--all shows them)");
        }
    }
}
