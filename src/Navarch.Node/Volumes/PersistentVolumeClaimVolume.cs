using Navarch.Api;
using Navarch.Api.Core.V1;
using Navarch.Client;

namespace Navarch.Node.Volumes;

/// <summary>
/// A claim (named, or made for an ephemeral volume) bound to a volume that lies on this node: a host path, a local path, or a folder that
/// <see cref="LocalVolumeFolders"/> keeps and that is made here at the first mount.
/// </summary>
internal sealed class PersistentVolumeClaimVolume(IKubernetesClient client, LocalVolumeFolders folders) : IVolumeType
{
    /// <inheritdoc/>
    public string Name => "claim";

    /// <inheritdoc/>
    public bool Handles(Volume volume) => volume.PersistentVolumeClaim is not null || volume.Ephemeral is not null;

    /// <inheritdoc/>
    public async ValueTask<VolumeResult> SetUpAsync(VolumeRequest request, CancellationToken cancellationToken)
    {
        var name = new NamespacedName(request.Pod.Metadata.Namespace, VolumeClaims.ClaimOf(request.Pod, request.Volume)!);
        var claim = await client.GetAsync<PersistentVolumeClaim>(name, cancellationToken);
        if (!claim.IsSuccess)
        {
            return VolumeResult.Failed($"claim {name} could not be read: {claim.Status.Message}");
        }

        if (request.Volume.Ephemeral is not null && !claim.Value.Metadata.IsControlledBy(request.Pod.Metadata.UID))
        {
            return VolumeResult.Failed($"PVC {name} was not created for pod {request.Pod.NamespacedName()} (pod is not owner)");
        }

        if (claim.Value.Spec.VolumeName.Length == 0 || claim.Value.Status.Phase != "Bound")
        {
            return VolumeResult.Failed($"claim {name} is not bound to a volume");
        }

        var bound = await client.GetAsync<PersistentVolume>(new("", claim.Value.Spec.VolumeName), cancellationToken);
        if (!bound.IsSuccess)
        {
            return VolumeResult.Failed($"volume {claim.Value.Spec.VolumeName} could not be read: {bound.Status.Message}");
        }

        var spec = bound.Value.Spec;
        if (spec.ClaimRef?.UID != claim.Value.Metadata.UID)
        {
            return VolumeResult.Failed($"volume {claim.Value.Spec.VolumeName} is bound to another claim than {name}");
        }

        folders.Ensure(bound.Value);
        var path = spec.HostPath?.Path ?? spec.Local?.Path;
        if (path is null)
        {
            return VolumeResult.Failed($"volume {claim.Value.Spec.VolumeName} is of a type this node does not support; hostPath and local are supported");
        }

        var error = spec.HostPath is { } hostPath ? HostPathVolume.Check(path, hostPath.Type ?? "") : Path.Exists(path) ? null : $"local path {path} does not exist";
        if (error is not null)
        {
            return VolumeResult.Failed(error);
        }

        if (request.FSGroup is { } group && spec.Local is not null && Directory.Exists(path))
        {
            HostFiles.GiveToGroup(path, group);
        }

        return new MountedVolume(path, request.Volume.PersistentVolumeClaim?.ReadOnly ?? false);
    }

    /// <inheritdoc/>
    public void TearDown(string folder)
    {
    }
}
