using Microsoft.Extensions.Logging.Abstractions;
using Navarch.Api.Core.V1;
using Navarch.Client;
using Navarch.Node.Tests.Support;

namespace Navarch.Node.Tests.Pods;

/// <summary>What takes minutes and hours, under a clock that is moved.</summary>
public sealed class TimelineTests : IAsyncLifetime
{
    private static readonly TimeSpan Limit = TimeSpan.FromHours(3);

    private readonly string folder = Directory.CreateTempSubdirectory("navarch-timeline-").FullName;
    private readonly ManualTime time = new();
    private readonly CancellationTokenSource stop = new();
    private FakeApi api = null!;
    private FakeRuntime runtime = null!;
    private NodeAgent agent = null!;
    private Task running = null!;

    public async Task InitializeAsync()
    {
        (api, runtime) = (new(time), new(time));
        var options = new NodeAgentOptions { NodeName = "n1", DataDirectory = folder, CgroupRoot = "", NodeAddress = "192.168.1.9" };
        agent = new(options, api, runtime, runtime, time, NullLoggerFactory.Instance);
        running = agent.RunAsync(stop.Token);
        await agent.Ready;
    }

    public async Task DisposeAsync()
    {
        foreach (var pod in api.All<Pod>())
        {
            await api.DeleteAsync<Pod>(new("default", pod.Metadata.Name), new() { GracePeriodSeconds = 0 });
        }

        var pods = Path.Combine(folder, "pods");
        await time.AdvanceUntilAsync(() => !Directory.Exists(pods) || !Directory.EnumerateDirectories(pods).Any(), Limit);
        await stop.CancelAsync();
        await running;
        await agent.DisposeAsync();
        stop.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task A_crashing_container_is_started_again_after_ever_longer_waits()
    {
        runtime.Ends["c"] = (TimeSpan.Zero, 1);
        await CreateAsync();
        await time.AdvanceUntilAsync(() => runtime.TimesOf("CreateContainer").Length == 9, Limit);
        AssertGaps([0, 10, 20, 40, 80, 160, 300, 300], runtime.TimesOf("CreateContainer"));
    }

    [Fact]
    public async Task An_image_that_cannot_be_pulled_is_tried_after_ever_longer_waits()
    {
        runtime.Missing.Add("docker.io/library/busybox:latest");
        await CreateAsync();
        await time.AdvanceUntilAsync(() => runtime.TimesOf("PullImage").Length == 5, Limit);
        AssertGaps([10, 20, 40, 80], runtime.TimesOf("PullImage"));
        Assert.Contains(Status().ContainerStatuses[0].State.Waiting!.Reason, (string[])["ErrImagePull", "ImagePullBackOff"]);
        runtime.Missing.Clear();
        await time.AdvanceUntilAsync(() => Status().Phase == "Running", Limit);
    }

    [Fact]
    public async Task A_sandbox_that_cannot_be_made_is_tried_again()
    {
        runtime.FailingSandboxes = 3;
        await CreateAsync();
        await time.AdvanceUntilAsync(() => Status().Phase == "Running", Limit);
        AssertGaps([1, 2, 4], runtime.TimesOf("RunPodSandbox"));
        Assert.Contains(api.All<Event>(), e => e.Reason == "FailedCreatePodSandBox");
    }

    [Fact]
    public async Task A_sandbox_that_died_is_made_anew_and_its_containers_run_again()
    {
        await CreateAsync();
        await time.AdvanceUntilAsync(() => Status().Phase == "Running", Limit);
        var before = Status().PodIP;
        runtime.KillSandboxes();
        await time.AdvanceUntilAsync(() => Status().PodIP != before && Status().ContainerStatuses[0] is { RestartCount: 1, Ready: true }, Limit);
        Assert.Equal(143, Status().ContainerStatuses[0].LastTerminationState.Terminated!.ExitCode);
    }

    [Fact]
    public async Task A_shortened_grace_period_ends_a_stubborn_container_sooner()
    {
        runtime.Stubborn.Add("c");
        await CreateAsync();
        await time.AdvanceUntilAsync(() => Status().Phase == "Running", Limit);
        var asked = time.GetUtcNow();
        await api.DeleteAsync<Pod>(new("default", "web"), new() { GracePeriodSeconds = 300 });
        await time.AdvanceUntilAsync(() => runtime.TimesOf("StopContainer").Length == 1, Limit);
        await api.DeleteAsync<Pod>(new("default", "web"), new() { GracePeriodSeconds = 5 });
        await time.AdvanceUntilAsync(() => api.Find<Pod>("default", "web") is null, Limit);
        Assert.InRange(time.GetUtcNow() - asked, TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(90));
        await time.AdvanceUntilAsync(() => runtime.SandboxCount == 0, Limit);
    }

    [Fact]
    public async Task A_token_is_renewed_at_four_fifths_of_its_life()
    {
        var token = new VolumeProjection { ServiceAccountToken = new() { Path = "token", ExpirationSeconds = 3600 } };
        var pod = await CreateAsync(s => s with { Volumes = [new() { Name = "t", Projected = new() { Sources = [token] } }] });
        await time.AdvanceUntilAsync(() => Status().Phase == "Running", Limit);
        Assert.Equal(1, api.Writes["token"]);
        time.Advance(TimeSpan.FromMinutes(47));
        Assert.Equal(1, api.Writes["token"]);
        await time.AdvanceUntilAsync(() => api.Writes["token"] == 2, Limit);
        Assert.NotEmpty(pod.Metadata.UID);
    }

    [Fact]
    public async Task An_idle_node_writes_its_lease_and_little_else()
    {
        await CreateAsync();
        await time.AdvanceUntilAsync(() => Status().Phase == "Running", Limit);
        var (pods, leases) = (api.Writes["Pod/status"], api.Writes["Lease/"]);
        var until = time.GetUtcNow().AddMinutes(11);
        await time.AdvanceUntilAsync(() => time.GetUtcNow() > until, Limit);
        Assert.Equal(pods, api.Writes["Pod/status"]);
        Assert.InRange(api.Writes["Lease/"] - leases, 55, 70);
        Assert.InRange(api.Writes["Node/status"], 1, 5);
    }

    private PodStatus Status() => api.Find<Pod>("default", "web")!.Status;

    private async Task<Pod> CreateAsync(Func<PodSpec, PodSpec>? change = null)
    {
        var pod = Make.Pod() with { Metadata = new() { Namespace = "default", Name = "web" } };
        pod = pod with { Spec = pod.Spec with { Containers = [Make.Container("c") with { ImagePullPolicy = "IfNotPresent" }] } };
        return (await api.CreateAsync(change is null ? pod : pod with { Spec = change(pod.Spec) }, stop.Token)).Value;
    }

    /// <summary>The clock goes on while the work is done, so gaps may be longer, never shorter.</summary>
    private static void AssertGaps(int[] expected, DateTimeOffset[] times)
    {
        var gaps = times.Skip(1).Zip(times, (later, earlier) => (later - earlier).TotalSeconds).ToArray();
        Assert.Equal(expected.Length, gaps.Length);
        Assert.All(gaps.Zip(expected), gap => Assert.InRange(gap.First, gap.Second, (gap.Second * 1.5) + 20));
    }
}
