using System.Net;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;

namespace Navarch.ApiServer.Hosting;

/// <summary>Kestrel alone, without a host around it: TLS 1.2 and 1.3, HTTP/1.1 and 2, client certificates of the cluster's authority.</summary>
internal sealed class KestrelListener : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly IServer server;

    private KestrelListener(WebApplication app, IServer server)
    {
        this.app = app;
        this.server = server;
    }

    /// <summary>The address and port it listens at.</summary>
    public required IPEndPoint EndPoint { get; init; }

    /// <summary>Starts to listen.</summary>
    /// <exception cref="IOException">The address cannot be bound.</exception>
    public static async ValueTask<KestrelListener> StartAsync(ApiServerOptions options, ApiPipeline pipeline, CancellationToken cancellationToken)
    {
        // The builder only puts Kestrel together: its own host, middleware and configuration are never run.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton(options.LoggerFactory);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => Configure(kestrel, options));
        var built = builder.Build();
        var kestrelServer = built.Services.GetRequiredService<IServer>();
        try
        {
            await kestrelServer.StartAsync(new HttpApplication(pipeline), cancellationToken);
        }
        catch
        {
            await built.DisposeAsync();
            throw;
        }

        var address = new Uri(kestrelServer.Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.First());
        return new KestrelListener(built, kestrelServer) { EndPoint = new IPEndPoint(options.BindAddress, address.Port) };
    }

    /// <summary>Stops accepting, and waits for requests in flight until the token is cancelled.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => server.StopAsync(cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => app.DisposeAsync();

    private static void Configure(KestrelServerOptions kestrel, ApiServerOptions options)
    {
        kestrel.AddServerHeader = false;
        kestrel.AllowSynchronousIO = false;

        // Warnings quote what clients sent.
        kestrel.ResponseHeaderEncodingSelector = static _ => Encoding.UTF8;

        // Whoever reads a body limits it; what is proxied has no limit here.
        kestrel.Limits.MaxRequestBodySize = null;
        kestrel.Limits.MaxConcurrentConnections = options.MaxConnections;

        // Selectors make long lines and impersonation many headers: more than Kestrel's defaults, less than harms.
        kestrel.Limits.MaxRequestLineSize = 128 * 1024;
        kestrel.Limits.MaxRequestHeadersTotalSize = 256 * 1024;
        kestrel.Limits.MaxRequestHeaderCount = 500;
        kestrel.Limits.MaxRequestBufferSize = 1024 * 1024;
        kestrel.Limits.KeepAliveTimeout = TimeSpan.FromMinutes(5);
        kestrel.Limits.RequestHeadersTimeout = options.HeadersTimeout;

        // Readers of answers are held to a time, watchers to another one; logs and streams may be read as slowly as anybody likes.
        kestrel.Limits.MinResponseDataRate = null;
        kestrel.Limits.Http2.MaxStreamsPerConnection = options.MaxStreamsPerConnection;
        kestrel.Limits.Http2.MaxRequestHeaderFieldSize = 128 * 1024;
        kestrel.Limits.Http2.InitialConnectionWindowSize = 1024 * 1024;
        kestrel.Limits.Http2.InitialStreamWindowSize = 256 * 1024;
        kestrel.Listen(options.BindAddress, options.Port, listen =>
        {
            listen.Protocols = HttpProtocols.Http1AndHttp2;
            listen.UseHttps(new HttpsConnectionAdapterOptions
            {
                ServerCertificate = options.ServingCertificate,
                SslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
                ClientCertificateMode = ClientCertificateMode.AllowCertificate,
                ClientCertificateValidation = (certificate, _, _) => Trusts(options, certificate),
            });
        });
    }

    private static bool Trusts(ApiServerOptions options, X509Certificate2 certificate)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(options.ClientAuthority);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.VerificationTimeIgnored = false;
        chain.ChainPolicy.ApplicationPolicy.Add(new System.Security.Cryptography.Oid("1.3.6.1.5.5.7.3.2"));
        chain.ChainPolicy.VerificationTime = options.Time.GetUtcNow().LocalDateTime;
        return chain.Build(certificate);
    }
}
