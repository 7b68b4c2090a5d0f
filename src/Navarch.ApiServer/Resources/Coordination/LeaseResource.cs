using Navarch.Api.Coordination.V1;

namespace Navarch.ApiServer.Resources.Coordination;

/// <summary>Leases: the renewal of a node's lease is a heartbeat, renewed every few seconds and worth nothing after a restart.</summary>
internal sealed class LeaseResource : ResourceStrategy
{
    private const string NodeLeases = "kube-node-lease";

    /// <inheritdoc/>
    public override bool AllowsCreateOnUpdate => true;

    /// <inheritdoc/>
    public override bool AllowsUnconditionalUpdate => false;

    /// <inheritdoc/>
    public override bool IsHeartbeat(IKubernetesObject obj, IKubernetesObject old) =>
        obj.Metadata.Namespace == NodeLeases && obj is Lease now && old is Lease before &&
        now.Spec with { RenewTime = null } == before.Spec with { RenewTime = null };
}
