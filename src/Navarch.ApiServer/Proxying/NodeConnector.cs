using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace Navarch.ApiServer.Proxying;

/// <summary>Opens TLS connections to nodes, showing the server's client certificate.</summary>
internal sealed class NodeConnector : IDisposable
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);

    private readonly X509Certificate2? certificate;
    private readonly X509Certificate2? authority;

    /// <summary>A connector with a client certificate; without an authority the node's own certificate is not checked, as upstream does by default.</summary>
    public NodeConnector(X509Certificate2? certificate, X509Certificate2? authority)
    {
        this.certificate = certificate;
        this.authority = authority;
        Http = Client(TlsOptions(""));
        Workloads = Client(AnyTls(""));
    }

    /// <summary>For requests to nodes that are not upgraded.</summary>
    public HttpClient Http { get; }

    /// <summary>For requests to what runs in pods: it is shown no certificate, and its own, if it has one, is nobody's we know.</summary>
    public HttpClient Workloads { get; }

    /// <summary>A connection to a node of its own, for a stream that is upgraded.</summary>
    /// <exception cref="IOException">The node does not answer.</exception>
    public ValueTask<Stream> ConnectAsync(NodeEndpoint address, CancellationToken cancellationToken) =>
        ConnectAsync(address, TlsOptions(address.Host), cancellationToken);

    /// <summary>A connection to what runs in a pod, for a stream that is upgraded.</summary>
    /// <exception cref="IOException">The pod does not answer.</exception>
    public static ValueTask<Stream> ConnectToWorkloadAsync(NodeEndpoint address, bool secure, CancellationToken cancellationToken) =>
        ConnectAsync(address, secure ? AnyTls(address.Host) : null, cancellationToken);

    private static HttpClient Client(SslClientAuthenticationOptions tls) => new(new SocketsHttpHandler
    {
        SslOptions = tls,
        ConnectTimeout = ConnectTimeout,
        AllowAutoRedirect = false,
        UseProxy = false,
        UseCookies = false,
    })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    private static async ValueTask<Stream> ConnectAsync(NodeEndpoint address, SslClientAuthenticationOptions? options, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        SslStream? tls = null;
        try
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            limit.CancelAfter(ConnectTimeout);
            await socket.ConnectAsync(address.Host, address.Port, limit.Token);
            if (options is null)
            {
                return new NetworkStream(socket, ownsSocket: true);
            }

            tls = new SslStream(new NetworkStream(socket, ownsSocket: true));
            await tls.AuthenticateAsClientAsync(options, limit.Token);
            return tls;
        }
        catch (Exception e) when (e is SocketException or IOException or System.Security.Authentication.AuthenticationException or OperationCanceledException)
        {
            await (tls?.DisposeAsync() ?? default);
            socket.Dispose();
            cancellationToken.ThrowIfCancellationRequested();
            throw new IOException($"dial tcp {address.Authority}: {e.Message}", e);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Http.Dispose();
        Workloads.Dispose();
    }

    private static SslClientAuthenticationOptions AnyTls(string host) => new()
    {
        TargetHost = host,
        ApplicationProtocols = [SslApplicationProtocol.Http11],
        RemoteCertificateValidationCallback = (_, shown, _, _) => shown is not null,
    };

    private SslClientAuthenticationOptions TlsOptions(string host) => new()
    {
        TargetHost = host,
        ClientCertificates = certificate is null ? null : [certificate],
        LocalCertificateSelectionCallback = certificate is null ? null : (_, _, _, _, _) => certificate,
        ApplicationProtocols = [SslApplicationProtocol.Http11],
        RemoteCertificateValidationCallback = (_, shown, _, _) => authority is null || (shown is X509Certificate2 node && IsOurs(node)),
    };

    private bool IsOurs(X509Certificate2 node)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(authority!);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        return chain.Build(node);
    }
}
