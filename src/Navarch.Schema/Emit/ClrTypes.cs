using Navarch.Schema.Model;

namespace Navarch.Schema.Emit;

/// <summary>How a field is held, read and written in C#.</summary>
/// <param name="Type">The property's type.</param>
/// <param name="Initializer">The property's initial value with <c> = </c> and <c>;</c>, or nothing.</param>
/// <param name="Read">The expression that reads the value at the reader's place.</param>
/// <param name="Write">The suffix of the writer's method: none, <c>Time</c>, <c>MicroTime</c>.</param>
/// <param name="IsStruct">Whether it is a record that is never null, so never empty for <c>omitempty</c>.</param>
/// <param name="Merge">The expression that reads the value onto the present one, with <c>{0}</c> for that.</param>
internal readonly record struct ClrField(string Type, string Initializer, string Read, string Write, bool IsStruct, string Merge = "")
{
    /// <summary>When the field is written: <c>Optional</c>, <c>Always</c>, or <c>WriteAll</c>.</summary>
    public string WriteMethod(FieldDeclaration field, bool isMeta = false)
    {
        var isTimeValue = Write.Length > 0 && field.Type.Shape == TypeShape.Named;
        var isValue = field.Type.Shape == TypeShape.Named && (IsStruct || Type is "Quantity" or "IntOrString" or "RawJson" or "GroupVersionKind" or "GroupVersionResource");
        return !field.WrittenWhenEmpty && !isValue && (!isTimeValue || field.OmitZero) ? "Optional"
            : field.Type.Shape is TypeShape.List or TypeShape.Map && isMeta ? "WriteAll" : "Always";
    }

    /// <summary>What the name of a method has for strings that may be absent.</summary>
    public string PointerSuffix(string method) => method == "Optional" && Type == "string?" ? "Pointer" : "";
}

/// <summary>Maps the schema's types to C#.</summary>
internal sealed class ClrTypes(SchemaModel model)
{
    private static readonly Dictionary<string, (string Type, string Read)> ScalarTypes = new(StringComparer.Ordinal)
    {
        ["string"] = ("string", "ReadString"),
        ["int32"] = ("int", "ReadInt32"),
        ["int64"] = ("long", "ReadInt64"),
        ["bool"] = ("bool", "ReadBoolean"),
        ["double"] = ("double", "ReadDouble"),
        ["bytes"] = ("ByteString", "ReadBytes"),
        ["Time"] = ("DateTimeOffset?", "ReadTime"),
        ["MicroTime"] = ("DateTimeOffset?", "ReadTime"),
        ["Duration"] = ("TimeSpan?", "ReadDuration"),
        ["Quantity"] = ("Quantity", "ReadQuantity"),
        ["IntOrString"] = ("IntOrString", "ReadIntOrString"),
        ["RawJson"] = ("RawJson", "ReadRawJson"),
        ["GroupVersionKind"] = ("GroupVersionKind", "ReadGroupVersionKind"),
        ["GroupVersionResource"] = ("GroupVersionResource", "ReadGroupVersionResource"),
    };

    /// <summary>The schema.</summary>
    public SchemaModel Model => model;

    /// <summary>The C# name of a declared type, from anywhere.</summary>
    public string Name(TypeDeclaration type) => $"global::{model.Group(type.Directory, type.Version).ClrNamespace}.{type.Name}";

    /// <summary>How a field of a type is held, read and written.</summary>
    public ClrField Field(TypeDeclaration owner, FieldDeclaration field) => Map(field.Type, owner);

    /// <summary>Whether a type holds none that is written by hand.</summary>
    public bool IsPlain(TypeDeclaration type) => IsPlain(type, new(StringComparer.Ordinal));

    private bool IsPlain(TypeDeclaration type, HashSet<string> seen) => type.Kind != DeclarationKind.Custom
        && (!seen.Add(type.FullName)
            || model.FlatFields(type).All(f => model.Resolve(f.Type.Innermost.Name, type.Directory, type.Version) is not { Type: { } inner } || IsPlain(inner, seen)));

    private ClrField Map(TypeReference type, TypeDeclaration owner) => type.Shape switch
    {
        TypeShape.Pointer => Pointer(type.Element!, owner),
        TypeShape.List => List(type.Element!, owner),
        TypeShape.Map => MapOf(type.Element!, owner),
        _ => Named(type.Name, owner),
    };

    private ClrField Named(string name, TypeDeclaration owner)
    {
        var resolved = model.Resolve(name, owner.Directory, owner.Version)!.Value;
        if (resolved.Type is { } type)
        {
            var isOnto = type.Kind != DeclarationKind.Custom;
            return new(Name(type), $" = {Name(type)}.Empty;", $"{Name(type)}.ReadJson(ref reader)", "", true, isOnto ? $"{Name(type)}.ReadJson(ref reader, reader.Onto({{0}}))" : "");
        }

        var scalar = ScalarTypes[resolved.Scalar ?? "string"];
        var merge = scalar.Type == "RawJson" ? "reader.ReadRawJson({0})" : "";
        return new(scalar.Type, scalar.Type == "string" ? " = \"\";" : "", $"reader.{scalar.Read}()", Suffix(resolved.Scalar), false, merge);
    }

    private ClrField Pointer(TypeReference element, TypeDeclaration owner)
    {
        var inner = Map(element, owner);
        if (inner.Type.EndsWith('?') || inner.Type == "RawJson" || element.Shape != TypeShape.Named)
        {
            return inner with { Initializer = "" };
        }

        var merge = inner.Merge.Length > 0 ? $"reader.IsNull() ? null : {inner.Merge}" : "";
        return inner with { Type = inner.Type + "?", Initializer = "", Read = $"reader.IsNull() ? null : {inner.Read}", Merge = merge, IsStruct = false };
    }

    private ClrField List(TypeReference element, TypeDeclaration owner)
    {
        var inner = Map(element, owner);
        return new($"ValueList<{inner.Type}>", "", inner.IsStruct ? $"{inner.Type}.ReadList(ref reader)" : $"reader.ReadList_{Identifier(inner.Type)}()", "", false);
    }

    private ClrField MapOf(TypeReference element, TypeDeclaration owner)
    {
        var inner = Map(element, owner);
        var read = inner.IsStruct ? $"{inner.Type}.ReadMap(ref reader, reader.Onto({{0}}))" : $"reader.ReadMap_{Identifier(inner.Type)}(reader.Onto({{0}}))";
        return new($"ValueMap<{inner.Type}>", "", "", "", false, read);
    }

    private static string Suffix(string? scalar) => scalar is "Time" or "MicroTime" ? scalar : "";

    private static string Identifier(string type) => string.Concat(type.Where(char.IsAsciiLetterOrDigit));
}
