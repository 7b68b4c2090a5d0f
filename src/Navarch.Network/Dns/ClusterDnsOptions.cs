using System.Net;

namespace Navarch.Network.Dns;

/// <summary>How the cluster's name server is to run.</summary>
public sealed record ClusterDnsOptions
{
    /// <summary>The port it takes when it is free.</summary>
    public const int PreferredPort = 10053;

    /// <summary>The address it listens at: one pods of every node can reach, best the gateway of this node's pods.</summary>
    public required IPAddress ListenAddress { get; init; }

    /// <summary>The cluster address of the Service <c>kube-dns</c>, which pods have in their resolv.conf.</summary>
    public required IPAddress ClusterIP { get; init; }

    /// <summary>The ranges of pods and services, whose reverse names it answers for.</summary>
    public required IReadOnlyList<IPNetwork> OwnRanges { get; init; }

    /// <summary>The port to listen at; when it is taken, a free one.</summary>
    public int Port { get; init; } = PreferredPort;

    /// <summary>The cluster domain.</summary>
    public string Domain { get; init; } = "cluster.local";

    /// <summary>Whom to ask about other names; null takes those of the node's resolv.conf.</summary>
    public IReadOnlyList<IPEndPoint>? Upstreams { get; init; }
}
