using Navarch.Api;
using Navarch.Api.Coordination.V1;
using Navarch.Api.Core.V1;
using Navarch.Client;
using Navarch.Node.Tests.Runtime;
using Navarch.Node.Tests.Support;

namespace Navarch.Node.Tests.Pods;

[Collection(RuntimeCollection.Name)]
public sealed class NodeAgentTests(RuntimeHost runtime) : IAsyncLifetime
{
    private NodeHost node = null!;

    public async Task InitializeAsync() => node = await NodeHost.StartAsync(runtime);

    public async Task DisposeAsync()
    {
        foreach (var pod in node.Api.All<Pod>())
        {
            await node.DeleteAsync(pod.Metadata.Name, grace: 0);
        }

        var folder = Path.Combine(node.DataDirectory, "pods");
        await UntilAsync(() => !Directory.Exists(folder) || !Directory.EnumerateDirectories(folder).Any());
        await node.DisposeAsync();
    }

    [Fact]
    public async Task The_node_registers_is_ready_and_keeps_its_lease()
    {
        var found = await node.Api.UntilAsync<Navarch.Api.Core.V1.Node>("", "n1", n => n.Status.Conditions.Any(c => c.Type == "Ready" && c.Status == "True"));
        Assert.Equal("n1", found.Metadata.Labels["kubernetes.io/hostname"]);
        Assert.Equal("110", found.Status.Allocatable["pods"].ToString());
        Assert.StartsWith("containerd://", found.Status.NodeInfo.ContainerRuntimeVersion, StringComparison.Ordinal);
        var lease = await node.Api.UntilAsync<Lease>("kube-node-lease", "n1", _ => true);
        Assert.Equal("n1", lease.Spec.HolderIdentity);
    }

    [Fact]
    public async Task Two_containers_share_a_volume_see_their_environment_and_end_with_their_pod()
    {
        await node.Api.CreateAsync(new ConfigMap { Metadata = new() { Namespace = "default", Name = "settings" }, Data = ValueMap.Of(("colour", "blue")) });
        await node.Api.CreateAsync(new Secret { Metadata = new() { Namespace = "default", Name = "hidden" }, Data = ValueMap.Of(("key", ByteString.FromText("s3cret"))) });
        var shared = new VolumeMount { Name = "shared", MountPath = "/data" };
        var writer = NodeHost.Script("writer", "echo $COLOUR-$POD_IP-$HOSTNAME > /data/file; cat /etc/settings/colour; echo; cat /etc/token/token; echo; cat /etc/hosts; exec sleep 1000") with
        {
            Env =
            [
                new() { Name = "COLOUR", ValueFrom = new() { ConfigMapKeyRef = new() { Name = "settings", Key = "colour" } } },
                new() { Name = "POD_IP", ValueFrom = new() { FieldRef = new() { FieldPath = "status.podIP" } } },
            ],
            VolumeMounts = [shared, new() { Name = "settings", MountPath = "/etc/settings" }, new() { Name = "token", MountPath = "/etc/token" }],
        };
        var reader = NodeHost.Script("reader", "until cat /data/file; do sleep 0.1; done; cat /etc/hidden/key; echo; exec sleep 1000") with
        {
            VolumeMounts = [shared, new() { Name = "hidden", MountPath = "/etc/hidden" }],
        };
        var created = await node.CreateAsync(
            "pair",
            spec => spec with
            {
                Volumes =
                [
                    new() { Name = "shared", EmptyDir = new() { Medium = "Memory", SizeLimit = Quantity.Parse("1Mi") } },
                    new() { Name = "settings", ConfigMap = new() { Name = "settings" } },
                    new() { Name = "hidden", Secret = new() { SecretName = "hidden" } },
                    new() { Name = "token", Projected = new() { Sources = [new() { ServiceAccountToken = new() { Path = "token", ExpirationSeconds = 3600 } }] } },
                ],
            },
            writer,
            reader);
        var pod = await node.RunningAsync("pair");
        Assert.Equal("Running", pod.Status.Phase);
        await UntilAsync(() => node.LogOf(pod, "reader").Contains($"blue-{pod.Status.PodIP}-pair", StringComparison.Ordinal) && node.LogOf(pod, "reader").Contains("s3cret", StringComparison.Ordinal));
        Assert.Contains($"token of default/default for pair", node.LogOf(pod, "writer"), StringComparison.Ordinal);
        Assert.Contains("# Kubernetes-managed hosts file.", node.LogOf(pod, "writer"), StringComparison.Ordinal);

        // A changed config map reaches the running pod's files.
        var settings = node.Api.Find<ConfigMap>("default", "settings")!;
        await node.Api.UpdateAsync(settings with { Data = ValueMap.Of(("colour", "green")) });
        var file = Path.Combine(node.DataDirectory, "pods", created.Metadata.UID, "volumes", "configmap", "settings", "colour");
        await UntilAsync(() => File.ReadAllText(file) == "green");

        await node.DeleteAsync("pair");
        await UntilAsync(() => !Directory.Exists(Path.Combine(node.DataDirectory, "pods", created.Metadata.UID)));
        Assert.Empty(await runtime.Cri.ListContainersAsync(FilterOf(created), CancellationToken.None));
    }

