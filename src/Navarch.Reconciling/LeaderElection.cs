using Microsoft.Extensions.Logging;
using Navarch.Api;
using Navarch.Api.Coordination.V1;
using Navarch.Client;

namespace Navarch.Reconciling;

/// <summary>How a leader is elected.</summary>
/// <param name="Lease">The Lease that the candidates contend for.</param>
/// <param name="Identity">This candidate; unique among them.</param>
public sealed record LeaderElectionOptions(NamespacedName Lease, string Identity)
{
    /// <summary>How long a leader that no longer renews is still the leader.</summary>
    public TimeSpan Duration { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long the leader tries to renew before it steps down; shorter than <see cref="Duration"/>, so that two never lead at once.</summary>
    public TimeSpan RenewLimit { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How often the leader renews and the others look.</summary>
    public TimeSpan Period { get; init; } = TimeSpan.FromSeconds(2);
}

/// <summary>
/// Lets one of several processes lead, by a Lease. Whoever leads runs the work; it is cancelled when leadership is lost,
/// and the Lease is given up at an orderly end, so that the next one need not wait.
/// A foreign lease counts as expired when this process has seen no renewal for its duration: clocks of different machines are never compared.
/// </summary>
public sealed partial class LeaderElection(LeaderElectionOptions options, IKubernetesClient client, TimeProvider time, ILoggerFactory loggers)
{
    private readonly ILogger logger = loggers.CreateLogger<LeaderElection>();
    private LeaseSpec? seen;
    private DateTimeOffset seenAt;

    /// <summary>Waits to lead, runs the work while leading, and contends again when leadership is lost; until cancelled.</summary>
    public async Task RunAsync(Func<CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                while (!await TryHoldAsync(cancellationToken))
                {
                    await Task.Delay(options.Period, time, cancellationToken);
                }

                LogLeading(logger, options.Identity, options.Lease);
                await LeadAsync(work, cancellationToken);
                LogLost(logger, options.Identity, options.Lease);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await ReleaseAsync();
        }
    }

    private async Task LeadAsync(Func<CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        using var leading = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var running = Task.Run(() => work(leading.Token), CancellationToken.None);
        try
        {
            var renewed = time.GetUtcNow();
            while (time.GetUtcNow() - renewed < options.RenewLimit && !running.IsCompleted)
            {
                await Task.WhenAny(running, Task.Delay(options.Period, time, cancellationToken));
                cancellationToken.ThrowIfCancellationRequested();
                if (await TryHoldAsync(cancellationToken))
                {
                    renewed = time.GetUtcNow();
                }
                else if (seen is { } other && other.HolderIdentity != options.Identity)
                {
                    break;
                }
            }
        }
        finally
        {
            await leading.CancelAsync();
            await running;
        }
    }

    /// <summary>Takes or renews the lease; gives whether this process holds it.</summary>
    private async Task<bool> TryHoldAsync(CancellationToken cancellationToken)
    {
        try
        {
            var got = await client.GetAsync<Lease>(options.Lease, cancellationToken);
            var now = time.GetUtcNow();
            if (got.IsNotFound)
            {
                return Took(await client.CreateAsync(new Lease { Metadata = new() { Namespace = options.Lease.Namespace, Name = options.Lease.Name }, Spec = Held(null, now) }, cancellationToken));
            }

            if (!got.IsSuccess)
            {
                return false;
            }

            var lease = got.Value;
            if (lease.Spec != seen)
            {
                seen = lease.Spec;
                seenAt = now;
            }

            var isFree = string.IsNullOrEmpty(lease.Spec.HolderIdentity) || lease.Spec.HolderIdentity == options.Identity ||
                now - seenAt >= TimeSpan.FromSeconds(lease.Spec.LeaseDurationSeconds ?? options.Duration.TotalSeconds);
            return isFree && Took(await client.UpdateAsync(lease with { Spec = Held(lease.Spec, now) }, cancellationToken));
        }
        catch (Exception broken) when (broken is HttpRequestException or IOException)
        {
            LogBroken(logger, options.Lease, broken.Message);
            return false;
        }
    }

    private bool Took(ApiResult<Lease> result)
    {
        if (result.IsSuccess)
        {
            seen = result.Value.Spec;
            seenAt = time.GetUtcNow();
        }

        return result.IsSuccess;
    }

    private LeaseSpec Held(LeaseSpec? before, DateTimeOffset now)
    {
        var own = before?.HolderIdentity == options.Identity;
        return (before ?? new()) with
        {
            HolderIdentity = options.Identity,
            LeaseDurationSeconds = (int)options.Duration.TotalSeconds,
            AcquireTime = own ? before!.AcquireTime : now,
            RenewTime = now,
            LeaseTransitions = (before?.LeaseTransitions ?? 0) + (own || before is null ? 0 : 1),
        };
    }

    private async Task ReleaseAsync()
    {
        try
        {
            using var limit = new CancellationTokenSource(options.Period, time);
            var got = await client.GetAsync<Lease>(options.Lease, limit.Token);
            if (got.IsSuccess && got.Value.Spec.HolderIdentity == options.Identity)
            {
                await client.UpdateAsync(got.Value with { Spec = got.Value.Spec with { HolderIdentity = "", LeaseDurationSeconds = 1 } }, limit.Token);
            }
        }
        catch (Exception broken) when (broken is HttpRequestException or IOException or OperationCanceledException)
        {
            LogBroken(logger, options.Lease, broken.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Identity} leads by {Lease}")]
    private static partial void LogLeading(ILogger logger, string identity, NamespacedName lease);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Identity} no longer leads by {Lease}")]
    private static partial void LogLost(ILogger logger, string identity, NamespacedName lease);

    [LoggerMessage(Level = LogLevel.Debug, Message = "The lease {Lease} could not be read or written: {Reason}")]
    private static partial void LogBroken(ILogger logger, NamespacedName lease, string reason);
}
