using Navarch.Api;
using Navarch.Client.Caching;

namespace Navarch.Reconciling;

/// <summary>One input of a controller: a kind, and which keys need a look after a change of an object of it.</summary>
/// <typeparam name="TKey">The controller's key.</typeparam>
/// <param name="Kind">The kind.</param>
/// <param name="Keys">The keys a change concerns; it must be quick, and may give a key twice.</param>
public sealed record Watch<TKey>(KindInfo Kind, Func<CacheChange, World, IEnumerable<TKey>> Keys);

/// <summary>The usual inputs. Unless said otherwise, the object before and the one after the change are both asked.</summary>
public static class Watch
{
    /// <summary>The object's own name is the key.</summary>
    public static Watch<NamespacedName> Self<T>()
        where T : class, IKubernetesObject<T> =>
        new(T.Info, (change, _) => [new(change.Latest.Metadata.Namespace, change.Latest.Metadata.Name)]);

    /// <summary>The name of the object's controller is the key, when that is a <typeparamref name="TOwner"/>.</summary>
    public static Watch<NamespacedName> ControlledBy<TOwner, T>()
        where TOwner : class, IKubernetesObject<TOwner>
        where T : class, IKubernetesObject<T> =>
        Map<T>((obj, _) => obj.ControllerOf(TOwner.Info) is { } owner ? [owner] : []);

    /// <summary>The keys that <paramref name="keys"/> gives.</summary>
    public static Watch<NamespacedName> Map<T>(Func<T, World, IEnumerable<NamespacedName>> keys)
        where T : class, IKubernetesObject<T> =>
        Map<NamespacedName, T>(keys);

    /// <summary>The keys that <paramref name="keys"/> gives, for any key.</summary>
    public static Watch<TKey> Map<TKey, T>(Func<T, World, IEnumerable<TKey>> keys)
        where T : class, IKubernetesObject<T> =>
        new(T.Info, (change, world) =>
        {
            var after = change.New is T now ? keys(now, world) : [];
            return change.Old is T old ? keys(old, world).Concat(after) : after;
        });

    /// <summary>Only read while observing: its changes concern no key.</summary>
    public static Watch<NamespacedName> Read<T>()
        where T : class, IKubernetesObject<T> =>
        Read<NamespacedName, T>();

    /// <summary>Only read while observing: its changes concern no key.</summary>
    public static Watch<TKey> Read<TKey, T>()
        where T : class, IKubernetesObject<T> =>
        new(T.Info, (_, _) => []);

    /// <summary>The name of the object's controller, when that is of the given kind (any version of it).</summary>
    public static NamespacedName? ControllerOf(this IKubernetesObject obj, KindInfo kind)
    {
        foreach (var reference in obj.Metadata.OwnerReferences)
        {
            if (reference.Controller == true)
            {
                return reference.Kind == kind.Kind && GroupOf(reference.APIVersion) == kind.Group
                    ? new NamespacedName(kind.Namespaced ? obj.Metadata.Namespace : "", reference.Name)
                    : null;
            }
        }

        return null;
    }

    private static string GroupOf(string apiVersion) =>
        apiVersion.IndexOf('/', StringComparison.Ordinal) is var slash and >= 0 ? apiVersion[..slash] : "";
}
