using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Navarch.Client.Kubeconfig;

namespace Navarch.Client.Https;

/// <summary>Makes the connection of an <see cref="HttpKubernetesClient"/>: who to trust, who to be.</summary>
public static class HttpTransport
{
    private static readonly TimeSpan PingEvery = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan PingLimit = TimeSpan.FromSeconds(15);

    /// <summary>
    /// An HTTP client for a cluster: HTTP/2 where the server speaks it, several connections when many watches need them,
    /// pings that notice a dead server, no limit on a request's duration (watches stay open).
    /// </summary>
    public static HttpClient Connect(KubeconfigEntry entry, TimeProvider time)
    {
        var tls = new SslClientAuthenticationOptions();
        if (entry.InsecureSkipTlsVerify)
        {
#pragma warning disable CA5359 // The user asked for it: insecure-skip-tls-verify.
            tls.RemoteCertificateValidationCallback = (_, _, _, _) => true;
#pragma warning restore CA5359
        }
        else if (entry.CertificateAuthorityPem.Length > 0)
        {
            tls.CertificateChainPolicy = Trusting(entry.CertificateAuthorityPem);
        }

        if (entry.ClientCertificatePem.Length > 0)
        {
            tls.ClientCertificates = [X509Certificate2.CreateFromPem(entry.ClientCertificatePem, entry.ClientKeyPem)];
        }

        HttpMessageHandler handler = new SocketsHttpHandler
        {
            SslOptions = tls,
            EnableMultipleHttp2Connections = true,
            KeepAlivePingDelay = PingEvery,
            KeepAlivePingTimeout = PingLimit,
            PooledConnectionIdleTimeout = TimeSpan.FromMinutes(5),
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
        };
        if (entry.TokenFile.Length > 0 || entry.Token.Length > 0)
        {
            handler = new BearerToken(handler, entry, time);
        }

        var http = new HttpClient(handler) { BaseAddress = entry.Server, Timeout = Timeout.InfiniteTimeSpan };
        if (entry.TlsServerName.Length > 0)
        {
            // The handler checks the server's certificate against the host header when there is one.
            http.DefaultRequestHeaders.Host = entry.TlsServerName;
        }

        return http;
    }

    /// <summary>A chain policy that trusts these authorities and no others.</summary>
    private static X509ChainPolicy Trusting(string pem)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.ImportFromPem(pem);
        return policy;
    }
}
