using Navarch.Api.Core.V1;
using Wire = Navarch.Client.Grpc.Cri;

namespace Navarch.Node.Containers;

/// <summary>What the node says of every sandbox it makes.</summary>
/// <param name="NodeName">The node's name.</param>
/// <param name="ClusterDns">The address of the cluster's DNS; empty when it has none.</param>
/// <param name="ClusterDomain">The cluster's domain.</param>
/// <param name="HostResolver">The node's own resolver settings.</param>
/// <param name="Paths">Where the node keeps its files.</param>
public sealed record SandboxSettings(string NodeName, string ClusterDns, string ClusterDomain, ResolverSettings HostResolver, NodePaths Paths);

/// <summary>Computes what the runtime is told of a pod's sandbox.</summary>
public static class SandboxConfigComposer
{
    /// <summary>The sandbox of a pod.</summary>
    /// <param name="pod">The pod.</param>
    /// <param name="attempt">The sandbox's attempt.</param>
    /// <param name="cgroupParent">The pod's cgroup.</param>
    /// <param name="settings">The node's settings.</param>
    public static Wire.PodSandboxConfig Compose(Pod pod, int attempt, string cgroupParent, SandboxSettings settings)
    {
        var metadata = pod.Metadata;
        var config = new Wire.PodSandboxConfig
        {
            Metadata = new() { Name = metadata.Name, Namespace = metadata.Namespace, Uid = metadata.UID, Attempt = (uint)attempt },
            // On the host's network the sandbox also keeps the host's name: the runtime may not set another.
            Hostname = pod.Spec.HostNetwork ? "" : HostNames.HostnameOf(pod, settings.NodeName, settings.ClusterDomain),
            LogDirectory = settings.Paths.LogFolder(pod),
            DnsConfig = DnsComposer.Compose(pod, settings.ClusterDns, settings.ClusterDomain, settings.HostResolver),
            Linux = new() { CgroupParent = cgroupParent, SecurityContext = SecurityComposer.ForSandbox(pod, settings.Paths) },
        };
        foreach (var (name, value) in metadata.Labels)
        {
            config.Labels[name] = value;
        }

        foreach (var (name, value) in metadata.Annotations)
        {
            config.Annotations[name] = value;
        }

        config.Labels[PodLabels.PodName] = metadata.Name;
        config.Labels[PodLabels.PodNamespace] = metadata.Namespace;
        config.Labels[PodLabels.PodUid] = metadata.UID;
        if (pod.Spec.SecurityContext is { } security)
        {
            foreach (var sysctl in security.Sysctls)
            {
                config.Linux.Sysctls[sysctl.Name] = sysctl.Value;
            }
        }

        foreach (var container in pod.Spec.InitContainers.Concat(pod.Spec.Containers))
        {
            foreach (var port in container.Ports)
            {
                config.PortMappings.Add(new Wire.PortMapping
                {
                    Protocol = port.Protocol switch { "UDP" => Wire.Protocol.Udp, "SCTP" => Wire.Protocol.Sctp, _ => Wire.Protocol.Tcp },
                    ContainerPort = PortNumber(port),
                    HostPort = pod.Spec.HostNetwork ? 0 : port.HostPort,
                    HostIp = port.HostIP,
                });
            }
        }

        return config;
    }

    /// <summary>The number of a container's port.</summary>
    public static int PortNumber(ContainerPort port) => port.Port;
}
