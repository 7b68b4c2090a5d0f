using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Navarch.Api;
using Navarch.Api.Core.V1;
using Navarch.Api.Policy.V1;
using Navarch.Api.Storage.V1;
using Navarch.Client;
using Navarch.Client.Caching;
using Navarch.Client.Events;
using Navarch.Scheduler.Configuration;
using Navarch.Scheduler.Framework;
using Navarch.Scheduler.Queue;
using Navarch.Scheduler.Snapshot;

namespace Navarch.Scheduler;

/// <summary>
/// Runs the scheduler against an API: one loop owns the snapshot and the queue, takes in the changes the caches report,
/// decides pod by pod, and leaves binding to the side, having assumed its success.
/// </summary>
public sealed partial class SchedulerHost
{
    private readonly IKubernetesClient client;
    private readonly Caches caches;
    private readonly EventRecorder events;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private readonly Dictionary<string, Served> profiles;
    private readonly SchedulingQueue queue;
    private readonly ClusterSnapshot snapshot = new();
    private readonly Channel<Action> inbox = Channel.CreateUnbounded<Action>(new UnboundedChannelOptions { SingleReader = true });

    /// <summary>Prepares a scheduler; <see cref="RunAsync"/> starts it.</summary>
    /// <param name="client">The API, as <c>system:kube-scheduler</c>.</param>
    /// <param name="caches">The caches it reads; may be shared with others of the process.</param>
    /// <param name="events">Where it tells what it did.</param>
    /// <param name="time">The clock.</param>
    /// <param name="loggers">Where it logs.</param>
    /// <param name="random">Chooses among equal nodes.</param>
    /// <param name="configuration">The profiles and what they are told.</param>
    public SchedulerHost(
        IKubernetesClient client, Caches caches, EventRecorder events, TimeProvider time, ILoggerFactory loggers, Random random, SchedulerConfiguration configuration)
    {
        this.client = client;
        this.caches = caches;
        this.events = events;
        this.time = time;
        logger = loggers.CreateLogger<SchedulerHost>();
        var context = new PluginContext { Client = client, Caches = caches, Time = time, Random = random };
        profiles = configuration.Profiles
            .Select(p => ProfileFactory.Create(p, context, configuration.PercentageOfNodesToScore))
            .ToDictionary(p => p.SchedulerName, p => new Served(p, new(p, random), new(client, events, p.SchedulerName, logger)), StringComparer.Ordinal);
        queue = new SchedulingQueue(profiles.Values.First().Profile.QueueSort, configuration.PodInitialBackoff, configuration.PodMaxBackoff);
    }

