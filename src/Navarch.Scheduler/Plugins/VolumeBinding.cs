using System.Collections.Concurrent;
using Navarch.Api;
using Navarch.Api.Core.V1;
using Navarch.Api.Storage.V1;
using Navarch.Client;
using Navarch.Client.Caching;
using Navarch.Scheduler.Configuration;
using Navarch.Scheduler.Framework;
using Navarch.Scheduler.Snapshot;

namespace Navarch.Scheduler.Plugins;

/// <summary>
/// A pod runs only where its volumes are, or can be made.
/// 1. PreFilter: the claims exist, and those that do not wait for a consumer are bound;
/// 2. Filter: the node reaches every bound volume; for each claim that waits there is a free volume it reaches, or one can be made for it;
/// 3. Reserve: those free volumes are this pod's now;
/// 4. PreBind: they are bound to the claims, the other claims get the node's name, and the pod waits until all are bound.
/// </summary>
public sealed class VolumeBinding : IPreFilterPlugin, IFilterPlugin, IReservePlugin, IPreBindPlugin
{
    private readonly IKubernetesClient client;
    private readonly Caches caches;
    private readonly TimeProvider time;
    private readonly TimeSpan bindLimit;
    private readonly VolumeReservations reserved;
    private readonly ConcurrentDictionary<NamespacedName, Action> waits = [];

    /// <param name="context">The API, and where claims, volumes and classes are read.</param>
    /// <param name="args">How long binding may take.</param>
    public VolumeBinding(PluginContext context, VolumeBindingArgs args)
    {
        (client, caches, time, reserved) = (context.Client, context.Caches, context.Time, context.Reservations);
        bindLimit = TimeSpan.FromSeconds(args.BindTimeoutSeconds);
        caches.Of<PersistentVolumeClaim>().Objects.Subscribe(_ => LookAgain());
        caches.Of<Pod>().Objects.Subscribe(change => LookAgain(change.New is null || change.New.IsDeleting()));
    }

    /// <inheritdoc/>
    public string Name => nameof(VolumeBinding);

    /// <inheritdoc/>
    public ClusterChange HelpedBy => ClusterChange.Volumes | ClusterChange.NodeAdded | ClusterChange.NodeLabels;

    /// <inheritdoc/>
    public PluginStatus PreFilter(CycleState state, PodInfo pod, ClusterSnapshot snapshot)
    {
        var bound = new List<PersistentVolume>();
        var waiting = new List<(PersistentVolumeClaim, StorageClass)>();
        foreach (var volume in pod.Pod.Spec.Volumes)
        {
            if (VolumeClaims.ClaimOf(pod.Pod, volume) is not { } name)
            {
                continue;
            }

            var claim = caches.Of<PersistentVolumeClaim>().Get(pod.Name.Namespace, name);
            if (Refusal(pod, volume, name, claim) is { } why)
            {
                return PluginStatus.Unresolvable(why);
            }

            if (IsBound(claim!))
            {
                if (caches.Of<PersistentVolume>().Get("", claim!.Spec.VolumeName) is not { } held)
                {
                    return PluginStatus.Unresolvable($"persistentvolume \"{claim.Spec.VolumeName}\" not found");
                }

                bound.Add(held);
            }
            else if (claim!.Spec.VolumeName.Length == 0 && WaitingClass(claim) is { } storage)
            {
                waiting.Add((claim, storage));
            }
            else
            {
                return PluginStatus.Unresolvable("pod has unbound immediate PersistentVolumeClaims");
            }
        }

        state.Set(new PodClaims(bound, waiting));
        return bound.Count + waiting.Count == 0 ? PluginStatus.Skip : PluginStatus.Success;
    }

    /// <inheritdoc/>
    public PluginStatus Filter(CycleState state, PodInfo pod, NodeInfo node)
    {
        var claims = state.Get<PodClaims>()!;
        if (claims.Bound.Any(v => !VolumeClaims.Reaches(v, node.Node)))
        {
            return PluginStatus.Unresolvable("node(s) didn't match PersistentVolume's node affinity");
        }

        return claims.Waiting.Count == 0 || Place(claims, node.Node) is { } _
            ? PluginStatus.Success
            : PluginStatus.Unresolvable("node(s) didn't find available persistent volumes to bind");
    }

