using Navarch.Api;
using Navarch.Api.Core.V1;
using Navarch.Client;
using Navarch.Scheduler.Framework;
using Navarch.Scheduler.Snapshot;

namespace Navarch.Scheduler.Plugins;

/// <summary>Binds by posting to the pod's <c>binding</c> subresource.</summary>
public sealed class DefaultBinder(IKubernetesClient client) : IBindPlugin
{
    /// <inheritdoc/>
    public string Name => nameof(DefaultBinder);

    /// <inheritdoc/>
    public async ValueTask<PluginStatus> BindAsync(CycleState state, PodInfo pod, string nodeName, CancellationToken cancellationToken)
    {
        var binding = new Binding
        {
            Metadata = new() { Name = pod.Name.Name, Namespace = pod.Name.Namespace, UID = pod.Pod.Metadata.UID },
            Target = new() { APIVersion = "v1", Kind = "Node", Name = nodeName },
        };
        var result = await client.CreateSubresourceAsync<Binding, Status>(Pod.Info, pod.Name, "binding", binding, cancellationToken);
        return result.IsSuccess ? PluginStatus.Success : PluginStatus.Error(result.Status.Message);
    }
}
