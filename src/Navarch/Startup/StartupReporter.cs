using System.Globalization;
using System.IO.Pipes;
using Microsoft.Extensions.Logging;
using Navarch.Cluster;

namespace Navarch.Startup;

/// <summary>Tells how a cluster's start goes: in the log, and to the command that waits for it.</summary>
public sealed partial class StartupReporter : IDisposable
{
    private readonly ILogger logger;
    private readonly TimeProvider time;
    private readonly long begin;
    private readonly Lock gate = new();
    private StreamWriter? pipe;

    /// <param name="logger">The log.</param>
    /// <param name="time">Measures.</param>
    /// <param name="pipeHandle">The file descriptor of the pipe to the waiting command; empty when none waits.</param>
    public StartupReporter(ILogger logger, TimeProvider time, string pipeHandle = "")
    {
        this.logger = logger;
        this.time = time;
        begin = time.GetTimestamp();
        if (int.TryParse(pipeHandle, CultureInfo.InvariantCulture, out _))
        {
            pipe = new StreamWriter(new AnonymousPipeClientStream(PipeDirection.Out, pipeHandle)) { AutoFlush = true };
        }
    }

    /// <summary>Runs one part of the start and reports when it is done.</summary>
    public async Task<T> PhaseAsync<T>(string name, Func<Task<T>> part)
    {
        var partBegin = time.GetTimestamp();
        var result = await part();
        var elapsed = time.GetElapsedTime(partBegin).TotalMilliseconds;
        var total = time.GetElapsedTime(begin).TotalMilliseconds;
        LogPhase(logger, name, elapsed, total);
        Send(new(StartupReportKind.Phase, name, elapsed));
        return result;
    }

    /// <summary>Runs one part of the start and reports when it is done.</summary>
    public Task PhaseAsync(string name, Func<Task> part) =>
        PhaseAsync(name, async () =>
        {
            await part();
            return true;
        });

    /// <summary>The cluster is ready; nothing more is reported.</summary>
    public void Ready()
    {
        var elapsed = time.GetElapsedTime(begin).TotalMilliseconds;
        LogReady(logger, elapsed);
        Send(new(StartupReportKind.Ready, "", elapsed));
        Dispose();
    }

    /// <summary>The cluster cannot start; nothing more is reported.</summary>
    public void Failed(Problem problem)
    {
        LogFailed(logger, problem.What, problem.Fix);
        Send(new(StartupReportKind.Failed, problem.What, time.GetElapsedTime(begin).TotalMilliseconds, problem.Fix));
        Dispose();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (gate)
        {
            pipe?.Dispose();
            pipe = null;
        }
    }

    private void Send(StartupReport report)
    {
        lock (gate)
        {
            try
            {
                pipe?.WriteLine(report.ToLine());
            }
            catch (IOException)
            {
                // The waiting command was interrupted: the cluster comes up all the same.
                pipe = null;
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Ready: {Phase} in {Milliseconds:F0} ms, {Total:F0} ms after the start")]
    private static partial void LogPhase(ILogger logger, string phase, double milliseconds, double total);

    [LoggerMessage(Level = LogLevel.Information, Message = "The cluster is ready after {Milliseconds:F0} ms")]
    private static partial void LogReady(ILogger logger, double milliseconds);

    [LoggerMessage(Level = LogLevel.Error, Message = "The cluster cannot start: {What} {Fix}")]
    private static partial void LogFailed(ILogger logger, string what, string fix);
}
