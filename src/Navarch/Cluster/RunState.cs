using Navarch.Processes;

namespace Navarch.Cluster;

/// <summary>Which process serves the cluster, and how to reach it.</summary>
/// <param name="Process">The daemon.</param>
/// <param name="Server">The API server's address, as in a kubeconfig.</param>
/// <param name="NodeName">The node's name; empty when only the control plane runs.</param>
/// <param name="Version">The daemon's version.</param>
/// <param name="StartedAt">When the daemon started.</param>
/// <param name="HollowNodes">The number of simulated nodes.</param>
public sealed record RunState(ProcessIdentity Process, string Server, string NodeName, string Version, DateTimeOffset StartedAt, int HollowNodes = 0)
{
    /// <summary>The state kept by a daemon that is alive; null when none is.</summary>
    public static RunState? ReadLive(ClusterPaths paths) => Read(paths) is { } state && state.Process.IsAlive() ? state : null;

    /// <summary>The last state kept, whether its daemon lives or not.</summary>
    public static RunState? Read(ClusterPaths paths) => JsonFile.Read(paths.StateFile, ClusterJson.Default.RunState);

    /// <summary>Keeps the state.</summary>
    public void Write(ClusterPaths paths) => JsonFile.Write(paths.StateFile, this, ClusterJson.Default.RunState);
}
