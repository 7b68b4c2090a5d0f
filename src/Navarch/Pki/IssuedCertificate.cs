using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Navarch.Pki;

/// <summary>A certificate with its private key, as an object and as the PEM text kept in files and kubeconfigs.</summary>
public sealed class IssuedCertificate : IDisposable
{
    private IssuedCertificate(X509Certificate2 certificate, string certificatePem, string keyPem)
    {
        Certificate = certificate;
        CertificatePem = certificatePem;
        KeyPem = keyPem;
    }

    /// <summary>The certificate, with its private key.</summary>
    public X509Certificate2 Certificate { get; }

    /// <summary>The certificate as PEM.</summary>
    public string CertificatePem { get; }

    /// <summary>The private key as PEM (PKCS#8).</summary>
    public string KeyPem { get; }

    /// <summary>Reads the pair from PEM texts.</summary>
    /// <exception cref="CryptographicException">The texts are no PEM, or the key is not that of the certificate.</exception>
    public static IssuedCertificate FromPem(string certificatePem, string keyPem) =>
        new(X509Certificate2.CreateFromPem(certificatePem, keyPem), certificatePem, keyPem);

    /// <inheritdoc/>
    public void Dispose() => Certificate.Dispose();
}
