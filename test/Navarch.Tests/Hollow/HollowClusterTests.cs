using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Navarch.Api;
using Navarch.Api.Apps.V1;
using Navarch.Api.Batch.V1;
using Navarch.Api.Core.V1;
using Navarch.ApiServer;
using Navarch.ApiServer.Authentication;
using Navarch.Client;
using Navarch.Client.Caching;
using Navarch.Client.Events;
using Navarch.Controllers;
using Navarch.Node.Hollow;
using Navarch.Scheduler;
using Navarch.Scheduler.Configuration;
using Navarch.Storage;

namespace Navarch.Tests.Hollow;

/// <summary>A whole control plane in memory with simulated nodes: what is deployed runs on them, and goes.</summary>
public sealed class HollowClusterTests : IAsyncLifetime
{
    private const int NodeCount = 50;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(120);

    private readonly CancellationTokenSource stop = new();
    private readonly List<Task> running = [];
    private ApiServerHost server = null!;
    private IKubernetesClient client = null!;

    private static ILoggerFactory Logs => NullLoggerFactory.Instance;

    public async Task InitializeAsync()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=test", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var certificate = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(200));
        server = await ApiServerHost.StartAsync(new ApiServerOptions
        {
            Store = new MemoryStore(),
            ServingCertificate = certificate,
            ClientAuthority = certificate,
            ServiceAccountKey = RSA.Create(2048),
            Port = 0,
        });
        client = ClientOf("admin", "system:masters");
        Run(token => ControllerHost.RunAsync(new ControllerOptions { RootCertificatePem = "PEM" }, ClientOf("system:kube-controller-manager"), TimeProvider.System, Logs, token));
        Run(ScheduleAsync);
        var nodes = new HollowNodes(
            new() { Nodes = NodeCount },
            ClientOf("hollow-nodes", "system:nodes"),
            name => ClientOf($"system:node:{name}", "system:nodes"),
            TimeProvider.System,
            Logs,
            new Random(1));
        Run(nodes.RunAsync);
        await nodes.Ready.WaitAsync(Limit);
    }

    public async Task DisposeAsync()
    {
        await stop.CancelAsync();
        await Task.WhenAll(running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await server.DisposeAsync();
        stop.Dispose();
    }

    [Fact]
    public async Task A_deployment_of_100_pods_runs_on_50_nodes_and_goes_when_deleted()
    {
        var nodes = (await client.ListAsync<Api.Core.V1.Node>()).Value.Items;
        Assert.Equal(NodeCount, nodes.Count);
        Assert.All(nodes, n => Assert.Equal("True", n.Status.Conditions.First(c => c.Type == "Ready").Status));
        Assert.Equal(3, nodes.Select(n => n.Metadata.Labels["topology.kubernetes.io/zone"]).Distinct(StringComparer.Ordinal).Count());

        await CreateAsync(new Deployment
        {
            Metadata = new() { Namespace = "default", Name = "web" },
            Spec = new()
            {
                Replicas = 100,
                Selector = new() { MatchLabels = ValueMap.Of(("app", "web")) },
                Template = new() { Metadata = new() { Labels = ValueMap.Of(("app", "web")) }, Spec = Spec("Always") },
            },
        });
        await UntilAsync(async () => (await client.GetAsync<Deployment>("default", "web")).Value.Status.AvailableReplicas == 100);
        var pods = (await PodsAsync()).ToList();
        Assert.Equal(100, pods.Select(p => p.Status.PodIP).Where(ip => ip.Length > 0).Distinct(StringComparer.Ordinal).Count());
        Assert.All(pods, p => Assert.Equal("Running", p.Status.Phase));

        await client.DeleteAsync<Deployment>(new("default", "web"), new() { PropagationPolicy = "Background" });
        await UntilAsync(async () => !(await PodsAsync()).Any());
    }

    [Fact]
    public async Task A_job_completes_when_its_pods_end_by_themselves()
    {
        await CreateAsync(new Job
        {
            Metadata = new() { Namespace = "default", Name = "sum" },
            Spec = new()
            {
                Completions = 4,
                Parallelism = 2,
                Template = new() { Metadata = new() { Annotations = ValueMap.Of((HollowPodRules.RunSeconds, "0.1")) }, Spec = Spec("Never") },
            },
        });
        await UntilAsync(async () => (await client.GetAsync<Job>("default", "sum")).Value.Status.Succeeded == 4);
    }

    private static PodSpec Spec(string restart) => new() { RestartPolicy = restart, Containers = [new() { Name = "c", Image = "none" }] };

    private static async Task UntilAsync(Func<Task<bool>> holds)
    {
        using var limit = new CancellationTokenSource(Limit);
        while (!await holds())
        {
            await Task.Delay(20, limit.Token);
        }
    }

    private async Task CreateAsync<T>(T obj)
        where T : class, IKubernetesObject<T> =>
        Assert.True((await client.CreateAsync(obj)) is { IsSuccess: true });

    private async Task<IEnumerable<Pod>> PodsAsync() => (await client.ListAsync<Pod>(new() { Namespace = "default" })).Value.Items;

    private IKubernetesClient ClientOf(string user, params string[] groups) => server.CreateInProcessClient(UserInfo.Authenticated(user, groups));

    private void Run(Func<CancellationToken, Task> part) => running.Add(Task.Run(() => part(stop.Token)));

    private async Task ScheduleAsync(CancellationToken cancellationToken)
    {
        var scheduler = ClientOf("system:kube-scheduler");
        await using var caches = new Caches(scheduler, TimeProvider.System, Logs);
        await using var events = new EventRecorder(scheduler, TimeProvider.System, Logs);
        await new SchedulerHost(scheduler, caches, events, TimeProvider.System, Logs, new Random(1), SchedulerConfiguration.Default).RunAsync(cancellationToken);
    }
}
