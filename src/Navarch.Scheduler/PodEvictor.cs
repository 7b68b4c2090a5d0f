using Microsoft.Extensions.Logging;
using Navarch.Api;
using Navarch.Api.Core.V1;
using Navarch.Client;
using Navarch.Client.Events;
using Navarch.Scheduler.Snapshot;

namespace Navarch.Scheduler;

/// <summary>Evicts the victims of a preemption: marks each, tells about it, and deletes it with its own grace period.</summary>
internal sealed partial class PodEvictor(IKubernetesClient client, EventRecorder events, string schedulerName, ILogger logger)
{
    /// <summary>Evicts the victims, all at once; what fails is tried again with the pod's next attempt.</summary>
    public async Task MakeRoomAsync(PodInfo pod, string node, IReadOnlyList<PodInfo> victims, DateTimeOffset now, CancellationToken cancellationToken)
    {
        // The scheduler's loop goes on meanwhile.
        await Task.Yield();
        try
        {
            await Task.WhenAll(victims.Select(v => EvictAsync(pod, node, v, now, cancellationToken)));
        }
        catch (Exception broken) when (broken.IsTransportFailure())
        {
            LogFailed(logger, pod.Name.Namespace, pod.Name.Name, pod.Pod.Metadata.UID, node, broken.Message);
        }
    }

    private async Task EvictAsync(PodInfo pod, string node, PodInfo victim, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (victim.Pod.Metadata.DeletionTimestamp is not null)
        {
            return;
        }

        await client.PatchAsync<Pod>(victim.Name, DisruptionTarget.Patch(victim.Pod, $"{schedulerName}: preempting to accommodate a higher priority pod", now), "status", cancellationToken);
        var options = DeleteOptions.Empty with { Preconditions = new() { UID = victim.Pod.Metadata.UID } };
        var result = await client.DeleteAsync<Pod>(victim.Name, options, cancellationToken);
        if (result.IsSuccess)
        {
            LogEvicted(logger, victim.Name.Namespace, victim.Name.Name, victim.Pod.Metadata.UID, pod.Name);
            events.Record(schedulerName, EventNote.Normal(victim.Pod, "Preempted", $"Preempted by pod {pod.Pod.Metadata.UID} on node {node}"));
        }
        else if (!result.IsNotFound && !result.IsConflict)
        {
            LogFailed(logger, pod.Name.Namespace, pod.Name.Name, pod.Pod.Metadata.UID, node, result.Status.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Evicted Pod {Namespace}/{Name} ({Uid}) to make room for {Other}")]
    private static partial void LogEvicted(ILogger logger, string @namespace, string name, string uid, NamespacedName other);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Room for Pod {Namespace}/{Name} ({Uid}) on {Node} could not be made: {Reason}")]
    private static partial void LogFailed(ILogger logger, string @namespace, string name, string uid, string node, string reason);
}
