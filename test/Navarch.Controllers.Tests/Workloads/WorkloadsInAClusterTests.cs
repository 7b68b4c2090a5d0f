using Navarch.Api;
using Navarch.Api.Apps.V1;
using Navarch.Api.Core.V1;
using Navarch.Api.Discovery.V1;
using Navarch.Client;

namespace Navarch.Controllers.Workloads;

/// <summary>The controllers together, against the real API server in memory.</summary>
public sealed class WorkloadsInAClusterTests : IAsyncLifetime
{
    private const string Ns = "default";
    private static readonly ValueMap<string> App = ValueMap.Of(("app", "nginx"));
    private TestCluster cluster = null!;

    public async Task InitializeAsync() => cluster = await TestCluster.StartAsync();

    public async Task DisposeAsync() => await cluster.DisposeAsync();

    [Fact]
    public async Task A_deployment_comes_up_scales_rolls_and_goes_with_its_pods()
    {
        await cluster.Create(Nginx(3));
        await cluster.Eventually<Deployment>(Ns, "nginx", d => d.Status.AvailableReplicas == 3 && d.Metadata.Annotation(DeploymentRevisions.RevisionAnnotation) == "1");

        await cluster.Change<Deployment>(Ns, "nginx", d => d with { Spec = d.Spec with { Replicas = 5 } });
        await cluster.Eventually<Deployment>(Ns, "nginx", d => d.Status is { AvailableReplicas: 5, Replicas: 5 });

        await cluster.Change<Deployment>(Ns, "nginx", d => d with { Spec = d.Spec with { Template = Template("nginx:2") } });
        var rolled = await cluster.Eventually<Deployment>(Ns, "nginx", d => IsDone(d) && Progress(d) == "NewReplicaSetAvailable");
        Assert.Equal("2", rolled.Metadata.Annotation(DeploymentRevisions.RevisionAnnotation));
        var sets = await cluster.EventuallyAll<ReplicaSet>(Ns, s => s.Length == 2);
        Assert.Equal([0, 5], sets.Select(s => s.Spec.Replicas!.Value).Order());

        await cluster.Change<Deployment>(Ns, "nginx", d => d with { Spec = d.Spec with { Template = Template("nginx:1") } });
        await cluster.Eventually<Deployment>(Ns, "nginx", d => IsDone(d) && d.Metadata.Annotation(DeploymentRevisions.RevisionAnnotation) == "3");
        Assert.Equal(2, (await cluster.EventuallyAll<ReplicaSet>(Ns, s => s.Length > 0)).Length);

        await cluster.Client.DeleteAsync<Deployment>(new(Ns, "nginx"));
        await cluster.EventuallyAll<Pod>(Ns, pods => pods.Length == 0);
        await cluster.EventuallyAll<ReplicaSet>(Ns, left => left.Length == 0);
    }

    [Fact]
    public async Task A_foreground_deletion_waits_for_the_pods()
    {
        await cluster.Create(Nginx(2));
        await cluster.Eventually<Deployment>(Ns, "nginx", d => d.Status.AvailableReplicas == 2);

        await cluster.Client.DeleteAsync<Deployment>(new(Ns, "nginx"), new() { PropagationPolicy = "Foreground" });

        await cluster.EventuallyGone<Deployment>(Ns, "nginx");
        Assert.Empty((await cluster.Client.ListAsync<Pod>(new() { Namespace = Ns })).Value.Items);
    }

    [Fact]
    public async Task Orphans_stay_and_are_adopted_by_the_next_set()
    {
        await cluster.Create(Nginx(2));
        await cluster.Eventually<Deployment>(Ns, "nginx", d => d.Status.AvailableReplicas == 2);

        await cluster.Client.DeleteAsync<Deployment>(new(Ns, "nginx"), new() { PropagationPolicy = "Orphan" });
        await cluster.EventuallyGone<Deployment>(Ns, "nginx");
        var set = Assert.Single(await cluster.EventuallyAll<ReplicaSet>(Ns, s => s.Length == 1));
        Assert.True(set.Metadata.OwnerReferences.IsEmpty);

        var created = await cluster.Create(Nginx(2));
        await cluster.Eventually<ReplicaSet>(Ns, set.Metadata.Name, s => s.Metadata.IsControlledBy(created.Metadata.UID));
    }