    [Fact]
    public async Task A_container_that_is_killed_is_started_again()
    {
        await node.CreateAsync("restarted", s => s, NodeHost.Script("c", "echo bye > /dev/termination-log; sleep 0.2; exit 3"));
        var pod = await node.Api.UntilAsync<Pod>("default", "restarted", p => p.Status.ContainerStatuses is { Count: 1 } s && s[0].RestartCount == 1 && s[0].State.Waiting is { Reason: "CrashLoopBackOff" });
        var ended = pod.Status.ContainerStatuses[0].LastTerminationState.Terminated!;
        Assert.Equal((3, "Error", "bye\n"), (ended.ExitCode, ended.Reason, ended.Message));
        Assert.Equal("Running", pod.Status.Phase);
    }

    [Fact]
    public async Task Init_containers_run_before_and_a_job_like_pod_succeeds()
    {
        await node.CreateAsync(
            "job",
            s => s with { RestartPolicy = "Never", InitContainers = [NodeHost.Script("first", "echo first"), NodeHost.Script("second", "echo second")] },
            NodeHost.Script("main", "echo done"));
        var pod = await node.Api.UntilAsync<Pod>("default", "job", p => p.Status.Phase is "Succeeded" or "Failed");
        Assert.Equal("Succeeded", pod.Status.Phase);
        Assert.All(pod.Status.InitContainerStatuses.ToArray(), s => Assert.Equal("Completed", s.State.Terminated?.Reason));
        Assert.Equal("done", node.LogOf(pod, "main"));
    }

    [Fact]
    public async Task Failed_probes_restart_the_container_and_take_readiness_away()
    {
        var probe = new Probe { Exec = new() { Command = ["cat", "/tmp/well"] }, PeriodSeconds = 1, FailureThreshold = 1 };
        var container = NodeHost.Script("c", "touch /tmp/well; sleep 3; rm /tmp/well; exec sleep 1000") with { LivenessProbe = probe, ReadinessProbe = probe };
        await node.CreateAsync("probed", s => s, container);
        await node.RunningAsync("probed");
        var restarted = await node.Api.UntilAsync<Pod>("default", "probed", p => p.Status.ContainerStatuses[0].RestartCount == 1);
        Assert.Equal(137, restarted.Status.ContainerStatuses[0].LastTerminationState.Terminated!.ExitCode);
    }

    [Fact]
    public async Task A_container_has_started_once_its_startup_probe_passes()
    {
        var container = NodeHost.Script("c", "sleep 1; mkdir /www; echo ok > /www/well; httpd -h /www -p 8080; exec sleep 1000") with
        {
            Ports = [new() { Name = "web", Port = 8080 }],
            StartupProbe = new() { Exec = new() { Command = ["test", "-e", "/www/well"] }, PeriodSeconds = 1, FailureThreshold = 30 },
            ReadinessProbe = new() { TCPSocket = new() { Port = "web" }, PeriodSeconds = 1 },
        };
        await node.CreateAsync("slow", s => s, container);
        var pod = await node.Api.UntilAsync<Pod>("default", "slow", p => p.Status.ContainerStatuses is { Count: 1 } s && s[0].Started == true);
        Assert.Equal(0, pod.Status.ContainerStatuses[0].RestartCount);
    }

    [Fact]
    public async Task A_new_agent_takes_up_the_pods_of_the_one_before_it()
    {
        await node.CreateAsync("kept", s => s, NodeHost.Script("c", "exec sleep 1000"));
        await node.CreateAsync("dropped", s => s, NodeHost.Script("c", "exec sleep 1000"));
        var before = await node.RunningAsync("kept");
        var dropped = await node.RunningAsync("dropped");
        await node.DisposeAsync();
        await node.Api.DeleteAsync<Pod>(new("default", "dropped"), new() { GracePeriodSeconds = 0 });
        node = await NodeHost.StartAsync(runtime, node.Api);
        await UntilAsync(async () => (await runtime.Cri.ListContainersAsync(FilterOf(dropped), CancellationToken.None)).Count == 0);
        var after = node.Api.Find<Pod>("default", "kept")!;
        Assert.Equal(before.Status.ContainerStatuses, after.Status.ContainerStatuses);
        Assert.Equal(before.Status.Conditions, after.Status.Conditions);
    }

