using Microsoft.Extensions.Logging.Abstractions;
using Navarch.Client.Grpc;
using Navarch.Client.Grpc.Cri;
using Navarch.Node.Cri;
using Navarch.Node.Tests.Runtime;

namespace Navarch.Node.Tests.Cri;

[Collection(RuntimeCollection.Name)]
public sealed class CriClientTests
{
    private readonly RuntimeHost _host;

    public CriClientTests(RuntimeHost host) => _host = host;

    private ICriClient Cri => _host.Cri;

    [Fact]
    public async Task The_runtime_is_ready_and_says_what_it_is()
    {
        Assert.Equal("containerd", (await Cri.VersionAsync(default)).RuntimeName);
        var status = await Cri.StatusAsync(default);
        Assert.All(status.Conditions, c => Assert.True(c.Status, c.Message));
        Assert.NotEmpty(await Cri.ImageFileSystemsAsync(default));
    }

    [Fact]
    public async Task A_container_runs_from_creation_to_removal()
    {
        var container = await _host.RunAsync("lifecycle", "echo out; echo err >&2; read line; exit 7");
        var status = await Cri.PodSandboxStatusAsync(container.SandboxId, default);
        Assert.StartsWith("10.244.7.", status!.Network.Ip, StringComparison.Ordinal);
        Assert.Equal(ContainerState.ContainerRunning, (await Cri.ContainerStatusAsync(container.Id, default))!.State);
        Assert.NotNull(await Cri.ContainerStatsAsync(container.Id, default));

        var run = await Cri.ExecSyncAsync(container.Id, ["sh", "-c", "echo hello; exit 4"], TimeSpan.FromSeconds(10), default);
        Assert.Equal(("hello\n", 4), (run.Stdout.ToStringUtf8(), run.ExitCode));

        await Cri.StopContainerAsync(container.Id, TimeSpan.Zero, default);
        Assert.Equal(ContainerState.ContainerExited, (await Cri.ContainerStatusAsync(container.Id, default))!.State);
        var log = await File.ReadAllTextAsync(container.LogFile);
        Assert.Contains("stdout F out\n", log, StringComparison.Ordinal);
        Assert.Contains("stderr F err\n", log, StringComparison.Ordinal);

        await Cri.RemoveContainerAsync(container.Id, default);
        await _host.RemoveAsync(container);
        Assert.Empty(await Cri.ListContainersAsync(new ContainerFilter { Id = container.Id }, default));
    }

    [Fact]
    public async Task What_is_absent_is_null_and_removing_it_is_no_error()
    {
        Assert.Null(await Cri.ContainerStatusAsync("none", default));
        Assert.Null(await Cri.PodSandboxStatusAsync("none", default));
        Assert.Null(await Cri.ImageStatusAsync("docker.io/library/none:1", default));
        await Cri.RemoveContainerAsync("none", default);
        await Cri.RemovePodSandboxAsync("none", default);
    }

    [Fact]
    public async Task A_refusal_carries_the_code_and_the_message_of_the_runtime()
    {
        var e = await Assert.ThrowsAsync<GrpcException>(() => Cri.StartContainerAsync("none", default));
        Assert.Equal(GrpcStatusCode.NotFound, e.Code);
        Assert.Contains("\"none\"", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_command_that_takes_too_long_ends_at_its_deadline()
    {
        var container = await _host.RunAsync("slow", "sleep 1000");
        var e = await Assert.ThrowsAsync<GrpcException>(() => Cri.ExecSyncAsync(container.Id, ["sleep", "1000"], TimeSpan.FromSeconds(1), default));
        Assert.Equal(GrpcStatusCode.DeadlineExceeded, e.Code);
        await _host.RemoveAsync(container);
    }

    [Fact]
    public async Task The_end_of_a_container_is_told_and_its_status_already_says_so()
    {
        var events = new ContainerdEvents(_host.Supervisor.Channel, Cri, TimeProvider.System, TimeSpan.FromMinutes(5), NullLogger<ContainerdEvents>.Instance);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        await using var reader = events.ReadAllAsync(limit.Token).GetAsyncEnumerator(limit.Token);
        for (var resyncs = 0; resyncs < 2;)
        {
            Assert.True(await reader.MoveNextAsync());
            resyncs += reader.Current.Kind == ContainerEventKind.Resync ? 1 : 0;
        }
        var container = await _host.RunAsync("ending", "exit 3");
        do
        {
            Assert.True(await reader.MoveNextAsync());
        }
        while (reader.Current != new ContainerEvent(container.Id, ContainerEventKind.Exited));
        var status = await Cri.ContainerStatusAsync(container.Id, default);
        Assert.Equal((ContainerState.ContainerExited, 3), (status!.State, status.ExitCode));
        await _host.RemoveAsync(container);
    }

    [Fact]
    public async Task A_channel_without_a_server_says_that_it_is_unavailable()
    {
        using var channel = GrpcChannel.ForUnixSocket("/nowhere/containerd.sock");
        var e = await Assert.ThrowsAsync<GrpcException>(() => new CriClient(channel).VersionAsync(default));
        Assert.Equal(GrpcStatusCode.Unavailable, e.Code);
    }
}
