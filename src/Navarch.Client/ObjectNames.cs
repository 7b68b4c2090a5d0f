using Navarch.Api;

namespace Navarch.Client;

/// <summary>Short ways to an object's identity.</summary>
public static class ObjectNames
{
    /// <summary>The object's namespace and name.</summary>
    public static NamespacedName NameOf(this IKubernetesObject obj) => new(obj.Metadata.Namespace, obj.Metadata.Name);
}
