using Navarch.Api.Core.V1;
using Navarch.Scheduler.Framework;
using Navarch.Scheduler.Snapshot;

namespace Navarch.Scheduler.Plugins;

/// <summary>Nodes that hold more of the pod's images, by size and weighted by how many nodes hold them, rank higher.</summary>
public sealed class ImageLocality : IPreScorePlugin, IScorePlugin
{
    private const long MinBytes = 23L << 20;
    private const long MaxBytesEach = 1000L << 20;

    /// <inheritdoc/>
    public string Name => nameof(ImageLocality);

    /// <inheritdoc/>
    public PluginStatus PreScore(CycleState state, PodInfo pod, ClusterSnapshot snapshot, IReadOnlyList<NodeInfo> nodes)
    {
        if (nodes.Count < 2)
        {
            return PluginStatus.Skip;
        }

        var wanted = pod.Pod.Spec.Containers.Select(c => Canonical(c.Image)).ToHashSet(StringComparer.Ordinal);
        var bytes = new Dictionary<string, long>(StringComparer.Ordinal);
        var holders = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var node in nodes)
        {
            foreach (var image in Held(node.Node, wanted))
            {
                bytes[image.Name] = image.Bytes;
                holders[image.Name] = holders.GetValueOrDefault(image.Name) + 1;
            }
        }

        if (bytes.Count == 0)
        {
            return PluginStatus.Skip;
        }

        state.Set(new Images(wanted, bytes.ToDictionary(b => b.Key, b => b.Value * holders[b.Key] / nodes.Count, StringComparer.Ordinal)));
        return PluginStatus.Success;
    }

    /// <inheritdoc/>
    public long Score(CycleState state, PodInfo pod, NodeInfo node)
    {
        var images = state.Get<Images>()!;
        var sum = Held(node.Node, images.Wanted).Sum(i => images.WeightedBytes[i.Name]);
        var max = MaxBytesEach * pod.Pod.Spec.Containers.Count;
        return IScorePlugin.MaxScore * (Math.Clamp(sum, MinBytes, max) - MinBytes) / (max - MinBytes);
    }

    private static IEnumerable<(string Name, long Bytes)> Held(Node node, HashSet<string> wanted) =>
        from image in node.Status.Images
        from name in image.Names.Select(Canonical).Distinct(StringComparer.Ordinal)
        where wanted.Contains(name)
        select (name, image.SizeBytes);

    /// <summary>The reference with the defaults written out: <c>nginx</c> is <c>docker.io/library/nginx:latest</c>.</summary>
    private static string Canonical(string image)
    {
        var slash = image.IndexOf('/', StringComparison.Ordinal);
        var hasHost = slash > 0 && (image.AsSpan(0, slash).IndexOfAny('.', ':') >= 0 || image.StartsWith("localhost/", StringComparison.Ordinal));
        var full = hasHost ? image : slash > 0 ? $"docker.io/{image}" : $"docker.io/library/{image}";
        var last = full[(full.LastIndexOf('/') + 1)..];
        return last.AsSpan().IndexOfAny(':', '@') >= 0 ? full : $"{full}:latest";
    }

    private sealed record Images(HashSet<string> Wanted, Dictionary<string, long> WeightedBytes);
}
