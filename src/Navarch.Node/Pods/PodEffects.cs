using Navarch.Api;
using Navarch.Api.Core.V1;
using Navarch.Client;
using Navarch.Client.Grpc;
using Navarch.Node.Containers;
using Navarch.Node.Volumes;

namespace Navarch.Node.Pods;

/// <summary>Does what decisions about one pod ask for. Each doing ends in a change of what is known of the pod.</summary>
internal sealed class PodEffects(PodServices services, string podUid)
{
    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);
    private static readonly Func<PodObservation, PodObservation> Unchanged = o => o;

    private readonly ContainerLauncher launcher = new(services);
    private readonly ContainerStopper stopper = new(services);
    private IReadOnlyDictionary<string, MountedVolume> volumes = new Dictionary<string, MountedVolume>(StringComparer.Ordinal);

    /// <summary>Does one thing.</summary>
    /// <param name="observed">The pod as it was when the decision was made.</param>
    /// <param name="action">What to do.</param>
    /// <param name="finalStatus">The status to leave behind when the pod's object is deleted.</param>
    /// <param name="giveUp">Cancelled when nothing of the pod is to be started any more.</param>
    /// <param name="ended">Cancelled when the agent ends.</param>
    public Task<Func<PodObservation, PodObservation>> DoAsync(PodObservation observed, PodAction action, PodStatus finalStatus, CancellationToken giveUp, CancellationToken ended) => action switch
    {
        MountVolumes => MountAsync(observed, giveUp),
        UnmountVolumes => Task.FromResult(Unmount(observed)),
        CreateSandbox create => CreateSandboxAsync(observed, create, giveUp),
        StopSandbox stop => StopSandboxAsync(observed, stop, ended),
        RemoveSandbox remove => SandboxCallAsync(observed, "RemovePodSandbox", async () =>
        {
            await services.Runtime.StopPodSandboxAsync(remove.Id, ended);
            await services.Runtime.RemovePodSandboxAsync(remove.Id, ended);
        }),
        StartContainer start => StartAsync(observed, start, giveUp),
        StopContainer stop => StopAsync(observed, stop, ended),
        RemoveContainer remove => SandboxCallAsync(observed, "RemoveContainer", () => services.Runtime.RemoveContainerAsync(remove.Id, ended)),
        DeleteFromApi => DeleteAsync(observed, finalStatus, ended),
        Forget => ForgetAsync(observed),
        _ => throw new InvalidOperationException($"unknown action {action}"),
    };

    private async Task<Func<PodObservation, PodObservation>> MountAsync(PodObservation observed, CancellationToken giveUp)
    {
        var facts = new DownwardFacts(observed.ReadySandbox?.IPs ?? [], services.Node.Addresses.IPs, services.Node.Allocatable);
        var result = await services.Volumes.SetUpAsync(observed.Pod, facts, giveUp);
        if (result.Error is { } error)
        {
            services.Events.Warning(observed.Pod, "", "FailedMount", error);
            var trouble = Trouble.After(observed.VolumesTrouble, "FailedMount", error, services.Time.GetUtcNow(), FirstWait, LongestWait);
            return o => o with { VolumesTrouble = trouble, VolumesRefreshAt = trouble.RetryAt };
        }

        volumes = result.Volumes;
        return o => o with { Volumes = VolumesPhase.Ready, VolumesTrouble = null, VolumesRefreshAt = result.RefreshAt };
    }

    private Func<PodObservation, PodObservation> Unmount(PodObservation observed)
    {
        if (services.Volumes.TearDown(podUid) is { } error)
        {
            services.Events.Warning(observed.Pod, "", "FailedUnmount", error);
            var trouble = Trouble.After(observed.VolumesTrouble, "FailedUnmount", error, services.Time.GetUtcNow(), FirstWait, LongestWait);
            return o => o with { VolumesTrouble = trouble };
        }

        return o => o with { Volumes = VolumesPhase.Absent, VolumesTrouble = null, VolumesRefreshAt = null };
    }

    private async Task<Func<PodObservation, PodObservation>> CreateSandboxAsync(PodObservation observed, CreateSandbox action, CancellationToken giveUp)
    {
        var pod = observed.Pod;
        var error = services.Cgroups.Create(pod);
        if (error is null)
        {
            await services.LaunchGate.WaitAsync(giveUp);
            try
            {
                foreach (var dead in observed.Sandboxes.ToArray())
                {
                    // Gives back the address of a sandbox that died.
                    await services.Runtime.StopPodSandboxAsync(dead.Id, CancellationToken.None);
                }

                Directory.CreateDirectory(services.Paths.LogFolder(pod));
                var config = SandboxConfigComposer.Compose(pod, action.Attempt, services.Cgroups.PathOf(pod), services.Sandbox);
                var id = await services.Runtime.RunPodSandboxAsync(config, "", CancellationToken.None);
                await WriteHostsFileAsync(pod, id);
                return o => o with { SandboxTrouble = null };
            }
            catch (Exception failure) when (failure is GrpcException or IOException or UnauthorizedAccessException)
            {
                error = failure.Message;
            }
            finally
            {
                services.LaunchGate.Release();
            }
        }

        services.Events.Warning(pod, "", "FailedCreatePodSandBox", $"Failed to create pod sandbox: {error}");
        var trouble = Trouble.After(observed.SandboxTrouble, "FailedCreatePodSandBox", error, services.Time.GetUtcNow(), FirstWait, LongestWait);
        return o => o with { SandboxTrouble = trouble };
    }

    private async Task WriteHostsFileAsync(Pod pod, string sandboxId)
    {
        ValueList<string> ips = [];
        if (!pod.Spec.HostNetwork && await services.Runtime.PodSandboxStatusAsync(sandboxId, CancellationToken.None) is { Network: { } network })
        {
            ips = network.AdditionalIps.Select(a => a.Ip).Prepend(network.Ip).Where(ip => ip.Length > 0).ToValueList();
        }

        var hostText = pod.Spec.HostNetwork && File.Exists("/etc/hosts") ? await File.ReadAllTextAsync("/etc/hosts") : "";
        var file = services.Paths.HostsFile(pod.Metadata.UID);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        await File.WriteAllTextAsync(file, HostNames.HostsFile(pod, ips, services.Sandbox.ClusterDomain, hostText));
    }

    private async Task<Func<PodObservation, PodObservation>> StopSandboxAsync(PodObservation observed, StopSandbox action, CancellationToken ended)
    {
        var change = await SandboxCallAsync(observed, "StopPodSandbox", () => services.Runtime.StopPodSandboxAsync(action.Id, ended));
        return o => change(o) is { SandboxTrouble: null } stopped ? stopped with { Stopped = stopped.Stopped.Add(action.Id) } : change(o);
    }

    private async Task<Func<PodObservation, PodObservation>> SandboxCallAsync(PodObservation observed, string what, Func<Task> call)
    {
        try
        {
            await call();
            return o => o with { SandboxTrouble = null };
        }
        catch (GrpcException failure)
        {
            services.Events.Warning(observed.Pod, "", "FailedKillPod", $"{what}: {failure.Message}");
            var trouble = Trouble.After(observed.SandboxTrouble, what, failure.Message, services.Time.GetUtcNow(), FirstWait, LongestWait);
            return o => o with { SandboxTrouble = trouble };
        }
    }

    private async Task<Func<PodObservation, PodObservation>> StartAsync(PodObservation observed, StartContainer action, CancellationToken giveUp)
    {
        try
        {
            var trouble = await launcher.StartAsync(observed, action, volumes, giveUp);
            return o => o with { Memories = o.Memories.SetItem(action.Name, o.Memory(action.Name) with { Trouble = trouble }) };
        }
        catch (OperationCanceledException) when (giveUp.IsCancellationRequested)
        {
            return Unchanged;
        }
    }

    private async Task<Func<PodObservation, PodObservation>> StopAsync(PodObservation observed, StopContainer action, CancellationToken ended)
    {
        var error = await stopper.StopAsync(observed, action, ended);
        if (error is not null)
        {
            // The runtime refused: do not ask again at once.
            await Task.Delay(FirstWait, services.Time, ended);
        }

        return o => o with { Memories = o.Memories.SetItem(action.Name, o.Memory(action.Name) with { StopBy = null }) };
    }

    private async Task<Func<PodObservation, PodObservation>> DeleteAsync(PodObservation observed, PodStatus finalStatus, CancellationToken ended)
    {
        var pod = observed.Pod;
        var name = pod.NamespacedName();
        try
        {
            if (pod.Status != finalStatus)
            {
                var written = await services.Client.UpdateStatusAsync(pod with { Status = finalStatus }, ended);
                if (written.IsConflict)
                {
                    var fresh = await services.Client.GetAsync<Pod>(name, ended);
                    if (fresh.IsSuccess && fresh.Value.Metadata.UID == podUid)
                    {
                        return o => o with { Pod = fresh.Value };
                    }
                }
            }

            var options = new DeleteOptions { GracePeriodSeconds = 0, Preconditions = new() { UID = podUid } };
            var deleted = await services.Client.DeleteAsync<Pod>(name, options, ended);
            if (deleted.IsNotFound || deleted.IsConflict)
            {
                return o => o with { Gone = true };
            }

            // Finalizers of others may keep the object; it is looked at again when it changes, or after a while.
            var reason = deleted.IsSuccess ? "Deleted" : deleted.Status.Message;
            if (!deleted.IsSuccess)
            {
                services.Events.Warning(pod, "", "FailedDelete", reason);
            }

            var trouble = Trouble.After(observed.DeleteTrouble, "FailedDelete", reason, services.Time.GetUtcNow(), FirstWait * 5, LongestWait);
            return o => o with { DeleteTrouble = trouble };
        }
        catch (Exception broken) when (broken is HttpRequestException or IOException)
        {
            var trouble = Trouble.After(observed.DeleteTrouble, "FailedDelete", broken.Message, services.Time.GetUtcNow(), FirstWait, LongestWait);
            return o => o with { DeleteTrouble = trouble };
        }
    }

    private async Task<Func<PodObservation, PodObservation>> ForgetAsync(PodObservation observed)
    {
        await services.Objects.ReleaseAsync(podUid);
        services.Tokens.Release(podUid);
        services.Images.Forget(podUid);
        services.Cgroups.Remove(podUid);
        try
        {
            var logs = Directory.Exists(services.Paths.Logs) ? Directory.GetDirectories(services.Paths.Logs, $"*_{podUid}") : [];
            foreach (var folder in logs.Append(services.Paths.PodFolder(podUid)))
            {
                if (Directory.Exists(folder))
                {
                    Directory.Delete(folder, recursive: true);
                }
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            services.Events.Warning(observed.Pod, "", "FailedCleanUp", failure.Message);
        }

        return Unchanged;
    }
}
