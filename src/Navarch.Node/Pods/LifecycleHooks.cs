using Navarch.Api.Core.V1;
using Navarch.Node.Probes;

namespace Navarch.Node.Pods;

/// <summary>Runs what a container asked to have run after its start or before its end.</summary>
internal sealed class LifecycleHooks(ProbeRunner runner, TimeProvider time)
{
    /// <summary>Runs a hook to its end.</summary>
    /// <param name="hook">What to run.</param>
    /// <param name="target">The container.</param>
    /// <param name="limit">How long it may take.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>What went wrong, or null.</returns>
    public async Task<string?> RunAsync(LifecycleHandler hook, ProbeTarget target, TimeSpan limit, CancellationToken cancellationToken)
    {
        using var expiry = new CancellationTokenSource(limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, expiry.Token);
        try
        {
            if (hook.Sleep is { } sleep)
            {
                await Task.Delay(TimeSpan.FromSeconds(sleep.Seconds), time, either.Token);
                return null;
            }

            ProbeResult result;
            if (hook.Exec is { } exec)
            {
                result = await runner.ExecAsync(target.ContainerId, exec.Command, limit, either.Token);
            }
            else if (hook.HTTPGet is { } get)
            {
                result = await runner.GetAsync(get, target, either.Token);
            }
            else
            {
                return null;
            }

            return result.Passed ? null : result.Output.Length > 0 ? result.Output : "the hook's command failed";
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return $"the hook did not end within {limit.TotalSeconds:0} s";
        }
    }
}
