namespace Navarch.Node.Containers;

/// <summary>The labels and annotations by which the node finds its pods and containers in the runtime again.</summary>
public static class PodLabels
{
    /// <summary>Label: the pod's name.</summary>
    public const string PodName = "io.kubernetes.pod.name";

    /// <summary>Label: the pod's namespace.</summary>
    public const string PodNamespace = "io.kubernetes.pod.namespace";

    /// <summary>Label: the pod's uid.</summary>
    public const string PodUid = "io.kubernetes.pod.uid";

    /// <summary>Label: the container's name in its pod.</summary>
    public const string ContainerName = "io.kubernetes.container.name";

    /// <summary>Annotation: the image as the pod named it.</summary>
    public const string Image = "navarch.io/image";

    /// <summary>Annotation: how long to wait, in seconds, before the next attempt if this one ends.</summary>
    public const string Backoff = "navarch.io/backoff-seconds";

    /// <summary>Annotation: the file of the termination message on the host.</summary>
    public const string TerminationFile = "navarch.io/termination-file";

    /// <summary>Annotation: what to do when that file is empty.</summary>
    public const string TerminationPolicy = "navarch.io/termination-policy";
}
