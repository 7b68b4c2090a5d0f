using Navarch.Api.Core.V1;

namespace Navarch.Api.Validation;

/// <summary>Rules for volumes that put files from several places into one folder.</summary>
internal static class ProjectionRules
{
    private const long LeastTokenSeconds = 600;
    private const long MostTokenSeconds = 1L << 32;
    private const int LeastCertificateSeconds = 3600;
    private const int MostCertificateSeconds = 91 * 24 * 3600;
    private static readonly IReadOnlyList<string> KeyTypes = ["ECDSAP256", "ECDSAP384", "ECDSAP521", "ED25519", "RSA3072", "RSA4096"];

    public static void Validate(ProjectedVolumeSource projected, FieldPath path, ErrorList errors)
    {
        FileRules.Mode(projected.DefaultMode, path, "defaultMode", errors);
        var files = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < projected.Sources.Count; i++)
        {
            var sources = new VolumeSources(path.Child("sources").Index(i), errors);
            Source(projected.Sources[i], ref sources, files);
            sources.Finish();
        }
    }

    private static void Source(VolumeProjection source, ref VolumeSources sources, HashSet<string> files)
    {
        var errors = sources.Errors;
        if (sources.Is(source.Secret, "secret", out var secret))
        {
            errors.Needs(sources.Path("secret"), "name", secret.Name);
            FileRules.Items(secret.Items, sources.Path("secret"), errors);
            Unique(secret.Items.Select(i => i.Path), sources.Path("secret"), files, secret.Name, errors);
        }

        if (sources.Is(source.ConfigMap, "configMap", out var map))
        {
            errors.Needs(sources.Path("configMap"), "name", map.Name);
            FileRules.Items(map.Items, sources.Path("configMap"), errors);
            Unique(map.Items.Select(i => i.Path), sources.Path("configMap"), files, map.Name, errors);
        }

        if (sources.Is(source.DownwardAPI, "downwardAPI", out var downward))
        {
            FileRules.Items(downward.Items, sources.Path("downwardAPI"), errors);
            Unique(downward.Items.Select(i => i.Path), sources.Path("downwardAPI"), files, "downwardAPI", errors);
        }

        if (sources.Is(source.ServiceAccountToken, "serviceAccountToken", out var token))
        {
            Token(token, sources.Path("serviceAccountToken"), errors);
            Unique([token.Path], sources.Path("serviceAccountToken"), files, "serviceAccountToken", errors);
        }

        if (sources.Is(source.ClusterTrustBundle, "clusterTrustBundle", out var bundle))
        {
            TrustBundle(bundle, sources.Path("clusterTrustBundle"), errors);
            Unique([bundle.Path], sources.Path("clusterTrustBundle"), files, "clusterTrustBundle", errors);
        }

        if (sources.Is(source.PodCertificate, "podCertificate", out var certificate))
        {
            Certificate(certificate, sources.Path("podCertificate"), errors);
            Unique([certificate.CredentialBundlePath, certificate.KeyPath, certificate.CertificateChainPath], sources.Path("podCertificate"), files, "podCertificate", errors);
        }
    }

    private static void Token(ServiceAccountTokenProjection token, FieldPath path, ErrorList errors)
    {
        if (token.ExpirationSeconds < LeastTokenSeconds)
        {
            errors.Invalid(path.Child("expirationSeconds"), token.ExpirationSeconds, "may not specify a duration less than 10 minutes");
        }
        else if (token.ExpirationSeconds > MostTokenSeconds)
        {
            errors.Invalid(path.Child("expirationSeconds"), token.ExpirationSeconds, "may not specify a duration larger than 2^32 seconds");
        }

        FileRules.Relative(token.Path, path, "path", errors);
    }

    private static void TrustBundle(ClusterTrustBundleProjection bundle, FieldPath path, ErrorList errors)
    {
        if (bundle.Name is not null && bundle.SignerName is not null)
        {
            errors.Invalid(path, bundle, "only one of name and signerName may be used");
        }
        else if (bundle.Name is null && bundle.SignerName is null)
        {
            errors.Required(path, "either name or signerName must be specified");
        }

        if (bundle.Name is { Length: 0 })
        {
            errors.Required(path.Child("name"), "must be a valid object name");
        }

        errors.Check(path, "name", bundle.Name, n => Names.Dns1123SubdomainProblem(n[(n.LastIndexOf(':') + 1)..]));
        if (bundle.SignerName is { Length: 0 })
        {
            errors.Required(path.Child("signerName"), "must be a valid signer name");
        }

        if (bundle.Name is not null && bundle.LabelSelector is not null)
        {
            errors.Invalid(path.Child("labelSelector"), bundle.LabelSelector, "labelSelector may not be used if name is used");
        }

        SelectorRules.Validate(bundle.LabelSelector, path.Child("labelSelector"), errors);
        FileRules.Relative(bundle.Path, path, "path", errors);
    }

    private static void Certificate(PodCertificateProjection certificate, FieldPath path, ErrorList errors)
    {
        errors.Check(path, "signerName", certificate.SignerName, Names.DomainPrefixedPathProblem);
        if (certificate.KeyType.Length > 0 && !KeyTypes.Contains(certificate.KeyType))
        {
            errors.NotSupported(path.Child("keyType"), certificate.KeyType, KeyTypes);
        }

        if (certificate.MaxExpirationSeconds is { } seconds)
        {
            if (seconds < LeastCertificateSeconds)
            {
                errors.Invalid(path.Child("maxExpirationSeconds"), seconds, "if provided, maxExpirationSeconds must be >= 3600");
            }
            else if (seconds > MostCertificateSeconds)
            {
                errors.Invalid(path.Child("maxExpirationSeconds"), seconds, $"if provided, maxExpirationSeconds must be <= {MostCertificateSeconds}");
            }
        }

        if (certificate is { CredentialBundlePath.Length: 0, KeyPath.Length: 0, CertificateChainPath.Length: 0 })
        {
            errors.Required(path, "specify at least one of credentialBundlePath, keyPath, and certificateChainPath");
        }

        foreach (var (name, value) in (ReadOnlySpan<(string, string)>)
            [("credentialBundlePath", certificate.CredentialBundlePath), ("keyPath", certificate.KeyPath), ("certificateChainPath", certificate.CertificateChainPath)])
        {
            if (value.Length > 0)
            {
                FileRules.Relative(value, path, name, errors);
            }
        }
    }

    private static void Unique(IEnumerable<string> paths, FieldPath at, HashSet<string> files, string source, ErrorList errors)
    {
        foreach (var path in paths)
        {
            if (path.Length > 0 && !files.Add(path))
            {
                errors.Invalid(at, source, $"conflicting duplicate paths: {path}");
            }
        }
    }
}
