using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Navarch.Api.Core.V1;
using Navarch.Client.Grpc;
using Navarch.Node.Probes;

namespace Navarch.Node.Pods;

/// <summary>
/// Looks after one pod. A loop takes in what happened, looks at the runtime when that may have changed, decides, and
/// starts what is to be done; it never waits for the doing. Everything that is known of the pod changes only here.
/// </summary>
internal sealed partial class PodWorker : IDisposable
{
    private static readonly TimeSpan RuntimeRetry = TimeSpan.FromSeconds(1);

    private readonly record struct Signal(Func<PodObservation, PodObservation> Change, bool Look);

    private readonly PodServices services;
    private readonly ILogger logger;
    private readonly RuntimeView view;
    private readonly PodEffects effects;
    private readonly PodStatusWriter writer;
    private readonly Channel<Signal> signals = Channel.CreateUnbounded<Signal>(new UnboundedChannelOptions { SingleReader = true });
    private readonly ConcurrentDictionary<Task, byte> doing = new();
    private readonly HashSet<string> announced = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource giveUp = new();
    private PodState? state;
    private PodObservation observed;
    private volatile bool forgotten;

    /// <summary>A worker for a pod.</summary>
    public PodWorker(PodServices services, PodObservation first)
    {
        this.services = services;
        observed = first;
        Uid = first.Pod.Metadata.UID;
        logger = services.Loggers.CreateLogger<PodWorker>();
        view = new(services.Runtime, Uid);
        effects = new(services, Uid);
        writer = new(services, Uid, (change, look) => Tell(change, look), logger);
    }

    /// <summary>The pod's uid.</summary>
    public string Uid { get; }

    /// <summary>What is known of the pod; a snapshot for readers outside the loop.</summary>
    public PodObservation Observed => Volatile.Read(ref observed);

    /// <summary>The API has a newer state of the pod.</summary>
    public void Changed(Pod pod) => Tell(o => Newer(o, pod), look: false);

    /// <summary>The API no longer has the pod.</summary>
    public void Left(Pod last) => Tell(o => Newer(o, last) with { Gone = true }, look: false);

    /// <summary>The runtime's view of the pod may have changed.</summary>
    public void LookAgain() => Tell(o => o, look: true);

    /// <summary>Whether a runtime id is of this pod.</summary>
    public bool Owns(string runtimeId)
    {
        var snapshot = Observed;
        return snapshot.Containers.Any(c => c.Id == runtimeId) || snapshot.Sandboxes.Any(s => s.Id == runtimeId);
    }

