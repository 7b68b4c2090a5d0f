namespace Navarch.Node.Runtime;

/// <summary>How a node's private containerd is set up.</summary>
public sealed record ContainerdSettings
{
    /// <summary>The node's data directory, absolute; everything the runtime keeps lies below it.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>The cgroup, from the root of every hierarchy, below which all pods of this node live, such as <c>/navarch-1a2b3c</c>.</summary>
    public required string CgroupRoot { get; init; }

    /// <summary>The addresses of this node's pods, such as <c>10.244.0.0/24</c>; null while they are not yet known.</summary>
    public string? PodCidr { get; init; }

    /// <summary>The bridge that connects the pods of this node.</summary>
    public string Bridge { get; init; } = "navarch0";

    /// <summary>Largest packet on the pod network, in bytes; null leaves it to the kernel.</summary>
    public int? Mtu { get; init; }

    /// <summary>The image of the process that holds a sandbox; the default is built in and needs no network.</summary>
    public string PauseImage { get; init; } = Images.PauseImage.Reference;

    /// <summary>File of the network namespace in which the runtime lives; null for that of this process.</summary>
    public string? NetworkNamespace { get; init; }

    /// <summary>How long the runtime may take to answer after its start.</summary>
    public TimeSpan StartLimit { get; init; } = TimeSpan.FromSeconds(20);
}