    /// <summary>Runs until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        // Subscribing before the first read would lose nothing but see everything twice; taking the present state inside the
        // loop, after subscribing, is harmless because every input is idempotent.
        Follow(caches.Of<Node>(), (old, now) => SeeNode((Node?)old, (Node?)now));
        Follow(caches.Of<Namespace>(), (old, now) => SeeNamespace((Namespace?)old, (Namespace?)now));
        Follow(caches.Of<PodDisruptionBudget>(), (old, now) => SeeBudget((PodDisruptionBudget?)old, (PodDisruptionBudget?)now));
        Follow(caches.Of<Pod>(), (old, now) => SeePod((Pod?)old, (Pod?)now));
        Follow(caches.Of<PersistentVolumeClaim>(), (_, _) => queue.Changed(ClusterChange.Volumes));
        Follow(caches.Of<PersistentVolume>(), (_, _) => queue.Changed(ClusterChange.Volumes));
        Follow(caches.Of<StorageClass>(), (_, _) => queue.Changed(ClusterChange.Volumes));
        Follow(caches.Of<CSINode>(), (_, _) => queue.Changed(ClusterChange.Volumes));
        await caches.SyncedAsync(cancellationToken);
        while (!cancellationToken.IsCancellationRequested)
        {
            TakeInputs();
            if (queue.Next(time.GetUtcNow()) is { } pod)
            {
                Schedule(pod, cancellationToken);
            }
            else
            {
                await WaitAsync(cancellationToken);
            }
        }
    }

    private void Follow<T>(Cache<T> cache, Action<object?, object?> see)
        where T : class, IKubernetesObject<T>
    {
        cache.Objects.Subscribe(change => inbox.Writer.TryWrite(() => see(change.Old, change.New)));
        inbox.Writer.TryWrite(() =>
        {
            foreach (var present in cache.All())
            {
                see(null, present);
            }
        });
    }

    private void TakeInputs()
    {
        while (inbox.Reader.TryRead(out var input))
        {
            input();
        }
    }

    private async Task WaitAsync(CancellationToken cancellationToken)
    {
        if (queue.NextDue is not { } due)
        {
            await inbox.Reader.WaitToReadAsync(cancellationToken);
            return;
        }

        var delay = due - time.GetUtcNow();
        if (delay <= TimeSpan.Zero)
        {
            return;
        }

        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var input = inbox.Reader.WaitToReadAsync(either.Token).AsTask();
        await Task.WhenAny(input, Task.Delay(delay, time, either.Token));
        await either.CancelAsync();
        await ((Task)input).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private void SeeNamespace(Namespace? old, Namespace? now)
    {
        if (now is null)
        {
            snapshot.RemoveNamespace(old!.Metadata.Name);
        }
        else
        {
            snapshot.PutNamespace(now.Metadata.Name, now.Metadata.Labels);
            if (old is not null && old.Metadata.Labels != now.Metadata.Labels)
            {
                queue.Changed(ClusterChange.PodLabels);
            }
        }
    }

    private void SeeBudget(PodDisruptionBudget? old, PodDisruptionBudget? now)
    {
        if (now is null)
        {
            snapshot.RemoveBudget(old!.NamespacedName());
        }
        else
        {
            snapshot.PutBudget(now);
        }
    }

    private void SeeNode(Node? old, Node? now)
    {
        if (now is null)
        {
            snapshot.RemoveNode(old!.Metadata.Name);
            return;
        }

        var known = snapshot.Node(now.Metadata.Name)?.Node;
        snapshot.Put(now);
        queue.Changed(NodeChanges.Between(known, now));
    }

    private void SeePod(Pod? old, Pod? now)
    {
        var pod = new PodInfo(now ?? old!);
        var ended = now is null || now.Status.Phase is "Succeeded" or "Failed";
        if (ended)
        {
            Forget(pod);
            if (snapshot.PlaceOf(pod.Name) is not null)
            {
                snapshot.Remove(pod.Name);
                queue.Changed(ClusterChange.PodRemoved);
            }
        }
        else if (now!.Spec.NodeName.Length > 0)
        {
            Forget(pod);
            var before = snapshot.PlaceOf(pod.Name);
            snapshot.Place(pod, now.Spec.NodeName);
            queue.Changed(before is null ? ClusterChange.PodPlaced
                : old is Pod && old.Metadata.Labels != now.Metadata.Labels ? ClusterChange.PodLabels : ClusterChange.None);
        }
        else if (now.Metadata.DeletionTimestamp is not null)
        {
            Forget(pod);
        }
        else if (profiles.ContainsKey(now.Spec.SchedulerName) && snapshot.PlaceOf(pod.Name) is null)
        {
            snapshot.Nominate(pod, now.Status.NominatedNodeName);
            Enqueue(pod);
        }
    }

    private void Forget(PodInfo pod)
    {
        queue.Remove(pod.Name);
        snapshot.Nominate(pod, null);
    }

    private void Enqueue(PodInfo pod)
    {
        foreach (var plugin in profiles[pod.Pod.Spec.SchedulerName].Profile.PreEnqueue)
        {
            var status = plugin.PreEnqueue(pod);
            if (!status.IsSuccess)
            {
                queue.Remove(pod.Name);
                Report(pod, "SchedulingGated", "Scheduling is blocked due to non-empty scheduling gates");
                return;
            }
        }

        queue.Put(pod, time.GetUtcNow());
    }

    private void Schedule(QueuedPod queued, CancellationToken cancellationToken)
    {
        var pod = queued.Pod;
        var (profile, cycle, evictor) = profiles[pod.Pod.Spec.SchedulerName];
        var result = cycle.Run(pod, snapshot);
        if (result.Node is { } node)
        {
            snapshot.Nominate(pod, null);
            snapshot.Place(pod, node);
            queue.Changed(ClusterChange.PodPlaced);
            _ = BindAsync(profile, pod, node, result.State, cancellationToken);
            return;
        }

        var message = result.Diagnosis.Message(snapshot.Nodes.Count);
        LogUnschedulable(logger, pod.Name.Namespace, pod.Name.Name, pod.Pod.Metadata.UID, message);
        queue.Refused(pod.Name, profile.HelpedBy(result.Diagnosis.Plugins), time.GetUtcNow());
        events.Record(profile.SchedulerName, EventNote.Warning(pod.Pod, "FailedScheduling", message));
        if (result.Preemption.NominatedNode is { } nominated)
        {
            // Until the victims are gone nobody less important may take their place.
            snapshot.Nominate(pod, nominated);
            _ = evictor.MakeRoomAsync(pod, nominated, result.Preemption.Victims, time.GetUtcNow(), cancellationToken);
        }

        Report(pod, "Unschedulable", message, result.Preemption.NominatedNode);
    }

    private async Task BindAsync(Profile profile, PodInfo pod, string node, CycleState state, CancellationToken cancellationToken)
    {
        // Let the loop go on with the next pod before anything here can block.
        await Task.Yield();
        var status = await new BindingCycle(profile).RunAsync(state, pod, node, cancellationToken);
        if (status.IsSuccess)
        {
            LogBound(logger, pod.Name.Namespace, pod.Name.Name, pod.Pod.Metadata.UID, node);
            events.Record(profile.SchedulerName, EventNote.Normal(pod.Pod, "Scheduled", $"Successfully assigned {pod.Name} to {node}"));
        }
        else
        {
            inbox.Writer.TryWrite(() => BindingFailed(pod, node, status));
        }
    }

    private void BindingFailed(PodInfo pod, string node, PluginStatus status)
    {
        if (caches.Of<Pod>().Get(pod.Name) is { } same && same.Metadata.UID != pod.Pod.Metadata.UID)
        {
            // Another pod of that name has come: what is known of it is its own.
            return;
        }

        LogBindingFailed(logger, pod.Name.Namespace, pod.Name.Name, pod.Pod.Metadata.UID, node, status.Reason);
        snapshot.Remove(pod.Name);
        queue.Changed(ClusterChange.PodRemoved);

        // The cache has the truth: the pod may be gone, replaced, or bound by someone else.
        var now = caches.Of<Pod>().Get(pod.Name);
        if (now is null)
        {
            queue.Remove(pod.Name);
            return;
        }

        queue.Failed(pod.Name, time.GetUtcNow());
        SeePod(null, now);
    }

    private void Report(PodInfo pod, string reason, string message, string? nominatedNode = null)
    {
        if (PodScheduledCondition.Patch(pod.Pod, reason, message, nominatedNode, time.GetUtcNow()) is { } patch)
        {
            _ = PatchStatusAsync(pod, patch);
        }
    }

    private async Task PatchStatusAsync(PodInfo pod, PatchBody patch)
    {
        try
        {
            var result = await client.PatchAsync<Pod>(pod.Name, patch, "status");
            if (!result.IsSuccess && !result.IsNotFound)
            {
                LogStatusFailed(logger, pod.Name.Namespace, pod.Name.Name, pod.Pod.Metadata.UID, result.Status.Message);
            }
        }
        catch (Exception broken) when (broken.IsTransportFailure())
        {
            LogStatusFailed(logger, pod.Name.Namespace, pod.Name.Name, pod.Pod.Metadata.UID, broken.Message);
        }
    }

    /// <summary>A profile with what works by it.</summary>
    private sealed record Served(Profile Profile, SchedulingCycle Cycle, PodEvictor Evictor);

    [LoggerMessage(Level = LogLevel.Information, Message = "Bound Pod {Namespace}/{Name} ({Uid}) to {Node}")]
    private static partial void LogBound(ILogger logger, string @namespace, string name, string uid, string node);

    [LoggerMessage(Level = LogLevel.Information, Message = "No node for Pod {Namespace}/{Name} ({Uid}): {Reason}")]
    private static partial void LogUnschedulable(ILogger logger, string @namespace, string name, string uid, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Binding Pod {Namespace}/{Name} ({Uid}) to {Node} failed: {Reason}; it is tried again")]
    private static partial void LogBindingFailed(ILogger logger, string @namespace, string name, string uid, string node, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The scheduling condition of Pod {Namespace}/{Name} ({Uid}) could not be written: {Reason}")]
    private static partial void LogStatusFailed(ILogger logger, string @namespace, string name, string uid, string reason);
}
