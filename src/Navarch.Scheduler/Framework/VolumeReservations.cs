using System.Collections.Concurrent;
using Navarch.Api;

namespace Navarch.Scheduler.Framework;

/// <summary>The volumes that are chosen for claims, until the API shows them bound.</summary>
internal sealed class VolumeReservations
{
    private readonly ConcurrentDictionary<string, NamespacedName> claims = new(StringComparer.Ordinal);

    /// <summary>Whether a volume is chosen for some claim.</summary>
    public bool Contains(string volume) => claims.ContainsKey(volume);

    /// <summary>Chooses a volume for a claim; false when it was taken.</summary>
    public bool TryAdd(string volume, NamespacedName claim) => claims.TryAdd(volume, claim);

    /// <summary>Gives a volume back, if it was this claim's.</summary>
    public void Remove(string volume, NamespacedName claim) => claims.TryRemove(KeyValuePair.Create(volume, claim));
}
