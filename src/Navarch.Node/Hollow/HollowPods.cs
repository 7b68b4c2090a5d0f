using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Navarch.Api;
using Navarch.Api.Core.V1;
using Navarch.Client;
using Navarch.Client.Caching;
using Navarch.Node.Pods;

namespace Navarch.Node.Hollow;

/// <summary>
/// The pods of all simulated nodes: one watch, one loop that decides, one queue of what is due when with one timer, and a fixed
/// number of requests under way. Only the loop touches the entries.
/// </summary>
internal sealed partial class HollowPods
{
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(1);

    private readonly IReadOnlyDictionary<string, HollowNode> nodes;
    private readonly HollowOptions options;
    private readonly TimeProvider time;
    private readonly Random random;
    private readonly ILogger logger;
    private readonly Dictionary<string, HollowPodEntry> entries = new(StringComparer.Ordinal);
    private readonly PriorityQueue<string, DateTimeOffset> due = new();
    private readonly Channel<HollowNews> inbox = Channel.CreateUnbounded<HollowNews>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Channel<HollowWork> work = Channel.CreateUnbounded<HollowWork>(new UnboundedChannelOptions { SingleWriter = true });

    /// <param name="nodes">The nodes, by name.</param>
    /// <param name="options">How pods fare.</param>
    /// <param name="time">The clock.</param>
    /// <param name="random">Chooses the pods that fail.</param>
    /// <param name="logger">The log.</param>
    public HollowPods(IReadOnlyDictionary<string, HollowNode> nodes, HollowOptions options, TimeProvider time, Random random, ILogger logger)
    {
        this.nodes = nodes;
        this.options = options;
        this.time = time;
        this.random = random;
        this.logger = logger;
    }

    /// <summary>Runs until cancelled.</summary>
    /// <param name="cache">All pods of the cluster.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task RunAsync(Cache<Pod> cache, CancellationToken cancellationToken)
    {
        cache.Objects.Subscribe(change => inbox.Writer.TryWrite(new((Pod?)change.New, (Pod?)change.Old, null)));
        foreach (var present in cache.All())
        {
            inbox.Writer.TryWrite(new(present, null, null));
        }

        Task[] parts = [LoopAsync(cancellationToken), .. Enumerable.Range(0, options.Parallelism).Select(_ => WorkAsync(cancellationToken))];
        await Task.WhenAll(parts);
    }

