using Navarch.Api;

namespace Navarch.Client.Caching;

/// <summary>One change of a cached object: added (no <paramref name="Old"/>), changed, or removed (no <paramref name="New"/>).</summary>
/// <param name="Old">The object before; null when it is new.</param>
/// <param name="New">The object after; null when it is gone.</param>
public readonly record struct CacheChange(IKubernetesObject? Old, IKubernetesObject? New)
{
    /// <summary>The object as it is now, or as it last was.</summary>
    public IKubernetesObject Latest => New ?? Old!;
}
