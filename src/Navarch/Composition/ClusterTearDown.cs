using Microsoft.Extensions.Logging;
using Navarch.Client.Grpc;
using Navarch.Client.Grpc.Cri;
using Navarch.Cluster;
using Navarch.Network.PodNetwork;
using Navarch.Node.Cri;
using Navarch.Node.Runtime;

namespace Navarch.Composition;

/// <summary>
/// Takes away everything a cluster brought to its machine. Works from outside, whether the server lived or died; a second
/// run finds nothing to do. The caller holds the cluster's lock.
/// </summary>
public static class ClusterTearDown
{
    // Any containerd, wherever its own folders are, puts the sockets of its shims and the state of runc here. Another one's stay.
    private static readonly string[] SharedFolders = ["/run/containerd/runc/k8s.io", "/run/containerd/runc", "/run/containerd/s", "/run/containerd"];

    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(2);

    /// <summary>Ends containers, containerd, mounts, control groups and the network.</summary>
    /// <param name="paths">The cluster's places.</param>
    /// <param name="settings">What it was started with.</param>
    /// <param name="grace">How long containers may take to end by themselves.</param>
    /// <param name="loggers">Makes loggers.</param>
    /// <param name="time">The time.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>What could not be taken away, a line each.</returns>
    public static async Task<IReadOnlyList<string>> RunAsync(
        ClusterPaths paths, ClusterSettings settings, TimeSpan grace, ILoggerFactory loggers, TimeProvider time, CancellationToken cancellation)
    {
        var containerd = NodeSettings.Containerd(paths, settings);
        await EndContainersAsync(containerd, grace, time, cancellation);
        var left = new List<string>(await new RuntimeTearDown(containerd, time, loggers.CreateLogger<RuntimeTearDown>()).RunAsync(cancellation));
        if (File.Exists(NodeSettings.NetworkRecord(paths)))
        {
            NodeNetwork.Remove(NodeSettings.NetworkRecord(paths));
        }

        // Volumes of pods: memory and secrets.
        left.AddRange(MountTable.UnmountBelow(paths.DataDirectory).Select(point => $"mount {point}"));
        RemoveEmptyFolders();
        File.Delete(paths.StateFile);
        return left;
    }

    private static void RemoveEmptyFolders()
    {
        foreach (var folder in SharedFolders.Where(folder => Directory.Exists(folder) && !Directory.EnumerateFileSystemEntries(folder).Any()))
        {
            Directory.Delete(folder);
        }
    }

    // Containers get their stop signal first; what ignores it is killed with its sandbox.
    private static async Task EndContainersAsync(ContainerdSettings settings, TimeSpan grace, TimeProvider time, CancellationToken cancellation)
    {
        var socket = new ContainerdLayout(settings.DataDirectory).Socket;
        if (grace <= TimeSpan.Zero || !File.Exists(socket))
        {
            return;
        }

        using var channel = GrpcChannel.ForUnixSocket(socket);
        var cri = new CriClient(channel);
        using var limit = new CancellationTokenSource(grace + AnswerLimit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        try
        {
            var running = await cri.ListContainersAsync(new ContainerFilter { State = new() { State = ContainerState.ContainerRunning } }, either.Token);
            await Task.WhenAll(running.Select(container => cri.StopContainerAsync(container.Id, grace, either.Token)));
        }
        catch (Exception error) when (error is GrpcException or OperationCanceledException && !cancellation.IsCancellationRequested)
        {
            // containerd is gone or hangs: what is left is killed next.
        }
    }
}
