namespace Navarch.ApiServer.Resources.Core;

/// <summary>Replication controllers: for old clients' sake their pods stay when a delete does not say what to do with them.</summary>
internal sealed class ReplicationControllerResource : ResourceStrategy
{
    /// <inheritdoc/>
    public override bool OrphansByDefault => true;
}
