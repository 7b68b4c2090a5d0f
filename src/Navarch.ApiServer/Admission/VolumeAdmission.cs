using Navarch.Api.Core.V1;
using Navarch.Api.Storage.V1;

namespace Navarch.ApiServer.Admission;

/// <summary>
/// New claims without a storage class get the default one; claims and volumes are held while in use; a bound claim grows only
/// when its class allows it.
/// </summary>
internal sealed class VolumeAdmission : IAdmissionRule
{
    /// <inheritdoc/>
    public ValueTask<ApiResult<IKubernetesObject?>> AdmitAsync(IKubernetesObject? obj, AdmissionRequest request, CancellationToken cancellationToken)
    {
        if (request.Context.Subresource.Length > 0)
        {
            return ValueTask.FromResult(ApiResult<IKubernetesObject?>.Ok(obj));
        }

        return ValueTask.FromResult((request.Operation, obj) switch
        {
            (AdmissionOperation.Create, PersistentVolumeClaim claim) => ApiResult<IKubernetesObject?>.Ok(Begun(claim, request)),
            (AdmissionOperation.Create, PersistentVolume volume) =>
                ApiResult<IKubernetesObject?>.Ok(volume with { Metadata = volume.Metadata.WithFinalizer(VolumeMarks.VolumeProtection) }),
            (AdmissionOperation.Update, PersistentVolumeClaim claim) when RefusedGrowth(claim, (PersistentVolumeClaim)request.Old!, request) is { } refused => refused,
            _ => ApiResult<IKubernetesObject?>.Ok(obj),
        });
    }

    private static PersistentVolumeClaim Begun(PersistentVolumeClaim claim, AdmissionRequest request)
    {
        claim = claim with { Metadata = claim.Metadata.WithFinalizer(VolumeMarks.ClaimProtection) };
        return VolumeClaims.ClassOf(claim) is null && VolumeClaims.DefaultOf(request.Context.Objects.List<StorageClass>()) is { } byDefault
            ? claim with { Spec = claim.Spec with { StorageClassName = byDefault.Metadata.Name } }
            : claim;
    }

    private static Status? RefusedGrowth(PersistentVolumeClaim claim, PersistentVolumeClaim old, AdmissionRequest request)
    {
        if (VolumeClaims.RequestOf(claim) <= VolumeClaims.RequestOf(old))
        {
            return null;
        }

        if (old.Status.Phase != PersistentVolumeClaimPhases.Bound)
        {
            return Failures.Forbidden(request.Context.Resource.Kind, request.Name, "Only bound persistent volume claims can be expanded");
        }

        return VolumeClaims.ClassOf(old) is { Length: > 0 } name && request.Context.Objects.Find<StorageClass>("", name) is { AllowVolumeExpansion: true }
            ? null
            : Failures.Forbidden(
                request.Context.Resource.Kind,
                request.Name,
                "only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc must support resize");
    }
}
