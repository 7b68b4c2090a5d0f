using Navarch.Api.Core.V1;
using Navarch.Client;

namespace Navarch.Node.Volumes;

/// <summary>A claim bound to a volume that lies on this node: a host path or a local path.</summary>
internal sealed class PersistentVolumeClaimVolume(IKubernetesClient client) : IVolumeType
{
    /// <inheritdoc/>
    public string Name => "claim";

    /// <inheritdoc/>
    public bool Handles(Volume volume) => volume.PersistentVolumeClaim is not null;

    /// <inheritdoc/>
    public async ValueTask<VolumeResult> SetUpAsync(VolumeRequest request, CancellationToken cancellationToken)
    {
        var source = request.Volume.PersistentVolumeClaim!;
        var claim = await client.GetAsync<PersistentVolumeClaim>(request.Pod.Metadata.Namespace, source.ClaimName, cancellationToken);
        if (!claim.IsSuccess)
        {
            return VolumeResult.Failed($"claim {request.Pod.Metadata.Namespace}/{source.ClaimName} could not be read: {claim.Status.Message}");
        }

        if (claim.Value.Spec.VolumeName.Length == 0 || claim.Value.Status.Phase != "Bound")
        {
            return VolumeResult.Failed($"claim {request.Pod.Metadata.Namespace}/{source.ClaimName} is not bound to a volume");
        }

        var bound = await client.GetAsync<PersistentVolume>(new("", claim.Value.Spec.VolumeName), cancellationToken);
        if (!bound.IsSuccess)
        {
            return VolumeResult.Failed($"volume {claim.Value.Spec.VolumeName} could not be read: {bound.Status.Message}");
        }

        var spec = bound.Value.Spec;
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

        return new MountedVolume(path, source.ReadOnly);
    }

    /// <inheritdoc/>
    public void TearDown(string folder)
    {
    }
}
