using Navarch.Api.Core.V1;

namespace Navarch.Node;

/// <summary>Where the node keeps the files of its pods: everything below one data folder.</summary>
/// <param name="Root">The node's data folder, absolute.</param>
public sealed record NodePaths(string Root)
{
    /// <summary>The folder of all pods' own files.</summary>
    public string Pods => Path.Combine(Root, "pods");

    /// <summary>The folder of all pods' logs.</summary>
    public string Logs => Path.Combine(Root, "logs", "pods");

    /// <summary>The folder of a pod's own files.</summary>
    public string PodFolder(string uid) => Path.Combine(Pods, uid);

    /// <summary>The folder of a pod's volumes of one type.</summary>
    public string VolumeFolder(string uid, string type, string name) => Path.Combine(Pods, uid, "volumes", type, name);

    /// <summary>The hosts file mounted into a pod's containers.</summary>
    public string HostsFile(string uid) => Path.Combine(Pods, uid, "etc-hosts");

    /// <summary>The file an attempt of a container writes its termination message to.</summary>
    public string TerminationFile(string uid, string container, int attempt) => Path.Combine(Pods, uid, "containers", container, $"{attempt}.termination");

    /// <summary>The folder of a pod's logs: <c>namespace_name_uid</c>.</summary>
    public string LogFolder(Pod pod) => LogFolder(pod.Metadata.Namespace, pod.Metadata.Name, pod.Metadata.UID);

    /// <summary>The folder of a pod's logs: <c>namespace_name_uid</c>.</summary>
    public string LogFolder(string ns, string name, string uid) => Path.Combine(Logs, $"{ns}_{name}_{uid}");

    /// <summary>A container's log below its pod's log folder.</summary>
    public static string LogFile(string container, int attempt) => $"{container}/{attempt}.log";

    /// <summary>The folder of the volumes that are folders of this node: they outlive their pods.</summary>
    public string LocalVolumes => Path.Combine(Root, "local-volumes");

    /// <summary>Where profiles named by <c>Localhost</c> seccomp profiles lie.</summary>
    public string SeccompProfiles => Path.Combine(Root, "seccomp");
}