    /// <inheritdoc/>
    public PluginStatus Reserve(CycleState state, PodInfo pod, string nodeName)
    {
        if (state.Get<PodClaims>() is not { Waiting.Count: > 0 } claims)
        {
            return PluginStatus.Success;
        }

        if (caches.Of<Node>().Get("", nodeName) is not { } node || Place(claims, node) is not { } placement)
        {
            return PluginStatus.Error("the volumes chosen for the pod were taken");
        }

        foreach (var (claim, volume) in placement.Found)
        {
            if (!reserved.TryAdd(volume.Metadata.Name, claim.NamespacedName()))
            {
                return PluginStatus.Error($"persistentvolume \"{volume.Metadata.Name}\" was taken");
            }
        }

        state.Set(placement);
        return PluginStatus.Success;
    }

    /// <inheritdoc/>
    public void Unreserve(CycleState state, PodInfo pod, string nodeName) => Free(state);

    /// <inheritdoc/>
    public async ValueTask<PluginStatus> PreBindAsync(CycleState state, PodInfo pod, string nodeName, CancellationToken cancellationToken)
    {
        if (state.Get<Placement>() is not { } placement)
        {
            return PluginStatus.Success;
        }

        foreach (var (claim, volume) in placement.Found)
        {
            var bound = await client.UpdateAsync(BoundTo(volume, claim), cancellationToken);
            if (!bound.IsSuccess)
            {
                return PluginStatus.Error($"binding persistentvolume \"{volume.Metadata.Name}\": {bound.Status.Message}");
            }
        }

        foreach (var claim in placement.ToMake.Where(c => c.Metadata.Annotation(VolumeMarks.SelectedNode) != nodeName))
        {
            var told = await client.UpdateAsync(claim with { Metadata = claim.Metadata.WithAnnotation(VolumeMarks.SelectedNode, nodeName) }, cancellationToken);
            if (!told.IsSuccess)
            {
                return PluginStatus.Error($"choosing the node of persistentvolumeclaim \"{claim.Metadata.Name}\": {told.Status.Message}");
            }

            await caches.Of<PersistentVolumeClaim>().Objects.Reached(ResourceVersions.Parse(told.Value.Metadata.ResourceVersion)).WaitAsync(cancellationToken);
        }

        var status = await WaitAsync(pod, nodeName, placement, cancellationToken);
        if (status.IsSuccess)
        {
            // The caches show the bindings by now: nothing is to be remembered.
            Free(state);
        }

        return status;
    }

    private static string? Refusal(PodInfo pod, Volume volume, string name, PersistentVolumeClaim? claim) => claim switch
    {
        null when volume.Ephemeral is not null => $"waiting for ephemeral volume controller to create the persistentvolumeclaim \"{name}\"",
        null => $"persistentvolumeclaim \"{name}\" not found",
        _ when claim.IsDeleting() => $"persistentvolumeclaim \"{name}\" is being deleted",
        _ when claim.Status.Phase == PersistentVolumeClaimPhases.Lost => $"persistentvolumeclaim \"{name}\" bound to non-existent persistentvolume \"{claim.Spec.VolumeName}\"",
        _ when volume.Ephemeral is not null && !claim.Metadata.IsControlledBy(pod.Pod.Metadata.UID) =>
            $"PVC {claim.NamespacedName()} was not created for pod {pod.Name} (pod is not owner)",
        _ => null,
    };

    private static bool IsBound(PersistentVolumeClaim claim) =>
        claim.Spec.VolumeName.Length > 0
        && claim.Status.Phase == PersistentVolumeClaimPhases.Bound
        && claim.Metadata.Annotations.ContainsKey(VolumeMarks.BindCompleted);

    private StorageClass? WaitingClass(PersistentVolumeClaim claim) =>
        caches.Of<StorageClass>().Get("", VolumeClaims.ClassOf(claim) ?? "") is { VolumeBindingMode: VolumeBindingModes.WaitForFirstConsumer } storage ? storage : null;

    /// <summary>How the waiting claims get volumes on a node; null when one cannot.</summary>
    private Placement? Place(PodClaims claims, Node node)
    {
        var found = new List<(PersistentVolumeClaim Claim, PersistentVolume Volume)>();
        var toMake = new List<PersistentVolumeClaim>();
        var free = caches.Of<PersistentVolume>().All().Where(v => !reserved.Contains(v.Metadata.Name)).ToList();

        // The smallest claims first, so that they do not take what the larger ones need.
        foreach (var (claim, storage) in claims.Waiting.OrderBy(w => VolumeClaims.RequestOf(w.Claim)))
        {
            var chosen = claim.Metadata.Annotation(VolumeMarks.SelectedNode);
            if (chosen.Length > 0 && chosen != node.Metadata.Name)
            {
                // Its volume is being made elsewhere.
                return null;
            }

            if (chosen.Length == 0 && VolumeClaims.BestFor(free, claim, node, onlyReserved: false) is { } volume)
            {
                found.Add((claim, volume));
                free.Remove(volume);
            }
            else if (CanMake(storage, node))
            {
                toMake.Add(claim);
            }
            else
            {
                return null;
            }
        }

        return new(found, toMake);
    }

