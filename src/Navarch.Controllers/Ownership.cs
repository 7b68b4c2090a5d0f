using Navarch.Api;

namespace Navarch.Controllers;

/// <summary>Taking objects over and letting them go.</summary>
public static class Ownership
{
    /// <summary>The object with <paramref name="owner"/> as its controller.</summary>
    public static IKubernetesObject AdoptedBy(this IKubernetesObject obj, IKubernetesObject owner) =>
        obj.WithMetadata(obj.Metadata with { OwnerReferences = obj.Metadata.OwnerReferences.Add(OwnerReferences.ControllerReference(owner)) });

    /// <summary>The object without any reference to <paramref name="owner"/>.</summary>
    public static IKubernetesObject ReleasedBy(this IKubernetesObject obj, IKubernetesObject owner) =>
        obj.WithMetadata(obj.Metadata with
        {
            OwnerReferences = obj.Metadata.OwnerReferences.Where(r => r.UID != owner.Metadata.UID).ToValueList(),
        });
}
