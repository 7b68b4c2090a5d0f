using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Navarch.ApiServer.Resources.Core;

/// <summary>A range of IPv4 addresses given as a network: <c>10.96.0.0/12</c>. Offsets count from its first address.</summary>
internal sealed class IpRange
{
    private readonly uint first;

    /// <summary>Reads the network's notation.</summary>
    /// <exception cref="FormatException">It is not one of IPv4.</exception>
    public IpRange(string cidr)
    {
        var network = IPNetwork.Parse(cidr);
        if (network.BaseAddress.AddressFamily != AddressFamily.InterNetwork)
        {
            throw new FormatException($"{cidr} is not an IPv4 network");
        }

        first = BinaryPrimitives.ReadUInt32BigEndian(network.BaseAddress.GetAddressBytes());
        Size = 1L << (32 - network.PrefixLength);
        Cidr = cidr;
    }

    /// <summary>The notation it was made from.</summary>
    public string Cidr { get; }

    /// <summary>The number of addresses, with the network's own and the last one.</summary>
    public long Size { get; }

    /// <summary>The address at an offset.</summary>
    public string At(long offset)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, (uint)(first + offset));
        return new IPAddress(bytes).ToString();
    }

    /// <summary>The offset of an address; -1 when it lies outside, or is no address.</summary>
    public long OffsetOf(string address)
    {
        if (!IPAddress.TryParse(address, out var ip) || ip.AddressFamily != AddressFamily.InterNetwork)
        {
            return -1;
        }

        var offset = BinaryPrimitives.ReadUInt32BigEndian(ip.GetAddressBytes()) - (long)first;
        return offset >= 0 && offset < Size ? offset : -1;
    }
}
