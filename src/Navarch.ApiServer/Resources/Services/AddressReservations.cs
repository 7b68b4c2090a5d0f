using Navarch.Api.Core.V1;
using Navarch.Api.Networking.V1;
using IPAddressObject = Navarch.Api.Networking.V1.IPAddress;

namespace Navarch.ApiServer.Resources.Services;

/// <summary>
/// Addresses held by services, each as an IPAddress object that names its service. The store lets only one writer create an
/// object of a name: no address is given twice, whoever asks, and however many servers there are.
/// </summary>
internal sealed class AddressReservations(IStore store, Identities identities, TimeProvider time)
{
    private const string FamilyLabel = "ipaddress.kubernetes.io/ip-family";
    private const string ManagedByLabel = "ipaddress.kubernetes.io/managed-by";
    private const string ManagedBy = "ipallocator.k8s.io";
    private static readonly string Bucket = ServedResource.BucketOf(IPAddressObject.Info);

    /// <summary>Every address that is reserved here or by hand.</summary>
    public IEnumerable<AddressReservation> All() =>
        store.Snapshot(Bucket).Snapshot?.Range("").Select(ReservationOf) ?? [];

    /// <summary>The reservation of an address, or null.</summary>
    public AddressReservation? Find(string address) => store.Get(KeyOf(address)) is { } entry ? ReservationOf(entry) : null;

    /// <summary>Whether an address is reserved.</summary>
    public bool IsTaken(string address) => store.Get(KeyOf(address)) is not null;

    /// <summary>Takes an address for a service; false when somebody has it.</summary>
    public async ValueTask<bool> TryTakeAsync(string address, Service service, CancellationToken cancellationToken)
    {
        var obj = new IPAddressObject
        {
            Metadata = new()
            {
                Name = address,
                UID = identities.NewUid(),
                CreationTimestamp = DateTimeOffset.FromUnixTimeSeconds(time.GetUtcNow().ToUnixTimeSeconds()),
                Labels = ValueMap.Of((FamilyLabel, address.Contains(':', StringComparison.Ordinal) ? "IPv6" : "IPv4"), (ManagedByLabel, ManagedBy)),
            },
            Spec = new() { ParentRef = ParentOf(service) },
        };
        var (bytes, at) = ObjectCodec.Encode(obj);
        var write = new Write(KeyOf(address), bytes, Expected: 0) { RevisionOffset = at, Decoded = new UncommittedObject(obj) };
        return (await store.WriteAsync(write, cancellationToken)).Status == WriteStatus.Committed;
    }

    /// <summary>Gives back the address, if the service has it.</summary>
    public async ValueTask ReleaseAsync(string address, Service service)
    {
        if (Find(address) is { } held && held.Parent == ParentOf(service))
        {
            await ReleaseAsync(held);
        }
    }

    /// <summary>Gives back what was reserved, if it is unchanged.</summary>
    public async ValueTask ReleaseAsync(AddressReservation held)
    {
        var (bytes, at) = ObjectCodec.Reopen(held.Entry.Value.Span);
        await store.WriteAsync(new Write(held.Entry.Key, null, held.Entry.ModRevision)
        {
            LastValue = bytes,
            RevisionOffset = at,
            Decoded = new UncommittedObject(ObjectCodec.Decode(IPAddressObject.Info, held.Entry)),
        });
    }

    /// <summary>How an IPAddress names a service.</summary>
    public static ParentReference ParentOf(Service service) =>
        new() { Resource = "services", Namespace = service.Metadata.Namespace, Name = service.Metadata.Name };

    private static AddressReservation ReservationOf(Entry entry)
    {
        var obj = (IPAddressObject)ObjectCodec.Decode(IPAddressObject.Info, entry);
        return new(
            obj.Metadata.Name,
            obj.Spec.ParentRef,
            obj.Metadata.CreationTimestamp ?? DateTimeOffset.MinValue,
            obj.Metadata.Labels.TryGetValue(ManagedByLabel, out var by) && by == ManagedBy,
            entry);
    }

    // Addresses of IPv6 have many spellings; objects are named by the shortest.
    private static StoreKey KeyOf(string address) =>
        new(Bucket, System.Net.IPAddress.TryParse(address, out var parsed) ? parsed.ToString() : address);
}

/// <summary>An address that is held.</summary>
/// <param name="Address">The address.</param>
/// <param name="Parent">Whose it is.</param>
/// <param name="Since">Since when.</param>
/// <param name="IsOurs">Whether the allocator reserved it; others were made by hand.</param>
/// <param name="Entry">What the store holds.</param>
internal sealed record AddressReservation(string Address, ParentReference? Parent, DateTimeOffset Since, bool IsOurs, Entry Entry);
