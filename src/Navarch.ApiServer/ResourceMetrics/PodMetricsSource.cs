using Navarch.Api.Core.V1;
using Navarch.Api.Metrics.V1beta1;

namespace Navarch.ApiServer.ResourceMetrics;

/// <summary>The objects of <c>pods.metrics.k8s.io</c>: those of running pods whose node answers.</summary>
internal sealed class PodMetricsSource(MetricsCollector collector, ObjectReader objects, TimeProvider time) : IObjectSource
{
    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<IKubernetesObject>> ReadAsync(string ns, CancellationToken cancellationToken)
    {
        var usages = await collector.UsageAsync(cancellationToken);
        var made = new List<IKubernetesObject>();
        foreach (var pod in objects.List<Pod>(ns))
        {
            if (usages.TryGetValue(pod.Spec.NodeName, out var usage) && usage.Pods.TryGetValue($"{pod.Metadata.Namespace}/{pod.Metadata.Name}", out var containers))
            {
                made.Add(new PodMetrics
                {
                    Metadata = new() { Name = pod.Metadata.Name, Namespace = pod.Metadata.Namespace, Labels = pod.Metadata.Labels, CreationTimestamp = time.GetUtcNow() },
                    Timestamp = usage.Time,
                    Window = usage.Window,
                    Containers = containers.Select(container => new ContainerMetrics { Name = container.Name, Usage = container.Usage.ToResources() }).ToValueList(),
                });
            }
        }

        return made;
    }
}