    [Fact]
    public async Task An_ephemeral_container_sees_the_processes_of_its_target()
    {
        await node.CreateAsync("debugged", s => s, NodeHost.Script("c", "exec sleep 987"));
        var pod = await node.RunningAsync("debugged");
        var look = new EphemeralContainer { Name = "look", Image = RuntimeHost.Busybox, ImagePullPolicy = "IfNotPresent", Command = ["sh", "-c", "ps"], TargetContainerName = "c" };
        await node.Api.UpdateAsync(pod with { Spec = pod.Spec with { EphemeralContainers = [look] } });
        var shown = await node.Api.UntilAsync<Pod>("default", "debugged", p => p.Status.EphemeralContainerStatuses is { Count: 1 } s && s[0].State.Terminated is not null);
        Assert.Contains("sleep 987", node.LogOf(shown, "look"), StringComparison.Ordinal);
        Assert.Equal("Running", shown.Status.Phase);
    }

    [Fact]
    public async Task A_pod_past_its_deadline_fails()
    {
        await node.CreateAsync("late", s => s with { ActiveDeadlineSeconds = 1 }, NodeHost.Script("c", "trap 'exit 0' TERM; while true; do sleep 0.1; done"));
        var pod = await node.Api.UntilAsync<Pod>("default", "late", p => p.Status.Phase == "Failed");
        Assert.Equal("DeadlineExceeded", pod.Status.Reason);
    }

    [Fact]
    public async Task Hooks_run_after_the_start_and_before_the_end()
    {
        var container = NodeHost.Script("c", "trap 'exit 0' TERM; while true; do sleep 0.1; done") with
        {
            Lifecycle = new() { PostStart = new() { Exec = new() { Command = ["sh", "-c", "echo up > /proc/1/fd/1"] } }, PreStop = new() { Exec = new() { Command = ["sh", "-c", "echo down > /hook/down"] } } },
            VolumeMounts = [new() { Name = "hook", MountPath = "/hook" }],
        };
        var folder = Path.Combine(node.DataDirectory, "hook");
        await node.CreateAsync("hooked", s => s with { Volumes = [new() { Name = "hook", HostPath = new() { Path = folder, Type = "DirectoryOrCreate" } }] }, container);
        var pod = await node.RunningAsync("hooked");
        await UntilAsync(() => node.LogOf(pod, "c") == "up");
        await node.DeleteAsync("hooked");
        Assert.Equal("down\n", await File.ReadAllTextAsync(Path.Combine(folder, "down")));
    }

    [Fact]
    public async Task What_cannot_be_started_is_told()
    {
        var unknown = NodeHost.Script("c", "true") with { Image = "docker.io/library/none:1", ImagePullPolicy = "Never" };
        await node.CreateAsync("noimage", s => s, unknown);
        var configured = NodeHost.Script("c", "true") with { Env = [new() { Name = "A", ValueFrom = new() { ConfigMapKeyRef = new() { Name = "later", Key = "k" } } }] };
        await node.CreateAsync("noconfig", s => s, configured);
        await node.CreateAsync("novolume", s => s with { Volumes = [new() { Name = "v", NFS = new() { Server = "s", Path = "/" } }] }, NodeHost.Script("c", "true"));
        await node.Api.UntilAsync<Pod>("default", "noimage", p => Waiting(p) == "ErrImageNeverPull");
        await node.Api.UntilAsync<Pod>("default", "noconfig", p => Waiting(p) == "CreateContainerConfigError");
        await UntilAsync(() => node.Api.All<Event>().Any(e => e.Reason == "FailedMount" && e.InvolvedObject.Name == "novolume"));
        await node.Api.CreateAsync(new ConfigMap { Metadata = new() { Namespace = "default", Name = "later" }, Data = ValueMap.Of(("k", "v")) });
        await node.Api.UntilAsync<Pod>("default", "noconfig", p => p.Status.ContainerStatuses[0].ContainerID.Length > 0);
    }

    private static string Waiting(Pod pod) => pod.Status.ContainerStatuses.IsEmpty ? "" : pod.Status.ContainerStatuses[0].State.Waiting?.Reason ?? "";

    private static Navarch.Client.Grpc.Cri.ContainerFilter FilterOf(Pod pod)
    {
        var filter = new Navarch.Client.Grpc.Cri.ContainerFilter();
        filter.LabelSelector["io.kubernetes.pod.uid"] = pod.Metadata.UID;
        return filter;
    }

    private static Task UntilAsync(Func<bool> holds) => UntilAsync(() => Task.FromResult(holds()));

    private static async Task UntilAsync(Func<Task<bool>> holds)
    {
        using var expiry = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!await holds())
        {
            await Task.Delay(20, expiry.Token);
        }
    }
}