    [Fact]
    public async Task A_replication_controller_scales_and_replaces_a_lost_pod()
    {
        await cluster.Create(new ReplicationController
        {
            Metadata = new() { Namespace = Ns, Name = "todo" },
            Spec = new() { Replicas = 1, Selector = App, Template = Template("todo") },
        });
        await cluster.Eventually<ReplicationController>(Ns, "todo", c => c.Status.ReadyReplicas == 1);

        await cluster.Change<ReplicationController>(Ns, "todo", c => c with { Spec = c.Spec with { Replicas = 3 } });
        await cluster.Eventually<ReplicationController>(Ns, "todo", c => c.Status.ReadyReplicas == 3);

        var lost = (await cluster.Client.ListAsync<Pod>(new() { Namespace = Ns })).Value.Items[0];
        await cluster.Client.DeleteAsync<Pod>(lost.NamespacedName());
        await cluster.EventuallyAll<Pod>(Ns, pods => pods.Length == 3 && pods.All(p => p.Metadata.UID != lost.Metadata.UID));
    }

    [Fact]
    public async Task A_service_publishes_its_pods_both_ways()
    {
        await cluster.Create(Nginx(3));
        await cluster.Create(new Service
        {
            Metadata = new() { Namespace = Ns, Name = "nginx" },
            Spec = new() { Selector = App, Ports = [new() { Name = "http", Port = 80, TargetPort = "web" }] },
        });

        var slices = await cluster.EventuallyAll<EndpointSlice>(Ns, all => all.Any(s => s.Metadata.Label("kubernetes.io/service-name") == "nginx" && s.Endpoints.Count(e => e.Conditions.Ready == true) == 3));
        Assert.Equal(8080, slices.Single(s => s.Metadata.Label("kubernetes.io/service-name") == "nginx").Ports[0].Port);
        await cluster.Eventually<Endpoints>(Ns, "nginx", e => !e.Subsets.IsEmpty && e.Subsets[0].Addresses.Count == 3);

        await cluster.Client.DeleteAsync<Service>(new(Ns, "nginx"));
        await cluster.EventuallyGone<Endpoints>(Ns, "nginx");
        await cluster.EventuallyAll<EndpointSlice>(Ns, all => all.All(s => s.Metadata.Label("kubernetes.io/service-name") != "nginx"));
    }

    [Fact]
    public async Task A_namespace_gets_what_pods_need_and_goes_with_its_content()
    {
        await cluster.Create(new Namespace { Metadata = new() { Name = "team" } });
        await cluster.Eventually<ServiceAccount>("team", "default", _ => true);
        await cluster.Eventually<ConfigMap>("team", "kube-root-ca.crt", m => m.Data["ca.crt"] == "PEM");
        await cluster.Create(Nginx(2, "team"));
        await cluster.Eventually<Deployment>("team", "nginx", d => d.Status.AvailableReplicas == 2);

        await cluster.Client.DeleteAsync<Namespace>(new("", "team"));

        await cluster.EventuallyGone<Namespace>("", "team");
        Assert.Empty((await cluster.Client.ListAsync<Pod>(new() { Namespace = "team" })).Value.Items);
    }

    [Fact]
    public async Task Events_tell_what_the_controllers_did()
    {
        await cluster.Create(Nginx(1));

        var events = await cluster.EventuallyAll<Event>(Ns, all => all.Any(e => e.Reason == "ScalingReplicaSet") && all.Any(e => e.Reason == "SuccessfulCreate"));

        Assert.Contains(events, e => e.Message.StartsWith("Created pod: nginx-", StringComparison.Ordinal));
    }

    private static bool IsDone(Deployment deployment) =>
        deployment.Status is { UpdatedReplicas: 5, Replicas: 5, AvailableReplicas: 5 } && deployment.Status.ObservedGeneration == deployment.Metadata.Generation;

    private static string? Progress(Deployment deployment) => deployment.Status.Conditions.FirstOrDefault(c => c.Type == "Progressing")?.Reason;

    private static Deployment Nginx(int replicas, string ns = Ns) => new()
    {
        Metadata = new() { Namespace = ns, Name = "nginx", Labels = App },
        Spec = new() { Replicas = replicas, ProgressDeadlineSeconds = 600, Selector = new() { MatchLabels = App }, Template = Template("nginx:1") },
    };

    private static PodTemplateSpec Template(string image) => new()
    {
        Metadata = new() { Labels = App },
        Spec = new() { Containers = [new() { Name = "main", Image = image, Ports = [new() { Name = "web", Port = 8080 }] }] },
    };
}
