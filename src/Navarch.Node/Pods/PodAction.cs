namespace Navarch.Node.Pods;

/// <summary>One thing to do for a pod. Actions carry all that the doing needs beyond the pod itself.</summary>
public abstract record PodAction
{
    /// <summary>The name under which the work runs; work of the same name is never started twice at once.</summary>
    public abstract Operation Operation { get; }
}

/// <summary>Set up every volume of the pod.</summary>
public sealed record MountVolumes : PodAction
{
    /// <inheritdoc/>
    public override Operation Operation => new(OperationKind.Volumes, "");
}

/// <summary>Tear down every volume of the pod.</summary>
public sealed record UnmountVolumes : PodAction
{
    /// <inheritdoc/>
    public override Operation Operation => new(OperationKind.Volumes, "");
}

/// <summary>Make a sandbox with its network.</summary>
/// <param name="Attempt">The attempt number of the new sandbox.</param>
public sealed record CreateSandbox(int Attempt) : PodAction
{
    /// <inheritdoc/>
    public override Operation Operation => new(OperationKind.Sandbox, "");
}

/// <summary>Stop a sandbox and release its network.</summary>
/// <param name="Id">The sandbox.</param>
public sealed record StopSandbox(string Id) : PodAction
{
    /// <inheritdoc/>
    public override Operation Operation => new(OperationKind.Sandbox, Id);
}

/// <summary>Remove a stopped sandbox with the containers left in it.</summary>
/// <param name="Id">The sandbox.</param>
public sealed record RemoveSandbox(string Id) : PodAction
{
    /// <inheritdoc/>
    public override Operation Operation => new(OperationKind.Sandbox, Id);
}

/// <summary>Make sure of the image, then make and start a container, then run its post-start hook.</summary>
/// <param name="Name">The container's name in the pod.</param>
/// <param name="SandboxId">The sandbox to make it in.</param>
/// <param name="Attempt">The attempt number.</param>
/// <param name="Backoff">The wait that will follow if this attempt ends.</param>
public sealed record StartContainer(string Name, string SandboxId, int Attempt, TimeSpan Backoff) : PodAction
{
    /// <inheritdoc/>
    public override Operation Operation => new(OperationKind.Start, Name);
}

/// <summary>Run the pre-stop hook, ask the process to end, and kill it when its time is over.</summary>
/// <param name="Name">The container's name in the pod.</param>
/// <param name="Id">The container.</param>
/// <param name="Grace">How long the process may take, the hook included.</param>
/// <param name="Message">Why, for the event.</param>
public sealed record StopContainer(string Name, string Id, TimeSpan Grace, string Message) : PodAction
{
    /// <inheritdoc/>
    public override Operation Operation => new(OperationKind.Stop, Name);
}

/// <summary>Remove what is left of a container that does not run.</summary>
/// <param name="Name">The container's name in the pod.</param>
/// <param name="Id">The container.</param>
public sealed record RemoveContainer(string Name, string Id) : PodAction
{
    /// <inheritdoc/>
    public override Operation Operation => new(OperationKind.Remove, Name);
}

/// <summary>Write the last status and delete the pod's object for good: everything of it has ended.</summary>
public sealed record DeleteFromApi : PodAction
{
    /// <inheritdoc/>
    public override Operation Operation => new(OperationKind.Delete, "");
}

/// <summary>Remove the pod's folders, logs and cgroup, and end its worker.</summary>
public sealed record Forget : PodAction
{
    /// <inheritdoc/>
    public override Operation Operation => new(OperationKind.Forget, "");
}
