using Microsoft.Extensions.Logging;
using Navarch.Client.Grpc;
using Navarch.Client.Grpc.Containerd;
using Navarch.Node.Cri;
using Navarch.Node.Images;

namespace Navarch.Node.Runtime;

/// <summary>
/// Keeps a private containerd running for one node: configures and starts it or adopts the one that still runs, restarts it
/// when it dies. Containers outlive both it and us. Disposing ends the supervision only; <see cref="RuntimeTearDown"/> ends the containers.
/// </summary>
public sealed partial class ContainerdSupervisor : IAsyncDisposable
{
    private const long LargestLog = 8 * 1024 * 1024;
    private static readonly TimeSpan FirstBackoff = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestBackoff = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan StablePeriod = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LogCheckPeriod = TimeSpan.FromMinutes(5);
    private static readonly GrpcMethod<SubscribeRequest, Envelope> Subscribe = new("containerd.services.events.v1.Events", "Subscribe");

    private readonly ContainerdSettings _settings;
    private readonly TimeProvider _time;
    private readonly ILogger<ContainerdSupervisor> _logger;
    private readonly CancellationTokenSource _stop = new();
    private readonly CriClient _cri;
    private int _disposed;
    private Task _supervision = Task.CompletedTask;

    public ContainerdSupervisor(ContainerdSettings settings, TimeProvider time, ILogger<ContainerdSupervisor> logger)
    {
        _settings = settings;
        _time = time;
        _logger = logger;
        Layout = new ContainerdLayout(settings.DataDirectory);
        Channel = GrpcChannel.ForUnixSocket(Layout.Socket);
        _cri = new CriClient(Channel);
    }

    /// <summary>Where its files lie.</summary>
    public ContainerdLayout Layout { get; }

    /// <summary>The channel to it; calls end as unavailable while it does not run.</summary>
    public GrpcChannel Channel { get; }

    /// <summary>The container runtime interface of it.</summary>
    public ICriClient Cri => _cri;

    /// <summary>Starts or adopts containerd, waits until it answers, and has the pause image in place. Call it once.</summary>
    public async Task<RuntimeStart> StartAsync(CancellationToken ct)
    {
        if (RuntimeBinaries.Find(out var missing) is not { } binaries)
        {
            return RuntimeStart.Failed($"the container runtime cannot start: {missing}");
        }
        Layout.Create();
        if (_settings.PodCidr is { } podCidr)
        {
            ConfigurePodNetwork(podCidr);
        }
        var changed = WriteConfiguration(binaries);
        var recording = new HostPortTables(Layout, _settings.NetworkNamespace).RecordAsync(ct);
        var process = ContainerdProcess.FindRunning(Layout);
        var adopted = process is not null && !changed && await WaitForAnswerAsync(process, _settings.StartLimit, ct) is not null;
        if (!adopted)
        {
            if (process is not null)
            {
                await process.StopAsync(_time, TimeSpan.FromSeconds(5), ct);
            }
            process = Launch(binaries);
        }
        if (await WaitForAnswerAsync(process!, _settings.StartLimit, ct) is not { } version)
        {
            var what = process!.IsAlive ? $"did not answer within {_settings.StartLimit.TotalSeconds:0} s" : "ended right after its start";
            return RuntimeStart.Failed($"containerd {what}; its log is {Layout.LogFile} and ends: {LastLogLine()}");
        }
        if (_settings.PauseImage == PauseImage.Reference
            && await PauseImage.EnsureAsync(_cri, new ImageImporter(Layout, _cri, binaries, _time), binaries, ct) is { } problem)
        {
            return RuntimeStart.Failed(problem);
        }
        await recording;
        Running(process!.Pid, version, adopted);
        _supervision = Task.WhenAll(SuperviseAsync(process, binaries, _stop.Token), BoundLogAsync(_stop.Token));
        return new RuntimeStart(null, adopted, version);
    }

    /// <summary>Says which addresses the node's pods have; pods can be started from then on.</summary>
    public void ConfigurePodNetwork(string podCidr) => CniConfiguration.Write(Layout, podCidr, _settings.Bridge, _settings.Mtu);

