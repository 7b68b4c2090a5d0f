using Navarch.Api.Core.V1;

namespace Navarch.ApiServer.Proxying;

/// <summary>The container a request is about, and the node it runs on.</summary>
/// <param name="Pod">The pod.</param>
/// <param name="Container">The container's name; empty when the request is about the whole pod.</param>
/// <param name="Host">The node's address.</param>
internal sealed record PodTarget(Pod Pod, string Container, NodeEndpoint Host)
{
    private const string DefaultContainer = "kubectl.kubernetes.io/default-container";

    /// <summary>Finds the target.</summary>
    /// <param name="objects">The stored objects.</param>
    /// <param name="call">The call, which names the pod.</param>
    /// <param name="container">The container asked for; empty: the only or default one; null: none is needed.</param>
    public static ApiResult<PodTarget> Find(ObjectReader objects, ResourceCall call, string? container)
    {
        if (objects.Find<Pod>(call.Namespace, call.Name) is not { } pod)
        {
            return Failures.NotFound(Pod.Info, call.Name);
        }

        var chosen = container is null ? "" : Choose(pod, container);
        if (!chosen.IsSuccess)
        {
            return chosen.Status;
        }

        if (pod.Spec.NodeName.Length == 0)
        {
            return Failures.BadRequest($"pod {pod.Metadata.Name} does not have a host assigned");
        }

        if (objects.Find<Node>("", pod.Spec.NodeName) is not { } node)
        {
            return Failures.NotFound(Api.Core.V1.Node.Info, pod.Spec.NodeName);
        }

        return NodeEndpoint.Of(node) is { } address
            ? new PodTarget(pod, chosen.Value, address)
            : Failures.InternalError($"no preferred addresses found for node {node.Metadata.Name}; known addresses: []");
    }

    private static ApiResult<string> Choose(Pod pod, string asked)
    {
        var containers = pod.Spec.Containers.Select(c => c.Name).ToList();
        if (asked.Length == 0)
        {
            if (containers.Count == 1)
            {
                return containers[0];
            }

            if (pod.Metadata.Annotations.TryGetValue(DefaultContainer, out var preferred) && containers.Contains(preferred, StringComparer.Ordinal))
            {
                return preferred;
            }

            var initContainers = pod.Spec.InitContainers.IsEmpty ? "" : $" or one of the init containers: [{string.Join(' ', pod.Spec.InitContainers.Select(c => c.Name))}]";
            return Failures.BadRequest($"a container name must be specified for pod {pod.Metadata.Name}, choose one of: [{string.Join(' ', containers)}]{initContainers}");
        }

        return containers.Contains(asked, StringComparer.Ordinal)
            || pod.Spec.InitContainers.Any(c => c.Name == asked)
            || pod.Spec.EphemeralContainers.Any(c => c.Name == asked)
            ? asked
            : Failures.BadRequest($"container {asked} is not valid for pod {pod.Metadata.Name}");
    }
}
