using Navarch.Controllers.Certificates;

namespace Navarch.Controllers;

/// <summary>What can be set about the controllers.</summary>
public sealed record ControllerOptions
{
    /// <summary>The authorities that signed the API's certificate, PEM, published to every namespace; empty: not published.</summary>
    public string RootCertificatePem { get; init; } = "";

    /// <summary>Signs the certificates of approved requests; null: none are signed.</summary>
    public CertificateSigner? CertificateSigner { get; init; }

    /// <summary>How long a node may stay silent before it counts as lost.</summary>
    public TimeSpan NodeGracePeriod { get; init; } = TimeSpan.FromSeconds(50);

    /// <summary>How many ended pods are kept before the oldest are deleted.</summary>
    public int EndedPodsKept { get; init; } = 12500;
}
