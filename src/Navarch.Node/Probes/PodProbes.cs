using Microsoft.Extensions.Logging;
using Navarch.Api.Core.V1;

namespace Navarch.Node.Probes;

/// <summary>A turn of a probe's verdict, or a failure worth an event.</summary>
/// <param name="Container">The container's name.</param>
/// <param name="ContainerId">The attempt probed.</param>
/// <param name="Kind">Which probe.</param>
/// <param name="Verdict">What its results now say.</param>
/// <param name="Failure">What the probed thing said, when it failed just now; null otherwise.</param>
public sealed record ProbeNews(string Container, string ContainerId, ProbeKind Kind, ProbeVerdict Verdict, string? Failure);

/// <summary>One probe to run.</summary>
/// <param name="Kind">Which probe.</param>
/// <param name="Probe">How to probe.</param>
/// <param name="Target">What to probe.</param>
/// <param name="Initial">What counts until the first result.</param>
public sealed record ProbePlan(ProbeKind Kind, Probe Probe, ProbeTarget Target, ProbeVerdict Initial)
{
    /// <summary>Names the probe: the attempt and the kind.</summary>
    public (string ContainerId, ProbeKind Kind) Key => (Target.ContainerId, Kind);
}

/// <summary>Runs the probes of one pod, each on its own period, and tells their news.</summary>
public sealed partial class PodProbes(ProbeRunner runner, TimeProvider time, Action<ProbeNews> tell, ILogger logger) : IAsyncDisposable
{
    private readonly Dictionary<(string ContainerId, ProbeKind Kind), (CancellationTokenSource Stop, Task Running)> running = [];

    /// <summary>Runs exactly these probes: starts the new ones and stops the others.</summary>
    public void Follow(IReadOnlyCollection<ProbePlan> plans)
    {
        foreach (var (key, probe) in running.ToArray())
        {
            if (!plans.Any(p => p.Key == key))
            {
                probe.Stop.Cancel();
                running.Remove(key);
            }
        }

        foreach (var plan in plans)
        {
            if (!running.ContainsKey(plan.Key))
            {
                // Never disposed of: it holds no timer, and stopping does not wait for a probe that is under way.
                var stop = new CancellationTokenSource();
                running[plan.Key] = (stop, RunAsync(plan, stop));
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        var loops = running.Values.Select(r => r.Running).ToArray();
        Follow([]);
        await Task.WhenAll(loops);
    }

    private async Task RunAsync(ProbePlan plan, CancellationTokenSource stop)
    {
        try
        {
            await LoopAsync(plan, stop.Token);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The container ended or is being stopped.
        }
        catch (Exception failure)
        {
            LogBroken(logger, plan.Kind, plan.Target.Container.Name, failure);
        }
    }

    private async Task LoopAsync(ProbePlan plan, CancellationToken cancellationToken)
    {
        var tally = ProbeTally.Initial(plan.Kind) with { Verdict = plan.Initial };
        var period = TimeSpan.FromSeconds(Math.Max(1, plan.Probe.PeriodSeconds));
        if (plan.Probe.InitialDelaySeconds > 0)
        {
            await Task.Delay(TimeSpan.FromSeconds(plan.Probe.InitialDelaySeconds), time, cancellationToken);
        }

        using var timer = new PeriodicTimer(period, time);
        do
        {
            var result = await runner.RunAsync(plan.Probe, plan.Target, cancellationToken);
            var before = tally.Verdict;
            tally = tally.After(result.Passed, plan.Probe);
            if (tally.Verdict != before || !result.Passed)
            {
                tell(new(plan.Target.Container.Name, plan.Target.ContainerId, plan.Kind, tally.Verdict, result.Passed ? null : result.Output));
            }

            // The startup probe is done when it passed; after a failure the container is replaced.
            if (plan.Kind == ProbeKind.Startup && tally.Verdict != ProbeVerdict.Unknown)
            {
                return;
            }
        }
        while (await timer.WaitForNextTickAsync(cancellationToken));
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "the {Kind} probe of container {Container} broke and is not run any more")]
    private static partial void LogBroken(ILogger logger, ProbeKind kind, string container, Exception failure);
}
