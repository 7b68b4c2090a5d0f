using System.Formats.Asn1;
using System.Security.Cryptography.X509Certificates;

namespace Navarch.Node.Server;

/// <summary>Who a client is by its certificate, and whether it may use the node's server.</summary>
internal static class ClientIdentity
{
    private const string CommonName = "2.5.4.3";
    private const string Organization = "2.5.4.10";
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";

    /// <summary>Whether the certificate comes from one of the authorities and is meant for clients.</summary>
    public static bool IsTrusted(X509Certificate2 certificate, X509Certificate2Collection authorities)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(authorities);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.ApplicationPolicy.Add(new System.Security.Cryptography.Oid(ClientAuthentication));
        return chain.Build(certificate);
    }

    /// <summary>Whether the certificate's name or one of its organisations is allowed.</summary>
    public static bool IsAllowed(X509Certificate2 certificate, NodeServerSettings settings)
    {
        var name = Attributes(certificate).Where(static a => a.Type == CommonName).Select(static a => a.Value);
        var groups = Attributes(certificate).Where(static a => a.Type == Organization).Select(static a => a.Value);
        return name.Any(settings.AllowedUsers.Contains) || groups.Any(settings.AllowedGroups.Contains);
    }

    private static IEnumerable<(string Type, string Value)> Attributes(X509Certificate2 certificate)
    {
        foreach (var part in certificate.SubjectName.EnumerateRelativeDistinguishedNames())
        {
            var set = new AsnReader(part.RawData, AsnEncodingRules.DER).ReadSetOf();
            while (set.HasData)
            {
                var pair = set.ReadSequence();
                var type = pair.ReadObjectIdentifier();
                var tag = (UniversalTagNumber)pair.PeekTag().TagValue;
                yield return (type, pair.ReadCharacterString(tag));
            }
        }
    }
}
