namespace Navarch.Api;

/// <summary>Which objects own an object.</summary>
public static class OwnerReferences
{
    /// <summary>The owner that controls the object; null when none does.</summary>
    public static OwnerReference? ControllerOwner(this ObjectMeta metadata)
    {
        foreach (var owner in metadata.OwnerReferences)
        {
            if (owner.Controller == true)
            {
                return owner;
            }
        }

        return null;
    }

    /// <summary>Whether the object of that uid controls this one.</summary>
    public static bool IsControlledBy(this ObjectMeta metadata, string uid) => metadata.ControllerOwner()?.UID == uid;

    /// <summary>The reference that makes <paramref name="owner"/> the controller of what it is put on.</summary>
    public static OwnerReference ControllerReference(IKubernetesObject owner) => Reference(owner) with { Controller = true, BlockOwnerDeletion = true };

    /// <summary>A reference to an owner that does not control.</summary>
    public static OwnerReference Reference(IKubernetesObject owner) => new()
    {
        APIVersion = owner.KindInfo.ApiVersion,
        Kind = owner.KindInfo.Kind,
        Name = owner.Metadata.Name,
        UID = owner.Metadata.UID,
    };
}
