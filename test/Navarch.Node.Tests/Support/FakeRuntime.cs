using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Navarch.Client.Grpc;
using Navarch.Client.Grpc.Cri;
using Navarch.Node.Cri;

namespace Navarch.Node.Tests.Support;

/// <summary>A container runtime that runs nothing: what its containers do is said by the test, by container name.</summary>
internal sealed class FakeRuntime(TimeProvider time) : ICriClient, IContainerEvents
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, PodSandboxStatus> sandboxes = [];
    private readonly Dictionary<string, (ContainerStatus Status, string SandboxId)> containers = [];
    private readonly Channel<ContainerEvent> events = Channel.CreateUnbounded<ContainerEvent>();
    private int counter;

    /// <summary>How long a container of this name runs before it ends by itself, and with which code; unnamed ones run for ever.</summary>
    public Dictionary<string, (TimeSpan Runs, int Code)> Ends { get; } = [];

    /// <summary>Containers that mind no signal but the kill.</summary>
    public HashSet<string> Stubborn { get; } = [];

    /// <summary>Images that are not there.</summary>
    public HashSet<string> Missing { get; } = [];

    /// <summary>How many of the next sandboxes cannot be made.</summary>
    public int FailingSandboxes { get; set; }

    /// <summary>What was asked of the runtime, in order: the call, about what, and when.</summary>
    public List<(string Call, string About, DateTimeOffset At)> Calls { get; } = [];

    public int SandboxCount
    {
        get
        {
            lock (gate)
            {
                return sandboxes.Count;
            }
        }
    }

    public DateTimeOffset[] TimesOf(string call)
    {
        lock (gate)
        {
            return [.. Calls.Where(c => c.Call == call).Select(c => c.At)];
        }
    }

    public async IAsyncEnumerable<ContainerEvent> ReadAllAsync([EnumeratorCancellation] CancellationToken ct)
    {
        yield return new("", ContainerEventKind.Resync);
        await foreach (var happened in events.Reader.ReadAllAsync(ct))
        {
            yield return happened;
        }
    }

    public Task<VersionResponse> VersionAsync(CancellationToken ct) => Task.FromResult(new VersionResponse { RuntimeName = "fake", RuntimeVersion = "1" });

    public Task<RuntimeStatus> StatusAsync(CancellationToken ct) => Task.FromResult(new RuntimeStatus());

    public Task<string> RunPodSandboxAsync(PodSandboxConfig config, string runtimeHandler, CancellationToken ct)
    {
        lock (gate)
        {
            Note("RunPodSandbox", config.Metadata.Name);
            if (FailingSandboxes > 0)
            {
                FailingSandboxes--;
                throw new GrpcException(GrpcStatusCode.Unknown, "no network");
            }

            var id = $"sandbox{counter++}";
            var status = new PodSandboxStatus { Id = id, Metadata = config.Metadata, State = PodSandboxState.SandboxReady, CreatedAt = Now, Network = new() { Ip = $"10.244.0.{counter}" } };
            status.Labels.Add(config.Labels);
            sandboxes[id] = status;
            return Task.FromResult(id);
        }
    }

    public Task StopPodSandboxAsync(string sandboxId, CancellationToken ct)
    {
        lock (gate)
        {
            Note("StopPodSandbox", sandboxId);
            if (sandboxes.TryGetValue(sandboxId, out var sandbox))
            {
                sandbox.State = PodSandboxState.SandboxNotready;
            }

            return Task.CompletedTask;
        }
    }

    public Task RemovePodSandboxAsync(string sandboxId, CancellationToken ct)
    {
        lock (gate)
        {
            sandboxes.Remove(sandboxId);
            foreach (var id in containers.Where(c => c.Value.SandboxId == sandboxId).Select(c => c.Key).ToArray())
            {
                containers.Remove(id);
            }

            return Task.CompletedTask;
        }
    }

    public Task<PodSandboxStatus?> PodSandboxStatusAsync(string sandboxId, CancellationToken ct)
    {
        lock (gate)
        {
            return Task.FromResult(sandboxes.GetValueOrDefault(sandboxId)?.Clone());
        }
    }

    public Task<IReadOnlyList<PodSandbox>> ListPodSandboxesAsync(PodSandboxFilter? filter, CancellationToken ct)
    {
        lock (gate)
        {
            return Task.FromResult<IReadOnlyList<PodSandbox>>([.. sandboxes.Values.Where(s => Matches(s.Labels, filter?.LabelSelector)).Select(Describe)]);
        }
    }

    public Task<string> CreateContainerAsync(string sandboxId, ContainerConfig config, PodSandboxConfig sandbox, CancellationToken ct)
    {
        lock (gate)
        {
            Note("CreateContainer", config.Metadata.Name);
            var id = $"container{counter++}";
            var status = new ContainerStatus { Id = id, Metadata = config.Metadata, State = ContainerState.ContainerCreated, CreatedAt = Now, Image = config.Image, ImageRef = config.Image.Image };
            status.Labels.Add(config.Labels);
            status.Annotations.Add(config.Annotations);
            containers[id] = (status, sandboxId);
            return Task.FromResult(id);
        }
    }

    public Task StartContainerAsync(string containerId, CancellationToken ct)
    {
        lock (gate)
        {
            var status = containers[containerId].Status;
            (status.State, status.StartedAt) = (ContainerState.ContainerRunning, Now);
            if (Ends.TryGetValue(status.Metadata.Name, out var end))
            {
                _ = EndAfterAsync(containerId, end.Runs, end.Code, CancellationToken.None);
            }

            return Task.CompletedTask;
        }
    }

    public async Task StopContainerAsync(string containerId, TimeSpan grace, CancellationToken ct)
    {
        bool stubborn;
        lock (gate)
        {
            Note("StopContainer", $"{grace.TotalSeconds:0}");
            stubborn = Stubborn.Contains(containers[containerId].Status.Metadata.Name);
        }

        await EndAfterAsync(containerId, stubborn ? grace : TimeSpan.Zero, stubborn ? 137 : 143, ct);
    }

    public Task RemoveContainerAsync(string containerId, CancellationToken ct)
    {
        lock (gate)
        {
            containers.Remove(containerId);
            return Task.CompletedTask;
        }
    }

    public Task<IReadOnlyList<Container>> ListContainersAsync(ContainerFilter? filter, CancellationToken ct)
    {
        lock (gate)
        {
            return Task.FromResult<IReadOnlyList<Container>>([.. containers.Values.Where(c => Matches(c.Status.Labels, filter?.LabelSelector)).Select(Describe)]);
        }
    }

    public Task<ContainerStatus?> ContainerStatusAsync(string containerId, CancellationToken ct)
    {
        lock (gate)
        {
            return Task.FromResult(containers.TryGetValue(containerId, out var found) ? found.Status.Clone() : null);
        }
    }

    public Task<Image?> ImageStatusAsync(string image, CancellationToken ct)
    {
        lock (gate)
        {
            return Task.FromResult(Missing.Contains(image) ? null : new Image { Id = image });
        }
    }

    public Task<string> PullImageAsync(ImageSpec image, AuthConfig? credentials, PodSandboxConfig? sandbox, CancellationToken ct)
    {
        lock (gate)
        {
            Note("PullImage", image.Image);
            return Missing.Contains(image.Image) ? throw new GrpcException(GrpcStatusCode.NotFound, "no such image") : Task.FromResult(image.Image);
        }
    }

    public Task<IReadOnlyList<Image>> ListImagesAsync(CancellationToken ct) => Task.FromResult<IReadOnlyList<Image>>([]);

    public Task UpdateContainerResourcesAsync(string containerId, LinuxContainerResources resources, CancellationToken ct) => throw new NotSupportedException();

    public Task ReopenContainerLogAsync(string containerId, CancellationToken ct) => throw new NotSupportedException();

    public Task<ExecSyncResponse> ExecSyncAsync(string containerId, IEnumerable<string> command, TimeSpan timeout, CancellationToken ct) => throw new NotSupportedException();

    public Task<Uri> ExecAsync(ExecRequest request, CancellationToken ct) => throw new NotSupportedException();

    public Task<Uri> AttachAsync(AttachRequest request, CancellationToken ct) => throw new NotSupportedException();

    public Task<Uri> PortForwardAsync(string sandboxId, IEnumerable<int> ports, CancellationToken ct) => throw new NotSupportedException();

    public Task<ContainerStats?> ContainerStatsAsync(string containerId, CancellationToken ct) => throw new NotSupportedException();

    public Task<IReadOnlyList<ContainerStats>> ListContainerStatsAsync(ContainerStatsFilter? filter, CancellationToken ct) => throw new NotSupportedException();

    public Task<IReadOnlyList<PodSandboxStats>> ListPodSandboxStatsAsync(PodSandboxStatsFilter? filter, CancellationToken ct) => throw new NotSupportedException();

    public Task RemoveImageAsync(string image, CancellationToken ct) => throw new NotSupportedException();

    public Task<IReadOnlyList<FilesystemUsage>> ImageFileSystemsAsync(CancellationToken ct) => throw new NotSupportedException();

    /// <summary>Ends a sandbox from outside, as the death of its process does.</summary>
    public void KillSandboxes()
    {
        lock (gate)
        {
            foreach (var sandbox in sandboxes.Values)
            {
                sandbox.State = PodSandboxState.SandboxNotready;
                events.Writer.TryWrite(new(sandbox.Id, ContainerEventKind.Exited));
            }
        }
    }

    private long Now => (time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick;

    private async Task EndAfterAsync(string id, TimeSpan after, int code, CancellationToken ct)
    {
        await Task.Delay(after, time, ct);
        lock (gate)
        {
            if (containers.TryGetValue(id, out var found) && found.Status.State == ContainerState.ContainerRunning)
            {
                (found.Status.State, found.Status.ExitCode, found.Status.FinishedAt) = (ContainerState.ContainerExited, code, Now);
                events.Writer.TryWrite(new(id, ContainerEventKind.Exited));
            }
        }
    }

    private void Note(string call, string about) => Calls.Add((call, about, time.GetUtcNow()));

    private static bool Matches(IDictionary<string, string> labels, IDictionary<string, string>? selector) =>
        selector is null || selector.All(s => labels.TryGetValue(s.Key, out var value) && value == s.Value);

    private static PodSandbox Describe(PodSandboxStatus status)
    {
        var sandbox = new PodSandbox { Id = status.Id, Metadata = status.Metadata, State = status.State, CreatedAt = status.CreatedAt };
        sandbox.Labels.Add(status.Labels);
        return sandbox;
    }

    private static Container Describe((ContainerStatus Status, string SandboxId) found)
    {
        var container = new Container { Id = found.Status.Id, PodSandboxId = found.SandboxId, Metadata = found.Status.Metadata, State = found.Status.State, CreatedAt = found.Status.CreatedAt };
        container.Labels.Add(found.Status.Labels);
        return container;
    }
}
