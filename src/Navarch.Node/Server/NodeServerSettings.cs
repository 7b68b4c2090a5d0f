using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace Navarch.Node.Server;

/// <summary>How the node's server listens, and whom it trusts.</summary>
public sealed record NodeServerSettings
{
    /// <summary>Upstream's port for the node agent.</summary>
    public const int DefaultPort = 10250;

    public IPAddress Address { get; init; } = IPAddress.Any;

    /// <summary>The port to listen at.</summary>
    public int Port { get; init; } = DefaultPort;

    /// <summary>The node's name, as its readings tell it.</summary>
    public string NodeName { get; init; } = Environment.MachineName;

    /// <summary>With its private key.</summary>
    public required X509Certificate2 ServerCertificate { get; init; }

    /// <summary>The authorities that clients' certificates come from.</summary>
    public required X509Certificate2Collection ClientAuthorities { get; init; }

    /// <summary>Common names of the clients that are let in: by default those under which the API server calls nodes.</summary>
    public IReadOnlyCollection<string> AllowedUsers { get; init; } = ["kube-apiserver-kubelet-client", "kube-apiserver"];

    /// <summary>Organisations whose members are let in under any name.</summary>
    public IReadOnlyCollection<string> AllowedGroups { get; init; } = ["system:masters"];

    /// <summary>File of the network namespace in which the container runtime lives; null for that of this process.</summary>
    public string? RuntimeNetworkNamespace { get; init; }
}
