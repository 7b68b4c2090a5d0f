using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Navarch.Api.Core.V1;
using Navarch.Client.Caching;
using Navarch.Client.Grpc;
using Navarch.Node.Containers;
using Navarch.Node.Cri;
using ApiNode = Navarch.Api.Core.V1.Node;

namespace Navarch.Node.Pods;

/// <summary>All pods of the node, a worker each: pods that the API has, and pods of which only the runtime still knows.</summary>
internal sealed partial class PodWorkers(PodServices services, Func<ApiNode?> node, CancellationToken ended)
{
    private readonly ConcurrentDictionary<string, PodWorker> workers = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<Task, byte> running = new();
    private readonly ILogger logger = services.Loggers.CreateLogger<PodWorkers>();

    /// <summary>Every pod's worker.</summary>
    public IEnumerable<PodWorker> All => workers.Values;

    /// <summary>Takes in a change of the API; called in order, by one caller.</summary>
    public void Take(CacheChange change)
    {
        if (change.Old is Pod old && (change.New as Pod)?.Metadata.UID != old.Metadata.UID && workers.TryGetValue(old.Metadata.UID, out var left))
        {
            left.Left(old);
        }

        if (change.New is not Pod pod)
        {
            return;
        }

        if (workers.TryGetValue(pod.Metadata.UID, out var worker))
        {
            worker.Changed(pod);
        }
        else if (!PodOutcome.IsFinal(pod) || pod.Metadata.DeletionTimestamp is not null || Directory.Exists(services.Paths.PodFolder(pod.Metadata.UID)))
        {
            Add(new() { Pod = pod, Now = services.Time.GetUtcNow(), Rejection = Admit(pod), Volumes = VolumesOf(pod.Metadata.UID) });
        }
    }

    /// <summary>Gives workers to the pods of which the runtime knows and the API does not.</summary>
    public async Task AdoptOrphansAsync(ICriClient runtime, CancellationToken cancellationToken)
    {
        foreach (var sandbox in await runtime.ListPodSandboxesAsync(null, cancellationToken))
        {
            if (!sandbox.Labels.TryGetValue(PodLabels.PodUid, out var uid) || workers.ContainsKey(uid))
            {
                continue;
            }

            var (ns, name) = (sandbox.Labels.GetValueOrDefault(PodLabels.PodNamespace) ?? "", sandbox.Labels.GetValueOrDefault(PodLabels.PodName) ?? "");
            LogOrphan(logger, ns, name, uid);
            var pod = new Pod { Metadata = new() { Namespace = ns, Name = name, UID = uid, DeletionGracePeriodSeconds = 2 } };
            Add(new() { Pod = pod, Now = services.Time.GetUtcNow(), Gone = true, Volumes = VolumesOf(uid) });
        }

        RemoveLeftFolders();
    }

    /// <summary>Follows the runtime's events until cancelled.</summary>
    public async Task FollowAsync(IContainerEvents events, ICriClient runtime, CancellationToken cancellationToken)
    {
        await foreach (var happened in events.ReadAllAsync(cancellationToken))
        {
            switch (happened.Kind)
            {
                case ContainerEventKind.Resync:
                    foreach (var worker in workers.Values)
                    {
                        worker.LookAgain();
                    }

                    break;
                case ContainerEventKind.Exited:
                    if (workers.Values.FirstOrDefault(w => w.Owns(happened.Id)) is { } owner)
                    {
                        owner.LookAgain();
                    }
                    else
                    {
                        await LookUpAsync(happened.Id, runtime, cancellationToken);
                    }

                    break;
                default:
                    // A start is our own doing, and memory shortage shows in the exit that follows.
                    break;
            }
        }
    }

    /// <summary>Waits until every worker has ended; they do when the agent's token is cancelled.</summary>
    public Task EndAsync() => Task.WhenAll(running.Keys);

    /// <summary>An event of something no worker has seen yet: the runtime says whose it is.</summary>
    private async Task LookUpAsync(string id, ICriClient runtime, CancellationToken cancellationToken)
    {
        try
        {
            var labels = (await runtime.ContainerStatusAsync(id, cancellationToken))?.Labels ?? (await runtime.PodSandboxStatusAsync(id, cancellationToken))?.Labels;
            if (labels is not null && labels.TryGetValue(PodLabels.PodUid, out var uid) && workers.TryGetValue(uid, out var worker))
            {
                worker.LookAgain();
            }
        }
        catch (GrpcException failure)
        {
            LogUnknown(logger, id, failure.Message);
        }
    }

    /// <summary>Removes the folders of pods of which neither the API nor the runtime knows any more.</summary>
    private void RemoveLeftFolders()
    {
        if (!Directory.Exists(services.Paths.Pods))
        {
            return;
        }

        foreach (var folder in Directory.EnumerateDirectories(services.Paths.Pods))
        {
            var uid = Path.GetFileName(folder);
            if (workers.ContainsKey(uid))
            {
                continue;
            }

            // A pod that ended keeps its folder until its object is deleted; it has a worker. This one has none.
            LogOrphan(logger, "", "", uid);
            Add(new() { Pod = new() { Metadata = new() { UID = uid } }, Now = services.Time.GetUtcNow(), Gone = true, Volumes = VolumesOf(uid) });
        }
    }

    private VolumesPhase VolumesOf(string uid) =>
        Directory.Exists(Path.Combine(services.Paths.PodFolder(uid), "volumes")) ? VolumesPhase.Unknown : VolumesPhase.Absent;

    private Rejection? Admit(Pod pod)
    {
        // A pod that was begun before stays; only a new one is checked.
        if (pod.Status.StartTime is not null || pod.Metadata.DeletionTimestamp is not null)
        {
            return null;
        }

        var present = workers.Values.Select(w => w.Observed).Where(o => !o.Gone && o.Rejection is null && !PodOutcome.IsFinal(o.Pod)).Select(o => o.Pod);
        return NodeAdmission.Decide(pod, present, node(), services.Node.Allocatable);
    }

    private void Add(PodObservation first)
    {
        var worker = new PodWorker(services, first);
        workers[worker.Uid] = worker;
        var task = RunAsync(worker);
        running[task] = 0;
        _ = task.ContinueWith(done => running.TryRemove(done, out _), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    private async Task RunAsync(PodWorker worker)
    {
        await Task.Yield();
        try
        {
            await worker.RunAsync(ended);
        }
        catch (Exception failure)
        {
            LogBroken(logger, worker.Observed.Pod.Metadata.Namespace, worker.Observed.Pod.Metadata.Name, failure);
        }

        workers.TryRemove(new(worker.Uid, worker));
        worker.Dispose();
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "pod {Namespace}/{Name} ({Uid}) is gone from the API and is removed")]
    private static partial void LogOrphan(ILogger logger, string @namespace, string name, string uid);

    [LoggerMessage(Level = LogLevel.Debug, Message = "whose {Id} is could not be asked: {Reason}")]
    private static partial void LogUnknown(ILogger logger, string id, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "the worker of pod {Namespace}/{Name} broke")]
    private static partial void LogBroken(ILogger logger, string @namespace, string name, Exception failure);
}
