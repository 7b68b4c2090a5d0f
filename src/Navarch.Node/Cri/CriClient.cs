using Google.Protobuf;
using Navarch.Client.Grpc;
using Navarch.Client.Grpc.Cri;

namespace Navarch.Node.Cri;

/// <summary>The container runtime behind a gRPC channel.</summary>
public sealed class CriClient : ICriClient
{
    /// <summary>How long an ordinary call may take; upstream's default for its runtime requests.</summary>
    private static readonly TimeSpan OrdinaryDeadline = TimeSpan.FromMinutes(2);

    private readonly GrpcChannel _channel;

    public CriClient(GrpcChannel channel) => _channel = channel;

    /// <inheritdoc/>
    public Task<VersionResponse> VersionAsync(CancellationToken ct) =>
        CallAsync(CriMethods.Version, new VersionRequest { Version = "v1" }, ct);

    /// <inheritdoc/>
    public async Task<RuntimeStatus> StatusAsync(CancellationToken ct) =>
        (await CallAsync(CriMethods.Status, new StatusRequest(), ct)).Status ?? new RuntimeStatus();

    /// <inheritdoc/>
    public async Task<string> RunPodSandboxAsync(PodSandboxConfig config, string runtimeHandler, CancellationToken ct) =>
        (await CallAsync(CriMethods.RunPodSandbox, new RunPodSandboxRequest { Config = config, RuntimeHandler = runtimeHandler }, ct, OrdinaryDeadline * 2)).PodSandboxId;

    /// <inheritdoc/>
    public Task StopPodSandboxAsync(string sandboxId, CancellationToken ct) =>
        CallUnlessGoneAsync(CriMethods.StopPodSandbox, new StopPodSandboxRequest { PodSandboxId = sandboxId }, ct);

    /// <inheritdoc/>
    public Task RemovePodSandboxAsync(string sandboxId, CancellationToken ct) =>
        CallUnlessGoneAsync(CriMethods.RemovePodSandbox, new RemovePodSandboxRequest { PodSandboxId = sandboxId }, ct);

    /// <inheritdoc/>
    public async Task<PodSandboxStatus?> PodSandboxStatusAsync(string sandboxId, CancellationToken ct) =>
        (await CallUnlessGoneAsync(CriMethods.PodSandboxStatus, new PodSandboxStatusRequest { PodSandboxId = sandboxId }, ct))?.Status;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<PodSandbox>> ListPodSandboxesAsync(PodSandboxFilter? filter, CancellationToken ct) =>
        (await CallAsync(CriMethods.ListPodSandbox, new ListPodSandboxRequest { Filter = filter }, ct)).Items;

    /// <inheritdoc/>
    public async Task<string> CreateContainerAsync(string sandboxId, ContainerConfig config, PodSandboxConfig sandbox, CancellationToken ct) =>
        (await CallAsync(CriMethods.CreateContainer, new CreateContainerRequest { PodSandboxId = sandboxId, Config = config, SandboxConfig = sandbox }, ct)).ContainerId;

    /// <inheritdoc/>
    public Task StartContainerAsync(string containerId, CancellationToken ct) =>
        CallAsync(CriMethods.StartContainer, new StartContainerRequest { ContainerId = containerId }, ct);

    /// <inheritdoc/>
    public Task StopContainerAsync(string containerId, TimeSpan grace, CancellationToken ct) =>
        CallUnlessGoneAsync(
            CriMethods.StopContainer,
            new StopContainerRequest { ContainerId = containerId, Timeout = (long)grace.TotalSeconds },
            ct,
            grace + OrdinaryDeadline);

    /// <inheritdoc/>
    public Task RemoveContainerAsync(string containerId, CancellationToken ct) =>
        CallUnlessGoneAsync(CriMethods.RemoveContainer, new RemoveContainerRequest { ContainerId = containerId }, ct);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Container>> ListContainersAsync(ContainerFilter? filter, CancellationToken ct) =>
        (await CallAsync(CriMethods.ListContainers, new ListContainersRequest { Filter = filter }, ct)).Containers;

    /// <inheritdoc/>
    public async Task<ContainerStatus?> ContainerStatusAsync(string containerId, CancellationToken ct) =>
        (await CallUnlessGoneAsync(CriMethods.ContainerStatus, new ContainerStatusRequest { ContainerId = containerId }, ct))?.Status;

    /// <inheritdoc/>
    public Task UpdateContainerResourcesAsync(string containerId, LinuxContainerResources resources, CancellationToken ct) =>
        CallAsync(CriMethods.UpdateContainerResources, new UpdateContainerResourcesRequest { ContainerId = containerId, Linux = resources }, ct);

