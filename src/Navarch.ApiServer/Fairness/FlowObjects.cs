using Microsoft.Extensions.Logging;
using Navarch.Api.FlowControl.V1;

namespace Navarch.ApiServer.Fairness;

/// <summary>
/// Keeps the dispatcher and the objects together: whenever a flow schema or priority level changes, the dispatcher takes over the new
/// state, and what every cluster has is put right.
/// </summary>
internal sealed partial class FlowObjects(ServerCore core, FlowDispatcher dispatcher, FlowControlKeeper keeper, ILogger logger)
{
    private static readonly KindInfo[] Kinds = [FlowSchema.Info, PriorityLevelConfiguration.Info];
    private readonly Dictionary<KindInfo, long> loaded = [];
    private readonly Lock applying = new();

    /// <summary>Takes over what the store holds.</summary>
    public void Load()
    {
        foreach (var kind in Kinds)
        {
            loaded[kind] = core.Store.Snapshot(core.Registry.Of(kind).Bucket).Snapshot!.Revision;
        }

        Apply();
    }

    /// <summary>Follows the store until cancelled.</summary>
    public Task FollowAsync(CancellationToken cancellationToken) => Task.WhenAll(Kinds.Select(kind => FollowAsync(kind, cancellationToken)));

    private async Task FollowAsync(KindInfo kind, CancellationToken cancellationToken)
    {
        using var watch = core.Store.Watch(core.Registry.Of(kind).Bucket, "", loaded[kind]).Watch!;
        try
        {
            while (true)
            {
                await watch.NextAsync(cancellationToken);
                Apply();
                await KeepAsync(cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The server stops.
        }
    }

    private async Task KeepAsync(CancellationToken cancellationToken)
    {
        try
        {
            await keeper.KeepAsync(cancellationToken);
        }
        catch (Exception e) when (e is StoreUnavailableException or InvalidOperationException)
        {
            // The next change, or the next start, tries again; requests are dispatched by what is mandatory meanwhile.
            NotKept(e);
        }
    }

    [LoggerMessage(LogLevel.Warning, "The default flow schemas and priority levels could not be put right")]
    private partial void NotKept(Exception error);

    private void Apply()
    {
        // Both kinds are followed at once: the state read last must be the one applied last.
        lock (applying)
        {
            dispatcher.Configure([.. core.Objects.List<FlowSchema>()], [.. core.Objects.List<PriorityLevelConfiguration>()]);
        }
    }
}
