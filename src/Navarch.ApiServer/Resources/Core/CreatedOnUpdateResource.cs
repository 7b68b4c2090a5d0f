namespace Navarch.ApiServer.Resources.Core;

/// <summary>A kind with nothing special but that a PUT to a name that does not exist creates the object.</summary>
internal sealed class CreatedOnUpdateResource : ResourceStrategy
{
    /// <inheritdoc/>
    public override bool AllowsCreateOnUpdate => true;
}
