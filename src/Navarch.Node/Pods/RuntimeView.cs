using Navarch.Api;
using Navarch.Client.Grpc.Cri;
using Navarch.Node.Containers;
using Navarch.Node.Cri;
using CriContainer = Navarch.Client.Grpc.Cri.Container;

namespace Navarch.Node.Pods;

/// <summary>
/// Reads what the runtime shows of one pod. What cannot change any more, such as an ended container's status, is asked
/// for once.
/// </summary>
internal sealed class RuntimeView(ICriClient runtime, string podUid)
{
    private readonly Dictionary<(string Id, ContainerState State), ContainerObservation> known = [];
    private readonly Dictionary<string, ValueList<string>> addresses = new(StringComparer.Ordinal);

    /// <summary>Reads the pod's sandboxes and containers.</summary>
    public async Task<(ValueList<SandboxObservation> Sandboxes, ValueList<ContainerObservation> Containers)> ReadAsync(CancellationToken cancellationToken)
    {
        var sandboxFilter = new PodSandboxFilter();
        sandboxFilter.LabelSelector[PodLabels.PodUid] = podUid;
        var containerFilter = new ContainerFilter();
        containerFilter.LabelSelector[PodLabels.PodUid] = podUid;
        var listing = runtime.ListPodSandboxesAsync(sandboxFilter, cancellationToken);
        var containers = await runtime.ListContainersAsync(containerFilter, cancellationToken);
        var sandboxes = new List<SandboxObservation>();
        foreach (var sandbox in await listing)
        {
            sandboxes.Add(await ObserveAsync(sandbox, cancellationToken));
        }

        var observations = new List<ContainerObservation>();
        var keys = new HashSet<(string, ContainerState)>();
        foreach (var container in containers)
        {
            if (await ObserveAsync(container, cancellationToken) is { } observation)
            {
                observations.Add(observation);
                keys.Add((container.Id, container.State));
            }
        }

        foreach (var stale in known.Keys.Where(k => !keys.Contains(k)).ToArray())
        {
            known.Remove(stale);
        }

        return (sandboxes.ToValueList(), observations.ToValueList());
    }

    private async Task<SandboxObservation> ObserveAsync(PodSandbox sandbox, CancellationToken cancellationToken)
    {
        var ready = sandbox.State == PodSandboxState.SandboxReady;
        if (ready && !addresses.ContainsKey(sandbox.Id) && await runtime.PodSandboxStatusAsync(sandbox.Id, cancellationToken) is { } status)
        {
            var ips = new List<string>();
            if (!string.IsNullOrEmpty(status.Network?.Ip))
            {
                ips.Add(status.Network.Ip);
                ips.AddRange(status.Network.AdditionalIps.Select(a => a.Ip));
            }

            addresses[sandbox.Id] = ips.ToValueList();
        }

        return new()
        {
            Id = sandbox.Id,
            Attempt = (int)(sandbox.Metadata?.Attempt ?? 0),
            Ready = ready,
            CreatedAt = Time(sandbox.CreatedAt) ?? default,
            IPs = ready ? addresses.GetValueOrDefault(sandbox.Id) : [],
        };
    }

    private async Task<ContainerObservation?> ObserveAsync(CriContainer container, CancellationToken cancellationToken)
    {
        if (known.TryGetValue((container.Id, container.State), out var observation))
        {
            return observation;
        }

        if (await runtime.ContainerStatusAsync(container.Id, cancellationToken) is not { } status)
        {
            return null;
        }

        observation = Observe(container.PodSandboxId, status);
        if (observation.Life != ContainerLife.Created && status.State == container.State)
        {
            known[(container.Id, container.State)] = observation;
        }

        return observation;
    }

    private static ContainerObservation Observe(string sandboxId, ContainerStatus status)
    {
        var life = status.State switch
        {
            ContainerState.ContainerCreated => ContainerLife.Created,
            ContainerState.ContainerRunning => ContainerLife.Running,
            _ => ContainerLife.Exited,
        };
        var annotations = status.Annotations;
        return new()
        {
            Id = status.Id,
            Name = status.Labels.GetValueOrDefault(PodLabels.ContainerName) ?? status.Metadata?.Name ?? "",
            Attempt = (int)(status.Metadata?.Attempt ?? 0),
            SandboxId = sandboxId,
            Life = life,
            CreatedAt = Time(status.CreatedAt) ?? default,
            StartedAt = Time(status.StartedAt),
            FinishedAt = Time(status.FinishedAt),
            ExitCode = status.ExitCode,
            Reason = status.Reason,
            Message = life == ContainerLife.Exited ? TerminationMessage.Read(status) : "",
            Image = annotations.GetValueOrDefault(PodLabels.Image) ?? status.Image?.Image ?? "",
            ImageId = status.ImageRef,
            Backoff = TimeSpan.FromSeconds(long.TryParse(annotations.GetValueOrDefault(PodLabels.Backoff), out var seconds) ? seconds : 0),
        };
    }

    private static DateTimeOffset? Time(long nanoseconds) => nanoseconds <= 0 ? null : DateTimeOffset.UnixEpoch.AddTicks(nanoseconds / TimeSpan.NanosecondsPerTick);
}
