using System.Net;
using System.Net.Sockets;

namespace Navarch.Pki;

/// <summary>The names and addresses under which the API server of a cluster is reached; its certificate holds them all.</summary>
public static class ApiServerNames
{
    /// <summary>The DNS names: the machine's own, and those of the <c>kubernetes</c> service as pods see it.</summary>
    public static IReadOnlyList<string> DnsNames(string machineName, string clusterDomain = "cluster.local") =>
    [
        "localhost",
        machineName,
        "kubernetes",
        "kubernetes.default",
        "kubernetes.default.svc",
        $"kubernetes.default.svc.{clusterDomain}",
    ];

    /// <summary>The addresses: loopback, the service's cluster address, and those of the node.</summary>
    public static IReadOnlyList<IPAddress> Addresses(IPNetwork serviceNetwork, IEnumerable<IPAddress> nodeAddresses) =>
        [.. new[] { IPAddress.Loopback, IPAddress.IPv6Loopback, FirstAddress(serviceNetwork) }.Concat(nodeAddresses).Distinct()];

    /// <summary>The first address of the service network: that of the <c>kubernetes</c> service.</summary>
    public static IPAddress FirstAddress(IPNetwork network) => AddressAt(network, 1);

    /// <summary>The address <paramref name="index"/> places after the network's base address.</summary>
    /// <exception cref="ArgumentException">The network is not IPv4.</exception>
    public static IPAddress AddressAt(IPNetwork network, uint index)
    {
        if (network.BaseAddress.AddressFamily != AddressFamily.InterNetwork)
        {
            throw new ArgumentException($"{network} is no IPv4 network.", nameof(network));
        }

        Span<byte> bytes = stackalloc byte[4];
        network.BaseAddress.TryWriteBytes(bytes, out _);
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(
            bytes, System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(bytes) + index);
        return new IPAddress(bytes);
    }
}
