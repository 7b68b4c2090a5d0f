namespace Navarch.ApiServer.Verbs;

/// <summary>A call to a verb of a resource, whichever transport brought it. Authenticated and authorised.</summary>
/// <param name="User">Who calls.</param>
/// <param name="Resource">The resource.</param>
/// <param name="Namespace">The namespace, or empty.</param>
/// <param name="Name">The object's name, or empty.</param>
internal sealed record ResourceCall(UserInfo User, ServedResource Resource, string Namespace, string Name)
{
    /// <summary>The subresource, or empty.</summary>
    public string Subresource { get; init; } = "";

    /// <summary>Whether everything is checked and nothing is kept.</summary>
    public bool DryRun { get; init; }

    /// <summary>Who owns the fields that are set; may be empty.</summary>
    public string FieldManager { get; init; } = "";

    /// <summary>Takes what the caller should know of an object that is good all the same; null: nobody listens.</summary>
    public Action<string>? Warn { get; init; }

    /// <summary>Whether the object written carries its field owners as they shall be: an apply decided them.</summary>
    public bool OwnersAreDecided { get; init; }

    /// <summary>The key of the object named.</summary>
    public StoreKey Key => Resource.KeyOf(Namespace, Name);

    /// <summary>The kind.</summary>
    public KindInfo Kind => Resource.Kind;
}
