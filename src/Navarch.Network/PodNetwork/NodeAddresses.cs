using System.Buffers.Binary;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace Navarch.Network.PodNetwork;

/// <summary>Finds out at which address a machine is reached, and cuts address ranges for nodes.</summary>
public static class NodeAddresses
{
    // Links made by container engines: their addresses mean nothing outside the machine.
    private static readonly string[] Inner = ["docker", "br-", "veth", "cni", "flannel", "virbr", "navarch"];

    /// <summary>
    /// The address packets to the world leave from; without a way out the first address of an ordinary link; null when there is neither.
    /// No packet is sent.
    /// </summary>
    public static IPAddress? Find()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            // Connecting a datagram socket only chooses a route; the address is one reserved for documentation.
            socket.Connect(new IPEndPoint(new IPAddress([203, 0, 113, 1]), 9));
            return ((IPEndPoint)socket.LocalEndPoint!).Address;
        }
        catch (SocketException)
        {
            return Links().SelectMany(Addresses).FirstOrDefault();
        }
    }

    /// <summary>The MTU of the link that has the address; null when none has.</summary>
    public static int? MtuOf(IPAddress address) =>
        Links().Where(l => Addresses(l).Contains(address)).Select(l => (int?)l.GetIPProperties().GetIPv4Properties().Mtu).FirstOrDefault();

    /// <summary>The first usable address of a range: the gateway of its pods.</summary>
    public static IPAddress FirstOf(IPNetwork range) => At(range, 1);

    /// <summary>
    /// The range of the node numbered <paramref name="index"/> (from zero) within the range of all pods; null when the range is used up.
    /// </summary>
    public static IPNetwork? RangeOf(IPNetwork cluster, int index, int prefixLength = 24)
    {
        if (prefixLength < cluster.PrefixLength || index < 0 || index >= 1L << (prefixLength - cluster.PrefixLength))
        {
            return null;
        }

        return new(At(cluster, (long)index << (32 - prefixLength)), prefixLength);
    }

    /// <summary>The address <paramref name="offset"/> after the first of a range.</summary>
    public static IPAddress At(IPNetwork range, long offset)
    {
        var bytes = range.BaseAddress.GetAddressBytes();
        var tail = bytes.AsSpan(bytes.Length - 4);
        BinaryPrimitives.WriteUInt32BigEndian(tail, (uint)(BinaryPrimitives.ReadUInt32BigEndian(tail) + offset));
        return new(bytes);
    }

    private static IEnumerable<NetworkInterface> Links() => NetworkInterface.GetAllNetworkInterfaces()
        .Where(l => l.NetworkInterfaceType != NetworkInterfaceType.Loopback && l.OperationalStatus is OperationalStatus.Up or OperationalStatus.Unknown
            && !Inner.Any(p => l.Name.StartsWith(p, StringComparison.Ordinal)));

    private static IEnumerable<IPAddress> Addresses(NetworkInterface link) =>
        link.GetIPProperties().UnicastAddresses.Select(a => a.Address).Where(a => a.AddressFamily == AddressFamily.InterNetwork && !IPAddress.IsLoopback(a));
}
