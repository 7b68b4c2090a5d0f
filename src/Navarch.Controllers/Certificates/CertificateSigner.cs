using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Navarch.Api.Certificates.V1;

namespace Navarch.Controllers.Certificates;

/// <summary>Signs certificates with the cluster's authority.</summary>
/// <param name="authority">The authority's certificate with its private key.</param>
public sealed class CertificateSigner(X509Certificate2 authority)
{
    private static readonly TimeSpan Backdating = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Longest = TimeSpan.FromDays(365);

    private static readonly Dictionary<string, X509KeyUsageFlags> KeyUsages = new(StringComparer.Ordinal)
    {
        ["digital signature"] = X509KeyUsageFlags.DigitalSignature,
        ["key encipherment"] = X509KeyUsageFlags.KeyEncipherment,
    };

    private static readonly Dictionary<string, string> ExtendedUsages = new(StringComparer.Ordinal)
    {
        ["client auth"] = "1.3.6.1.5.5.7.3.2",
        ["server auth"] = "1.3.6.1.5.5.7.3.1",
    };

    /// <summary>The certificate for a request, PEM: valid for as long as it asks, at most a year and no longer than the authority.</summary>
    internal string Sign(CertificateSigningRequest request, CertificateRequest content, DateTimeOffset now)
    {
        var made = new CertificateRequest(content.SubjectName, content.PublicKey, HashAlgorithmName.SHA256);
        made.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: false, hasPathLengthConstraint: false, 0, critical: true));
        var flags = request.Spec.Usages.Aggregate(X509KeyUsageFlags.None, (all, usage) => all | KeyUsages.GetValueOrDefault(usage));
        made.CertificateExtensions.Add(new X509KeyUsageExtension(flags, critical: true));
        var extended = new OidCollection();
        foreach (var usage in request.Spec.Usages.ToArray())
        {
            if (ExtendedUsages.TryGetValue(usage, out var oid))
            {
                extended.Add(new Oid(oid));
            }
        }

        made.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension(extended, critical: false));
        if (authority.Extensions.OfType<X509SubjectKeyIdentifierExtension>().FirstOrDefault() is { } identifier)
        {
            made.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromSubjectKeyIdentifier(identifier));
        }

        if (content.CertificateExtensions.OfType<X509SubjectAlternativeNameExtension>().FirstOrDefault() is { } names)
        {
            made.CertificateExtensions.Add(names);
        }

        var lifetime = request.Spec.ExpirationSeconds is { } seconds && TimeSpan.FromSeconds(seconds) < Longest ? TimeSpan.FromSeconds(seconds) : Longest;
        var end = now + lifetime;
        var authorityEnd = new DateTimeOffset(authority.NotAfter.ToUniversalTime());

        // Subject and authority may have keys of different sorts.
        using var elliptic = authority.GetECDsaPrivateKey();
        using var rsa = authority.GetRSAPrivateKey();
        var generator = elliptic is not null
            ? X509SignatureGenerator.CreateForECDsa(elliptic)
            : X509SignatureGenerator.CreateForRSA(rsa ?? throw new InvalidOperationException("the authority has no private key"), RSASignaturePadding.Pkcs1);
        using var certificate = made.Create(
            authority.SubjectName, generator, now - Backdating, end < authorityEnd ? end : authorityEnd, RandomNumberGenerator.GetBytes(16));
        return certificate.ExportCertificatePem() + "\n";
    }
}
