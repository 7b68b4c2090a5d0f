using EndToEnd.Tests.Harness;

namespace EndToEnd.Tests.Scenarios;

/// <summary>What cannot be done is said with its remedy; and what needs no root is done without.</summary>
public sealed class RefusalTests
{
    [ClusterFact]
    public async Task Each_obstacle_to_a_start_is_named_with_its_remedy()
    {
        await using var machine = await TestMachine.StartAsync();
        var taken = await machine.RunAsync(30, "sh", ["-c", $"busybox nc -l -p 6443 & sleep 0.5; {TestCluster.Program} up --data-dir {machine.DataDirectory}; code=$?; kill $!; exit $code"]);
        AssertRefused(taken, "Port 6443", "--port");

        var full = await machine.RunAsync(30, "sh", ["-c", $"mkdir -p {machine.Folder}/small && mount -t tmpfs -o size=1m tmpfs {machine.Folder}/small && {TestCluster.Program} up --data-dir {machine.Folder}/small/data"]);
        AssertRefused(full, "full", "--data-dir");

        // Root without the user number of root: the program is readable, containers are not to be had.
        var program = await PublicCopyAsync(machine);
        var user = await machine.RunAsync(30, "setpriv", ["--reuid=65534", "--regid=65534", "--clear-groups", program, "up", "--data-dir", $"{machine.Folder}/mine"]);
        AssertRefused(user, "needs root", "sudo");
    }

    [ClusterFact]
    public async Task A_control_plane_runs_without_root()
    {
        await using var machine = await TestMachine.StartAsync();
        var program = await PublicCopyAsync(machine);
        var answer = await machine.ShellAsync($"""
            mkdir -m 777 {machine.Folder}/mine
            setpriv --reuid=65534 --regid=65534 --clear-groups {program} server --data-dir {machine.Folder}/mine/data --port 7443 --bind-address 127.0.0.1 >{machine.Folder}/mine/log 2>&1 &
            server=$!
            n=0
            until kubectl --kubeconfig {machine.Folder}/mine/data/admin.kubeconfig get --raw /readyz 2>/dev/null; do n=$((n + 1)); [ $n -lt 100 ]; busybox usleep 100000; done
            kubectl --kubeconfig {machine.Folder}/mine/data/admin.kubeconfig create configmap kept -o name
            kill $server
            wait $server
            """);
        Assert.Equal("okconfigmap/kept\n", answer);
    }

    [ClusterFact]
    public async Task A_unit_for_systemd_is_printed()
    {
        await using var machine = await TestMachine.StartAsync();
        var unit = (await machine.RunAsync(30, TestCluster.Program, ["up", "--print-unit", "--data-dir", machine.DataDirectory])).OutputOfSuccess();
        Assert.Contains($"up --foreground --data-dir {machine.DataDirectory}", unit, StringComparison.Ordinal);
        Assert.Contains("KillMode=process", unit, StringComparison.Ordinal);
        Assert.False(Directory.Exists(machine.DataDirectory));
    }

    private static void AssertRefused(CommandResult result, string what, string remedy)
    {
        Assert.True(result.ExitCode == 1, result.ToString());
        Assert.Contains(what, result.Error, StringComparison.Ordinal);
        Assert.Contains(remedy, result.Error, StringComparison.Ordinal);
    }

    // The repository may lie where only root looks.
    private static async Task<string> PublicCopyAsync(TestMachine machine)
    {
        await machine.ShellAsync($"chmod 755 {machine.Folder} && cp -rL {Path.GetDirectoryName(TestCluster.Program)} {machine.Folder}/program && chmod -R a+rX {machine.Folder}/program");
        return Path.Combine(machine.Folder, "program", "navarch");
    }
}
