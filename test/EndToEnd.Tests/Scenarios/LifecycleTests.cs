using System.Text.Json;
using EndToEnd.Tests.Harness;

namespace EndToEnd.Tests.Scenarios;

/// <summary>Bringing a cluster up and down, and what becomes of it when its process is killed. Each test has a machine of its own.</summary>
public sealed class LifecycleTests
{
    [ClusterFact]
    public async Task A_killed_server_is_brought_up_again_and_nothing_acknowledged_is_lost()
    {
        await using var owned = new Owned();
        var cluster = await owned.StartAsync();
        await cluster.ApplyAsync("deployment.yaml");
        await cluster.WaitForPodsAsync(3, "app=nginx");
        var containers = await ContainersAsync(cluster);
        for (var i = 0; i < 20; i++)
        {
            await cluster.KubectlAsync("create", "configmap", $"kept-{i}", $"--from-literal=number={i}");
        }

        // Killed in the middle of work: the answer to this one does not matter, those before do.
        await KillServerAsync(cluster);
        Assert.NotEqual(0, (await cluster.TryNavarchAsync("status")).ExitCode);
        await cluster.UpAsync();

        var kept = (await cluster.GetAsync("configmaps")).GetProperty("items").EnumerateArray()
            .Select(map => map.GetProperty("metadata").GetProperty("name").GetString()).ToHashSet();
        Assert.All(Enumerable.Range(0, 20), i => Assert.Contains($"kept-{i}", kept));
        await cluster.WaitForPodsAsync(3, "app=nginx");
        Assert.Equal(containers, await ContainersAsync(cluster));

        // The declared state changes and is reached: it is not only remembered.
        await cluster.KubectlAsync("scale", "deployment/nginx", "--replicas=4");
        await cluster.WaitForPodsAsync(4, "app=nginx");
    }

    [ClusterFact]
    public async Task Up_says_so_when_the_cluster_is_up()
    {
        await using var owned = new Owned();
        var cluster = await owned.StartAsync();
        Assert.Contains("already up", await cluster.UpAsync(), StringComparison.Ordinal);
        Assert.Contains("ready", await cluster.NavarchAsync("status"), StringComparison.Ordinal);
        Assert.Contains("The cluster is ready", await cluster.NavarchAsync("logs"), StringComparison.Ordinal);
        var context = await cluster.KubectlAsync("config", "current-context");
        Assert.Equal(cluster.Paths.ContextName, context.Trim());
    }

    [ClusterFact]
    public async Task Down_leaves_the_machine_as_it_was()
    {
        await using var machine = await TestMachine.StartAsync();
        var before = await MachineState.OfAsync(machine);
        var up = await machine.RunAsync(120, TestCluster.Program, ["up", "--data-dir", machine.DataDirectory]);
        up.OutputOfSuccess();
        await ImportBusyboxAsync(machine);
        (await machine.RunAsync(60, "kubectl", ["create", "deployment", "left", "--image=busybox", "--replicas=2", "--", "sleep", "1000"])).OutputOfSuccess();
        (await machine.RunAsync(60, "kubectl", ["patch", "deployment", "left", "-p", """{"spec":{"template":{"spec":{"containers":[{"name":"busybox","imagePullPolicy":"IfNotPresent"}]}}}}"""])).OutputOfSuccess();
        (await machine.RunAsync(90, "kubectl", ["rollout", "status", "deployment/left", "--timeout=80s"])).OutputOfSuccess();

        (await machine.RunAsync(120, TestCluster.Program, ["down", "--purge", "--data-dir", machine.DataDirectory])).OutputOfSuccess();
        var after = await MachineState.OfAsync(machine);
        var difference = before.DifferenceTo(after);
        Assert.True(difference.Length == 0, difference);
        Assert.False(Directory.Exists(machine.DataDirectory));
    }

    [ClusterFact]
    public async Task Down_keeps_the_objects_and_up_brings_them_back_to_life_also_after_a_crash()
    {
        await using var owned = new Owned();
        var cluster = await owned.StartAsync();
        await cluster.KubectlAsync("create", "deployment", "back", "--image=nginx:1.27", "--replicas=2");
        await cluster.WaitForPodsAsync(2, "app=back");
        await KillServerAsync(cluster);
        await cluster.NavarchAsync("down");
        Assert.DoesNotContain("nginx", await cluster.Machine.ShellAsync("ps -eo comm"), StringComparison.Ordinal);
        await cluster.UpAsync();
        await cluster.WaitForPodsAsync(2, "app=back");
    }

    private static async Task KillServerAsync(TestCluster cluster)
    {
        var state = JsonDocument.Parse(await File.ReadAllTextAsync(cluster.Paths.StateFile)).RootElement;
        await cluster.Machine.ShellAsync($"kill -9 {state.GetProperty("process").GetProperty("pid").GetInt32()}");
    }

    private static async Task<string> ContainersAsync(TestCluster cluster) =>
        await cluster.ValueAsync("{range .items[*]}{.status.containerStatuses[*].containerID}{' '}{.status.containerStatuses[*].restartCount}{'\\n'}{end}", "pods", "-l", "app=nginx");

    private static async Task ImportBusyboxAsync(TestMachine machine) =>
        (await machine.RunAsync(60, TestCluster.Program, ["image", "import", await Navarch.TestImages.TestImage.BusyboxAsync("latest", CancellationToken.None), "--data-dir", machine.DataDirectory])).OutputOfSuccess();

    private sealed class Owned : IAsyncDisposable
    {
        private readonly TestCluster cluster = new();

        public async Task<TestCluster> StartAsync()
        {
            await cluster.InitializeAsync();
            return cluster;
        }

        public async ValueTask DisposeAsync() => await cluster.DisposeAsync();
    }
}
