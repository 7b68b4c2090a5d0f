using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Navarch.Cluster;
using Navarch.Commands;
using Navarch.Logging;
using Navarch.Pki;
using Navarch.Processes;
using Navarch.Startup;

namespace Navarch.Composition;

/// <summary>What a process runs of a cluster.</summary>
public enum ClusterRole
{
    /// <summary>API server, controllers and scheduler, and simulated nodes if any are asked for; needs no root.</summary>
    ControlPlane,

    /// <summary>The control plane and a node that runs containers.</summary>
    Whole,
}

/// <summary>How a process runs a cluster.</summary>
/// <param name="Role">What to run.</param>
public sealed record ClusterRun(ClusterRole Role)
{
    /// <summary>Whether the log is shown on standard output, too; that of a control plane alone is shown there only.</summary>
    public bool ShowsLog { get; init; }

    /// <summary>The file descriptor to report the start on; empty when nobody waits.</summary>
    public string ReportsTo { get; init; } = "";

    /// <summary>Called once, when the cluster is ready.</summary>
    public Action WhenReady { get; init; } = () => { };
}

/// <summary>
/// The life of a process that serves a cluster: take the lock, start the control plane and the node, say that the cluster
/// is ready, wait for the signal to stop, stop in reverse order. Stopping leaves containers running: the next start
/// finds them; <c>navarch down</c> ends them.
/// </summary>
public static partial class ClusterHost
{
    /// <summary>What <c>navarch up</c> runs: simulated nodes take the place of one that runs containers.</summary>
    public static ClusterRole RoleOf(ClusterSettings settings) => settings.HollowNodes > 0 ? ClusterRole.ControlPlane : ClusterRole.Whole;

    /// <summary>Runs until <paramref name="cancellation"/>.</summary>
    /// <param name="paths">The cluster's places.</param>
    /// <param name="settings">What the user asked for.</param>
    /// <param name="run">How to run it.</param>
    /// <param name="cancellation">Stops the cluster.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(ClusterPaths paths, ClusterSettings settings, ClusterRun run, CancellationToken cancellation)
    {
        var time = TimeProvider.System;
        using var held = ClusterLock.TryTake(paths);
        if (held is null)
        {
            using var refusal = new StartupReporter(NullLogger.Instance, time, run.ReportsTo);
            var problem = new Problem($"Another process already serves the cluster in {paths.DataDirectory}.", "Stop it first: navarch down");
            refusal.Failed(problem);
            return CommandOutput.Refuse(problem);
        }

        // One process writes the log: the one that holds the lock.
        using var file = run.Role == ClusterRole.Whole || !run.ShowsLog ? new BoundedLogFile(paths.LogFile) : null;
        using var loggers = LineLoggerProvider.CreateFactory(
            line =>
            {
                file?.Write(line.ToString());
                if (run.ShowsLog)
                {
                    Console.Out.Write(line);
                }
            },
            time);
        var logger = loggers.CreateLogger("Navarch.ClusterHost");
        using var reporter = new StartupReporter(logger, time, run.ReportsTo);
        try
        {
            return await ServeAsync(new HostContext(paths, settings, loggers, reporter, time), run, cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            LogStopped(logger);
            return CommandOutput.Done;
        }
        catch (Exception error)
        {
            LogFailure(logger, error);
            reporter.Failed(new(error.Message, run.ShowsLog ? "The log above says more." : $"The log says more: {paths.LogFile}"));
            return CommandOutput.Refused;
        }
    }

    private static async Task<int> ServeAsync(HostContext host, ClusterRun run, CancellationToken cancellation)
    {
        var logger = host.Loggers.CreateLogger("Navarch.ClusterHost");
        LogStarting(logger, VersionCommand.OwnVersion, host.Paths.DataDirectory);
        using var pki = ClusterPki.Open(host.Paths.PkiDirectory, host.Time, host.Loggers.CreateLogger("Navarch.Pki"));
        var state = new RunState(
            ProcessIdentity.Current,
            host.ServerAddress.ToString(),
            run.Role == ClusterRole.Whole ? host.Settings.NodeName : "",
            VersionCommand.OwnVersion,
            host.Time.GetUtcNow(),
            host.Settings.HollowNodes);
        state.Write(host.Paths);
        await using var ground = run.Role == ClusterRole.Whole ? NodeGround.Begin(host, cancellation) : null;
        await using var controlPlane = await ControlPlane.StartAsync(host, pki, ground?.Network.NodeAddress ?? host.NodeAddress, cancellation);
        await using var node = ground is null ? null : new NodeProcess(host, ground);
        if (node is not null && await node.JoinAsync(pki, controlPlane, cancellation) is { } problem)
        {
            host.Reporter.Failed(problem);
            return CommandOutput.Refused;
        }

        await using var hollow = host.Settings.HollowNodes > 0 ? new HollowProcess(host, controlPlane) : null;
        if (hollow is not null)
        {
            await host.Reporter.PhaseAsync("hollow nodes", () => hollow.Ready.WaitAsync(cancellation));
        }

        using var memory = new MemoryRelease(host.Time, controlPlane.Api.ReleaseMemory);
        host.Reporter.Ready();
        run.WhenReady();
        SystemdNotification.Ready();
        await Task.Delay(Timeout.InfiniteTimeSpan, host.Time, cancellation);
        return CommandOutput.Done;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Navarch {Version} serves {DataDirectory}")]
    private static partial void LogStarting(ILogger logger, string version, string dataDirectory);

    [LoggerMessage(Level = LogLevel.Information, Message = "Stopped")]
    private static partial void LogStopped(ILogger logger);

    [LoggerMessage(Level = LogLevel.Critical, Message = "The cluster's process ends")]
    private static partial void LogFailure(ILogger logger, Exception error);
}
