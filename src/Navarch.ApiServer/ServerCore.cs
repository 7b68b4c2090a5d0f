using Navarch.ApiServer.Admission;
using Navarch.ApiServer.Fairness;

namespace Navarch.ApiServer;

/// <summary>What every verb works with.</summary>
internal sealed class ServerCore
{
    private static readonly TimeSpan FutureWait = TimeSpan.FromSeconds(3);

    /// <summary>The store.</summary>
    public required IStore Store { get; init; }

    /// <summary>The clock.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>What is served.</summary>
    public required ResourceRegistry Registry { get; init; }

    /// <summary>Decoded objects for the server's own decisions.</summary>
    public required ObjectReader Objects { get; init; }

    /// <summary>Writes objects.</summary>
    public required ObjectWriter Writer { get; init; }

    /// <summary>The rules of admission.</summary>
    public required AdmissionChain Admission { get; init; }

    /// <summary>Decides who may do what.</summary>
    public required IAuthorizer Authorizer { get; init; }

    /// <summary>Makes uids and names.</summary>
    public required Identities Identities { get; init; }

    /// <summary>Dispatches requests; null: they are not queued.</summary>
    public FlowDispatcher? Fairness { get; init; }

    /// <summary>Guesses what requests take.</summary>
    public required WorkEstimator Work { get; init; }

    /// <summary>The present time, at the precision the API shows.</summary>
    public DateTimeOffset Now
    {
        get
        {
            var now = Time.GetUtcNow();
            return now.AddTicks(-(now.Ticks % TimeSpan.TicksPerSecond));
        }
    }

    /// <summary>What strategies and admission know about a call.</summary>
    public WriteContext ContextOf(ResourceCall call) =>
        new(call.User, call.Resource, call.Namespace, call.Subresource, Objects, Now, call.DryRun);

    /// <summary>Whether the store has reached a revision, or does within the few seconds that upstream waits, too.</summary>
    public async ValueTask<bool> IsReachedAsync(long revision, CancellationToken cancellationToken)
    {
        if (revision <= Store.Revision)
        {
            return true;
        }

        using var patience = new CancellationTokenSource(FutureWait, Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        try
        {
            await Store.WaitForRevisionAsync(revision, either.Token);
            return true;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }
}
