using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging.Abstractions;
using Navarch.Node.Server;
using Navarch.Node.Tests.Runtime;

namespace Navarch.Node.Tests.Server;

/// <summary>A node's server over a real runtime, with an authority of its own. Every container is found as pod default/NAME, container c.</summary>
public sealed class NodeServerHost : IAsyncDisposable, IPodLocator
{
    private static readonly DateTimeOffset From = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Until = new(2120, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly RuntimeHost _runtime;
    private readonly NodeServer _server;
    private readonly X509Certificate2 _authority;

    private NodeServerHost(RuntimeHost runtime)
    {
        _runtime = runtime;
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=test authority", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        _authority = request.CreateSelfSigned(From, Until);
        Client = Issue("CN=kube-apiserver-kubelet-client", "1.3.6.1.5.5.7.3.2");
        _server = new NodeServer(
            new NodeServerSettings
            {
                Address = IPAddress.Loopback,
                Port = 0,
                ServerCertificate = Issue("CN=node", "1.3.6.1.5.5.7.3.1"),
                ClientAuthorities = [_authority],
                RuntimeNetworkNamespace = runtime.Netns.NamespaceFile,
            },
            this,
            runtime.Cri,
            TimeProvider.System,
            NullLoggerFactory.Instance);
    }

    /// <summary>The API server's identity.</summary>
    public X509Certificate2 Client { get; }

    public int Port => _server.Port;

    public List<RunningContainer> Containers { get; } = [];

    public static async Task<NodeServerHost> StartAsync(RuntimeHost runtime)
    {
        var host = new NodeServerHost(runtime);
        await host._server.StartAsync(default);
        return host;
    }

    public X509Certificate2 Issue(string subject, string purpose)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(purpose)], false));
        using var certificate = request.Create(_authority, From, Until, RandomNumberGenerator.GetBytes(8));
        return X509CertificateLoader.LoadPkcs12(certificate.CopyWithPrivateKey(key).Export(X509ContentType.Pkcs12), null);
    }

    public HttpClient NewClient(X509Certificate2? certificate)
    {
        var handler = new SocketsHttpHandler();
        handler.SslOptions.RemoteCertificateValidationCallback = (_, server, _, _) => IsOurs(server);
        if (certificate is not null)
        {
            handler.SslOptions.ClientCertificates = [certificate];
        }
        return new HttpClient(handler) { BaseAddress = new Uri($"https://127.0.0.1:{Port}") };
    }

    public bool IsOurs(X509Certificate? server) => server?.Issuer == _authority.Subject;

    public async Task<RunningContainer> RunAsync(string name, string script, bool tty = false)
    {
        var container = await _runtime.RunAsync(name, script, tty);
        Containers.Add(container);
        return container;
    }

    public async ValueTask<LocatedPod?> FindAsync(string podNamespace, string podName, CancellationToken ct)
    {
        if (podNamespace != "default" || Containers.Find(c => c.Name == podName) is not { } container)
        {
            return null;
        }
        var status = await _runtime.Cri.ContainerStatusAsync(container.Id, ct);
        return new LocatedPod("uid", container.SandboxId,
        [
            new LocatedContainer
            {
                Name = "c",
                ContainerId = container.Id,
                IsRunning = status!.State == Navarch.Client.Grpc.Cri.ContainerState.ContainerRunning,
                LogFile = container.LogFile,
            },
            new LocatedContainer { Name = "waiting", WaitingReason = "ImagePullBackOff" },
        ]);
    }

    public ValueTask<ReadOnlyMemory<byte>> DescribePodsAsync(CancellationToken ct) => new("{}"u8.ToArray());

    public async ValueTask DisposeAsync()
    {
        foreach (var container in Containers)
        {
            await _runtime.RemoveAsync(container);
        }
        await _server.DisposeAsync();
    }
}
