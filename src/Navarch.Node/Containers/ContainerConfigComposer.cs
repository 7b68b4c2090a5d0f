using Google.Protobuf;
using Navarch.Api.Core.V1;
using Navarch.Node.Volumes;
using Wire = Navarch.Client.Grpc.Cri;

namespace Navarch.Node.Containers;

/// <summary>Everything that a container's configuration is computed from.</summary>
public sealed record ContainerSources
{
    /// <summary>The pod.</summary>
    public required Pod Pod { get; init; }

    /// <summary>The container.</summary>
    public required Container Container { get; init; }

    /// <summary>The attempt number.</summary>
    public int Attempt { get; init; }

    /// <summary>The wait that follows if this attempt ends.</summary>
    public TimeSpan Backoff { get; init; }

    /// <summary>The image as the runtime knows it.</summary>
    public required string ImageRef { get; init; }

    /// <summary>What the environment is made from.</summary>
    public required EnvironmentSources Environment { get; init; }

    /// <summary>What the pod can be told of itself.</summary>
    public required DownwardFacts Facts { get; init; }

    /// <summary>The pod's volumes, by name.</summary>
    public required IReadOnlyDictionary<string, MountedVolume> Volumes { get; init; }

    /// <summary>The node's memory, in bytes.</summary>
    public long NodeMemory { get; init; }

    /// <summary>The container whose processes this one is to see; empty for none.</summary>
    public string TargetId { get; init; } = "";

    /// <summary>Where the node keeps its files.</summary>
    public required NodePaths Paths { get; init; }
}

/// <summary>A container's configuration, with what must be there on the host before the container is made.</summary>
/// <param name="Config">What the runtime is told.</param>
/// <param name="SubPaths">Sub-paths of volumes that the container mounts.</param>
public sealed record ContainerBlueprint(Wire.ContainerConfig Config, IReadOnlyList<SubPathMount> SubPaths);

/// <summary>A part of a volume that is mounted: it is made if it is missing, and must not lead out of the volume.</summary>
/// <param name="Mount">The mount, whose host path is still to be set.</param>
/// <param name="Volume">The volume's folder.</param>
/// <param name="SubPath">The path below it.</param>
public sealed record SubPathMount(Wire.Mount Mount, string Volume, string SubPath);

/// <summary>Computes what the runtime is told of a container.</summary>
public static class ContainerConfigComposer
{
    /// <summary>The configuration of a container, or why it cannot be made.</summary>
    public static Composed<ContainerBlueprint> Compose(ContainerSources sources)
    {
        var (pod, container) = (sources.Pod, sources.Container);
        var environment = EnvironmentComposer.Compose(pod, container, sources.Environment, sources.Facts);
        if (environment.Error is { } error)
        {
            return Composed<ContainerBlueprint>.Failed(error);
        }

        var variables = environment.Value!;
        var config = new Wire.ContainerConfig
        {
            Metadata = new() { Name = container.Name, Attempt = (uint)sources.Attempt },
            Image = new() { Image = sources.ImageRef },
            WorkingDir = container.WorkingDir,
            LogPath = NodePaths.LogFile(container.Name, sources.Attempt),
            Stdin = container.Stdin,
            StdinOnce = container.StdinOnce,
            Tty = container.TTY,
            Linux = new()
            {
                Resources = LinuxResources.Compose(pod, container, sources.NodeMemory),
                SecurityContext = SecurityComposer.ForContainer(pod, container, sources.Paths),
            },
        };
        if (sources.TargetId.Length > 0)
        {
            config.Linux.SecurityContext.NamespaceOptions.Pid = Wire.NamespaceMode.Target;
            config.Linux.SecurityContext.NamespaceOptions.TargetId = sources.TargetId;
        }

        config.Command.AddRange(container.Command.Select(c => VariableExpansion.Expand(c, variables.GetValueOrDefault)));
        config.Args.AddRange(container.Args.Select(a => VariableExpansion.Expand(a, variables.GetValueOrDefault)));
        foreach (var (name, value) in variables)
        {
            config.Envs.Add(new Wire.KeyValue { Key = name, Value = ByteString.CopyFromUtf8(value) });
        }

        var termination = sources.Paths.TerminationFile(pod.Metadata.UID, container.Name, sources.Attempt);
        AddLabels(config, sources, termination);
        var subPaths = new List<SubPathMount>();
        if (AddVolumeMounts(config, subPaths, sources, variables) is { } missing)
        {
            return Composed<ContainerBlueprint>.Failed(missing);
        }

        AddOwnMounts(config, sources, termination);
        return new ContainerBlueprint(config, subPaths);
    }

