using System.Globalization;
using System.Text;
using Navarch.Api.Core.V1;

namespace Navarch.ApiServer.Resources.Services;

/// <summary>
/// Node ports held by services. Each is a key of the store, which lets only one writer create it: no port is given twice, whoever
/// asks, and however many servers there are. The value is the time (seconds since 1970), a space, and the service's namespace and name.
/// </summary>
internal sealed class NodePortReservations(IStore store, TimeProvider time)
{
    private const string Bucket = "servicenodeports";

    /// <summary>Every port that is reserved.</summary>
    public IEnumerable<NodePortReservation> All() => store.Snapshot(Bucket).Snapshot?.Range("").Select(ReservationOf) ?? [];

    /// <summary>The reservation of a port, or null.</summary>
    public NodePortReservation? Find(int port) => store.Get(KeyOf(port)) is { } entry ? ReservationOf(entry) : null;

    /// <summary>Whether a port is reserved.</summary>
    public bool IsTaken(int port) => store.Get(KeyOf(port)) is not null;

    /// <summary>Takes a port for a service; false when somebody has it.</summary>
    public async ValueTask<bool> TryTakeAsync(int port, Service service, CancellationToken cancellationToken)
    {
        var value = string.Create(CultureInfo.InvariantCulture, $"{time.GetUtcNow().ToUnixTimeSeconds()} {HolderOf(service)}");
        var result = await store.WriteAsync(new Write(KeyOf(port), Encoding.UTF8.GetBytes(value), Expected: 0), cancellationToken);
        return result.Status == WriteStatus.Committed;
    }

    /// <summary>Gives back a port, if the service has it.</summary>
    public async ValueTask ReleaseAsync(int port, Service service)
    {
        if (Find(port) is { } held && held.Holder == HolderOf(service))
        {
            await ReleaseAsync(held);
        }
    }

    /// <summary>Gives back what was reserved, if it is unchanged.</summary>
    public async ValueTask ReleaseAsync(NodePortReservation held) =>
        await store.WriteAsync(new Write(held.Entry.Key, null, held.Entry.ModRevision));

    /// <summary>How a reservation names a service.</summary>
    public static string HolderOf(Service service) => $"{service.Metadata.Namespace}/{service.Metadata.Name}";

    private static NodePortReservation ReservationOf(Entry entry)
    {
        var value = Encoding.UTF8.GetString(entry.Value.Span).Split(' ', 2);
        return new(
            int.Parse(entry.Key.Name, CultureInfo.InvariantCulture),
            value[1],
            DateTimeOffset.FromUnixTimeSeconds(long.Parse(value[0], CultureInfo.InvariantCulture)),
            entry);
    }

    private static StoreKey KeyOf(int port) => new(Bucket, port.ToString(CultureInfo.InvariantCulture));
}

/// <summary>A node port that is held.</summary>
/// <param name="Port">The port.</param>
/// <param name="Holder">The namespace and name of its service.</param>
/// <param name="Since">Since when.</param>
/// <param name="Entry">What the store holds.</param>
internal sealed record NodePortReservation(int Port, string Holder, DateTimeOffset Since, Entry Entry);
