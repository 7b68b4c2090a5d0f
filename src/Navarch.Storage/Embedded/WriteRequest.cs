namespace Navarch.Storage.Embedded;

/// <summary>A write waiting for its commit; without a write, the wish that everything pending becomes durable.</summary>
internal sealed class WriteRequest(Write? write, CancellationToken cancellationToken)
    : TaskCompletionSource<WriteResult>(TaskCreationOptions.RunContinuationsAsynchronously)
{
    public Write? Write { get; } = write;

    public CancellationToken CancellationToken { get; } = cancellationToken;

    /// <summary>What the sequencer answered; given to the caller once the batch is durable.</summary>
    public WriteResult Outcome { get; set; }
}
