using Navarch.Client.Grpc;
using Navarch.Client.Grpc.Cri;

namespace Navarch.Node.Cri;

/// <summary>
/// The container runtime as the node agent sees it: the calls of the container runtime interface v1 that it uses.
/// Every call throws <see cref="GrpcException"/> when the runtime refuses or cannot be reached;
/// what is merely absent is null where the return type says so.
/// </summary>
public interface ICriClient
{
    /// <summary>Name and version of the runtime.</summary>
    Task<VersionResponse> VersionAsync(CancellationToken ct);

    /// <summary>The runtime's conditions: <c>RuntimeReady</c> and <c>NetworkReady</c>.</summary>
    Task<RuntimeStatus> StatusAsync(CancellationToken ct);

    /// <summary>Makes and starts a sandbox, network included.</summary>
    /// <returns>The sandbox's id.</returns>
    Task<string> RunPodSandboxAsync(PodSandboxConfig config, string runtimeHandler, CancellationToken ct);

    /// <summary>Stops a sandbox: kills what still runs in it and takes its network away. Stopping twice is no error.</summary>
    Task StopPodSandboxAsync(string sandboxId, CancellationToken ct);

    /// <summary>Removes a sandbox and every container in it. Removing what is gone is no error.</summary>
    Task RemovePodSandboxAsync(string sandboxId, CancellationToken ct);

    /// <summary>The sandbox's state, or null when there is none of that id.</summary>
    Task<PodSandboxStatus?> PodSandboxStatusAsync(string sandboxId, CancellationToken ct);

    /// <summary>All sandboxes that match; all when the filter is null.</summary>
    Task<IReadOnlyList<PodSandbox>> ListPodSandboxesAsync(PodSandboxFilter? filter, CancellationToken ct);

    /// <summary>Makes a container in a sandbox without starting it.</summary>
    /// <returns>The container's id.</returns>
    Task<string> CreateContainerAsync(string sandboxId, ContainerConfig config, PodSandboxConfig sandbox, CancellationToken ct);

    /// <summary>Starts a container that was made.</summary>
    Task StartContainerAsync(string containerId, CancellationToken ct);

    /// <summary>Sends the stop signal, and kills after the grace time. Stopping twice is no error.</summary>
    /// <param name="containerId">The container.</param>
    /// <param name="grace">Whole seconds count; zero kills at once.</param>
    /// <param name="ct">Gives up waiting.</param>
    Task StopContainerAsync(string containerId, TimeSpan grace, CancellationToken ct);

    /// <summary>Removes a container, killing it if it runs. Removing what is gone is no error.</summary>
    Task RemoveContainerAsync(string containerId, CancellationToken ct);

    /// <summary>All containers that match; all when the filter is null.</summary>
    Task<IReadOnlyList<Container>> ListContainersAsync(ContainerFilter? filter, CancellationToken ct);

    /// <summary>The container's state, or null when there is none of that id.</summary>
    Task<ContainerStatus?> ContainerStatusAsync(string containerId, CancellationToken ct);

    /// <summary>Changes the resource limits of a container.</summary>
    Task UpdateContainerResourcesAsync(string containerId, LinuxContainerResources resources, CancellationToken ct);

    /// <summary>Makes the runtime open the container's log file anew, after it was renamed.</summary>
    Task ReopenContainerLogAsync(string containerId, CancellationToken ct);

    /// <summary>Runs a command in a container to its end.</summary>
    /// <param name="containerId">A running container.</param>
    /// <param name="command">Program and arguments; no shell is involved.</param>
    /// <param name="timeout">Longest time the command may run; zero: no limit.
    /// Ends with <see cref="GrpcStatusCode.DeadlineExceeded"/> when it passes.</param>
    /// <param name="ct">Gives up waiting.</param>
    Task<ExecSyncResponse> ExecSyncAsync(string containerId, IEnumerable<string> command, TimeSpan timeout, CancellationToken ct);

    /// <summary>Prepares a command with byte streams.</summary>
    /// <returns>The address at which the runtime serves the streams.</returns>
    Task<Uri> ExecAsync(ExecRequest request, CancellationToken ct);

    /// <summary>Prepares attaching to a container's main process.</summary>
    /// <returns>The address at which the runtime serves the streams.</returns>
    Task<Uri> AttachAsync(AttachRequest request, CancellationToken ct);

    /// <summary>Prepares forwarding to ports of a sandbox.</summary>
    /// <returns>The address at which the runtime serves the streams.</returns>
    Task<Uri> PortForwardAsync(string sandboxId, IEnumerable<int> ports, CancellationToken ct);

    /// <summary>Usage of one container, or null when there is none of that id.</summary>
    Task<ContainerStats?> ContainerStatsAsync(string containerId, CancellationToken ct);

    /// <summary>Usage of all containers that match; all when the filter is null.</summary>
    Task<IReadOnlyList<ContainerStats>> ListContainerStatsAsync(ContainerStatsFilter? filter, CancellationToken ct);

    /// <summary>Usage of all sandboxes that match; all when the filter is null.</summary>
    Task<IReadOnlyList<PodSandboxStats>> ListPodSandboxStatsAsync(PodSandboxStatsFilter? filter, CancellationToken ct);

    /// <summary>The image of that reference, or null when it is not present.</summary>
    Task<Image?> ImageStatusAsync(string image, CancellationToken ct);

    /// <summary>Fetches an image. Takes as long as it takes.</summary>
    /// <returns>The reference under which containers may be made from it.</returns>
    Task<string> PullImageAsync(ImageSpec image, AuthConfig? credentials, PodSandboxConfig? sandbox, CancellationToken ct);

    /// <summary>All images present.</summary>
    Task<IReadOnlyList<Image>> ListImagesAsync(CancellationToken ct);

    /// <summary>Removes an image. Removing what is gone is no error.</summary>
    Task RemoveImageAsync(string image, CancellationToken ct);

    /// <summary>The space that images take, a file system each.</summary>
    Task<IReadOnlyList<FilesystemUsage>> ImageFileSystemsAsync(CancellationToken ct);
}
