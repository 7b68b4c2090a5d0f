using Microsoft.Extensions.Logging;
using Navarch.Api.Core.V1;

namespace Navarch.ApiServer.Resources.Services;

/// <summary>
/// Makes reservations and services agree: what a service holds is reserved again, whoever took the reservation away; what was reserved
/// for a service that never came (the server died between the two writes) is given back once it is old enough not to be on its way.
/// </summary>
internal sealed partial class ReservationRepair(
    ObjectReader objects, AddressReservations addresses, NodePortReservations ports, TimeProvider time, ILogger<ReservationRepair> logger)
{
    private static readonly TimeSpan OnItsWay = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(3);

    /// <summary>Repairs now and then. Ends when cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                await Task.Delay(Interval, time, cancellationToken);
                await RepairAsync(cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The server stops.
        }
        catch (StoreUnavailableException failure)
        {
            CannotRepair(failure);
        }
    }

    /// <summary>Repairs once.</summary>
    public async Task RepairAsync(CancellationToken cancellationToken)
    {
        var services = objects.List<Service>().Where(service => service.Spec.Type != ServiceTypes.ExternalName).ToList();
        await RepairAddressesAsync(services, cancellationToken);
        await RepairPortsAsync(services, cancellationToken);
    }

    private async Task RepairAddressesAsync(List<Service> services, CancellationToken cancellationToken)
    {
        var holders = HoldersOf(services, ServiceAllocator.AddressesOf);
        foreach (var (address, service) in holders)
        {
            var held = addresses.Find(address);
            if (held is not null && held.Parent != AddressReservations.ParentOf(service) && StillHolds(service, address, ServiceAllocator.AddressesOf))
            {
                AddressReservedForAnother(address, service.Metadata.Namespace, service.Metadata.Name);
                await addresses.ReleaseAsync(held);
                held = null;
            }

            if (held is null)
            {
                await addresses.TryTakeAsync(address, service, cancellationToken);
            }
        }

        foreach (var held in addresses.All().Where(held => held.IsOurs && IsOld(held.Since) && !holders.ContainsKey(held.Address)).ToList())
        {
            AddressGivenBack(held.Address);
            await addresses.ReleaseAsync(held);
        }
    }

    private async Task RepairPortsAsync(List<Service> services, CancellationToken cancellationToken)
    {
        var holders = HoldersOf(services, ServiceAllocator.PortsOf);
        foreach (var (port, service) in holders)
        {
            var held = ports.Find(port);
            if (held is not null && held.Holder != NodePortReservations.HolderOf(service) && StillHolds(service, port, ServiceAllocator.PortsOf))
            {
                PortReservedForAnother(port, service.Metadata.Namespace, service.Metadata.Name);
                await ports.ReleaseAsync(held);
                held = null;
            }

            if (held is null)
            {
                await ports.TryTakeAsync(port, service, cancellationToken);
            }
        }

        foreach (var held in ports.All().Where(held => IsOld(held.Since) && !holders.ContainsKey(held.Port)).ToList())
        {
            PortGivenBack(held.Port);
            await ports.ReleaseAsync(held);
        }
    }

    private Dictionary<T, Service> HoldersOf<T>(List<Service> services, Func<Service, IEnumerable<T>> what)
        where T : notnull
    {
        var holders = new Dictionary<T, Service>();
        foreach (var service in services)
        {
            foreach (var number in what(service))
            {
                if (!holders.TryAdd(number, service))
                {
                    HeldTwice(number.ToString()!, service.Metadata.Namespace, service.Metadata.Name, holders[number].Metadata.Namespace, holders[number].Metadata.Name);
                }
            }
        }

        return holders;
    }

    // The list is a moment old: what a service let go of since may be another's by right.
    private bool StillHolds<T>(Service service, T what, Func<Service, IEnumerable<T>> held) =>
        objects.Find<Service>(service.Metadata.Namespace, service.Metadata.Name) is { } present && present.Metadata.UID == service.Metadata.UID && held(present).Contains(what);

    private bool IsOld(DateTimeOffset since) => time.GetUtcNow() - since > OnItsWay;

    [LoggerMessage(Level = LogLevel.Warning, Message = "address {Address} of service {Namespace}/{Name} was reserved for another: it is reserved for the service again")]
    private partial void AddressReservedForAnother(string address, string @namespace, string name);

    [LoggerMessage(Level = LogLevel.Warning, Message = "node port {Port} of service {Namespace}/{Name} was reserved for another: it is reserved for the service again")]
    private partial void PortReservedForAnother(int port, string @namespace, string name);

    [LoggerMessage(Level = LogLevel.Error, Message = "{What} is held by service {Namespace}/{Name} and by {OtherNamespace}/{OtherName}: make one of them anew")]
    private partial void HeldTwice(string what, string @namespace, string name, string otherNamespace, string otherName);

    [LoggerMessage(Level = LogLevel.Information, Message = "address {Address} was reserved for a service that does not exist: it is given back")]
    private partial void AddressGivenBack(string address);

    [LoggerMessage(Level = LogLevel.Information, Message = "node port {Port} was reserved for a service that does not exist: it is given back")]
    private partial void PortGivenBack(int port);

    [LoggerMessage(Level = LogLevel.Error, Message = "reservations of addresses and node ports are no longer repaired, until the next start")]
    private partial void CannotRepair(StoreUnavailableException failure);
}
