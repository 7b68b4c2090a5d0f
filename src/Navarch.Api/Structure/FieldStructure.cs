namespace Navarch.Api.Structure;

/// <summary>What is known of a field at run time.</summary>
public sealed class FieldStructure
{
    /// <summary>The name in JSON.</summary>
    public required string Name { get; init; }

    /// <summary>The type.</summary>
    public required FieldType Type { get; init; }

    /// <summary>The protobuf number; 0 when there is none.</summary>
    public int ProtobufNumber { get; init; }

    /// <summary>The protobuf numbers of the messages around the field, outermost first: what JSON holds in place may be a message of its own in protobuf.</summary>
    public IReadOnlyList<int> ProtobufPath { get; init; } = [];

    /// <summary>Whether the API documents the field as required.</summary>
    public bool IsRequired { get; init; }

    /// <summary>Whether the field is written even when empty.</summary>
    public bool IsWrittenWhenEmpty { get; init; }

    /// <summary>The default as a JSON literal; null when the schema has none.</summary>
    public string? Default { get; init; }

    /// <summary>How server-side apply merges the list.</summary>
    public ListType ListType { get; init; }

    /// <summary>The fields that identify an item of a <see cref="ListType.Map"/> list.</summary>
    public IReadOnlyList<string> ListMapKeys { get; init; } = [];

    /// <summary>Whether server-side apply replaces the map or record as a whole.</summary>
    public bool IsAtomic { get; init; }

    /// <summary>Whether strategic merge patch merges the list item by item; the <see cref="MergeKey"/> is empty for lists of scalars.</summary>
    public bool MergesItems { get; init; }

    /// <summary>The field by which strategic merge patch finds an item.</summary>
    public string MergeKey { get; init; } = "";

    /// <summary>Whether strategic merge patch understands <c>$retainKeys</c> here.</summary>
    public bool RetainsKeys { get; init; }

    /// <summary>Whether strategic merge patch replaces the record as a whole.</summary>
    public bool Replaces { get; init; }

    /// <summary>Whether the field names the member of a union that is set.</summary>
    public bool IsDiscriminator { get; init; }

    /// <summary>The only values allowed; empty when any value is.</summary>
    public IReadOnlyList<string> AllowedValues { get; init; } = [];

    /// <summary>The least number allowed; null when there is no bound.</summary>
    public long? Minimum { get; init; }

    /// <summary>The greatest number allowed; null when there is no bound.</summary>
    public long? Maximum { get; init; }

    /// <summary>The feature gate that guards the field; "" for none.</summary>
    public string FeatureGate { get; init; } = "";

    /// <summary>A sentence for people; "" when there is none. Decoded each time it is read.</summary>
    public string Description => StructureText.Decode(DescribedAt);

    /// <summary>Where the description is in the generated text.</summary>
    internal Range DescribedAt { get; init; }
}
