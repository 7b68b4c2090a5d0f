namespace Navarch.Api.Structure;

/// <summary>How server-side apply merges a list.</summary>
public enum ListType
{
    /// <summary>It is replaced as a whole.</summary>
    Atomic,

    /// <summary>Its items are scalars, each there once.</summary>
    Set,

    /// <summary>Its items are known by the fields in <see cref="FieldStructure.ListMapKeys"/>.</summary>
    Map,
}