    private async Task LoopAsync(CancellationToken cancellationToken)
    {
        using var timer = time.CreateTimer(_ => inbox.Writer.TryWrite(default), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        while (!cancellationToken.IsCancellationRequested)
        {
            while (inbox.Reader.TryRead(out var news))
            {
                Take(news);
            }

            var now = time.GetUtcNow();
            while (due.TryPeek(out var uid, out var at) && at <= now)
            {
                due.Dequeue();
                if (entries.TryGetValue(uid, out var entry))
                {
                    Consider(entry, now);
                }
            }

            var rest = due.TryPeek(out _, out var next) ? next - now : Timeout.InfiniteTimeSpan;
            timer.Change(rest, Timeout.InfiniteTimeSpan);
            await inbox.Reader.WaitToReadAsync(cancellationToken);
        }
    }

    private void Take(HollowNews news)
    {
        if (news.Done is { } done)
        {
            Finish(done);
            return;
        }

        if (news.Old is { } old && (news.New is null || news.New.Metadata.UID != old.Metadata.UID))
        {
            Forget(old.Metadata.UID);
        }

        if (news.New is not { } pod || !nodes.TryGetValue(pod.Spec.NodeName, out var node))
        {
            return;
        }

        if (!entries.TryGetValue(pod.Metadata.UID, out var entry))
        {
            entry = new(node, pod, time.GetUtcNow(), random.NextDouble() < options.Pods.FailureShare);
            entries[pod.Metadata.UID] = entry;
            node.Note(pod.Status.PodIP, taken: true);
        }
        else if (PodStatusWriter.IsNewer(pod, entry.Pod))
        {
            entry.Pod = pod;
        }

        Consider(entry, time.GetUtcNow());
    }

    private void Consider(HollowPodEntry entry, DateTimeOffset now)
    {
        if (entry.IsBusy || now < entry.NotBefore)
        {
            return;
        }

        var step = HollowPodRules.Decide(new(entry.Pod, entry.SeenAt, entry.Node.Address, AddressOf(entry), entry.Fails), options.Pods, now);
        if (step.Again is { } again && again != entry.DueAt)
        {
            entry.DueAt = again;
            due.Enqueue(entry.Uid, again);
        }

        // A status that the API stored otherwise than it was sent is not sent again and again.
        var answered = step.Status is not null && entry.Sent == step.Status && entry.SentVersion == entry.Pod.Metadata.ResourceVersion;
        if (step.Removes || (step.Status is not null && !answered))
        {
            entry.IsBusy = true;
            entry.Sent = step.Status;
            work.Writer.TryWrite(new(entry, entry.Pod, step.Status));
        }
    }

    private static string AddressOf(HollowPodEntry entry)
    {
        if (entry.Pod.Spec.HostNetwork)
        {
            return entry.Node.Address;
        }

        if (entry.Pod.Status.PodIP.Length > 0)
        {
            return entry.Pod.Status.PodIP;
        }

        return entry.Address ??= entry.Node.TakeAddress() ?? "";
    }

    private void Finish(HollowDone done)
    {
        var entry = done.Entry;
        entry.IsBusy = false;
        if (done.IsGone)
        {
            Forget(entry.Uid);
            return;
        }

        var now = time.GetUtcNow();
        if (done.Stored is { } stored)
        {
            entry.SentVersion = stored.Metadata.ResourceVersion;
            if (PodStatusWriter.IsNewer(stored, entry.Pod))
            {
                entry.Pod = stored;
            }
        }
        else
        {
            entry.NotBefore = now + Retry;
            entry.DueAt = entry.NotBefore;
            due.Enqueue(entry.Uid, entry.NotBefore);
        }

        Consider(entry, now);
    }

    private void Forget(string uid)
    {
        if (entries.Remove(uid, out var entry))
        {
            entry.Node.Note(entry.Address ?? entry.Pod.Status.PodIP, taken: false);
        }
    }

    private async Task WorkAsync(CancellationToken cancellationToken)
    {
        // The loop goes on with the next pod while this one is on its way.
        await Task.Yield();
        await foreach (var item in work.Reader.ReadAllAsync(cancellationToken))
        {
            HollowDone done;
            try
            {
                done = item.Status is { } status
                    ? await ShowAsync(item, status, cancellationToken)
                    : await RemoveAsync(item, cancellationToken);
            }
            catch (Exception broken) when (broken.IsTransportFailure() && !cancellationToken.IsCancellationRequested)
            {
                LogRefused(logger, item.Pod.Metadata.Namespace, item.Pod.Metadata.Name, broken.Message);
                done = new(item.Entry, null, IsGone: false);
            }

            inbox.Writer.TryWrite(new(null, null, done));
        }
    }

    private async ValueTask<HollowDone> ShowAsync(HollowWork item, PodStatus status, CancellationToken cancellationToken)
    {
        var answer = await item.Entry.Node.Client.UpdateStatusAsync(item.Pod with { Status = status }, cancellationToken);
        if (answer.IsConflict)
        {
            answer = await item.Entry.Node.Client.GetAsync<Pod>(item.Pod.NamespacedName(), cancellationToken);
        }

        if (answer.IsSuccess)
        {
            return new(item.Entry, answer.Value, answer.Value.Metadata.UID != item.Entry.Uid);
        }

        return Refused(item, answer.Status, answer.IsNotFound);
    }

    private async ValueTask<HollowDone> RemoveAsync(HollowWork item, CancellationToken cancellationToken)
    {
        var atOnce = new DeleteOptions { GracePeriodSeconds = 0, Preconditions = new() { UID = item.Entry.Uid } };
        var answer = await item.Entry.Node.Client.DeleteAsync<Pod>(item.Pod.NamespacedName(), atOnce, cancellationToken);
        if (!answer.IsSuccess)
        {
            return Refused(item, answer.Status, answer.IsNotFound || answer.IsConflict);
        }

        // Finalizers may hold it; nothing is left to do for it here.
        return new(item.Entry, null, IsGone: true);
    }

    private HollowDone Refused(HollowWork item, Status status, bool isGone)
    {
        if (!isGone)
        {
            LogRefused(logger, item.Pod.Metadata.Namespace, item.Pod.Metadata.Name, status.Message);
        }

        return new(item.Entry, null, isGone);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "pod {Namespace}/{Name} on a hollow node could not be written: {Reason}; trying again")]
    private static partial void LogRefused(ILogger logger, string @namespace, string name, string reason);

    private readonly record struct HollowNews(Pod? New, Pod? Old, HollowDone? Done);

    private readonly record struct HollowWork(HollowPodEntry Entry, Pod Pod, PodStatus? Status);

    private sealed record HollowDone(HollowPodEntry Entry, Pod? Stored, bool IsGone);

    /// <summary>What the loop remembers of a pod.</summary>
    private sealed class HollowPodEntry(HollowNode node, Pod pod, DateTimeOffset seenAt, bool fails)
    {
        public HollowNode Node => node;

        public Pod Pod { get; set; } = pod;

        public string Uid { get; } = pod.Metadata.UID;

        public DateTimeOffset SeenAt => seenAt;

        public bool Fails => fails;

        /// <summary>The address taken for it, if any.</summary>
        public string? Address { get; set; }

        /// <summary>Whether a request for it is on its way.</summary>
        public bool IsBusy { get; set; }

        /// <summary>When it is looked at again; kept so that it is not put in the queue twice.</summary>
        public DateTimeOffset DueAt { get; set; }

        /// <summary>After a refusal nothing is tried before this.</summary>
        public DateTimeOffset NotBefore { get; set; }

        public PodStatus? Sent { get; set; }

        public string SentVersion { get; set; } = "";
    }
}
