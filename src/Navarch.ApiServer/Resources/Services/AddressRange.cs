using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Navarch.ApiServer.Resources.Services;

/// <summary>The addresses of a network that may be given to services: all but the network's own and, of IPv4, the broadcast address.</summary>
internal sealed class AddressRange
{
    private readonly IPNetwork network;
    private readonly UInt128 start;

    /// <summary>Takes the addresses of a network.</summary>
    public AddressRange(IPNetwork network)
    {
        this.network = network;
        start = NumberOf(network.BaseAddress);
        var bits = (network.BaseAddress.AddressFamily == AddressFamily.InterNetwork ? 32 : 128) - network.PrefixLength;

        // More than anybody could hold; the rest of a wide IPv6 network is not used.
        var size = bits >= 62 ? 1L << 62 : 1L << bits;
        Last = IsIPv4 ? size - 2 : size - 1;
    }

    /// <summary>Whether it is of IPv4.</summary>
    public bool IsIPv4 => network.BaseAddress.AddressFamily == AddressFamily.InterNetwork;

    /// <summary>The family in the API's words.</summary>
    public string Family => IsIPv4 ? "IPv4" : "IPv6";

    /// <summary>The offset of the last address given; the first one's is 1.</summary>
    public long Last { get; }

    /// <summary>
    /// How many addresses at the start are given only when nothing else is left: people ask for those by name.
    /// A sixteenth of the range, 16 to 256 (KEP-3070); nothing of a range as small as that.
    /// </summary>
    public long Reserved => Last + 2 <= 16 ? 0 : Math.Clamp((Last + 2) / 16, 16, 256);

    /// <summary>The network as it was written.</summary>
    public override string ToString() => network.ToString();

    /// <summary>The address at an offset.</summary>
    public string At(long offset)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, start + (UInt128)offset);
        return new IPAddress(IsIPv4 ? bytes[12..] : bytes).ToString();
    }

    /// <summary>Whether an address is one of those given.</summary>
    public bool Contains(IPAddress address)
    {
        if (!network.Contains(address))
        {
            return false;
        }

        var offset = NumberOf(address) - start;
        return offset > 0 && offset <= (UInt128)Last;
    }

    private static UInt128 NumberOf(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        bytes.Clear();
        address.TryWriteBytes(address.AddressFamily == AddressFamily.InterNetwork ? bytes[12..] : bytes, out _);
        return BinaryPrimitives.ReadUInt128BigEndian(bytes);
    }
}