    /// <inheritdoc/>
    public Task ReopenContainerLogAsync(string containerId, CancellationToken ct) =>
        CallAsync(CriMethods.ReopenContainerLog, new ReopenContainerLogRequest { ContainerId = containerId }, ct);

    /// <inheritdoc/>
    public Task<ExecSyncResponse> ExecSyncAsync(string containerId, IEnumerable<string> command, TimeSpan timeout, CancellationToken ct)
    {
        var request = new ExecSyncRequest { ContainerId = containerId, Timeout = (long)Math.Ceiling(timeout.TotalSeconds) };
        request.Cmd.AddRange(command);
        // The runtime kills the command when its own timeout passes: give it a moment to say so.
        return CallAsync(CriMethods.ExecSync, request, ct, timeout == TimeSpan.Zero ? Timeout.InfiniteTimeSpan : timeout + TimeSpan.FromSeconds(10));
    }

    /// <inheritdoc/>
    public async Task<Uri> ExecAsync(ExecRequest request, CancellationToken ct) =>
        new((await CallAsync(CriMethods.Exec, request, ct)).Url);

    /// <inheritdoc/>
    public async Task<Uri> AttachAsync(AttachRequest request, CancellationToken ct) =>
        new((await CallAsync(CriMethods.Attach, request, ct)).Url);

    /// <inheritdoc/>
    public async Task<Uri> PortForwardAsync(string sandboxId, IEnumerable<int> ports, CancellationToken ct)
    {
        var request = new PortForwardRequest { PodSandboxId = sandboxId };
        request.Port.AddRange(ports);
        return new((await CallAsync(CriMethods.PortForward, request, ct)).Url);
    }

    /// <inheritdoc/>
    public async Task<ContainerStats?> ContainerStatsAsync(string containerId, CancellationToken ct) =>
        (await CallUnlessGoneAsync(CriMethods.ContainerStats, new ContainerStatsRequest { ContainerId = containerId }, ct))?.Stats;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ContainerStats>> ListContainerStatsAsync(ContainerStatsFilter? filter, CancellationToken ct) =>
        (await CallAsync(CriMethods.ListContainerStats, new ListContainerStatsRequest { Filter = filter }, ct)).Stats;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<PodSandboxStats>> ListPodSandboxStatsAsync(PodSandboxStatsFilter? filter, CancellationToken ct) =>
        (await CallAsync(CriMethods.ListPodSandboxStats, new ListPodSandboxStatsRequest { Filter = filter }, ct)).Stats;

    /// <inheritdoc/>
    public async Task<Image?> ImageStatusAsync(string image, CancellationToken ct) =>
        (await CallAsync(CriMethods.ImageStatus, new ImageStatusRequest { Image = new ImageSpec { Image = image } }, ct)).Image;

    /// <inheritdoc/>
    public async Task<string> PullImageAsync(ImageSpec image, AuthConfig? credentials, PodSandboxConfig? sandbox, CancellationToken ct) =>
        (await CallAsync(CriMethods.PullImage, new PullImageRequest { Image = image, Auth = credentials, SandboxConfig = sandbox }, ct, Timeout.InfiniteTimeSpan)).ImageRef;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Image>> ListImagesAsync(CancellationToken ct) =>
        (await CallAsync(CriMethods.ListImages, new ListImagesRequest(), ct)).Images;

    /// <inheritdoc/>
    public Task RemoveImageAsync(string image, CancellationToken ct) =>
        CallUnlessGoneAsync(CriMethods.RemoveImage, new RemoveImageRequest { Image = new ImageSpec { Image = image } }, ct);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<FilesystemUsage>> ImageFileSystemsAsync(CancellationToken ct) =>
        (await CallAsync(CriMethods.ImageFsInfo, new ImageFsInfoRequest(), ct)).ImageFilesystems;

    private Task<TResponse> CallAsync<TRequest, TResponse>(
        GrpcMethod<TRequest, TResponse> method, TRequest request, CancellationToken ct, TimeSpan? deadline = null)
        where TRequest : class, IMessage<TRequest>
        where TResponse : class, IMessage<TResponse>, new()
    {
        var limit = deadline ?? OrdinaryDeadline;
        return _channel.CallAsync(method, request, new GrpcCallOptions(limit == Timeout.InfiniteTimeSpan ? null : limit), ct);
    }

    private async Task<TResponse?> CallUnlessGoneAsync<TRequest, TResponse>(
        GrpcMethod<TRequest, TResponse> method, TRequest request, CancellationToken ct, TimeSpan? deadline = null)
        where TRequest : class, IMessage<TRequest>
        where TResponse : class, IMessage<TResponse>, new()
    {
        try
        {
            return await CallAsync(method, request, ct, deadline);
        }
        catch (GrpcException e) when (e.Code == GrpcStatusCode.NotFound)
        {
            return null;
        }
    }
}
