namespace Navarch.Schema.Model;

/// <summary>One line of a type: everything the project knows about a field.</summary>
internal sealed record FieldDeclaration
{
    /// <summary>Where it is written.</summary>
    public required SourceLine Source { get; init; }

    /// <summary>The name on the wire; for an included type, the type's name.</summary>
    public required string JsonName { get; init; }

    /// <summary>The property of the record.</summary>
    public required string PropertyName { get; init; }

    /// <summary>The type as written.</summary>
    public required TypeReference Type { get; init; }

    /// <summary>The protobuf number; null when the type is never sent as protobuf.</summary>
    public int? Number { get; init; }

    /// <summary>The protobuf numbers of the messages around the field: an included type is a message of its own there. Outermost first.</summary>
    public IReadOnlyList<int> AroundNumbers { get; init; } = [];

    /// <summary>Whether the fields of <see cref="Type"/> are taken in instead of nesting it.</summary>
    public bool IsInclude { get; init; }

    /// <summary>Whether the API documents the field as required.</summary>
    public bool Required { get; init; }

    /// <summary>Whether the field is written even when it is empty.</summary>
    public bool WrittenWhenEmpty { get; init; }

    /// <summary>Whether an unset time is left out instead of being written as null.</summary>
    public bool OmitZero { get; init; }

    /// <summary>The default as a JSON literal.</summary>
    public string? Default { get; init; }

    /// <summary>How lists of this field merge: <c>atomic</c>, <c>set</c> or <c>map</c>.</summary>
    public string ListType { get; init; } = "atomic";

    /// <summary>The fields that identify an item of a <c>map</c> list.</summary>
    public IReadOnlyList<string> ListMapKeys { get; init; } = [];

    /// <summary>Whether the map or record is replaced as a whole by server-side apply.</summary>
    public bool Atomic { get; init; }

    /// <summary>Whether the map or record merges by field although its type says otherwise.</summary>
    public bool Granular { get; init; }

    /// <summary>Whether strategic merge patch merges the list instead of replacing it.</summary>
    public bool Merge { get; init; }

    /// <summary>The field by which strategic merge patch matches items; empty for lists of scalars.</summary>
    public string MergeKey { get; init; } = "";

    /// <summary>Whether strategic merge patch knows the directive that drops unnamed keys of this field.</summary>
    public bool RetainKeys { get; init; }

    /// <summary>Whether strategic merge patch replaces this record.</summary>
    public bool Replace { get; init; }

    /// <summary>Whether the field names the member of a union that is set.</summary>
    public bool Discriminator { get; init; }

    /// <summary>The feature gate that guards the field; empty for none.</summary>
    public string Gate { get; init; } = "";

    /// <summary>The least number allowed.</summary>
    public long? Minimum { get; init; }

    /// <summary>The greatest number allowed.</summary>
    public long? Maximum { get; init; }

    /// <summary>Whether a text or list must not be empty.</summary>
    public bool Given { get; init; }

    /// <summary>A short sentence for people; empty when there is none.</summary>
    public string Description { get; init; } = "";
}