    private static bool CanMake(StorageClass storage, Node node) => storage.Provisioner switch
    {
        VolumeMarks.NoProvisioner => false,
        VolumeMarks.LocalProvisioner => node.Metadata.Annotations.ContainsKey(VolumeMarks.NodeFolder) && Allows(storage, node),
        _ => Allows(storage, node),
    };

    private static bool Allows(StorageClass storage, Node node) =>
        storage.AllowedTopologies.IsEmpty
        || storage.AllowedTopologies.Any(t => t.MatchLabelExpressions.All(e => e.Values.Contains(node.Metadata.Label(e.Key))));

    private static PersistentVolume BoundTo(PersistentVolume volume, PersistentVolumeClaim claim) => volume with
    {
        Metadata = volume.Spec.ClaimRef is null ? volume.Metadata.WithAnnotation(VolumeMarks.BoundByController, "yes") : volume.Metadata,
        Spec = volume.Spec with
        {
            ClaimRef = new()
            {
                Kind = "PersistentVolumeClaim",
                APIVersion = "v1",
                Namespace = claim.Metadata.Namespace,
                Name = claim.Metadata.Name,
                UID = claim.Metadata.UID,
                ResourceVersion = claim.Metadata.ResourceVersion,
            },
        },
    };

    private async Task<PluginStatus> WaitAsync(PodInfo pod, string nodeName, Placement placement, CancellationToken cancellationToken)
    {
        var done = new TaskCompletionSource<PluginStatus>(TaskCreationOptions.RunContinuationsAsynchronously);
        waits[pod.Name] = Look;
        Look();
        try
        {
            return await done.Task.WaitAsync(bindLimit, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            return PluginStatus.Error("timed out waiting for the pod's volumes to be bound");
        }
        finally
        {
            waits.TryRemove(pod.Name, out _);
        }

        void Look()
        {
            if (Progress(pod, nodeName, placement) is { } outcome)
            {
                done.TrySetResult(outcome);
            }
        }
    }

    /// <summary>How the binding of a pod's claims ended; null while it goes on.</summary>
    private PluginStatus? Progress(PodInfo pod, string nodeName, Placement placement)
    {
        if (caches.Of<Pod>().Get(pod.Name) is not { } now || now.IsDeleting())
        {
            return PluginStatus.Error("the pod was deleted");
        }

        var all = true;
        foreach (var name in placement.Claims)
        {
            if (caches.Of<PersistentVolumeClaim>().Get(name) is not { } claim || claim.IsDeleting())
            {
                return PluginStatus.Error($"persistentvolumeclaim \"{name.Name}\" was deleted");
            }

            if (!IsBound(claim))
            {
                all = false;
                if (placement.ToMake.Any(c => c.NamespacedName() == name) && claim.Metadata.Annotation(VolumeMarks.SelectedNode) != nodeName)
                {
                    return PluginStatus.Error($"node {nodeName} cannot make the volume of persistentvolumeclaim \"{name.Name}\"");
                }
            }
        }

        return all ? PluginStatus.Success : null;
    }

    private void LookAgain(bool needed = true)
    {
        if (needed)
        {
            foreach (var (_, look) in waits)
            {
                look();
            }
        }
    }

    private void Free(CycleState state)
    {
        if (state.Get<Placement>() is { } placement)
        {
            foreach (var (claim, volume) in placement.Found)
            {
                reserved.Remove(volume.Metadata.Name, claim.NamespacedName());
            }
        }
    }

    private sealed record PodClaims(IReadOnlyList<PersistentVolume> Bound, IReadOnlyList<(PersistentVolumeClaim Claim, StorageClass Class)> Waiting);

    private sealed record Placement(IReadOnlyList<(PersistentVolumeClaim Claim, PersistentVolume Volume)> Found, IReadOnlyList<PersistentVolumeClaim> ToMake)
    {
        /// <summary>Every claim that must become bound.</summary>
        public IEnumerable<NamespacedName> Claims => Found.Select(f => f.Claim).Concat(ToMake).Select(c => c.NamespacedName());
    }
}
