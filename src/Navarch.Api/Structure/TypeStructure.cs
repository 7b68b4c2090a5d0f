using System.Collections.Concurrent;
using System.Collections.Frozen;

namespace Navarch.Api.Structure;

/// <summary>The fields of a record type with their merge rules; what patches, apply and OpenAPI work from.</summary>
public sealed class TypeStructure
{
    private static readonly ConcurrentDictionary<string, TypeStructure> Known = new(StringComparer.Ordinal);

    private readonly FrozenDictionary<string, FieldStructure> byName;
    private readonly Range describedAt;

    internal TypeStructure(string name, bool hasTypeMeta, bool isAtomic, Range describedAt, IReadOnlyList<FieldStructure> fields)
    {
        (Name, HasTypeMeta, IsAtomic, Fields) = (name, hasTypeMeta, isAtomic, fields);
        this.describedAt = describedAt;
        byName = fields.ToFrozenDictionary(f => f.Name, StringComparer.Ordinal);
    }

    /// <summary>The name that is unique in the schema: <c>core.v1.PodSpec</c>.</summary>
    public string Name { get; }

    /// <summary>Whether the type begins with apiVersion and kind, which are not among <see cref="Fields"/>.</summary>
    public bool HasTypeMeta { get; }

    /// <summary>Whether server-side apply replaces values of the type as a whole.</summary>
    public bool IsAtomic { get; }

    /// <summary>A sentence for people; "" when there is none. Decoded each time it is read.</summary>
    public string Description => StructureText.Decode(describedAt);

    /// <summary>The fields in the order they are written.</summary>
    public IReadOnlyList<FieldStructure> Fields { get; }

    /// <summary>The field of that JSON name; null when the type has none.</summary>
    public FieldStructure? Field(string name) => byName.GetValueOrDefault(name);

    /// <summary>The structure of a type by its full name; <see cref="KeyNotFoundException"/> when the schema has no such type.</summary>
    public static TypeStructure Get(string name) => Known.GetOrAdd(name, StructureText.Read);

    /// <summary>The full names of all types of the schema.</summary>
    public static IEnumerable<string> Names => StructureText.Names;
}
