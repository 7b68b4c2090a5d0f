using System.Text.Json;
using Navarch.Api.Core.V1;
using Navarch.Api.Json;
using Navarch.Node.Server;

namespace Navarch.Node.Pods;

/// <summary>Tells the node's server which runtime objects and log files belong to a pod.</summary>
internal sealed class PodLocator(Func<IEnumerable<PodWorker>> workers, NodePaths paths) : IPodLocator
{
    /// <inheritdoc/>
    public ValueTask<LocatedPod?> FindAsync(string podNamespace, string podName, CancellationToken ct)
    {
        LocatedPod? found = null;
        foreach (var worker in workers())
        {
            var observed = worker.Observed;
            if (observed.Pod.Metadata.Namespace == podNamespace && observed.Pod.Metadata.Name == podName && (found is null || !observed.Gone))
            {
                found = Locate(observed);
            }
        }

        return new(found);
    }

    /// <inheritdoc/>
    public ValueTask<ReadOnlyMemory<byte>> DescribePodsAsync(CancellationToken ct)
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("kind"u8, "PodList"u8);
            writer.WriteString("apiVersion"u8, "v1"u8);
            writer.WriteStartObject("metadata"u8);
            writer.WriteEndObject();
            writer.WriteStartArray("items"u8);
            foreach (var worker in workers())
            {
                if (!worker.Observed.Gone)
                {
                    writer.WriteRawValue(ApiJson.ToBytes(worker.Observed.Pod), skipInputValidation: true);
                }
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return new(buffer.WrittenMemory);
    }

    private LocatedPod Locate(PodObservation observed)
    {
        var containers = new List<LocatedContainer>();
        foreach (var (container, _) in PodContainers.All(observed.Pod.Spec))
        {
            var latest = observed.Latest(container.Name);
            var previous = observed.Previous(container.Name);
            containers.Add(new()
            {
                Name = container.Name,
                ContainerId = latest?.Id,
                IsRunning = latest?.Life == ContainerLife.Running,
                LogFile = LogOf(observed.Pod, latest),
                PreviousLogFile = LogOf(observed.Pod, previous),
                WaitingReason = latest is null ? WaitingOf(observed, container) : "",
            });
        }

        return new(observed.Pod.Metadata.UID, observed.ReadySandbox?.Id, containers);
    }

    private string? LogOf(Pod pod, ContainerObservation? container) =>
        container is null || container.Life == ContainerLife.Created ? null : Path.Combine(paths.LogFolder(pod), NodePaths.LogFile(container.Name, container.Attempt));

    private static string WaitingOf(PodObservation observed, Container container)
    {
        foreach (var status in observed.Pod.Status.InitContainerStatuses.Concat(observed.Pod.Status.ContainerStatuses).Concat(observed.Pod.Status.EphemeralContainerStatuses))
        {
            if (status.Name == container.Name && status.State.Waiting is { } waiting)
            {
                return waiting.Reason;
            }
        }

        return "ContainerCreating";
    }
}
