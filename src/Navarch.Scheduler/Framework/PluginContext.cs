using Navarch.Client;
using Navarch.Client.Caching;

namespace Navarch.Scheduler.Framework;

/// <summary>What plugins are made from. The profiles of a process share it.</summary>
public sealed class PluginContext
{
    /// <summary>The API, as the scheduler.</summary>
    public required IKubernetesClient Client { get; init; }

    /// <summary>Where plugins read what the snapshot does not hold.</summary>
    public required Caches Caches { get; init; }

    /// <summary>The clock.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>Chooses among equals.</summary>
    public required Random Random { get; init; }

    /// <summary>The volumes chosen for pods that are being bound, whatever their profile.</summary>
    internal VolumeReservations Reservations { get; } = new();
}
