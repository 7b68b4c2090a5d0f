using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Navarch.Api;
using Navarch.Api.Core.V1;
using Navarch.ApiServer;
using Navarch.ApiServer.Authentication;
using Navarch.Client;
using Navarch.Commands;
using Navarch.Scheduler.Configuration;
using Navarch.Storage;
using ClusterNode = Navarch.Api.Core.V1.Node;

namespace Navarch.Tests.Commands;

/// <summary>The command against an API in this process, with nodes but no scheduler.</summary>
public sealed class WhyCommandTests : IAsyncLifetime
{
    private ApiServerHost server = null!;
    private IKubernetesClient client = null!;

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
        client = server.CreateInProcessClient(UserInfo.Authenticated("admin", ["system:masters"]));
        await CreateAsync(new ServiceAccount { Metadata = new() { Name = "default", Namespace = "default" } });
        await CreateAsync(new ClusterNode { Metadata = new() { Name = "n1" }, Status = new() { Allocatable = ValueMap.Of(("cpu", Quantity.Parse("2")), ("memory", Quantity.Parse("4Gi")), ("pods", Quantity.Parse("10"))) } });
    }

    public async Task DisposeAsync() => await server.DisposeAsync();

    [Fact]
    public async Task A_pod_that_fits_nowhere_is_told_what_is_missing()
    {
        await CreateAsync(Asking("big", "3"));
        var (code, text) = await AskAsync("big");
        Assert.Equal(WhyCommand.FitsNowhere, code);
        Assert.Contains("Pod default/big fits nowhere: 0/1 nodes are available: 1 Insufficient cpu", text, StringComparison.Ordinal);
        Assert.Contains("NodeResourcesFit: cpu: asks for 3, 2 of 2 is free, 1 is missing", text, StringComparison.Ordinal);
        Assert.Contains("fix: ask for at most 2 of cpu", text, StringComparison.Ordinal);
        Assert.Contains("Queue: place 1 of 1", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pod_that_fits_is_told_where()
    {
        await CreateAsync(Asking("small", "1"));
        var (code, text) = await AskAsync("small");
        Assert.Equal(CommandOutput.Done, code);
        Assert.Contains("it would go to node n1 now", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_claim_that_is_missing_is_told_once_for_every_node()
    {
        var pod = Asking("volume", "1");
        await CreateAsync(pod with { Spec = pod.Spec with { Volumes = [new() { Name = "v", PersistentVolumeClaim = new() { ClaimName = "absent" } }] } });
        var (code, text) = await AskAsync("volume");
        Assert.Equal(WhyCommand.FitsNowhere, code);
        Assert.Contains("For every node VolumeBinding says: persistentvolumeclaim \"absent\" not found.", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pod_that_is_not_there_is_an_error() => Assert.Equal(CommandOutput.Refused, (await AskAsync("absent")).Code);

    [Fact]
    public async Task A_pod_of_another_scheduler_is_left_alone()
    {
        var pod = Asking("stranger", "1");
        await CreateAsync(pod with { Spec = pod.Spec with { SchedulerName = "other" } });
        var (code, text) = await AskAsync("stranger");
        Assert.Equal(WhyCommand.FitsNowhere, code);
        Assert.Contains("waits for the scheduler other", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dry_run_says_where_pods_would_go_and_creates_none()
    {
        var objects = ManifestFile.Read("""
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: ignored}
            ---
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web}
            spec:
              replicas: 3
              selector: {matchLabels: {app: web}}
              template:
                metadata: {labels: {app: web}}
                spec:
                  tolerations: [{operator: Exists}]
                  containers: [{name: c, image: none, resources: {limits: {cpu: 900m}}}]
            """, "default");
        await using var output = new StringWriter();
        var code = await ScheduleCommand.RunAsync(client, objects, SchedulerConfiguration.Default, output, TimeProvider.System, CancellationToken.None);
        Assert.Equal(WhyCommand.FitsNowhere, code);
        Assert.Contains("default/web-1 -> n1", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("default/web-2 -> nowhere: 0/1 nodes are available: 1 Insufficient cpu.", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("2 of 3 pods get a node.", output.ToString(), StringComparison.Ordinal);
        Assert.Empty((await client.ListAsync<Pod>()).Value.Items);
    }

    [Theory]
    [InlineData("kind: Pod")]
    [InlineData("apiVersion: v1\nkind: Pod\nspecs: {}")]
    [InlineData("a: [")]
    public void A_manifest_with_faults_is_refused(string text) => Assert.Throws<FormatException>(() => ManifestFile.Read(text, "default"));

    private static Pod Asking(string name, string cpu) => new()
    {
        Metadata = new() { Name = name, Namespace = "default" },
        Spec = new()
        {
            // No agent has called the node ready.
            Tolerations = [new() { Key = "node.kubernetes.io/not-ready", Operator = "Exists" }],
            Containers = [new() { Name = "c", Image = "none", Resources = new() { Requests = ValueMap.Of(("cpu", Quantity.Parse(cpu))) } }],
        },
    };

    private async Task<(int Code, string Text)> AskAsync(string pod)
    {
        await using var output = new StringWriter();
        var code = await WhyCommand.RunAsync(client, new("default", pod), SchedulerConfiguration.Default, all: false, output, TimeProvider.System, CancellationToken.None);
        return (code, output.ToString());
    }

    private async Task CreateAsync<T>(T obj)
        where T : class, IKubernetesObject<T>
    {
        var result = await client.CreateAsync(obj);
        Assert.True(result.IsSuccess, result.ToString());
    }
}