    /// <summary>Ends the supervision; containerd and its containers go on.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 1)
        {
            return;
        }
        await _stop.CancelAsync();
        await _supervision.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Channel.Dispose();
        _stop.Dispose();
    }

    private ContainerdProcess Launch(RuntimeBinaries binaries)
    {
        // A socket left by a dead containerd would only cost the first callers an error.
        File.Delete(Layout.Socket);
        return ContainerdProcess.Launch(Layout, binaries, _settings.NetworkNamespace);
    }

    /// <returns>Whether the configuration differs from the one that was there.</returns>
    private bool WriteConfiguration(RuntimeBinaries binaries)
    {
        // An overlay cannot lie upon an overlay, which is what a data directory inside a container usually is.
        var snapshotter = MountTable.TypeAt(Layout.Base) == "overlay" ? "native" : "overlayfs";
        var text = ContainerdConfiguration.Compose(_settings, Layout, binaries, LinuxCapabilities.HasSysResource(), snapshotter);
        if (File.Exists(Layout.ConfigFile) && File.ReadAllText(Layout.ConfigFile) == text)
        {
            return false;
        }
        File.WriteAllText(Layout.ConfigFile, text);
        return true;
    }

    /// <returns>Name and version, or null when it died or the limit passed.</returns>
    private async Task<string?> WaitForAnswerAsync(ContainerdProcess process, TimeSpan limit, CancellationToken ct)
    {
        var began = _time.GetTimestamp();
        var pause = TimeSpan.FromMilliseconds(4);
        while (_time.GetElapsedTime(began) < limit && process.IsAlive)
        {
            try
            {
                var version = await _cri.VersionAsync(ct);
                return $"{version.RuntimeName} {version.RuntimeVersion}";
            }
            catch (GrpcException)
            {
                // Not listening yet, or its services are not yet set up: both are told by an error.
                await Task.Delay(pause, _time, ct);
                pause = pause * 2 < FirstBackoff ? pause * 2 : FirstBackoff;
            }
        }
        return null;
    }

    private async Task SuperviseAsync(ContainerdProcess process, RuntimeBinaries binaries, CancellationToken ct)
    {
        var backoff = FirstBackoff;
        while (!ct.IsCancellationRequested)
        {
            var since = _time.GetTimestamp();
            await UntilConnectionBreaksAsync(ct);
            if (process.IsAlive && await WaitForAnswerAsync(process, TimeSpan.FromSeconds(2), ct) is not null)
            {
                // It lives; should it refuse the stream for ever, this must not become a busy loop.
                await Task.Delay(TimeSpan.FromSeconds(1), _time, ct);
                continue;
            }
            Died(process.Pid, backoff.TotalSeconds);
            backoff = _time.GetElapsedTime(since) > StablePeriod ? FirstBackoff : backoff;
            await Task.Delay(backoff, _time, ct);
            backoff = backoff * 2 < LongestBackoff ? backoff * 2 : LongestBackoff;
            if (process.IsAlive)
            {
                await process.StopAsync(_time, TimeSpan.FromSeconds(5), ct);
            }
            process = Launch(binaries);
            if (await WaitForAnswerAsync(process, _settings.StartLimit, ct) is { } version)
            {
                Running(process.Pid, version, adopted: false);
            }
        }
    }

    /// <summary>Holds a stream open on which nothing is ever sent: it ends when containerd does, and costs nothing meanwhile.</summary>
    private async Task UntilConnectionBreaksAsync(CancellationToken ct)
    {
        var request = new SubscribeRequest();
        request.Filters.Add("topic==\"/navarch/none\"");
        try
        {
            await foreach (var _ in Channel.StreamAsync(Subscribe, request, default, ct))
            {
                // Nothing is published under that topic.
            }
        }
        catch (GrpcException e)
        {
            ConnectionBroke(e.Code, e.Message);
        }
    }

    /// <summary>Cuts the log when it has grown too long; containerd appends, so it goes on at the new end.</summary>
    private async Task BoundLogAsync(CancellationToken ct)
    {
        using var timer = new PeriodicTimer(LogCheckPeriod, _time);
        do
        {
            if (new FileInfo(Layout.LogFile) is { Exists: true, Length: > LargestLog })
            {
                File.Copy(Layout.LogFile, Layout.LogFile + ".1", overwrite: true);
                await using var log = new FileStream(Layout.LogFile, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
                log.SetLength(0);
            }
        }
        while (await timer.WaitForNextTickAsync(ct));
    }

    private string LastLogLine() => File.Exists(Layout.LogFile) ? File.ReadLines(Layout.LogFile).LastOrDefault() ?? "" : "";

    [LoggerMessage(Level = LogLevel.Information, Message = "containerd runs as process {Pid} ({Version}; adopted: {Adopted})")]
    private partial void Running(int pid, string version, bool adopted);

    [LoggerMessage(Level = LogLevel.Warning, Message = "containerd (process {Pid}) died or does not answer; restarting it in {Seconds} s")]
    private partial void Died(int pid, double seconds);

    [LoggerMessage(Level = LogLevel.Debug, Message = "the connection to containerd ended: {Code}: {Reason}")]
    private partial void ConnectionBroke(GrpcStatusCode code, string reason);
}
