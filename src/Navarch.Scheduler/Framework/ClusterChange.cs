namespace Navarch.Scheduler.Framework;

/// <summary>What changed in the cluster, as far as it can help a pod that waits.</summary>
[Flags]
public enum ClusterChange
{
    /// <summary>Nothing that helps.</summary>
    None = 0,

    /// <summary>A node came.</summary>
    NodeAdded = 1,

    /// <summary>A node's labels changed.</summary>
    NodeLabels = 1 << 1,

    /// <summary>A node's taints or its unschedulable mark changed.</summary>
    NodeTaints = 1 << 2,

    /// <summary>What a node has for pods changed.</summary>
    NodeAllocatable = 1 << 3,

    /// <summary>A pod was placed.</summary>
    PodPlaced = 1 << 4,

    /// <summary>A placed pod ended or is gone.</summary>
    PodRemoved = 1 << 5,

    /// <summary>The labels of a placed pod, or of a namespace, changed.</summary>
    PodLabels = 1 << 6,

    /// <summary>A volume, a claim, a storage class or the volume limits of a node came or changed.</summary>
    Volumes = 1 << 7,

    /// <summary>Any of them.</summary>
    Any = NodeAdded | NodeLabels | NodeTaints | NodeAllocatable | PodPlaced | PodRemoved | PodLabels | Volumes,
}
