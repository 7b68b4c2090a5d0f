using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Navarch.Api.Certificates.V1;

namespace Navarch.Controllers.Certificates;

/// <summary>The signers of Kubernetes' own certificates, and what they accept.</summary>
internal static class SigningRequests
{
    public const string ApiClient = "kubernetes.io/kube-apiserver-client";
    public const string NodeClient = "kubernetes.io/kube-apiserver-client-kubelet";
    public const string NodeServing = "kubernetes.io/kubelet-serving";
    public const string NodeUserPrefix = "system:node:";
    public const string NodesGroup = "system:nodes";

    private static readonly HashSet<string> ClientUsages = new(StringComparer.Ordinal) { "digital signature", "key encipherment", "client auth" };
    private static readonly HashSet<string> ServerUsages = new(StringComparer.Ordinal) { "digital signature", "key encipherment", "server auth" };

    /// <summary>Whether a condition of that type holds.</summary>
    public static bool Has(CertificateSigningRequest request, string condition) => request.Status.Conditions.Any(c => c.Type == condition && c.Status == "True");

    /// <summary>The request inside; null when it cannot be read or its signature is wrong.</summary>
    public static CertificateRequest? Read(CertificateSigningRequest request)
    {
        try
        {
            return CertificateRequest.LoadSigningRequestPem(
                request.Spec.Request.ToText(), HashAlgorithmName.SHA256, CertificateRequestLoadOptions.UnsafeLoadCertificateExtensions, RSASignaturePadding.Pkcs1);
        }
        catch (Exception bad) when (bad is CryptographicException or ArgumentException)
        {
            return null;
        }
    }

    /// <summary>Why the request's signer does not sign it; null when it does. Signers that are not Kubernetes' own are nobody's here.</summary>
    public static string? Objection(CertificateSigningRequest request, CertificateRequest content)
    {
        var subject = SubjectNames(content);
        var names = content.CertificateExtensions.OfType<X509SubjectAlternativeNameExtension>().FirstOrDefault();
        var (dns, addresses) = (names?.EnumerateDnsNames().Count() ?? 0, names?.EnumerateIPAddresses().Count() ?? 0);
        var usages = request.Spec.Usages;
        return request.Spec.SignerName switch
        {
            ApiClient => !usages.Contains("client auth") || !usages.All(ClientUsages.Contains) ? "usages must be client auth, with digital signature and key encipherment at most"
                : subject.Organizations.Contains("system:masters") ? "the organization system:masters is not signed"
                : null,
            NodeClient => NodeObjection(subject)
                ?? (names is not null ? "a node's client certificate has no alternative names"
                : !usages.Contains("client auth") || !usages.All(ClientUsages.Contains) ? "usages must be client auth and digital signature, with key encipherment at most"
                : null),
            NodeServing => NodeObjection(subject)
                ?? (dns + addresses == 0 ? "a node's serving certificate names DNS names or addresses"
                : !usages.Contains("server auth") || !usages.All(ServerUsages.Contains) ? "usages must be server auth and digital signature, with key encipherment at most"
                : null),
            _ => $"signer {request.Spec.SignerName} is not known",
        };
    }

    /// <summary>The common name and the organizations of the subject.</summary>
    public static (string CommonName, IReadOnlyList<string> Organizations) SubjectNames(CertificateRequest content)
    {
        var common = "";
        var organizations = new List<string>();
        foreach (var part in content.SubjectName.EnumerateRelativeDistinguishedNames())
        {
            switch (part.GetSingleElementType().Value)
            {
                case "2.5.4.3":
                    common = part.GetSingleElementValue() ?? "";
                    break;
                case "2.5.4.10":
                    organizations.Add(part.GetSingleElementValue() ?? "");
                    break;
            }
        }

        return (common, organizations);
    }

    private static string? NodeObjection((string CommonName, IReadOnlyList<string> Organizations) subject) =>
        subject.Organizations is not [NodesGroup] ? $"the organization must be {NodesGroup}"
        : !subject.CommonName.StartsWith(NodeUserPrefix, StringComparison.Ordinal) ? $"the common name must begin with {NodeUserPrefix}"
        : null;
}
