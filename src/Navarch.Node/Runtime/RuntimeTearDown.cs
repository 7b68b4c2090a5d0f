using System.Globalization;
using Microsoft.Extensions.Logging;
using Navarch.Client.Grpc;
using Navarch.Client.Grpc.Cri;
using Navarch.Node.Cri;

namespace Navarch.Node.Runtime;

/// <summary>
/// Ends everything that a node's private containerd runs, and containerd itself: no process, mount, network namespace,
/// link or cgroup of it is left, nor a memory volume of a pod. Images and metadata stay in the data directory. It works as well when containerd is dead,
/// and a second run finds nothing to do. No supervisor may be active on the same data directory.
/// </summary>
public sealed partial class RuntimeTearDown
{
    private const int SandboxesAtOnce = 8;
    private static readonly TimeSpan OrderlyLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan SweepLimit = TimeSpan.FromSeconds(10);

    private readonly ContainerdSettings _settings;
    private readonly ContainerdLayout _layout;
    private readonly TimeProvider _time;
    private readonly ILogger<RuntimeTearDown> _logger;

    public RuntimeTearDown(ContainerdSettings settings, TimeProvider time, ILogger<RuntimeTearDown> logger)
    {
        _settings = settings;
        _layout = new ContainerdLayout(settings.DataDirectory);
        _time = time;
        _logger = logger;
    }

    /// <summary>Does it.</summary>
    /// <returns>What could not be taken away, a line each; empty when nothing is left.</returns>
    public async Task<IReadOnlyList<string>> RunAsync(CancellationToken ct)
    {
        if (ContainerdProcess.FindRunning(_layout) is { } containerd)
        {
            await RemoveSandboxesAsync(ct);
            await containerd.StopAsync(_time, TimeSpan.FromSeconds(5), ct);
        }
        var cgroup = new CgroupTree(_settings.CgroupRoot);
        await KillRemainsAsync(cgroup, ct);
        // A mount upon the data directory itself is the user's own disk.
        var left = MountTable.UnmountBelow(_settings.DataDirectory).Select(static point => $"mount {point}").ToList();
        if (!await RemoveCgroupAsync(cgroup, ct))
        {
            left.Add($"cgroup {_settings.CgroupRoot}");
        }
        await RemoveBridgeAsync(left, ct);
        left.AddRange(await new HostPortTables(_layout, _settings.NetworkNamespace).RemoveAsync(ct));
        // Never delete through a mount that would not go: its files may be anyone's.
        if (left.Count == 0)
        {
            DeleteState();
        }
        return left;
    }

    /// <summary>The orderly way, which also gives back addresses: each sandbox is stopped and removed by containerd.</summary>
    private async Task RemoveSandboxesAsync(CancellationToken ct)
    {
        using var channel = GrpcChannel.ForUnixSocket(_layout.Socket);
        var cri = new CriClient(channel);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(OrderlyLimit);
        try
        {
            var sandboxes = await cri.ListPodSandboxesAsync(null, limit.Token);
            await Parallel.ForEachAsync(
                sandboxes,
                new ParallelOptions { MaxDegreeOfParallelism = SandboxesAtOnce, CancellationToken = limit.Token },
                (sandbox, token) => RemoveSandboxAsync(cri, sandbox, token));
        }
        catch (GrpcException e)
        {
            OrderlyRemovalFailed("all", e.Describe());
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            OrderlyRemovalFailed("all", $"not done after {OrderlyLimit.TotalSeconds.ToString("0", CultureInfo.InvariantCulture)} s");
        }
    }

    private async ValueTask RemoveSandboxAsync(CriClient cri, PodSandbox sandbox, CancellationToken ct)
    {
        try
        {
            await cri.StopPodSandboxAsync(sandbox.Id, ct);
            await cri.RemovePodSandboxAsync(sandbox.Id, ct);
        }
        catch (GrpcException e)
        {
            // The sweep that follows takes away what this one leaves.
            OrderlyRemovalFailed(sandbox.Id, e.Describe());
        }
    }

    /// <summary>Kills containers and shims that no containerd answers for any more.</summary>
    private async Task KillRemainsAsync(CgroupTree cgroup, CancellationToken ct)
    {
        var began = _time.GetTimestamp();
        while (_time.GetElapsedTime(began) < SweepLimit)
        {
            var remains = cgroup.Processes().Concat(Shims()).ToHashSet();
            if (remains.Count == 0)
            {
                return;
            }
            foreach (var pid in remains)
            {
                LinuxCalls.Signal(pid, LinuxCalls.SigKill);
            }
            await Task.Delay(TimeSpan.FromMilliseconds(20), _time, ct);
        }
    }

    /// <summary>The shims that report to our socket; each names it among its arguments.</summary>
    private IEnumerable<int> Shims()
    {
        foreach (var directory in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(directory), NumberStyles.None, CultureInfo.InvariantCulture, out var pid))
            {
                continue;
            }
            string[] arguments;
            try
            {
                arguments = File.ReadAllText(Path.Combine(directory, "cmdline")).Split('\0');
            }
            catch (IOException)
            {
                continue;
            }
            if (arguments[0].Contains("containerd-shim", StringComparison.Ordinal) && arguments.Contains(_layout.Socket))
            {
                yield return pid;
            }
        }
    }

    private async Task<bool> RemoveCgroupAsync(CgroupTree cgroup, CancellationToken ct)
    {
        // The kernel empties a cgroup a moment after its last process died.
        var began = _time.GetTimestamp();
        while (!cgroup.TryRemove())
        {
            if (_time.GetElapsedTime(began) > SweepLimit)
            {
                return false;
            }
            await Task.Delay(TimeSpan.FromMilliseconds(20), _time, ct);
        }
        return true;
    }

    private async Task RemoveBridgeAsync(List<string> left, CancellationToken ct)
    {
        if (RuntimeBinaries.Locate("ip") is not { } ip)
        {
            return;
        }
        string[] prefix = _settings.NetworkNamespace is { } file ? [$"--net={file}", ip] : [];
        var program = prefix.Length > 0 ? RuntimeBinaries.Locate("nsenter") ?? "nsenter" : ip;
        if (!(await ToolRun.RunAsync(program, [.. prefix, "link", "show", _settings.Bridge], ct)).Succeeded)
        {
            return;
        }
        var removed = await ToolRun.RunAsync(program, [.. prefix, "link", "delete", _settings.Bridge], ct);
        if (!removed.Succeeded)
        {
            left.Add($"link {_settings.Bridge}: {removed.Error.Trim()}");
        }
    }

    private void DeleteState()
    {
        foreach (var directory in (string[])[_layout.State, _layout.CniAddressDirectory, _layout.CniConfigDirectory])
        {
            if (Directory.Exists(directory))
            {
                Directory.Delete(directory, recursive: true);
            }
        }
        foreach (var file in ((string[])[_layout.PidFile, _layout.Socket, _layout.Socket + ".ttrpc"]).Where(File.Exists))
        {
            File.Delete(file);
        }
        if (_layout.RunDirectory != _layout.Base && Directory.Exists(_layout.RunDirectory))
        {
            Directory.Delete(_layout.RunDirectory, recursive: true);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "sandbox {Sandbox} was not removed in good order: {Reason}")]
    private partial void OrderlyRemovalFailed(string sandbox, string reason);
}
