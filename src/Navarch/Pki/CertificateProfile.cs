using System.Net;

namespace Navarch.Pki;

/// <summary>What a certificate may be used for.</summary>
[Flags]
public enum CertificateUsage
{
    /// <summary>To show that one is a client.</summary>
    Client = 1,

    /// <summary>To show that one is a server.</summary>
    Server = 2,
}

/// <summary>
/// One certificate the cluster needs: the user it names (common name), the user's groups (organisations),
/// what it is for, and the names under which a server is reached. <see cref="Name"/> is the name of its files.
/// </summary>
public sealed record CertificateProfile(string Name, string CommonName, string Organization, CertificateUsage Usage)
{
    /// <summary>The DNS names of a server.</summary>
    public IReadOnlyList<string> DnsNames { get; init; } = [];

    /// <summary>The addresses of a server.</summary>
    public IReadOnlyList<IPAddress> Addresses { get; init; } = [];

    /// <summary>The person who runs the cluster. The group is bound to every right.</summary>
    public static CertificateProfile Admin { get; } = new("admin", "kubernetes-admin", "system:masters", CertificateUsage.Client);

    /// <summary>The controllers.</summary>
    public static CertificateProfile ControllerManager { get; } =
        new("controller-manager", "system:kube-controller-manager", "", CertificateUsage.Client);

    /// <summary>The scheduler.</summary>
    public static CertificateProfile Scheduler { get; } = new("scheduler", "system:kube-scheduler", "", CertificateUsage.Client);

    /// <summary>The service proxy and cluster DNS of a node.</summary>
    public static CertificateProfile Proxy { get; } = new("proxy", "system:kube-proxy", "system:node-proxier", CertificateUsage.Client);

    /// <summary>The API server when it calls a node agent (logs, exec, port-forward).</summary>
    public static CertificateProfile ApiServerToNode { get; } =
        new("apiserver-kubelet-client", "kube-apiserver-kubelet-client", "system:masters", CertificateUsage.Client);

    /// <summary>The API server itself.</summary>
    public static CertificateProfile ApiServer(IReadOnlyList<string> dnsNames, IReadOnlyList<IPAddress> addresses) =>
        new("apiserver", "kube-apiserver", "", CertificateUsage.Server) { DnsNames = dnsNames, Addresses = addresses };

    /// <summary>The agent of a node when it calls the API server: the user and group the Node authorizer knows.</summary>
    public static CertificateProfile NodeClient(string nodeName) =>
        new("node-client", $"system:node:{nodeName}", "system:nodes", CertificateUsage.Client);

    /// <summary>The agent of a node as the server that the API server calls.</summary>
    public static CertificateProfile NodeServer(string nodeName, IReadOnlyList<IPAddress> addresses) =>
        new("node-server", $"system:node:{nodeName}", "system:nodes", CertificateUsage.Server)
        {
            DnsNames = [nodeName],
            Addresses = addresses,
        };
}
