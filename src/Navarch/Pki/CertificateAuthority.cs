using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Navarch.Pki;

/// <summary>
/// Signs the certificates of one cluster. Keys are ECDSA on P-256: made in a fraction of a millisecond, so that the
/// first start does not wait for prime numbers.
/// </summary>
public sealed class CertificateAuthority(IssuedCertificate self, TimeProvider time) : IDisposable
{
    private const string ClientUsageOid = "1.3.6.1.5.5.7.3.2";
    private const string ServerUsageOid = "1.3.6.1.5.5.7.3.1";

    // Other machines' clocks may be a little behind ours.
    private static readonly TimeSpan Backdating = TimeSpan.FromHours(1);

    /// <summary>How long the authority itself is valid.</summary>
    public static TimeSpan AuthorityLifetime { get; } = TimeSpan.FromDays(3650);

    /// <summary>How long a certificate signed by the authority is valid.</summary>
    public static TimeSpan CertificateLifetime { get; } = TimeSpan.FromDays(365);

    /// <summary>A certificate with less than this left is issued anew at the next start.</summary>
    public static TimeSpan RenewalMargin { get; } = TimeSpan.FromDays(60);

    /// <summary>The authority's own certificate and key.</summary>
    public IssuedCertificate Self { get; } = self;

    /// <summary>Makes a new authority.</summary>
    public static CertificateAuthority Create(string commonName, TimeProvider time)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={commonName}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(
            X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.KeyEncipherment | X509KeyUsageFlags.KeyCertSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        var now = time.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now - Backdating, now + AuthorityLifetime);
        return new(IssuedCertificate.FromPem(certificate.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem()), time);
    }

    /// <summary>Issues a certificate with a new key.</summary>
    public IssuedCertificate Issue(CertificateProfile profile)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(SubjectOf(profile), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: false, hasPathLengthConstraint: false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(
            X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.KeyEncipherment, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension(UsageOids(profile.Usage), critical: false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromSubjectKeyIdentifier(
            Self.Certificate.Extensions.OfType<X509SubjectKeyIdentifierExtension>().First()));
        if (profile.DnsNames.Count + profile.Addresses.Count > 0)
        {
            request.CertificateExtensions.Add(AlternativeNames(profile));
        }

        var now = time.GetUtcNow();
        var end = now + CertificateLifetime;
        var authorityEnd = new DateTimeOffset(Self.Certificate.NotAfter.ToUniversalTime());
        using var certificate = request.Create(
            Self.Certificate, now - Backdating, end < authorityEnd ? end : authorityEnd, RandomNumberGenerator.GetBytes(16));
        return IssuedCertificate.FromPem(certificate.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem());
    }

    /// <summary>
    /// Why <paramref name="certificate"/> no longer serves for <paramref name="profile"/> and must be issued anew; null when it does serve.
    /// </summary>
    public string? ReasonToReissue(X509Certificate2 certificate, CertificateProfile profile)
    {
        var ours = Self.Certificate.Extensions.OfType<X509SubjectKeyIdentifierExtension>().First().SubjectKeyIdentifierBytes;
        var issuer = certificate.Extensions.OfType<X509AuthorityKeyIdentifierExtension>().FirstOrDefault()?.KeyIdentifier;
        if (issuer is not { } identifier || !identifier.Span.SequenceEqual(ours.Span))
        {
            return "it was signed by another authority";
        }

        if (certificate.NotAfter.ToUniversalTime() - time.GetUtcNow().UtcDateTime < RenewalMargin)
        {
            return "it expires soon";
        }

        if (!certificate.SubjectName.RawData.AsSpan().SequenceEqual(SubjectOf(profile).RawData))
        {
            return "it names another user";
        }

        var names = certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().FirstOrDefault();
        var dnsNames = names?.EnumerateDnsNames().ToHashSet(StringComparer.OrdinalIgnoreCase) ?? [];
        var addresses = names?.EnumerateIPAddresses().ToHashSet() ?? [];
        return profile.DnsNames.All(dnsNames.Contains) && profile.Addresses.All(addresses.Contains)
            ? null
            : "the server has a new name or address";
    }

    /// <inheritdoc/>
    public void Dispose() => Self.Dispose();

    private static X500DistinguishedName SubjectOf(CertificateProfile profile)
    {
        var builder = new X500DistinguishedNameBuilder();
        builder.AddCommonName(profile.CommonName);
        if (profile.Organization.Length > 0)
        {
            builder.AddOrganizationName(profile.Organization);
        }

        return builder.Build();
    }

    private static OidCollection UsageOids(CertificateUsage usage)
    {
        var oids = new OidCollection();
        if (usage.HasFlag(CertificateUsage.Client))
        {
            oids.Add(new Oid(ClientUsageOid));
        }

        if (usage.HasFlag(CertificateUsage.Server))
        {
            oids.Add(new Oid(ServerUsageOid));
        }

        return oids;
    }

    private static X509Extension AlternativeNames(CertificateProfile profile)
    {
        var names = new SubjectAlternativeNameBuilder();
        foreach (var name in profile.DnsNames)
        {
            names.AddDnsName(name);
        }

        foreach (IPAddress address in profile.Addresses)
        {
            names.AddIpAddress(address);
        }

        return names.Build();
    }
}
