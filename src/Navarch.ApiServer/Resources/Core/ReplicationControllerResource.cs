using Navarch.Api.Core.V1;

namespace Navarch.ApiServer.Resources.Core;

/// <summary>Replication controllers: for old clients' sake their pods stay when a delete does not say what to do with them.</summary>
internal sealed class ReplicationControllerResource : ResourceStrategy
{
    private static readonly string[] Fields = ["status.replicas"];

    /// <inheritdoc/>
    public override bool OrphansByDefault => true;

    /// <inheritdoc/>
    public override IReadOnlyList<string> SelectableFields => Fields;

    /// <inheritdoc/>
    public override string? FieldOf(IKubernetesObject obj, string field) =>
        field == "status.replicas" ? ((ReplicationController)obj).Status.Replicas.ToString() : null;
}
