namespace Navarch.ApiServer.Resources.Core;

/// <summary>A kind with nothing special but that a delete answers with the deleted object.</summary>
internal sealed class ReturnedWhenDeletedResource : ResourceStrategy
{
    /// <inheritdoc/>
    public override bool ReturnsDeletedObject => true;
}
