using Microsoft.Extensions.Logging;
using Navarch.Client;
using Navarch.Client.Caching;
using Navarch.Client.Events;

namespace Navarch.Reconciling;

/// <summary>What all controllers of a process share.</summary>
/// <param name="Client">The API.</param>
/// <param name="Caches">The caches, one watch a kind.</param>
/// <param name="Events">Where events go.</param>
/// <param name="Time">The clock.</param>
/// <param name="Loggers">Where logs go.</param>
public sealed record ControllerRuntime(IKubernetesClient Client, Caches Caches, EventRecorder Events, TimeProvider Time, ILoggerFactory Loggers)
{
    /// <summary>Runs controllers until cancelled: waits for their caches, then works off their keys.</summary>
    public async Task RunAsync(IReadOnlyList<Controller> controllers, CancellationToken cancellationToken)
    {
        var runs = controllers.Select(c => c.Prepare(this)).ToArray();
        try
        {
            await Task.WhenAll(runs.Select(r => r.RunAsync(cancellationToken)));
        }
        finally
        {
            foreach (var run in runs)
            {
                run.Dispose();
            }
        }
    }
}
