namespace Navarch.ApiServer.Resources;

/// <summary>A kind whose writes are special only in what is allowed and answered.</summary>
/// <param name="createdOnUpdate">Whether a PUT to a name that does not exist creates the object.</param>
/// <param name="needsVersion">Whether an update has to name the resource version it changes.</param>
/// <param name="returnedWhenDeleted">Whether a delete answers with the deleted object and not with a status.</param>
internal sealed class PlainResource(bool createdOnUpdate = false, bool needsVersion = false, bool returnedWhenDeleted = false) : ResourceStrategy
{
    /// <inheritdoc/>
    public override bool AllowsCreateOnUpdate => createdOnUpdate;

    /// <inheritdoc/>
    public override bool AllowsUnconditionalUpdate => !needsVersion;

    /// <inheritdoc/>
    public override bool ReturnsDeletedObject => returnedWhenDeleted;
}
