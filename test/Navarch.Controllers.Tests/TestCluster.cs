using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Navarch.Api;
using Navarch.Api.Core.V1;
using Navarch.ApiServer;
using Navarch.ApiServer.Authentication;
using Navarch.Client;
using Navarch.Storage;

namespace Navarch.Controllers;

/// <summary>An API server in memory with every controller at work, and pods that run as soon as they exist.</summary>
internal sealed class TestCluster : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly CancellationTokenSource stop = new();
    private readonly ApiServerHost server;
    private readonly List<Task> running = [];

    private CancellationTokenSource stopControllers = new();
    private Task controlling = Task.CompletedTask;

    private TestCluster(ApiServerHost server, bool podsRun)
    {
        this.server = server;
        Client = server.CreateInProcessClient(new UserInfo("admin", ["system:masters"]));
        StartControllers();
        if (podsRun)
        {
            running.Add(Task.Run(RunPodsAsync));
        }
    }

    public IKubernetesClient Client { get; }

    private static ILoggerFactory Logs => NullLoggerFactory.Instance;

    public static async Task<TestCluster> StartAsync(bool podsRun = true)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=test", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var certificate = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(200));
        return new(
            await ApiServerHost.StartAsync(new ApiServerOptions
            {
                Store = new MemoryStore(),
                ServingCertificate = certificate,
                ClientAuthority = certificate,
                ServiceAccountKey = RSA.Create(2048),
                Port = 0,
            }),
            podsRun);
    }

    /// <summary>Starts a set of controllers, beside those at work already.</summary>
    public void StartControllers()
    {
        var client = server.CreateInProcessClient(new UserInfo("system:kube-controller-manager", ["system:authenticated"]));
        var token = stopControllers.Token;
        var run = Task.Run(() => ControllerHost.RunAsync(new ControllerOptions { RootCertificatePem = "PEM" }, client, TimeProvider.System, Logs, token));
        controlling = Task.WhenAll(controlling, run);
    }

    /// <summary>Stops every set of controllers, whatever it is at, and starts one.</summary>
    public async Task RestartControllersAsync()
    {
        await stopControllers.CancelAsync();
        await controlling;
        stopControllers.Dispose();
        stopControllers = new();
        controlling = Task.CompletedTask;
        StartControllers();
    }

    /// <summary>Waits until the condition holds; the failure shows what was there last.</summary>
    public static async Task<T> Eventually<T>(Func<Task<T>> look, Func<T, bool> isRight)
    {
        using var limit = new CancellationTokenSource(Limit);
        while (true)
        {
            var seen = await look();
            if (isRight(seen))
            {
                return seen;
            }

            Assert.False(limit.IsCancellationRequested, $"still not right after {Limit}: {seen}");
            await Task.Delay(20);
        }
    }

    public async Task<T> Eventually<T>(string ns, string name, Func<T, bool> isRight)
        where T : class, IKubernetesObject<T> =>
        (await Eventually(async () => (await Client.GetAsync<T>(ns, name)).ValueOrDefault, o => o is not null && isRight(o)))!;

    public Task<T[]> EventuallyAll<T>(string ns, Func<T[], bool> isRight)
        where T : class, IKubernetesObject<T> =>
        Eventually(async () => (await Client.ListAsync<T>(new() { Namespace = ns })).Value.Items.ToArray(), isRight);

    public Task EventuallyGone<T>(string ns, string name)
        where T : class, IKubernetesObject<T> =>
        Eventually(async () => (await Client.GetAsync<T>(ns, name)).IsNotFound, gone => gone);

    public async Task<T> Create<T>(T obj)
        where T : class, IKubernetesObject<T>
    {
        var created = await Client.CreateAsync(obj);
        Assert.True(created.IsSuccess, created.ToString());
        return created.Value;
    }

    /// <summary>Changes an object, again on conflict.</summary>
    public async Task<T> Change<T>(string ns, string name, Func<T, T> change)
        where T : class, IKubernetesObject<T>
    {
        while (true)
        {
            var updated = await Client.UpdateAsync(change((await Client.GetAsync<T>(ns, name)).Value));
            if (!updated.IsConflict)
            {
                return updated.Value;
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await stopControllers.CancelAsync();
        await Task.WhenAll(running);
        await controlling;
        stopControllers.Dispose();
        await server.DisposeAsync();
        stop.Dispose();
    }

    private async Task RunPodsAsync()
    {
        var number = 0;
        try
        {
            await foreach (var (type, pod, _) in Client.WatchAsync<Pod>(new() { SendInitialEvents = true, AllowBookmarks = true, ResourceVersionMatch = "NotOlderThan" }, stop.Token))
            {
                if (type is not (WatchEventType.Added or WatchEventType.Modified) || pod is null)
                {
                    continue;
                }

                if (pod.IsDeleting())
                {
                    await Client.DeleteAsync<Pod>(pod.NamespacedName(), new() { GracePeriodSeconds = 0 }, stop.Token);
                }
                else if (pod.Status.Phase == PodPhases.Pending || pod.Status.Phase.Length == 0)
                {
                    await Client.UpdateStatusAsync(After(pod, $"10.0.0.{++number}"), stop.Token);
                }
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return;
        }
    }

    /// <summary>What becomes of a pod is said by its image.</summary>
    private static Pod After(Pod pod, string ip) => pod.Spec.Containers[0].Image switch
    {
        "succeeds" => pod with { Status = pod.Status with { Phase = PodPhases.Succeeded } },
        "fails" => pod with { Status = pod.Status with { Phase = PodPhases.Failed } },
        _ => Running(pod, ip),
    };

    private static Pod Running(Pod pod, string ip) => pod with
    {
        Status = pod.Status with
        {
            Phase = PodPhases.Running,
            PodIP = ip,
            PodIPs = [new() { IP = ip }],
            Conditions = [new() { Type = "Ready", Status = "True", LastTransitionTime = DateTimeOffset.UnixEpoch }],
        },
    };
}
