using System.Net;
using Navarch.ApiServer;
using Navarch.ApiServer.Authentication;
using Navarch.Client;
using Navarch.Client.Caching;
using Navarch.Client.Events;
using Navarch.Client.Kubeconfig;
using Navarch.Cluster;
using Navarch.Controllers;
using Navarch.Pki;
using Navarch.Scheduler;
using Navarch.Storage.Embedded;

namespace Navarch.Composition;

/// <summary>API server, controllers and scheduler in one process. Each part talks to the API under its own identity.</summary>
public sealed class ControlPlane : IAsyncDisposable
{
    private readonly Stack<IAsyncDisposable> parts = new();

    private ControlPlane()
    {
    }

    /// <summary>The API server.</summary>
    public ApiServerHost Api { get; private set; } = null!;

    /// <summary>Starts the control plane; completes when its API is ready.</summary>
    /// <param name="host">What the process is made from.</param>
    /// <param name="pki">The cluster's certificates.</param>
    /// <param name="advertised">The address at which pods reach the API.</param>
    /// <param name="cancellation">Gives up.</param>
    public static async Task<ControlPlane> StartAsync(HostContext host, ClusterPki pki, IPAddress advertised, CancellationToken cancellation)
    {
        var controlPlane = new ControlPlane();
        try
        {
            await controlPlane.StartApiAsync(host, pki, advertised, cancellation);
            controlPlane.StartControllers(host, pki);
            controlPlane.StartScheduler(host);
            return controlPlane;
        }
        catch
        {
            await controlPlane.DisposeAsync();
            throw;
        }
    }

    /// <summary>The API as that user sees it.</summary>
    public IKubernetesClient ClientOf(string user, params IEnumerable<string> groups) => Api.CreateInProcessClient(UserInfo.Authenticated(user, groups));

    /// <summary>Stops what was started, in reverse order.</summary>
    public async ValueTask DisposeAsync()
    {
        while (parts.TryPop(out var part))
        {
            await part.DisposeAsync();
        }
    }

    private async Task StartApiAsync(HostContext host, ClusterPki pki, IPAddress advertised, CancellationToken cancellation)
    {
        var serving = pki.Ensure(CertificateProfile.ApiServer(
            ApiServerNames.DnsNames(host.Settings.NodeName),
            ApiServerNames.Addresses(host.Settings.ServiceNetwork, [.. host.NodeAddresses, advertised])));
        var toNodes = pki.Ensure(CertificateProfile.ApiServerToNode);
        WriteAdminKubeconfig(host, pki);
        var store = await host.Reporter.PhaseAsync("store", () => Task.Run(() => EmbeddedStore.Open(host.Paths.StoreDirectory), cancellation));
        parts.Push(store);
        Api = await host.Reporter.PhaseAsync("API server", () => ApiServerHost.StartAsync(
            new()
            {
                Store = store,
                ServingCertificate = serving.Certificate,
                ClientAuthority = pki.Authority.Certificate,
                ServiceAccountKey = pki.ServiceAccountKey,
                NodeClientCertificate = toNodes.Certificate,
                NodeAuthority = pki.Authority.Certificate,
                BindAddress = IPAddress.Parse(host.Settings.BindAddress),
                Port = host.Settings.Port,
                AdvertiseAddress = advertised,
                ServiceCidr = host.Settings.ServiceCidr,
                MaxReadsInFlight = host.Settings.ApiServer.MaxRequestsInFlight,
                MaxWritesInFlight = host.Settings.ApiServer.MaxMutatingRequestsInFlight,
                RequestTimeout = TimeSpan.FromSeconds(host.Settings.ApiServer.RequestTimeout),
                ShutdownDelay = TimeSpan.FromSeconds(host.Settings.ApiServer.ShutdownDelayDuration),
                EnableDebugging = host.Settings.ApiServer.EnableDebugging,
                EnablePriorityAndFairness = host.Settings.ApiServer.EnablePriorityAndFairness,
                Time = host.Time,
                LoggerFactory = host.Loggers,
            },
            cancellation));
        parts.Push(Api);
    }

    private void StartControllers(HostContext host, ClusterPki pki)
    {
        var client = ClientOf(CertificateProfile.ControllerManager.CommonName);
        var options = new ControllerOptions { RootCertificatePem = pki.Authority.CertificatePem, CertificateSigner = new(pki.Authority.Certificate) };
        parts.Push(new SupervisedPart("controllers", host, stop => ControllerHost.RunAsync(options, client, host.Time, host.Loggers, stop)));
    }

    private void StartScheduler(HostContext host)
    {
        var client = ClientOf(CertificateProfile.Scheduler.CommonName);
        var (configuration, problem) = SchedulerConfigurationFile.Read(host.Settings.SchedulerConfig);
        if (problem is { } faulty)
        {
            throw new InvalidDataException(faulty.What);
        }

        parts.Push(new SupervisedPart("scheduler", host, async stop =>
        {
            await using var caches = new Caches(client, host.Time, host.Loggers);
            await using var events = new EventRecorder(client, host.Time, host.Loggers);
            await new SchedulerHost(client, caches, events, host.Time, host.Loggers, Random.Shared, configuration).RunAsync(stop);
        }));
    }

    private static void WriteAdminKubeconfig(HostContext host, ClusterPki pki)
    {
        using var admin = pki.Ensure(CertificateProfile.Admin);
        KubeconfigFile.Write(host.Paths.AdminKubeconfig, new KubeconfigEntry
        {
            Name = host.Paths.ContextName,
            Server = host.ServerAddress,
            CertificateAuthorityPem = pki.Authority.CertificatePem,
            ClientCertificatePem = admin.CertificatePem,
            ClientKeyPem = admin.KeyPem,
        });
    }
}
