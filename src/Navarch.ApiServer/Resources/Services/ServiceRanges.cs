using System.Net;
using Navarch.Api.Networking.V1;

namespace Navarch.ApiServer.Resources.Services;

/// <summary>
/// Where addresses of services come from: the networks the server was started with, and those of every further ServiceCIDR that is
/// ready and not being deleted.
/// </summary>
internal sealed class ServiceRanges
{
    /// <summary>The name of the ServiceCIDR that shows the server's own networks.</summary>
    public const string Default = "kubernetes";

    private readonly AddressRange[] own;
    private Func<IEnumerable<ServiceCIDR>> added = static () => [];

    /// <summary>Takes the server's own networks.</summary>
    /// <param name="cidrs">One network, or one of each family, separated by a comma; the first one's family is what services get that do not say.</param>
    /// <exception cref="FormatException">It is not that.</exception>
    public ServiceRanges(string cidrs)
    {
        Networks = cidrs.Split(',', StringSplitOptions.TrimEntries);
        own = Networks.Select(cidr => new AddressRange(IPNetwork.Parse(cidr))).ToArray();
        if (own.Length > 2 || (own.Length == 2 && own[0].IsIPv4 == own[1].IsIPv4))
        {
            throw new FormatException($"{cidrs} is neither one network nor one of IPv4 and one of IPv6");
        }

        Families = own.Select(range => range.Family).ToArray();
    }

    /// <summary>The server's own networks as written.</summary>
    public IReadOnlyList<string> Networks { get; }

    /// <summary>The families of the cluster, the primary one first.</summary>
    public IReadOnlyList<string> Families { get; }

    /// <summary>The address of the service of the API itself: the first one.</summary>
    public string FirstAddress => own[0].At(1);

    /// <summary>Says where the ServiceCIDRs are.</summary>
    public void Follow(Func<IEnumerable<ServiceCIDR>> source) => added = source;

    /// <summary>The ranges of a family that serve now, the server's own first.</summary>
    public IEnumerable<AddressRange> Of(string family) => All().Where(range => range.Family == family);

    /// <summary>Whether an address can be given now.</summary>
    public bool Contains(System.Net.IPAddress address) => All().Any(range => range.Contains(address));

    private IEnumerable<AddressRange> All() => own.Concat(
        added()
            .Where(cidr => cidr.Metadata.Name != Default && cidr.Metadata.DeletionTimestamp is null && cidr.Status.Conditions.Any(c => c is { Type: "Ready", Status: "True" }))
            .SelectMany(cidr => cidr.Spec.CIDRs)
            .Select(cidr => IPNetwork.TryParse(cidr, out var network) ? new AddressRange(network) : null)
            .OfType<AddressRange>());
}
