using Microsoft.Extensions.Logging.Abstractions;
using Navarch.Api.Core.V1;
using Navarch.ApiServer.Objects;
using Navarch.ApiServer.Resources;
using Navarch.ApiServer.Resources.Services;

namespace Navarch.ApiServer.Tests.Resources;

/// <summary>What is left when a server dies between reserving for a service and writing it.</summary>
public sealed class ReservationRepairTests
{
    private static readonly Service Lost = new() { Metadata = new() { Namespace = "ns", Name = "lost" } };

    [Fact]
    public async Task What_was_reserved_for_a_service_that_never_came_is_given_back_once_it_is_old()
    {
        await using var store = new MemoryStore();
        var time = new ManualTime();
        var addresses = new AddressReservations(store, new Identities(new Random(1)), time);
        var ports = new NodePortReservations(store, time);
        var ranges = new ServiceRanges("10.5.0.0/24");
        var allocator = new ServiceAllocator(ranges, addresses, ports, 30000, 30010, new Random(1));
        var registry = ResourceCatalog.Create(new ServiceResource(ranges, allocator), time);
        var repair = new ReservationRepair(new ObjectReader(store, registry), addresses, ports, time, NullLogger<ReservationRepair>.Instance);
        Assert.True(await addresses.TryTakeAsync("10.5.0.7", Lost, default));
        Assert.True(await ports.TryTakeAsync(30004, Lost, default));
        Assert.False(await addresses.TryTakeAsync("10.5.0.7", Lost, default));
        Assert.False(await ports.TryTakeAsync(30004, Lost, default));

        await repair.RepairAsync(default);
        Assert.True(addresses.IsTaken("10.5.0.7") && ports.IsTaken(30004));

        time.Advance(TimeSpan.FromMinutes(2));
        await repair.RepairAsync(default);
        Assert.False(addresses.IsTaken("10.5.0.7") || ports.IsTaken(30004));
    }

    private sealed class ManualTime : TimeProvider
    {
        private DateTimeOffset now = DateTimeOffset.UnixEpoch.AddYears(50);

        public override DateTimeOffset GetUtcNow() => now;

        public void Advance(TimeSpan by) => now += by;
    }
}
