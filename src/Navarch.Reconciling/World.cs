using Navarch.Api;
using Navarch.Client;
using Navarch.Client.Caching;

namespace Navarch.Reconciling;

/// <summary>What a controller may look at while it observes.</summary>
/// <param name="Caches">The caches of the process.</param>
/// <param name="Client">The API itself, for the rare question a cache cannot answer.</param>
public sealed record World(Caches Caches, IKubernetesClient Client)
{
    /// <summary>Why the key's last run failed, or null when it succeeded.</summary>
    public Status? LastFailure { get; init; }

    /// <summary>The cache of a kind; the controller must have declared that it watches or reads it.</summary>
    public Cache<T> Of<T>()
        where T : class, IKubernetesObject<T> =>
        Caches.Of<T>();

    /// <summary>The cache of a kind; the controller must have declared that it watches or reads it.</summary>
    public ObjectCache Of(KindInfo kind) => Caches.Of(kind);
}
