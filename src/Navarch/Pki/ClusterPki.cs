using System.Security.Cryptography;
using Microsoft.Extensions.Logging;

namespace Navarch.Pki;

/// <summary>
/// The keys and certificates of one cluster, in one folder: <c>ca.crt</c>, <c>ca.key</c>, <c>sa.key</c> (signs the
/// tokens of service accounts), and a pair of files for each profile asked for. What is missing, damaged, about to
/// expire or no longer fitting is issued anew; everything else stays as it is. Guarded by the cluster's lock: one
/// process at a time.
/// </summary>
public sealed partial class ClusterPki : IDisposable
{
    private readonly string directory;
    private readonly CertificateAuthority authority;
    private readonly ILogger logger;

    private ClusterPki(string directory, CertificateAuthority authority, ECDsa serviceAccountKey, ILogger logger)
    {
        this.directory = directory;
        this.authority = authority;
        this.logger = logger;
        ServiceAccountKey = serviceAccountKey;
    }

    /// <summary>The authority's certificate and key.</summary>
    public IssuedCertificate Authority => authority.Self;

    /// <summary>The key that signs service account tokens (ES256).</summary>
    public ECDsa ServiceAccountKey { get; }

    /// <summary>Opens the folder, making the authority and the service account key if they are not there.</summary>
    public static ClusterPki Open(string directory, TimeProvider time, ILogger logger)
    {
        Directory.CreateDirectory(directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return new(directory, OpenAuthority(directory, time, logger), OpenServiceAccountKey(directory, logger), logger);
    }

    /// <summary>The certificate of that profile: the one on disk when it serves, a new one otherwise.</summary>
    public IssuedCertificate Ensure(CertificateProfile profile)
    {
        var existing = ReadPair(directory, profile.Name, logger);
        if (existing is not null)
        {
            var reason = authority.ReasonToReissue(existing.Certificate, profile);
            if (reason is null)
            {
                return existing;
            }

            existing.Dispose();
            LogReissue(logger, profile.Name, reason);
        }

        var issued = authority.Issue(profile);
        WritePair(directory, profile.Name, issued);
        return issued;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        ServiceAccountKey.Dispose();
        authority.Dispose();
    }

    private static CertificateAuthority OpenAuthority(string directory, TimeProvider time, ILogger logger)
    {
        var existing = ReadPair(directory, "ca", logger);
        if (existing is not null)
        {
            if (existing.Certificate.NotAfter.ToUniversalTime() - time.GetUtcNow().UtcDateTime > CertificateAuthority.RenewalMargin)
            {
                return new(existing, time);
            }

            existing.Dispose();
            LogReissue(logger, "ca", "it expires soon; kubeconfigs and service account tokens made with it stop working");
        }

        var created = CertificateAuthority.Create("navarch-ca", time);
        WritePair(directory, "ca", created.Self);
        return created;
    }

    private static ECDsa OpenServiceAccountKey(string directory, ILogger logger)
    {
        var path = Path.Combine(directory, "sa.key");
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        if (PemFile.Read(path) is { } pem)
        {
            try
            {
                key.ImportFromPem(pem);
                return key;
            }
            catch (Exception error) when (error is CryptographicException or ArgumentException)
            {
                LogUnreadable(logger, path, error.Message);
            }
        }

        PemFile.Write(path, key.ExportPkcs8PrivateKeyPem());
        return key;
    }

    private static IssuedCertificate? ReadPair(string directory, string name, ILogger logger)
    {
        var certificatePath = Path.Combine(directory, name + ".crt");
        if (PemFile.Read(certificatePath) is not { } certificate || PemFile.Read(Path.Combine(directory, name + ".key")) is not { } key)
        {
            return null;
        }

        try
        {
            return IssuedCertificate.FromPem(certificate, key);
        }
        catch (Exception error) when (error is CryptographicException or ArgumentException)
        {
            // Damaged, or a crash between the two writes left a certificate beside another key.
            LogUnreadable(logger, certificatePath, error.Message);
            return null;
        }
    }

    private static void WritePair(string directory, string name, IssuedCertificate pair)
    {
        PemFile.Write(Path.Combine(directory, name + ".key"), pair.KeyPem);
        PemFile.Write(Path.Combine(directory, name + ".crt"), pair.CertificatePem);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Issuing certificate {Name} anew: {Reason}")]
    private static partial void LogReissue(ILogger logger, string name, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Replacing {Path}, which cannot be read: {Reason}")]
    private static partial void LogUnreadable(ILogger logger, string path, string reason);
}
