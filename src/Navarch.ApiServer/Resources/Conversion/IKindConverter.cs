namespace Navarch.ApiServer.Resources.Conversion;

/// <summary>
/// Serves a kind at another version than the one it is stored at: converts at the edge, both ways, losing nothing that the served version
/// can say. The stored version's record is the only one that is kept.
/// </summary>
internal interface IKindConverter
{
    /// <summary>The kind at the version served.</summary>
    KindInfo Served { get; }

    /// <summary>The kind at the version stored.</summary>
    KindInfo Stored { get; }

    /// <summary>An object as it is stored.</summary>
    IKubernetesObject ToStored(IKubernetesObject served);

    /// <summary>An object as it is served.</summary>
    IKubernetesObject ToServed(IKubernetesObject stored);
}
