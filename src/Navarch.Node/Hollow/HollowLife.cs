using Microsoft.Extensions.Logging;
using Navarch.Api;
using Navarch.Api.Coordination.V1;
using Navarch.Client;
using Navarch.Node.Reporting;
using ApiNode = Navarch.Api.Core.V1.Node;

namespace Navarch.Node.Hollow;

/// <summary>
/// The signs of life of all simulated nodes: registers them, then renews their leases one after the other at an even pace, so that each
/// has its turn once a period; a node whose turn it is repeats its status when that is due, and is registered anew when it is gone.
/// </summary>
internal sealed partial class HollowLife(IReadOnlyList<HollowNode> nodes, HollowOptions options, MachineFacts machine, TimeProvider time, ILogger logger)
{
    private const string LeaseNamespace = "kube-node-lease";
    private const int LeaseSeconds = 40;
    private static readonly TimeSpan ShortestRest = TimeSpan.FromMilliseconds(200);

    /// <summary>Registers every node, and tries until each is.</summary>
    public async Task RegisterAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<HollowNode> left = nodes;
        while (left.Count > 0)
        {
            await ForEachAsync(left, EnsureAsync, cancellationToken);
            left = [.. left.Where(n => n.Registered is null || n.Lease is null)];
            if (left.Count > 0)
            {
                await Task.Delay(ShortestRest, time, cancellationToken);
            }
        }
    }

    /// <summary>Keeps the nodes alive until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var begin = time.GetTimestamp();
        var done = 0L;
        var rest = options.LeasePeriod / Math.Max(1, nodes.Count);
        while (!cancellationToken.IsCancellationRequested)
        {
            await Task.Delay(rest < ShortestRest ? ShortestRest : rest, time, cancellationToken);
            var turns = (long)(time.GetElapsedTime(begin) / options.LeasePeriod * nodes.Count);

            // After a standstill one turn each is enough.
            done = Math.Max(done, turns - nodes.Count);
            var batch = new List<HollowNode>();
            for (; done < turns; done++)
            {
                batch.Add(nodes[(int)(done % nodes.Count)]);
            }

            await ForEachAsync(batch, RenewAsync, cancellationToken);
        }
    }

    private Task ForEachAsync(IReadOnlyList<HollowNode> some, Func<HollowNode, CancellationToken, ValueTask> act, CancellationToken cancellationToken) =>
        Parallel.ForEachAsync(
            some,
            new ParallelOptions { MaxDegreeOfParallelism = options.Parallelism, CancellationToken = cancellationToken },
            async (node, token) =>
            {
                try
                {
                    await act(node, token);
                }
                catch (Exception broken) when (broken.IsTransportFailure() && !token.IsCancellationRequested)
                {
                    LogRefused(logger, node.Name, broken.Message);
                }
            });

    private async ValueTask EnsureAsync(HollowNode node, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (node.Registered is null && !await RegisterAsync(node, now, cancellationToken))
        {
            return;
        }

        if (node.Lease is null)
        {
            await TakeLeaseAsync(node, now, cancellationToken);
        }
    }

    private async ValueTask RenewAsync(HollowNode node, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (node is { Registered: { } shown, Lease: { } lease })
        {
            var renewed = await node.Client.UpdateAsync(lease with { Spec = lease.Spec with { RenewTime = now } }, cancellationToken);
            node.Lease = renewed.ValueOrDefault;
            if (renewed.IsSuccess && now - node.ReportedAt >= options.StatusPeriod)
            {
                await ReportAsync(node, shown, now, cancellationToken);
            }
        }
        else
        {
            // Something took the node or its lease away, or changed them.
            node.Registered = null;
            await EnsureAsync(node, cancellationToken);
        }
    }

    private async ValueTask<bool> RegisterAsync(HollowNode node, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var wanted = node.Compose(machine, now);
        var answer = await node.Client.CreateAsync(wanted, cancellationToken);
        if (!answer.IsAlreadyExists)
        {
            return Note(node, answer, now);
        }

        answer = await node.Client.GetAsync<ApiNode>(new NamespacedName("", node.Name), cancellationToken);
        return answer.IsSuccess ? await ReportAsync(node, answer.Value, now, cancellationToken) : Note(node, answer, now);
    }

    private async ValueTask<bool> ReportAsync(HollowNode node, ApiNode shown, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var answer = await node.Client.UpdateStatusAsync(shown with { Status = node.Compose(shown, machine, now) }, cancellationToken);
        if (answer.IsConflict)
        {
            var fresh = await node.Client.GetAsync<ApiNode>(new NamespacedName("", node.Name), cancellationToken);
            answer = fresh.IsSuccess
                ? await node.Client.UpdateStatusAsync(fresh.Value with { Status = node.Compose(fresh.Value, machine, now) }, cancellationToken)
                : fresh;
        }

        return Note(node, answer, now);
    }

    private bool Note(HollowNode node, ApiResult<ApiNode> answer, DateTimeOffset now)
    {
        node.Registered = answer.ValueOrDefault;
        if (answer.IsSuccess)
        {
            node.ReportedAt = now;
            return true;
        }

        LogRefused(logger, node.Name, answer.Status.Message);
        return false;
    }

    private async ValueTask TakeLeaseAsync(HollowNode node, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var wanted = new Lease
        {
            Metadata = new()
            {
                Namespace = LeaseNamespace,
                Name = node.Name,
                OwnerReferences = [new() { APIVersion = "v1", Kind = "Node", Name = node.Name, UID = node.Registered!.Metadata.UID }],
            },
            Spec = new() { HolderIdentity = node.Name, LeaseDurationSeconds = LeaseSeconds, RenewTime = now },
        };
        var answer = await node.Client.CreateAsync(wanted, cancellationToken);
        if (answer.IsAlreadyExists)
        {
            answer = await node.Client.GetAsync<Lease>(LeaseNamespace, node.Name, cancellationToken);
        }

        node.Lease = answer.ValueOrDefault;
        if (!answer.IsSuccess)
        {
            LogRefused(logger, node.Name, answer.Status.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "hollow node {Name} could not be written: {Reason}; trying again")]
    private static partial void LogRefused(ILogger logger, string name, string reason);
}
