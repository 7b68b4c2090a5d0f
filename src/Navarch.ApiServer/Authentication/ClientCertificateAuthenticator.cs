using System.Formats.Asn1;
using System.Runtime.CompilerServices;
using System.Security.Cryptography.X509Certificates;

namespace Navarch.ApiServer.Authentication;

/// <summary>
/// The user in a client certificate that the TLS handshake verified: the common name is the user name, each
/// organisation a group.
/// </summary>
internal static class ClientCertificateAuthenticator
{
    private const string CommonName = "2.5.4.3";
    private const string Organization = "2.5.4.10";

    // A connection keeps its certificate object: it is read once per connection, not once per request.
    private static readonly ConditionalWeakTable<X509Certificate2, UserInfo> Known = [];

    /// <summary>The certificate's user.</summary>
    public static UserInfo UserOf(X509Certificate2 certificate) => Known.GetValue(certificate, Read);

    private static UserInfo Read(X509Certificate2 certificate)
    {
        var name = "";
        var groups = new List<string>();
        foreach (var part in certificate.SubjectName.EnumerateRelativeDistinguishedNames(reversed: false))
        {
            foreach (var (type, value) in Values(part))
            {
                if (type == CommonName)
                {
                    name = value;
                }
                else if (type == Organization)
                {
                    groups.Add(value);
                }
            }
        }

        return UserInfo.Authenticated(name, groups);
    }

    private static IEnumerable<(string Type, string Value)> Values(X500RelativeDistinguishedName part)
    {
        if (!part.HasMultipleElements)
        {
            yield return (part.GetSingleElementType().Value ?? "", part.GetSingleElementValue() ?? "");
            yield break;
        }

        var set = new AsnReader(part.RawData, AsnEncodingRules.DER).ReadSetOf();
        while (set.HasData)
        {
            var pair = set.ReadSequence();
            var type = pair.ReadObjectIdentifier();
            var tag = pair.PeekTag();
            yield return (type, pair.ReadCharacterString((UniversalTagNumber)tag.TagValue));
        }
    }
}
