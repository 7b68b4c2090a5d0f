using Navarch.Api.Core.V1;
using Navarch.Api.Policy.V1;
using Navarch.Api.Storage.V1;
using Navarch.Client.Caching;
using Navarch.Scheduler.Snapshot;

namespace Navarch.Scheduler.Explanation;

/// <summary>A cluster as it was at one moment.</summary>
/// <param name="Snapshot">Its nodes with the pods on them.</param>
/// <param name="Waiting">The pods without a node that are not on their way out.</param>
public sealed record ClusterView(ClusterSnapshot Snapshot, IReadOnlyList<PodInfo> Waiting)
{
    /// <summary>Reads what plugins decide by, and waits until it is all there.</summary>
    public static async Task<ClusterView> ReadAsync(Caches caches, CancellationToken cancellationToken)
    {
        var (nodes, pods, namespaces, budgets) = (caches.Of<Node>(), caches.Of<Pod>(), caches.Of<Namespace>(), caches.Of<PodDisruptionBudget>());

        // Read by plugins later; they must be complete by then.
        _ = (caches.Of<PersistentVolumeClaim>(), caches.Of<PersistentVolume>(), caches.Of<StorageClass>(), caches.Of<CSINode>());
        await caches.SyncedAsync(cancellationToken);

        var snapshot = new ClusterSnapshot();
        foreach (var node in nodes.All().OrderBy(n => n.Metadata.Name, StringComparer.Ordinal))
        {
            snapshot.Put(node);
        }

        Array.ForEach(namespaces.All(), n => snapshot.PutNamespace(n.Metadata.Name, n.Metadata.Labels));
        Array.ForEach(budgets.All(), snapshot.PutBudget);
        List<PodInfo> waiting = [];
        foreach (var pod in pods.All().Where(p => p.Status.Phase is not ("Succeeded" or "Failed")))
        {
            var info = new PodInfo(pod);
            if (pod.Spec.NodeName.Length > 0)
            {
                snapshot.Place(info, pod.Spec.NodeName);
            }
            else if (pod.Metadata.DeletionTimestamp is null)
            {
                waiting.Add(info);
                snapshot.Nominate(info, pod.Status.NominatedNodeName);
            }
        }

        return new(snapshot, waiting);
    }
}
