using System.Net;
using Navarch.Cluster;
using Navarch.Network.PodNetwork;
using Navarch.Node.Runtime;
using Navarch.Pki;

namespace Navarch.Composition;

/// <summary>What follows from a cluster's settings for its node: starting it and clearing it away must agree.</summary>
public static class NodeSettings
{
    /// <summary>The bridge pods hang on.</summary>
    public const string Bridge = "navarch0";

    /// <summary>How the private containerd is set up.</summary>
    public static ContainerdSettings Containerd(ClusterPaths paths, ClusterSettings settings) => new()
    {
        DataDirectory = paths.DataDirectory,
        CgroupRoot = paths.CgroupRoot,
        PodCidr = PodRange(settings).ToString(),
        Bridge = Bridge,
    };

    /// <summary>The node's part of the pod network: its first 256 addresses.</summary>
    public static IPNetwork PodRange(ClusterSettings settings) => new(settings.PodNetwork.BaseAddress, 24);

    /// <summary>Where it is kept what was changed of the machine's network.</summary>
    public static string NetworkRecord(ClusterPaths paths) => Path.Combine(paths.RunDirectory, "network.json");

    /// <summary>The ground pods and services stand on.</summary>
    public static NodeNetworkOptions Network(ClusterPaths paths, ClusterSettings settings, IPAddress? nodeAddress) => new()
    {
        RecordFile = NetworkRecord(paths),
        PodRange = PodRange(settings),
        ServiceRange = settings.ServiceNetwork,
        Bridge = Bridge,
        NodeAddress = nodeAddress,
    };

    /// <summary>The address of cluster DNS: the tenth of the service network.</summary>
    public static IPAddress DnsAddress(ClusterSettings settings) => ApiServerNames.AddressAt(settings.ServiceNetwork, 10);
}
