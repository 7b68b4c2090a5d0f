namespace Navarch.ApiServer.Resources;

/// <summary>What a strategy or an admission rule may know about the write it takes part in.</summary>
/// <param name="User">Who writes.</param>
/// <param name="Resource">The resource.</param>
/// <param name="Namespace">The namespace, or empty.</param>
/// <param name="Subresource">The subresource written, or empty.</param>
/// <param name="Objects">What else is stored.</param>
/// <param name="Now">The time of the write.</param>
/// <param name="DryRun">Whether nothing may be kept.</param>
internal sealed record WriteContext(
    UserInfo User,
    ServedResource Resource,
    string Namespace,
    string Subresource,
    ObjectReader Objects,
    DateTimeOffset Now,
    bool DryRun);
