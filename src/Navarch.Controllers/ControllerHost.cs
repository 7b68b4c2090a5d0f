using Microsoft.Extensions.Logging;
using Navarch.Client;
using Navarch.Client.Caching;
using Navarch.Client.Events;
using Navarch.Reconciling;

namespace Navarch.Controllers;

/// <summary>Runs the controllers of a process over one set of caches.</summary>
public static class ControllerHost
{
    /// <summary>Runs every controller of <see cref="ControllerSet"/> until cancelled; returns when all have stopped.</summary>
    /// <param name="options">What can be set.</param>
    /// <param name="client">The API, with the rights of the controller manager.</param>
    /// <param name="time">The clock.</param>
    /// <param name="loggers">Where logs go.</param>
    /// <param name="cancellationToken">Stops them.</param>
    public static Task RunAsync(ControllerOptions options, IKubernetesClient client, TimeProvider time, ILoggerFactory loggers, CancellationToken cancellationToken) =>
        RunAsync(ControllerSet.All(options, time), client, time, loggers, cancellationToken);

    /// <summary>Runs the given controllers until cancelled; returns when all have stopped.</summary>
    public static async Task RunAsync(
        IReadOnlyList<Controller> controllers, IKubernetesClient client, TimeProvider time, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        await using var caches = new Caches(client, time, loggers);
        await using var events = new EventRecorder(client, time, loggers);
        await new ControllerRuntime(client, caches, events, time, loggers).RunAsync(controllers, cancellationToken);
    }
}
