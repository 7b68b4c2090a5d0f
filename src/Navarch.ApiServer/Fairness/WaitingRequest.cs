namespace Navarch.ApiServer.Fairness;

/// <summary>A request whose caller awaits its seats.</summary>
internal sealed class WaitingRequest : QueuedRequest
{
    // Whoever grants holds the level's lock: what waits must not run on its stack.
    private readonly TaskCompletionSource<SeatTicket> granted = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>What it asks for.</summary>
    public required FlowDigest Digest { get; init; }

    /// <summary>What its flow is named by within its schema.</summary>
    public required string Distinguisher { get; init; }

    /// <summary>The schema it matched.</summary>
    public required CompiledFlowSchema Schema { get; init; }

    /// <summary>Completes with its ticket once it may run.</summary>
    public Task<SeatTicket> Granted => granted.Task;

    /// <inheritdoc/>
    public override void Grant(SeatTicket ticket) => granted.TrySetResult(ticket);
}
