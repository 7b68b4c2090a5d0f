using EndToEnd.Tests.Harness;

namespace EndToEnd.Tests.Scenarios;

/// <summary>What users declare comes to run, and stays so.</summary>
[Collection(SharedCluster.Name)]
public sealed class WorkloadTests(TestCluster cluster)
{
    [ClusterFact]
    public async Task The_node_is_ready()
    {
        await cluster.WaitAsync("condition=Ready", "node", TestMachine.Name);
        Assert.Contains("v1.36", await cluster.KubectlAsync("get", "nodes"), StringComparison.Ordinal);
        Assert.Equal("ok", await cluster.KubectlAsync("get", "--raw", "/readyz"));
    }

    [ClusterFact]
    public async Task A_pod_runs_and_is_deleted()
    {
        await cluster.ApplyAsync("pod.yaml");
        await cluster.WaitAsync("condition=Ready", "pod", "nginx");
        Assert.Equal("Running", await cluster.ValueAsync("{.status.phase}", "pod", "nginx"));
        var address = await cluster.ValueAsync("{.status.podIP}", "pod", "nginx");
        Assert.Contains("nginx 1.27", await cluster.Machine.ShellAsync($"busybox wget -qO- http://{address}"), StringComparison.Ordinal);
        Assert.Matches(@"nginx\s+1/1\s+Running\s+0", await cluster.KubectlAsync("get", "pod", "nginx"));
        await cluster.KubectlAsync("delete", "pod", "nginx", "--timeout=60s");
        Assert.Contains("NotFound", (await cluster.TryKubectlAsync("get", "pod", "nginx")).Error, StringComparison.Ordinal);
    }

    [ClusterFact]
    public async Task A_deployment_is_scaled_and_updated_by_rolling_and_its_service_is_found_by_name()
    {
        await cluster.ApplyAsync("deployment.yaml");
        await cluster.KubectlAsync("rollout", "status", "deployment/nginx", "--timeout=60s");
        Assert.Equal(3, await cluster.ReadyPodsAsync("app=nginx"));

        await cluster.KubectlAsync("scale", "deployment/nginx", "--replicas=5");
        await cluster.WaitForPodsAsync(5, "app=nginx");

        await cluster.ApplyAsync("shell.yaml");
        await cluster.WaitAsync("condition=Ready", "pod", "shell");
        Assert.Contains("nginx 1.27", await FetchAsync("http://nginx.default.svc.cluster.local"), StringComparison.Ordinal);
        Assert.Contains("nginx 1.27", await FetchAsync("http://nginx"), StringComparison.Ordinal);

        await cluster.KubectlAsync("set", "image", "deployment/nginx", "nginx=nginx:1.28");
        await cluster.KubectlAsync("rollout", "status", "deployment/nginx", "--timeout=90s");
        await cluster.WaitForPodsAsync(5, "app=nginx");
        Assert.Contains("nginx 1.28", await FetchAsync("http://nginx.default.svc.cluster.local"), StringComparison.Ordinal);
        var sets = (await cluster.GetAsync("replicasets", "-l", "app=nginx")).GetProperty("items").EnumerateArray()
            .Select(set => set.GetProperty("spec").GetProperty("replicas").GetInt32()).Order();
        Assert.Equal([0, 5], sets);

        await cluster.KubectlAsync("delete", "deployment/nginx", "service/nginx", "pod/shell", "--timeout=60s");
        await cluster.WaitForPodsAsync(0, "app=nginx");

        Task<string> FetchAsync(string address) => cluster.KubectlAsync("exec", "shell", "--", "wget", "-qO-", address);
    }

    [ClusterFact]
    public async Task Two_containers_of_a_pod_share_a_folder()
    {
        await cluster.ApplyAsync("complexpod.yaml");
        await cluster.WaitAsync("condition=Ready", "pod", "complexpod");
        await Eventually.TrueAsync(
            "the reader prints what the writer wrote",
            async () => (await cluster.KubectlAsync("logs", "complexpod", "-c", "simplereader")).Split('\n', StringSplitOptions.RemoveEmptyEntries).Length >= 2);
        await cluster.KubectlAsync("delete", "pod", "complexpod", "--grace-period=1", "--timeout=60s");
    }

    [ClusterFact]
    public async Task A_replication_controller_is_scaled_from_one_to_three()
    {
        await cluster.ApplyAsync("todo.yaml");
        await cluster.WaitForPodsAsync(1, "app=todo");
        await cluster.KubectlAsync("scale", "replicationcontroller/todo", "--replicas=3");
        await cluster.WaitForPodsAsync(3, "app=todo");
        await cluster.KubectlAsync("delete", "replicationcontroller/todo", "--timeout=60s");
        await cluster.WaitForPodsAsync(0, "app=todo");
    }

    [ClusterFact]
    public async Task A_deleted_pod_is_replaced_and_a_killed_container_restarted()
    {
        await cluster.KubectlAsync("create", "deployment", "healing", "--image=nginx:1.27");
        await cluster.WaitForPodsAsync(1, "app=healing");
        var first = await PodAsync();
        await cluster.KubectlAsync("delete", "pod", first, "--timeout=60s");
        await cluster.WaitForPodsAsync(1, "app=healing");
        var second = await PodAsync();
        Assert.NotEqual(first, second);

        await cluster.TryKubectlAsync("exec", second, "--", "sh", "-c", "kill -9 1 || kill 1");
        await cluster.Machine.ShellAsync("for pid in $(cat /proc/[0-9]*/stat | grep '(nginx)' | cut -d' ' -f1); do kill -9 $pid || true; done");
        await Eventually.TrueAsync(
            "the container was restarted", async () => await cluster.ValueAsync("{.status.containerStatuses[0].restartCount}", "pod", second) != "0");
        await cluster.WaitForPodsAsync(1, "app=healing");
        await cluster.KubectlAsync("delete", "deployment", "healing", "--timeout=60s");

        Task<string> PodAsync() => cluster.ValueAsync("{.items[0].metadata.name}", "pods", "-l", "app=healing", "--field-selector=status.phase=Running");
    }
}
