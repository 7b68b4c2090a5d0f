using System.Globalization;
using EndToEnd.Tests.Harness;

namespace EndToEnd.Tests.Scenarios;

/// <summary>Ways into a running container: exec, attach, cp, logs, port-forward.</summary>
[Collection(SharedCluster.Name)]
public sealed class InsideTests(TestCluster cluster)
{
    [ClusterFact]
    public async Task Exec_attach_and_copy_reach_a_container()
    {
        await cluster.ApplyAsync("shell.yaml");
        await cluster.WaitAsync("condition=Ready", "pod", "shell");

        Assert.Equal("hello\n", await cluster.KubectlAsync("exec", "shell", "--", "echo", "hello"));
        Assert.Equal("HELLO\n", await cluster.KubectlWithInputAsync("hello\n", "exec", "-i", "shell", "--", "tr", "a-z", "A-Z"));
        Assert.Equal(7, (await cluster.TryKubectlAsync("exec", "shell", "--", "sh", "-c", "exit 7")).ExitCode);

        var file = Path.Combine(cluster.Machine.Folder, "copied");
        await File.WriteAllTextAsync(file, "there and back");
        await cluster.KubectlAsync("cp", file, "shell:/tmp/copied");
        await cluster.KubectlAsync("cp", "shell:/tmp/copied", file + ".back");
        Assert.Equal("there and back", await File.ReadAllTextAsync(file + ".back"));

        await cluster.Machine.RunAsync(5, "kubectl", ["attach", "-i", "shell"], "one line\n");
        await Eventually.TrueAsync(
            "the container heard what was typed", async () => (await cluster.KubectlAsync("logs", "shell")).Contains("heard one line", StringComparison.Ordinal));
        await cluster.KubectlAsync("delete", "pod", "shell", "--timeout=60s");
    }

    [ClusterFact]
    public async Task A_port_of_a_pod_is_forwarded()
    {
        await cluster.KubectlAsync("run", "forwarded", "--image=nginx:1.27");
        await cluster.WaitAsync("condition=Ready", "pod", "forwarded");
        var page = await cluster.Machine.ShellAsync("""
            kubectl port-forward pod/forwarded 18080:80 >"$HOME/forward" 2>&1 &
            forward=$!
            n=0
            until busybox wget -qO- http://127.0.0.1:18080; do n=$((n + 1)); [ $n -lt 100 ]; busybox usleep 100000; done
            kill $forward
            """);
        Assert.Contains("nginx 1.27", page, StringComparison.Ordinal);
        await cluster.KubectlAsync("delete", "pod", "forwarded", "--timeout=60s");
    }

    [ClusterFact]
    public async Task A_node_port_answers_on_the_node()
    {
        await cluster.KubectlAsync("create", "deployment", "outside", "--image=nginx:1.27");
        await cluster.KubectlAsync("expose", "deployment", "outside", "--port=80", "--type=NodePort");
        await cluster.WaitForPodsAsync(1, "app=outside");
        var port = await cluster.ValueAsync("{.spec.ports[0].nodePort}", "service", "outside");
        Assert.InRange(int.Parse(port, CultureInfo.InvariantCulture), 30000, 32767);
        await Eventually.TrueAsync("the node port answers", async () =>
            (await cluster.Machine.RunAsync(5, "busybox", ["wget", "-qO-", $"http://{TestMachine.Address}:{port}"])).Output.Contains("nginx 1.27", StringComparison.Ordinal));
        await cluster.KubectlAsync("delete", "deployment/outside", "service/outside", "--timeout=60s");
    }
}
