using Microsoft.Extensions.Logging;
using Navarch.Client.Grpc;

namespace Navarch.Node.Pods;

/// <summary>
/// Bounds the logs of containers: a log that has grown long is set aside under a dated name, the runtime goes on in a
/// new file, and only the latest few that were set aside are kept.
/// </summary>
internal sealed partial class LogRotation(PodServices services, Func<IEnumerable<PodWorker>> workers)
{
    private const long LongestLog = 10 * 1024 * 1024;
    private const int KeptLogs = 4;
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(30);
    private readonly ILogger logger = services.Loggers.CreateLogger<LogRotation>();

    /// <summary>Looks at the logs every now and then until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Period, services.Time);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken))
            {
                foreach (var worker in workers())
                {
                    await RotateAsync(worker.Observed, cancellationToken);
                }
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The agent ends.
        }
    }

    private async Task RotateAsync(PodObservation observed, CancellationToken cancellationToken)
    {
        var folder = services.Paths.LogFolder(observed.Pod);
        foreach (var container in observed.Containers.ToArray())
        {
            var file = new FileInfo(Path.Combine(folder, NodePaths.LogFile(container.Name, container.Attempt)));
            if (container.Life != ContainerLife.Running || !file.Exists || file.Length <= LongestLog)
            {
                continue;
            }

            try
            {
                File.Move(file.FullName, $"{file.FullName}.{services.Time.GetUtcNow():yyyyMMdd-HHmmss}", overwrite: true);
                await services.Runtime.ReopenContainerLogAsync(container.Id, cancellationToken);
                var old = Directory.GetFiles(file.DirectoryName!, file.Name + ".*");
                Array.Sort(old, StringComparer.Ordinal);
                foreach (var surplus in old.SkipLast(KeptLogs))
                {
                    File.Delete(surplus);
                }
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or GrpcException)
            {
                LogNotRotated(logger, file.FullName, failure.Message);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "the log {File} has grown long and could not be set aside: {Reason}")]
    private static partial void LogNotRotated(ILogger logger, string file, string reason);
}
