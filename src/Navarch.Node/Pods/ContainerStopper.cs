using Navarch.Api.Core.V1;
using Navarch.Client.Grpc;
using Navarch.Node.Probes;

namespace Navarch.Node.Pods;

/// <summary>Stops one container: its pre-stop hook, then the signal to end, and when its time is over the kill.</summary>
internal sealed class ContainerStopper(PodServices services)
{
    private readonly LifecycleHooks hooks = new(services.Probes, services.Time);

    /// <summary>Stops a container; returns when its process ended.</summary>
    /// <returns>What went wrong, or null.</returns>
    public async Task<string?> StopAsync(PodObservation observed, StopContainer action, CancellationToken cancellationToken)
    {
        var pod = observed.Pod;
        var began = services.Time.GetTimestamp();
        var message = action.Message == "Stopping container" ? $"Stopping container {action.Name}" : action.Message;
        services.Events.Normal(pod, action.Name, "Killing", message);
        try
        {
            var container = PodContainers.Find(pod.Spec, action.Name);
            if (container?.Lifecycle?.PreStop is { } hook)
            {
                await PreStopAsync(observed, container, hook, action, cancellationToken);
            }

            var left = action.Grace - services.Time.GetElapsedTime(began);
            await services.Runtime.StopContainerAsync(action.Id, left > ContainerRules.LeastGrace ? left : ContainerRules.LeastGrace, cancellationToken);
            return null;
        }
        catch (GrpcException failure)
        {
            services.Events.Warning(pod, action.Name, "FailedKillPod", $"error killing container {action.Name}: {failure.Message}");
            return failure.Message;
        }
    }

    private async Task PreStopAsync(PodObservation observed, Container container, LifecycleHandler hook, StopContainer action, CancellationToken cancellationToken)
    {
        var ips = observed.Pod.Spec.HostNetwork ? services.Node.Addresses.IPs : observed.ReadySandbox?.IPs ?? [];
        var target = new ProbeTarget(container, action.Id, ips.IsEmpty ? "" : ips[0]);
        if (await hooks.RunAsync(hook, target, action.Grace, cancellationToken) is { } error)
        {
            services.Events.Warning(observed.Pod, action.Name, "FailedPreStopHook", $"PreStopHook failed: {error}");
        }
    }
}
