using System.Globalization;
using Navarch.Api.Core.V1;
using Navarch.Controllers.Pods;

namespace Navarch.Controllers.Workloads;

/// <summary>
/// Which pods go first when there are too many: those whose loss costs least. In order: not yet assigned to a node;
/// earlier phase (Pending, Unknown, Running); not ready; lower <c>controller.kubernetes.io/pod-deletion-cost</c>;
/// more related pods on the same node; ready more recently; more restarts; created more recently.
/// </summary>
public static class DeletionRanking
{
    private const string CostAnnotation = "controller.kubernetes.io/pod-deletion-cost";

    /// <summary>The <paramref name="count"/> pods to delete.</summary>
    /// <param name="pods">The candidates.</param>
    /// <param name="related">The active pods of every set with the same owner, for the spread over nodes.</param>
    /// <param name="count">How many to take.</param>
    /// <param name="now">The time.</param>
    public static IEnumerable<Pod> Choose(IReadOnlyCollection<Pod> pods, IReadOnlyCollection<Pod> related, int count, DateTimeOffset now)
    {
        if (count >= pods.Count)
        {
            return pods;
        }

        var onNode = related.Where(p => p.IsActive()).CountBy(p => p.Spec.NodeName).ToDictionary(StringComparer.Ordinal);
        return pods
            .OrderBy(p => p.Spec.NodeName.Length == 0 ? 0 : 1)
            .ThenBy(p => p.Status.Phase switch { PodPhases.Pending => 0, PodPhases.Unknown => 1, PodPhases.Running => 2, _ => 0 })
            .ThenBy(p => p.IsReady() ? 1 : 0)
            .ThenBy(Cost)
            .ThenByDescending(p => onNode.GetValueOrDefault(p.Spec.NodeName))
            .ThenBy(p => Age(p.ReadySince(), now))
            .ThenByDescending(MostRestarts)
            .ThenBy(p => Age(p.Metadata.CreationTimestamp, now))
            .ThenBy(p => p.Metadata.UID, StringComparer.Ordinal)
            .Take(count);
    }

    private static int Cost(Pod pod) =>
        pod.Metadata.Annotations.TryGetValue(CostAnnotation, out var text) && int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var cost) ? cost : 0;

    /// <summary>The age in powers of two of seconds: pods of about the same age rank equal, so that chance spreads the loss.</summary>
    private static int Age(DateTimeOffset? since, DateTimeOffset now) =>
        since is { } s && now > s ? (int)Math.Log2(Math.Max(1, (now - s).TotalSeconds)) : 0;

    private static int MostRestarts(Pod pod)
    {
        var most = 0;
        foreach (var container in pod.Status.ContainerStatuses)
        {
            most = Math.Max(most, container.RestartCount);
        }

        return most;
    }
}
