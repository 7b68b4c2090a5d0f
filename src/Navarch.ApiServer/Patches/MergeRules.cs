using Navarch.Api.Structure;

namespace Navarch.ApiServer.Patches;

/// <summary>The merge rules of the schema's types.</summary>
internal sealed class MergeRules(TypeStructure structure) : IMergeRules
{
    /// <summary>The rules of a kind.</summary>
    public static IMergeRules Of(KindInfo kind) => new MergeRules(kind.Structure);

    /// <inheritdoc/>
    public MergeRule FieldRule(string jsonName)
    {
        if (jsonName == "metadata" && structure.HasTypeMeta && structure.Field(jsonName) is null)
        {
            return default;
        }

        return structure.Field(jsonName) is { } field
            ? new MergeRule(field.MergesItems, field.Replaces, field.MergeKey, Inner(field.Type))
            : default;
    }

    private static MergeRules? Inner(Api.Structure.FieldType type)
    {
        var record = type.Shape is TypeShape.List or TypeShape.Map ? type.Element : type;
        return record?.Fields is { } fields ? new MergeRules(fields) : null;
    }
}
