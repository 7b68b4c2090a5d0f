namespace Navarch.Node.Cri;

/// <summary>Tells of what happens to containers without asking for each of them again and again.</summary>
public interface IContainerEvents
{
    /// <summary>
    /// Events from now on, starting with a <see cref="ContainerEventKind.Resync"/>; it never ends by itself and
    /// outlives restarts of the runtime (another Resync follows each). Every reader has its own subscription.
    /// </summary>
    IAsyncEnumerable<ContainerEvent> ReadAllAsync(CancellationToken ct);
}
