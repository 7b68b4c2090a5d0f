using Navarch.Api;
using Navarch.Api.Core.V1;

namespace Navarch.Node;

/// <summary>What a node agent is told at its start.</summary>
public sealed record NodeAgentOptions
{
    /// <summary>The node's name.</summary>
    public required string NodeName { get; init; }

    /// <summary>The folder that holds everything of the node's pods, absolute.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>The cgroup below which the node's pods live, from the root of every hierarchy: <c>/navarch-1a2b3c</c>. Empty: pods have no cgroup of their own.</summary>
    public required string CgroupRoot { get; init; }

    /// <summary>The addresses of the node's pods; null when the control plane assigns them.</summary>
    public string? PodCidr { get; init; }

    /// <summary>The address of the cluster's DNS; empty when it has none.</summary>
    public string ClusterDns { get; init; } = "";

    /// <summary>The cluster's domain.</summary>
    public string ClusterDomain { get; init; } = "cluster.local";

    /// <summary>The address under which the node is reached; null to find one.</summary>
    public string? NodeAddress { get; init; }

    /// <summary>The port of the node's server for logs and exec.</summary>
    public int ServerPort { get; init; } = Server.NodeServerSettings.DefaultPort;

    /// <summary>The most pods the node takes.</summary>
    public int MaxPods { get; init; } = 110;

    /// <summary>Labels of the node beside those every node has.</summary>
    public ValueMap<string> Labels { get; init; }

    /// <summary>Taints to register the node with.</summary>
    public ValueList<Taint> Taints { get; init; }

    /// <summary>The node's own resolver settings are read from here for pods that ask for them.</summary>
    public string ResolverFile { get; init; } = "/etc/resolv.conf";

    /// <summary>How many sandboxes and containers may be in the making at once; 0 picks by the number of processors.</summary>
    public int LaunchLimit { get; init; }
}