    /// <summary>Runs until the pod is forgotten or the agent ends.</summary>
    public async Task RunAsync(CancellationToken ended)
    {
        using var timer = services.Time.CreateTimer(_ => Tell(o => o, look: false), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        await using var probes = new PodProbes(services.Probes, services.Time, Hear, logger);
        services.Objects.Listen(Uid, () => Tell(Stale, look: false));
        LookAgain();
        try
        {
            while (!forgotten && await signals.Reader.WaitToReadAsync(ended))
            {
                await TryStepAsync(timer, probes, ended);
            }
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            // The agent ends; the pod goes on running.
        }

        await giveUp.CancelAsync();
        await Task.WhenAll(doing.Keys);
    }

    /// <inheritdoc/>
    public void Dispose() => giveUp.Dispose();

    /// <summary>A step that breaks, which is a mistake of ours, must not leave the pod without anyone to look after it.</summary>
    private async Task TryStepAsync(ITimer timer, PodProbes probes, CancellationToken ended)
    {
        try
        {
            await StepAsync(timer, probes, ended);
        }
        catch (Exception failure) when (!ended.IsCancellationRequested)
        {
            LogBroken(logger, observed.Pod.Metadata.Namespace, observed.Pod.Metadata.Name, failure);
            _ = LookLaterAsync(ended);
        }
    }

    private async Task StepAsync(ITimer timer, PodProbes probes, CancellationToken ended)
    {
        var next = observed;
        var look = false;
        while (signals.Reader.TryRead(out var signal))
        {
            next = signal.Change(next);
            look |= signal.Look;
        }

        if (forgotten)
        {
            return;
        }

        if (look && !await LookAsync(timer, ended))
        {
            Volatile.Write(ref observed, next);
            return;
        }

        next = look ? next with { Sandboxes = observed.Sandboxes, Containers = observed.Containers } : next;
        next = next with { Now = services.Time.GetUtcNow() };
        next = next with { Memories = ProbePlanner.Remember(next) };
        var decision = PodMachine.Decide(next);
        if (decision.State != state)
        {
            state = decision.State;
            LogState(logger, next.Pod.Metadata.Namespace, next.Pod.Metadata.Name, Uid, state.Name);
        }

        if (next.Gone || next.Pod.Metadata.DeletionTimestamp is not null || PodOutcome.Of(next) is not null)
        {
            await giveUp.CancelAsync();
        }

        var status = PodStatusComposer.Compose(next, decision.State, services.Node.Addresses);
        Volatile.Write(ref observed, next);
        foreach (var action in decision.Actions)
        {
            Start(action, status, ended);
        }

        Announce(decision.Announcements);
        probes.Follow(ProbePlanner.Plan(observed, PodIp(observed)));
        if (!next.Gone && !decision.Actions.Any(a => a is DeleteFromApi))
        {
            writer.Write(next.Pod, status, ended);
        }

        Arm(timer, decision.WakeAt);
    }

    private void Arm(ITimer timer, DateTimeOffset? wakeAt)
    {
        if (wakeAt is not { } at)
        {
            timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            return;
        }

        var wait = at - services.Time.GetUtcNow() + TimeSpan.FromMilliseconds(1);
        var longest = TimeSpan.FromDays(1);
        timer.Change(wait < TimeSpan.Zero ? TimeSpan.Zero : wait < longest ? wait : longest, Timeout.InfiniteTimeSpan);
    }

    private async Task<bool> LookAsync(ITimer timer, CancellationToken ended)
    {
        try
        {
            var (sandboxes, containers) = await view.ReadAsync(ended);
            observed = observed with { Sandboxes = sandboxes, Containers = containers };
            return true;
        }
        catch (GrpcException failure)
        {
            LogBlind(logger, observed.Pod.Metadata.Namespace, observed.Pod.Metadata.Name, failure.Message);
            _ = LookLaterAsync(ended);
            timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            return false;
        }
    }

    private async Task LookLaterAsync(CancellationToken ended)
    {
        await Task.Delay(RuntimeRetry, services.Time, ended).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        LookAgain();
    }

    private void Start(PodAction action, PodStatus status, CancellationToken ended)
    {
        var snapshot = observed;
        var next = snapshot with { Busy = snapshot.Busy.Add(action.Operation) };
        if (action is StopContainer stop)
        {
            next = next with { Memories = next.Memories.SetItem(stop.Name, next.Memory(stop.Name) with { StopBy = next.Now + stop.Grace }) };
        }

        Volatile.Write(ref observed, next);
        var task = DoAsync(snapshot, action, status, ended);
        if (!task.IsCompleted)
        {
            doing[task] = 0;
            _ = task.ContinueWith(done => doing.TryRemove(done, out _), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
    }

    private async Task DoAsync(PodObservation snapshot, PodAction action, PodStatus status, CancellationToken ended)
    {
        // Off the loop at once: some of the doing, such as removing folders, is not asynchronous.
        await Task.Yield();
        Func<PodObservation, PodObservation> change = o => o;
        var began = services.Time.GetTimestamp();
        try
        {
            change = await effects.DoAsync(snapshot, action, status, giveUp.Token, ended);
        }
        catch (OperationCanceledException)
        {
            // Not wanted any more; what was begun shows in the runtime.
        }
        catch (Exception failure)
        {
            LogFailed(logger, action, snapshot.Pod.Metadata.Namespace, snapshot.Pod.Metadata.Name, failure);
            await Task.Delay(RuntimeRetry, services.Time, ended).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        var took = services.Time.GetElapsedTime(began).TotalMilliseconds;
        LogDone(logger, snapshot.Pod.Metadata.Namespace, snapshot.Pod.Metadata.Name, action, took);
        var look = action is not (MountVolumes or UnmountVolumes or DeleteFromApi or Forget);
        Tell(o => change(o) with { Busy = o.Busy.Remove(action.Operation) }, look, forget: action is Forget);
    }

    private void Hear(ProbeNews news)
    {
        if (news.Failure is { } failure)
        {
            services.Events.Warning(Observed.Pod, news.Container, "Unhealthy", $"{news.Kind} probe failed: {failure}");
        }

        Tell(
            o =>
            {
                var memory = o.Memory(news.Container);
                if (memory.ProbedId != news.ContainerId)
                {
                    return o;
                }

                memory = news.Kind switch
                {
                    ProbeKind.Startup => memory with { Startup = news.Verdict },
                    ProbeKind.Readiness => memory with { Readiness = news.Verdict },
                    _ => memory with { Liveness = news.Verdict },
                };
                return o with { Memories = o.Memories.SetItem(news.Container, memory) };
            },
            look: false);
    }

    private void Announce(IReadOnlyList<Announcement> announcements)
    {
        foreach (var announcement in announcements)
        {
            if (announced.Add(announcement.Key))
            {
                services.Events.Warning(observed.Pod, announcement.Container, announcement.Reason, announcement.Message);
            }
        }
    }

    private void Tell(Func<PodObservation, PodObservation> change, bool look, bool forget = false)
    {
        forgotten |= forget;
        signals.Writer.TryWrite(new(change, look));
    }

    private static PodObservation Newer(PodObservation known, Pod pod)
    {
        var relabelled = known.Pod.Metadata.Labels != pod.Metadata.Labels || known.Pod.Metadata.Annotations != pod.Metadata.Annotations;
        var next = PodStatusWriter.IsNewer(pod, known.Pod) ? known with { Pod = pod } : known;
        return relabelled ? Stale(next) : next;
    }

    // Volumes are set up first by a decision; after that whatever they are made from is looked at again.
    private static PodObservation Stale(PodObservation known)
    {
        var memories = known.Memories;
        foreach (var (name, memory) in known.Memories)
        {
            if (memory.Trouble is { Reason: "CreateContainerConfigError" } trouble)
            {
                memories = memories.SetItem(name, memory with { Trouble = trouble with { RetryAt = known.Now } });
            }
        }

        return known with
        {
            Memories = memories,
            VolumesTrouble = known.VolumesTrouble is { } trouble2 ? trouble2 with { RetryAt = known.Now } : null,
            VolumesRefreshAt = known.Volumes == VolumesPhase.Ready ? known.Now : known.VolumesRefreshAt,
        };
    }

    private string PodIp(PodObservation known)
    {
        var ips = known.Pod.Spec.HostNetwork ? services.Node.Addresses.IPs : known.ReadySandbox?.IPs ?? [];
        return ips.IsEmpty ? "" : ips[0];
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "pod {Namespace}/{Name} ({Uid}): {State}")]
    private static partial void LogState(ILogger logger, string @namespace, string name, string uid, string state);

    [LoggerMessage(Level = LogLevel.Debug, Message = "pod {Namespace}/{Name}: {Action} took {Milliseconds} ms")]
    private static partial void LogDone(ILogger logger, string @namespace, string name, PodAction action, double milliseconds);

    [LoggerMessage(Level = LogLevel.Debug, Message = "the runtime could not be asked about pod {Namespace}/{Name}: {Reason}")]
    private static partial void LogBlind(ILogger logger, string @namespace, string name, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "looking after pod {Namespace}/{Name} broke; trying again")]
    private static partial void LogBroken(ILogger logger, string @namespace, string name, Exception failure);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Action} for pod {Namespace}/{Name} broke")]
    private static partial void LogFailed(ILogger logger, PodAction action, string @namespace, string name, Exception failure);
}
