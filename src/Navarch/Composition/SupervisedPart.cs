using Microsoft.Extensions.Logging;

namespace Navarch.Composition;

/// <summary>
/// A part of the process that runs until it is stopped. A part that ends by itself, which only a bug makes it do, is logged and
/// run anew after a pause: one broken part does not take the others down.
/// </summary>
public sealed partial class SupervisedPart : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource stop = new();
    private readonly string name;
    private readonly Func<CancellationToken, Task> run;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private readonly Task running;

    /// <summary>Starts the part.</summary>
    /// <param name="name">Its name, for the log.</param>
    /// <param name="host">What the process is made from.</param>
    /// <param name="run">Runs it until cancelled.</param>
    public SupervisedPart(string name, HostContext host, Func<CancellationToken, Task> run)
    {
        this.name = name;
        this.run = run;
        time = host.Time;
        logger = host.Loggers.CreateLogger<SupervisedPart>();
        running = RunAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await running;
        stop.Dispose();
    }

    private async Task RunAsync()
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await run(stop.Token);
                if (!stop.IsCancellationRequested)
                {
                    LogEnded(name);
                }
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception error)
            {
                LogFailed(name, error);
            }

            await Task.Delay(Pause, time, stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Name} ended by itself; it is run anew")]
    private partial void LogEnded(string name);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Name} failed; it is run anew")]
    private partial void LogFailed(string name, Exception error);
}
