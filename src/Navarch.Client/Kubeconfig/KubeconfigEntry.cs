namespace Navarch.Client.Kubeconfig;

/// <summary>How to reach and trust a cluster, and who to be there: one context of a kubeconfig file with its cluster and user.</summary>
public sealed record KubeconfigEntry
{
    /// <summary>The context's name; the cluster and the user carry it too when the entry is written.</summary>
    public required string Name { get; init; }

    /// <summary>The API's address: <c>https://127.0.0.1:6443</c>.</summary>
    public required Uri Server { get; init; }

    /// <summary>The certificate authorities to trust, PEM; empty: the system's.</summary>
    public string CertificateAuthorityPem { get; init; } = "";

    /// <summary>The name to expect in the server's certificate when it is not the address; empty: the address.</summary>
    public string TlsServerName { get; init; } = "";

    /// <summary>Whether to trust any server certificate.</summary>
    public bool InsecureSkipTlsVerify { get; init; }

    /// <summary>The client certificate, PEM; empty: none.</summary>
    public string ClientCertificatePem { get; init; } = "";

    /// <summary>The client certificate's private key, PEM.</summary>
    public string ClientKeyPem { get; init; } = "";

    /// <summary>A bearer token; empty: none.</summary>
    public string Token { get; init; } = "";

    /// <summary>A file that holds the bearer token and may be renewed; empty: none. Wins over <see cref="Token"/>.</summary>
    public string TokenFile { get; init; } = "";

    /// <summary>The namespace of requests that name none; empty: <c>default</c>.</summary>
    public string Namespace { get; init; } = "";
}
