using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Navarch.Cluster;
using Navarch.Startup;

namespace Navarch.Composition;

/// <summary>What every part of a cluster's process is made from.</summary>
/// <param name="Paths">The cluster's places.</param>
/// <param name="Settings">What the user asked for.</param>
/// <param name="Loggers">Makes loggers.</param>
/// <param name="Reporter">Reports how the start goes.</param>
/// <param name="Time">The time.</param>
public sealed record HostContext(ClusterPaths Paths, ClusterSettings Settings, ILoggerFactory Loggers, StartupReporter Reporter, TimeProvider Time)
{
    /// <summary>The machine's IPv4 addresses other than loopback, those of interfaces with a gateway first.</summary>
    public IReadOnlyList<IPAddress> NodeAddresses { get; } =
    [
        .. NetworkInterface.GetAllNetworkInterfaces()
            .Where(i => i.OperationalStatus is OperationalStatus.Up or OperationalStatus.Unknown && i.NetworkInterfaceType != NetworkInterfaceType.Loopback)
            .Where(i => i.Name is not "navarch0" && !i.Name.StartsWith("veth", StringComparison.Ordinal))
            .Select(i => i.GetIPProperties())
            .OrderByDescending(p => p.GatewayAddresses.Count > 0)
            .SelectMany(p => p.UnicastAddresses)
            .Select(a => a.Address)
            .Where(a => a.AddressFamily == AddressFamily.InterNetwork),
    ];

    /// <summary>The node's address: that of <c>--bind-address</c> when it names one, the machine's first otherwise.</summary>
    public IPAddress NodeAddress =>
        IPAddress.TryParse(Settings.BindAddress, out var bound) && !bound.Equals(IPAddress.Any) && !bound.Equals(IPAddress.IPv6Any)
            ? bound
            : NodeAddresses is [var first, ..] ? first : IPAddress.Loopback;

    /// <summary>Where programs on this machine reach the API server.</summary>
    public Uri ServerAddress
    {
        get
        {
            var bound = IPAddress.Parse(Settings.BindAddress);
            var address = bound.Equals(IPAddress.Any) || bound.Equals(IPAddress.IPv6Any) ? IPAddress.Loopback : bound;
            return new UriBuilder(Uri.UriSchemeHttps, address.ToString(), Settings.Port).Uri;
        }
    }
}
