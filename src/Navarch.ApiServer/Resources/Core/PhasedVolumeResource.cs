using Navarch.Api.Core.V1;

namespace Navarch.ApiServer.Resources.Core;

/// <summary>Persistent volumes and claims: they begin pending.</summary>
internal sealed class PhasedVolumeResource : ResourceStrategy
{
    /// <inheritdoc/>
    public override bool ReturnsDeletedObject => true;

    /// <inheritdoc/>
    public override IKubernetesObject PrepareForCreate(IKubernetesObject obj, WriteContext context) => obj switch
    {
        PersistentVolumeClaim claim => claim with { Status = new PersistentVolumeClaimStatus { Phase = "Pending" } },
        PersistentVolume volume => volume with { Status = new PersistentVolumeStatus { Phase = "Pending" } },
        _ => obj,
    };
}
