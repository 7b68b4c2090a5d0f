using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Navarch.Api.Certificates.V1;

namespace Navarch.Api.Validation;

/// <summary>Rules for certificate signing requests, their verdicts and the certificates issued.</summary>
internal static class CertificateRules
{
    private const int LeastSeconds = 600;
    private const int LongestSigner = 571;
    private const string RequestLabel = "CERTIFICATE REQUEST";
    private const string CertificateLabel = "CERTIFICATE";
    private static readonly FieldPath Spec = FieldPath.Of("spec");
    private static readonly FieldPath Conditions = FieldPath.Of("status").Child("conditions");
    private static readonly FieldPath Certificate = FieldPath.Of("status").Child("certificate");
    private static readonly string[] Statuses = ["False", "True", "Unknown"];

    // Conditions that are only ever true, and stay once they are there.
    private static readonly string[] Lasting = [RequestConditionTypes.Approved, RequestConditionTypes.Denied, RequestConditionTypes.Failed];

    public static void Validate(CertificateSigningRequest request, ErrorList errors)
    {
        var spec = request.Spec;
        if (RequestProblem(spec.Request) is { } problem)
        {
            errors.Invalid(Spec.Child("request"), Convert.ToBase64String(spec.Request.Span), problem);
        }

        if (spec.Usages.IsEmpty)
        {
            errors.Required(Spec.Child("usages"), "usages must be provided");
        }

        for (var i = 0; i < spec.Usages.Count; i++)
        {
            if (!KeyUsages.Values.Contains(spec.Usages[i], StringComparer.Ordinal))
            {
                errors.NotSupported(Spec.Child("usages").Index(i), spec.Usages[i], KeyUsages.Values);
            }
        }

        NamedRules.Distinct(Spec.Child("usages"), spec.Usages, errors);
        Signer(spec.SignerName, Spec.Child("signerName"), errors);
        if (spec.ExpirationSeconds < LeastSeconds)
        {
            errors.Invalid(Spec.Child("expirationSeconds"), spec.ExpirationSeconds, $"may not specify a duration less than {LeastSeconds} seconds (10 minutes)");
        }
    }

    /// <summary>What both the approval and the status may say.</summary>
    public static void ValidateStatus(CertificateSigningRequest request, CertificateSigningRequest old, ErrorList errors)
    {
        var conditions = request.Status.Conditions;
        var types = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < conditions.Count; i++)
        {
            var (type, status) = (conditions[i].Type, conditions[i].Status);
            NamedRules.Needed(Conditions.Index(i).Child("type"), type, _ => null, errors);
            var allowed = Lasting.Contains(type, StringComparer.Ordinal) ? ["True"] : Statuses;
            if (status.Length == 0)
            {
                errors.Required(Conditions.Index(i).Child("status"));
            }
            else if (!allowed.Contains(status, StringComparer.Ordinal))
            {
                errors.NotSupported(Conditions.Index(i).Child("status"), status, allowed);
            }

            if (!types.Add(type))
            {
                errors.Duplicate(Conditions.Index(i).Child("type"), type);
            }
        }

        if (types.Contains(RequestConditionTypes.Approved) && types.Contains(RequestConditionTypes.Denied))
        {
            errors.Invalid(Conditions, RequestConditionTypes.Denied, "Approved and Denied conditions are mutually exclusive");
        }

        foreach (var type in Lasting)
        {
            var (now, before) = (conditions.FirstOrDefault(c => c.Type == type), old.Status.Conditions.FirstOrDefault(c => c.Type == type));
            if (before is not null && now is null)
            {
                errors.Forbidden(Conditions, $"updates may not remove a condition of type \"{type}\"");
            }
        }

        Issued(request.Status.Certificate, old.Status.Certificate, errors);
    }

    private static void Issued(ByteString certificate, ByteString old, ErrorList errors)
    {
        if (!old.IsEmpty && certificate != old)
        {
            errors.Forbidden(Certificate, "updates may not modify existing certificate content");
        }

        if (certificate.IsEmpty || certificate == old)
        {
            return;
        }

        ReadOnlySpan<char> rest = certificate.ToText();
        for (var i = 0; ; i++)
        {
            if (!PemEncoding.TryFind(rest, out var found))
            {
                if (i == 0)
                {
                    errors.Invalid(Certificate, "<certificate data>", "must contain one or more PEM blocks");
                }

                return;
            }

            if (rest[found.Label] is not CertificateLabel)
            {
                errors.Invalid(Certificate, "<certificate data>", $"only CERTIFICATE PEM blocks are allowed, found \"{rest[found.Label]}\"");
            }

            rest = rest[found.Location.End..];
        }
    }

    private static string? RequestProblem(ByteString request)
    {
        var text = request.ToText();
        if (!PemEncoding.TryFind(text, out var found) || text[found.Label] != RequestLabel)
        {
            return "PEM block type must be CERTIFICATE REQUEST";
        }

        try
        {
            CertificateRequest.LoadSigningRequestPem(text, HashAlgorithmName.SHA256, CertificateRequestLoadOptions.UnsafeLoadCertificateExtensions);
            return null;
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException or NotSupportedException)
        {
            return e.Message;
        }
    }

    private static void Signer(string name, FieldPath path, ErrorList errors)
    {
        if (name.Length == 0)
        {
            errors.Required(path);
            return;
        }

        if (name == "kubernetes.io/legacy-unknown")
        {
            errors.Invalid(path, name, "kubernetes.io/legacy-unknown is not allowed via this API version");
        }

        if (name.Length > LongestSigner)
        {
            errors.TooLong(path, LongestSigner);
        }

        if (name.Split('/') is not [var domain, { Length: > 0 } below])
        {
            errors.Invalid(path, name, "must be a fully qualified domain and path of the form 'example.com/signer-name'");
            return;
        }

        NamedRules.Domain(path, domain, 2, errors);
        foreach (var label in below.Split('.'))
        {
            errors.Check(path, label, Names.Dns1123LabelProblem(label) is { } problem ? $"validating label \"{label}\": {problem}" : null);
        }
    }
}