    private static void AddLabels(Wire.ContainerConfig config, ContainerSources sources, string termination)
    {
        var metadata = sources.Pod.Metadata;
        config.Labels[PodLabels.PodName] = metadata.Name;
        config.Labels[PodLabels.PodNamespace] = metadata.Namespace;
        config.Labels[PodLabels.PodUid] = metadata.UID;
        config.Labels[PodLabels.ContainerName] = sources.Container.Name;
        config.Annotations[PodLabels.Image] = sources.Container.Image;
        config.Annotations[PodLabels.Backoff] = ((long)sources.Backoff.TotalSeconds).ToString();
        config.Annotations[PodLabels.TerminationFile] = termination;
        config.Annotations[PodLabels.TerminationPolicy] = sources.Container.TerminationMessagePolicy;
    }

    private static string? AddVolumeMounts(Wire.ContainerConfig config, List<SubPathMount> subPaths, ContainerSources sources, Dictionary<string, string> variables)
    {
        foreach (var mount in sources.Container.VolumeMounts)
        {
            if (!sources.Volumes.TryGetValue(mount.Name, out var volume))
            {
                return $"no volume named {mount.Name} is set up for container {sources.Container.Name}";
            }

            var wire = new Wire.Mount
            {
                ContainerPath = mount.MountPath.StartsWith('/') ? mount.MountPath : "/" + mount.MountPath,
                HostPath = volume.HostPath,
                Readonly = mount.ReadOnly || volume.ReadOnly,
                Propagation = mount.MountPropagation switch
                {
                    "HostToContainer" => Wire.MountPropagation.PropagationHostToContainer,
                    "Bidirectional" => Wire.MountPropagation.PropagationBidirectional,
                    _ => Wire.MountPropagation.PropagationPrivate,
                },
            };
            var subPath = mount.SubPath;
            if (mount.SubPathExpr.Length > 0)
            {
                var unknown = "";
                subPath = VariableExpansion.Expand(mount.SubPathExpr, name =>
                {
                    var value = variables.GetValueOrDefault(name);
                    unknown = value is null ? name : unknown;
                    return value;
                });
                if (unknown.Length > 0)
                {
                    return $"subPathExpr {mount.SubPathExpr} names the variable {unknown}, which is not set";
                }
            }

            if (subPath.Length > 0)
            {
                if (Path.IsPathRooted(subPath) || subPath.Split('/').Contains(".."))
                {
                    return $"subPath {subPath} must be a relative path without ..";
                }

                subPaths.Add(new(wire, volume.HostPath, subPath));
            }

            config.Mounts.Add(wire);
        }

        return null;
    }

    private static void AddOwnMounts(Wire.ContainerConfig config, ContainerSources sources, string termination)
    {
        if (!config.Mounts.Any(m => m.ContainerPath.TrimEnd('/') == "/etc/hosts"))
        {
            config.Mounts.Add(new Wire.Mount { ContainerPath = "/etc/hosts", HostPath = sources.Paths.HostsFile(sources.Pod.Metadata.UID) });
        }

        var path = sources.Container.TerminationMessagePath;
        config.Mounts.Add(new Wire.Mount { ContainerPath = path.Length > 0 ? path : "/dev/termination-log", HostPath = termination });
    }
}
