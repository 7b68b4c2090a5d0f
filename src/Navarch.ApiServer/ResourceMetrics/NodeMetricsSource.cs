using Navarch.Api.Core.V1;
using Navarch.Api.Metrics.V1beta1;

namespace Navarch.ApiServer.ResourceMetrics;

/// <summary>The objects of <c>nodes.metrics.k8s.io</c>.</summary>
internal sealed class NodeMetricsSource(MetricsCollector collector, ObjectReader objects, TimeProvider time) : IObjectSource
{
    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<IKubernetesObject>> ReadAsync(string ns, CancellationToken cancellationToken)
    {
        var usages = await collector.UsageAsync(cancellationToken);
        return objects.List<Node>().Where(node => usages.ContainsKey(node.Metadata.Name)).Select(IKubernetesObject (node) =>
        {
            var usage = usages[node.Metadata.Name];
            return new NodeMetrics
            {
                Metadata = new() { Name = node.Metadata.Name, Labels = node.Metadata.Labels, CreationTimestamp = time.GetUtcNow() },
                Timestamp = usage.Time,
                Window = usage.Window,
                Usage = usage.Node.ToResources(),
            };
        }).ToList();
    }
}
