using System.Diagnostics;
using System.Globalization;
using Navarch.Node.Runtime;
using Navarch.TestImages;

namespace Navarch.Node.Tests.Runtime;

public sealed class ContainerdSupervisorTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task A_runtime_left_running_is_adopted_with_its_containers()
    {
        var host = new RuntimeHost();
        await host.InitializeAsync();
        var container = await host.RunAsync("adopted", "sleep 1000");
        var pid = Pid(host);
        await host.Supervisor.DisposeAsync();

        await using (var second = RuntimeHost.Supervise(host.Settings))
        {
            var start = await second.StartAsync(default);
            Assert.True(start.Adopted, start.Problem);
            Assert.Equal(pid, Pid(host));
            Assert.NotNull(await second.Cri.ContainerStatusAsync(container.Id, default));
        }
        await host.DisposeAsync();
    }

    [Fact]
    public async Task A_runtime_that_is_killed_comes_back_and_its_containers_live_on()
    {
        var host = new RuntimeHost();
        await host.InitializeAsync();
        var container = await host.RunAsync("survivor", "sleep 1000");
        var pid = Pid(host);
        using (var process = Process.GetProcessById(pid))
        {
            process.Kill();
        }
        await EventuallyAsync(async () => Pid(host) != pid && await AnswersAsync(host));
        var status = await host.Cri.ContainerStatusAsync(container.Id, default);
        Assert.Equal(Client.Grpc.Cri.ContainerState.ContainerRunning, status!.State);
        await host.DisposeAsync();
    }

    [Fact]
    public async Task Tearing_down_leaves_no_process_mount_link_table_or_cgroup_even_after_a_kill()
    {
        var host = new RuntimeHost();
        await host.InitializeAsync();
        await host.RunAsync("doomed", "sleep 1000", hostPort: 8088);
        Assert.Contains("8088", (await host.Netns.RunAsync("nft", ["list", "ruleset"], default)).Output, StringComparison.Ordinal);
        Assert.NotEmpty(MountTable.Below(host.Netns.DataDirectory));
        Assert.NotEmpty(new CgroupTree(host.Settings.CgroupRoot).Processes());
        await host.Supervisor.DisposeAsync();
        using (var process = Process.GetProcessById(Pid(host)))
        {
            process.Kill();
        }

        Assert.Empty(await RuntimeHost.TearDown(host.Settings).RunAsync(default));
        Assert.Empty(MountTable.Below(host.Netns.DataDirectory));
        Assert.Empty(new CgroupTree(host.Settings.CgroupRoot).Directories());
        var links = await host.Netns.RunAsync("ip", ["-o", "link"], default);
        Assert.Single(links.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Empty((await host.Netns.RunAsync("nft", ["list", "tables"], default)).Output);
        await host.DisposeAsync();
    }

    [Fact]
    public async Task Two_runtimes_live_side_by_side_and_a_long_data_directory_does_no_harm()
    {
        await using var one = await NetnsHost.CreateAsync(default);
        await using var other = await NetnsHost.CreateAsync(default);
        var longDirectory = Path.Combine(other.DataDirectory, new string('x', 120));
        foreach (var settings in (ContainerdSettings[])[RuntimeHost.SettingsFor(one), RuntimeHost.SettingsFor(other, longDirectory)])
        {
            await using var supervisor = RuntimeHost.Supervise(settings);
            Assert.Null((await supervisor.StartAsync(default)).Problem);
        }
        Assert.Empty(await RuntimeHost.TearDown(RuntimeHost.SettingsFor(one)).RunAsync(default));
        var layout = new ContainerdLayout(longDirectory);
        Assert.True(File.Exists(layout.Socket));
        Assert.Empty(await RuntimeHost.TearDown(RuntimeHost.SettingsFor(other, longDirectory)).RunAsync(default));
        Assert.False(Directory.Exists(layout.RunDirectory));
    }

    private static int Pid(RuntimeHost host) =>
        int.TryParse(File.ReadAllText(host.Supervisor.Layout.PidFile), NumberStyles.None, CultureInfo.InvariantCulture, out var pid) ? pid : 0;

    private static async Task<bool> AnswersAsync(RuntimeHost host)
    {
        try
        {
            await host.Cri.VersionAsync(default);
            return true;
        }
        catch (Client.Grpc.GrpcException)
        {
            return false;
        }
    }

    private static async Task EventuallyAsync(Func<Task<bool>> condition)
    {
        var began = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            Assert.True(Stopwatch.GetElapsedTime(began) < Patience, "it did not happen in time");
            await Task.Delay(20);
        }
    }
}
