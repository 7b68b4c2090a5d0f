using Navarch.Api;

namespace Navarch.Controllers;

/// <summary>Who controls whom.</summary>
public static class Ownership
{
    /// <summary>The one owner reference that is the object's controller, or null.</summary>
    public static OwnerReference? Controller(this IKubernetesObject obj)
    {
        foreach (var reference in obj.Metadata.OwnerReferences)
        {
            if (reference.Controller == true)
            {
                return reference;
            }
        }

        return null;
    }

    /// <summary>Whether that owner is the object's controller.</summary>
    public static bool IsControlledBy(this IKubernetesObject obj, IKubernetesObject owner) => obj.Controller()?.UID == owner.Metadata.UID;

    /// <summary>The reference that makes <paramref name="owner"/> the controller of an object.</summary>
    public static OwnerReference ReferenceTo(IKubernetesObject owner) => new()
    {
        APIVersion = owner.KindInfo.ApiVersion,
        Kind = owner.KindInfo.Kind,
        Name = owner.Metadata.Name,
        UID = owner.Metadata.UID,
        Controller = true,
        BlockOwnerDeletion = true,
    };

    /// <summary>The object with <paramref name="owner"/> as its controller.</summary>
    public static IKubernetesObject AdoptedBy(this IKubernetesObject obj, IKubernetesObject owner) =>
        obj.WithMetadata(obj.Metadata with { OwnerReferences = obj.Metadata.OwnerReferences.Add(ReferenceTo(owner)) });

    /// <summary>The object without any reference to <paramref name="owner"/>.</summary>
    public static IKubernetesObject ReleasedBy(this IKubernetesObject obj, IKubernetesObject owner) =>
        obj.WithMetadata(obj.Metadata with
        {
            OwnerReferences = obj.Metadata.OwnerReferences.Where(r => r.UID != owner.Metadata.UID).ToValueList(),
        });
}
