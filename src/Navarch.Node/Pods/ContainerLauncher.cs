using Navarch.Api;
using Navarch.Api.Core.V1;
using Navarch.Client.Grpc;
using Navarch.Node.Containers;
using Navarch.Node.Probes;
using Navarch.Node.Volumes;

namespace Navarch.Node.Pods;

/// <summary>
/// Starts one container of a pod. In order: the image; the objects its environment is made from; its configuration;
/// its files on the host; making it; starting it; its post-start hook.
/// </summary>
internal sealed class ContainerLauncher(PodServices services)
{
    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);
    private const UnixFileMode Everyone = (UnixFileMode)0b110_110_110;

    private readonly ImageEnsurer images = new(services);
    private readonly LifecycleHooks hooks = new(services.Probes, services.Time);

    /// <summary>Starts a container.</summary>
    /// <param name="observed">The pod.</param>
    /// <param name="action">Which container, and as which attempt.</param>
    /// <param name="volumes">The pod's volumes.</param>
    /// <param name="giveUp">Cancelled when the container is not wanted any more.</param>
    /// <returns>Why it could not be started, or null.</returns>
    public async Task<Trouble?> StartAsync(PodObservation observed, StartContainer action, IReadOnlyDictionary<string, MountedVolume> volumes, CancellationToken giveUp)
    {
        var pod = observed.Pod;
        var container = PodContainers.Find(pod.Spec, action.Name)!;
        var before = observed.Memory(action.Name).Trouble;
        var ensured = await images.EnsureAsync(pod, container, before, giveUp);
        if (ensured.ImageRef is not { } imageRef)
        {
            return ensured.Trouble;
        }

        if (await images.WhyNotUserAsync(pod, container, imageRef, giveUp) is { } refused)
        {
            return Failed(pod, container, before, "CreateContainerConfigError", refused);
        }

        var (sources, unread) = await ReadEnvironmentAsync(pod, container, giveUp);
        if (unread is not null)
        {
            return Failed(pod, container, before, "CreateContainerConfigError", unread);
        }

        var ips = pod.Spec.HostNetwork ? services.Node.Addresses.IPs : observed.ReadySandbox?.IPs ?? [];
        var blueprint = ContainerConfigComposer.Compose(new()
        {
            Pod = pod,
            Container = container,
            Attempt = action.Attempt,
            Backoff = action.Backoff,
            ImageRef = imageRef,
            Environment = sources,
            Facts = new(ips, services.Node.Addresses.IPs, services.Node.Allocatable),
            Volumes = volumes,
            NodeMemory = services.Node.Memory,
            Paths = services.Paths,
            TargetId = TargetOf(observed, action.Name),
        });
        if (blueprint.Value is not { } made)
        {
            return Failed(pod, container, before, "CreateContainerConfigError", blueprint.Error!);
        }

        if (PrepareFiles(pod, container, action.Attempt, made) is { } unprepared)
        {
            return Failed(pod, container, before, "CreateContainerConfigError", unprepared);
        }

        return await MakeAsync(observed, container, action, made, ips, giveUp);
    }

    /// <summary>The container whose processes an ephemeral one is to see; empty for none.</summary>
    private static string TargetOf(PodObservation observed, string name)
    {
        foreach (var ephemeral in observed.Pod.Spec.EphemeralContainers)
        {
            if (ephemeral.Name == name && ephemeral.TargetContainerName.Length > 0)
            {
                return observed.Latest(ephemeral.TargetContainerName)?.Id ?? "";
            }
        }

        return "";
    }

    private async Task<Trouble?> MakeAsync(PodObservation observed, Container container, StartContainer action, ContainerBlueprint made, ValueList<string> ips, CancellationToken giveUp)
    {
        var pod = observed.Pod;
        var before = observed.Memory(container.Name).Trouble;
        var sandbox = observed.Sandboxes.First(s => s.Id == action.SandboxId);
        var sandboxConfig = SandboxConfigComposer.Compose(pod, sandbox.Attempt, services.Cgroups.PathOf(pod), services.Sandbox);
        string id;
        await services.LaunchGate.WaitAsync(giveUp);
        try
        {
            // From here on nothing is cancelled: a container half made would only have to be found and removed again.
            id = await services.Runtime.CreateContainerAsync(action.SandboxId, made.Config, sandboxConfig, CancellationToken.None);
            services.Events.Normal(pod, container.Name, "Created", $"Created container: {container.Name}");
            try
            {
                await services.Runtime.StartContainerAsync(id, CancellationToken.None);
            }
            catch (GrpcException failure)
            {
                return Failed(pod, container, before, Trouble.RunFailed, failure.Message, retryNow: true);
            }

            services.Events.Normal(pod, container.Name, "Started", $"Started container {container.Name}");
        }
        catch (GrpcException failure)
        {
            return Failed(pod, container, before, "CreateContainerError", failure.Message);
        }
        finally
        {
            services.LaunchGate.Release();
        }

        await PostStartAsync(pod, container, id, ips, giveUp);
        return null;
    }

    private async Task PostStartAsync(Pod pod, Container container, string id, ValueList<string> ips, CancellationToken giveUp)
    {
        if (container.Lifecycle?.PostStart is not { } hook)
        {
            return;
        }

        var target = new ProbeTarget(container, id, ips.IsEmpty ? "" : ips[0]);
        if (await hooks.RunAsync(hook, target, TimeSpan.FromHours(1), giveUp) is { } error)
        {
            services.Events.Warning(pod, container.Name, "FailedPostStartHook", $"PostStartHook failed: {error}");
            services.Events.Normal(pod, container.Name, "Killing", "FailedPostStartHook");
            await services.Runtime.StopContainerAsync(id, ContainerRules.LeastGrace, CancellationToken.None);
        }
    }

    private async Task<(EnvironmentSources Sources, string? Error)> ReadEnvironmentAsync(Pod pod, Container container, CancellationToken giveUp)
    {
        var sources = new EnvironmentSources { Services = await services.Node.ServiceVariablesAsync(pod, giveUp) };
        foreach (var name in EnvironmentSources.ConfigMapsOf(container))
        {
            var answer = await services.Objects.GetAsync<ConfigMap>(pod.Metadata.UID, new(pod.Metadata.Namespace, name), giveUp);
            if (!answer.IsSuccess)
            {
                return (sources, $"configmap \"{name}\" could not be read: {answer.Status.Message}");
            }

            if (answer.Value is { } configMap)
            {
                sources.Add(configMap);
            }
        }

        foreach (var name in EnvironmentSources.SecretsOf(container))
        {
            var answer = await services.Objects.GetAsync<Secret>(pod.Metadata.UID, new(pod.Metadata.Namespace, name), giveUp);
            if (!answer.IsSuccess)
            {
                return (sources, $"secret \"{name}\" could not be read: {answer.Status.Message}");
            }

            if (answer.Value is { } secret)
            {
                sources.Add(secret);
            }
        }

        return (sources, null);
    }

    private string? PrepareFiles(Pod pod, Container container, int attempt, ContainerBlueprint made)
    {
        try
        {
            Directory.CreateDirectory(Path.Combine(services.Paths.LogFolder(pod), container.Name));
            var termination = services.Paths.TerminationFile(pod.Metadata.UID, container.Name, attempt);
            Directory.CreateDirectory(Path.GetDirectoryName(termination)!);
            File.WriteAllBytes(termination, []);
            File.SetUnixFileMode(termination, Everyone);
            return made.SubPaths.Select(SubPaths.Resolve).FirstOrDefault(e => e is not null);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return failure.Message;
        }
    }

    private Trouble Failed(Pod pod, Container container, Trouble? before, string reason, string message, bool retryNow = false)
    {
        services.Events.Warning(pod, container.Name, "Failed", $"Error: {message}");
        return Trouble.After(before?.Reason == reason ? before : null, reason, message, services.Time.GetUtcNow(), retryNow ? TimeSpan.Zero : FirstWait, LongestWait);
    }
}
