namespace Navarch.ApiServer.Resources.Core;

/// <summary>Nodes: they report their status when they register.</summary>
internal sealed class NodeResource : ResourceStrategy
{
    /// <inheritdoc/>
    public override bool KeepsStatusOnCreate => true;
}
