namespace Navarch.Node.Cri;

/// <summary>What happened to a container or a sandbox.</summary>
public enum ContainerEventKind
{
    /// <summary>Events may have been missed: look at everything again.</summary>
    Resync,

    /// <summary>The main process runs.</summary>
    Started,

    /// <summary>The main process ended, and the runtime's status already says so.</summary>
    Exited,

    /// <summary>The kernel killed a process of it for want of memory.</summary>
    OutOfMemory,
}

/// <summary>One event of the runtime.</summary>
/// <param name="Id">Container or sandbox id; empty for <see cref="ContainerEventKind.Resync"/>.</param>
/// <param name="Kind">What happened.</param>
public readonly record struct ContainerEvent(string Id, ContainerEventKind Kind);
