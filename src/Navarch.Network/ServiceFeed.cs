using System.Threading.Channels;
using Navarch.Api;
using Navarch.Api.Core.V1;
using Navarch.Api.Discovery.V1;
using Navarch.Client.Caching;

namespace Navarch.Network;

/// <summary>
/// Tells which services changed, in themselves or in what stands behind them. Changes that come in while the last ones
/// are being worked off are handed out together, each service once. One reader.
/// </summary>
public sealed class ServiceFeed
{
    /// <summary>The label that says which service a slice belongs to.</summary>
    public const string ServiceNameLabel = "kubernetes.io/service-name";

    private readonly Cache<Service> services;
    private readonly Cache<EndpointSlice> slices;
    private readonly Lock gate = new();
    private readonly Channel<bool> signal = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private HashSet<NamespacedName> changed = [];

    /// <summary>Starts listening to the caches.</summary>
    public ServiceFeed(Caches caches)
    {
        services = caches.Of<Service>();
        slices = caches.Of<EndpointSlice>();
        services.Objects.Subscribe(change => Mark(change.Latest.NamespacedName()));
        slices.Objects.Subscribe(change =>
        {
            MarkOwner(change.Old);
            MarkOwner(change.New);
        });
    }

    /// <summary>Completes when both kinds are known; from then on every service is among the changed ones once.</summary>
    public async Task SyncedAsync(CancellationToken cancellation)
    {
        await Task.WhenAll(services.Objects.Synced, slices.Objects.Synced).WaitAsync(cancellation);
        foreach (var service in services.All())
        {
            Mark(service.NamespacedName());
        }
    }

    /// <summary>The services that changed since the last call; waits for at least one.</summary>
    public async ValueTask<IReadOnlyCollection<NamespacedName>> NextAsync(CancellationToken cancellation)
    {
        while (true)
        {
            if (Take() is { Count: > 0 } taken)
            {
                return taken;
            }

            await signal.Reader.ReadAsync(cancellation);
        }
    }

    /// <summary>The services that changed since the last call, perhaps none.</summary>
    public IReadOnlyCollection<NamespacedName> Take()
    {
        lock (gate)
        {
            var taken = changed;
            changed = [];
            return taken;
        }
    }

    /// <summary>The service as it is; null when it is gone.</summary>
    public Service? ServiceOf(NamespacedName name) => services.Get(name);

    /// <summary>The slices of a service.</summary>
    public EndpointSlice[] SlicesOf(NamespacedName name) => slices.WithLabels(name.Namespace, ValueMap.Of((ServiceNameLabel, name.Name)));

    private void MarkOwner(IKubernetesObject? slice)
    {
        if (slice is not null && slice.Metadata.Labels.TryGetValue(ServiceNameLabel, out var owner))
        {
            Mark(new(slice.Metadata.Namespace, owner));
        }
    }

    private void Mark(NamespacedName name)
    {
        lock (gate)
        {
            changed.Add(name);
        }

        signal.Writer.TryWrite(true);
    }
}
