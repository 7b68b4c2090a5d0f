using Navarch.Api;
using Navarch.Api.Core.V1;
using Navarch.Client.Caching;
using Navarch.Node.Containers;
using Navarch.Node.Pods;

namespace Navarch.Node.Reporting;

/// <summary>What pods are told of their node and of the services they can reach.</summary>
internal sealed class NodeFacts(HostAddresses addresses, MachineFacts machine, int maxPods, ObjectCache services) : INodeFacts
{
    /// <inheritdoc/>
    public HostAddresses Addresses => addresses;

    /// <inheritdoc/>
    public long Memory => machine.Memory;

    /// <inheritdoc/>
    public ValueMap<Quantity> Allocatable { get; } = NodeStatusComposer.Allocatable(machine, maxPods);

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyDictionary<string, string>> ServiceVariablesAsync(Pod pod, CancellationToken cancellationToken)
    {
        await services.Synced.WaitAsync(cancellationToken);
        var ns = pod.Metadata.Namespace;
        var known = services.InNamespace<Service>(ns).AsEnumerable();
        if (services.Get(new("default", "kubernetes")) is Service api && ns != "default")
        {
            known = known.Append(api);
        }

        return ServiceEnvironment.Compose(ns, known, pod.Spec.EnableServiceLinks != false);
    }
}
