using System.Text;
using Navarch.Schema.Model;

namespace Navarch.Schema.Emit;

/// <summary>Writes a type's immutable record: properties, JSON reader, JSON writer, and for kinds what <c>IKubernetesObject</c> asks.</summary>
internal sealed class RecordEmitter
{
    private readonly ClrTypes types;
    private readonly CheckEmitter checks;
    private readonly ComparisonEmitter comparisons;
    private readonly HashSet<string> listItems = new(StringComparer.Ordinal);
    private readonly HashSet<string> mapValues = new(StringComparer.Ordinal);

    public RecordEmitter(ClrTypes types)
    {
        this.types = types;
        checks = new(types.Model);
        comparisons = new(types);
        foreach (var type in types.Model.Types)
        {
            foreach (var field in types.Model.FlatFields(type).Where(f => f.Type.Shape is TypeShape.List or TypeShape.Map))
            {
                var element = types.Model.Resolve(field.Type.Innermost.Name, type.Directory, type.Version)!.Value.Type;
                if (element is not null)
                {
                    (field.Type.Shape == TypeShape.List ? listItems : mapValues).Add(element.FullName);
                }
            }
        }
    }

    /// <summary>Appends the record of a type; mixins and hand-written types have none.</summary>
    public void Emit(StringBuilder code, GroupDeclaration group, TypeDeclaration type)
    {
        if (type.Kind is DeclarationKind.Mixin or DeclarationKind.Custom)
        {
            return;
        }

        var name = type.Name;
        var fields = Fields(type);
        var contract = type.Kind == DeclarationKind.Kind ? $"IKubernetesObject<{name}>, IApiObject" : type.HasTypeMeta ? "IApiObject" : "IApiValue";
        code.Append($"\n/// <summary>{Summary(group, type)}</summary>\npublic sealed partial record {name} : {contract}, IApiValue<{name}>\n{{\n");
        code.Append($"    /// <summary>One with nothing set.</summary>\n    public static readonly {name} Empty = new();\n\n");
        code.Append($"    /// <summary>Makes one with nothing set.</summary>\n    public {name}() {{ }}\n\n");
        EmitReader(code, type, fields);
        foreach (var (field, clr) in fields)
        {
            code.Append($"    /// <summary>{(field.Description.Length > 0 ? Escape(field.Description) : $"The field <c>{field.JsonName}</c>.")}</summary>\n");
            code.Append($"    public {clr.Type} {field.PropertyName} {{ get; init; }}{clr.Initializer}\n\n");
        }

        if (type.HasTypeMeta)
        {
            KindEmitter.EmitMembers(code, types, group, type, comparisons.Covers(type));
        }

        EmitWriter(code, group, type, fields);
        checks.Emit(code, type);
        comparisons.Emit(code, type, fields);
        EmitStatics(code, type, fields);
        code.Append("}\n");
    }

    private (FieldDeclaration Field, ClrField Clr)[] Fields(TypeDeclaration type)
    {
        // An included type's names resolve where that type is declared; includes stay inside a group-version.
        return [.. types.Model.FlatFields(type).Select(f => (f, types.Field(type, f)))];
    }

    private static void EmitReader(StringBuilder code, TypeDeclaration type, (FieldDeclaration Field, ClrField Clr)[] fields)
    {
        code.Append($"    private {type.Name}(ref ApiReader reader, {type.Name} onto) : this(onto)\n    {{\n        if (!reader.BeginObject()) return;\n        ulong seen = 0;\n");
        code.Append("        while (reader.NextField(out var name))\n        {\n            switch (name.Length)\n            {\n");
        var cases = fields.Select((f, i) => (Json: f.Field.JsonName, Code: $"reader.See(ref seen, {i}); {f.Field.PropertyName} = {Read(f.Field, f.Clr)}; continue;")).ToList();
        if (type.HasTypeMeta)
        {
            cases.Add(("kind", $"reader.See(ref seen, {fields.Length}); reader.ReadString(); continue;"));
            cases.Add(("apiVersion", $"reader.See(ref seen, {fields.Length + 1}); reader.ReadString(); continue;"));
        }

        foreach (var length in cases.GroupBy(c => c.Json.Length).OrderBy(g => g.Key))
        {
            code.Append($"                case {length.Key}:\n");
            foreach (var (json, read) in length)
            {
                code.Append($"                    if (name.SequenceEqual(\"{json}\"u8)) {{ {read} }}\n");
            }

            code.Append("                    break;\n");
        }

        code.Append("            }\n            reader.Unknown();\n        }\n    }\n\n");
    }

    private static string Read(FieldDeclaration field, ClrField clr) =>
        clr.Merge.Length > 0 ? clr.Merge.Replace("{0}", field.PropertyName, StringComparison.Ordinal) : clr.Read;

    private static void EmitWriter(StringBuilder code, GroupDeclaration group, TypeDeclaration type, (FieldDeclaration Field, ClrField Clr)[] fields)
    {
        code.Append("    /// <inheritdoc/>\n    public void WriteJson(System.Text.Json.Utf8JsonWriter writer)\n    {\n        writer.WriteStartObject();\n");
        if (type.HasTypeMeta)
        {
            code.Append($"        writer.WriteString(\"kind\"u8, \"{type.Name}\"u8);\n        writer.WriteString(\"apiVersion\"u8, \"{group.ApiVersion}\"u8);\n");
        }

        foreach (var (field, clr) in fields)
        {
            var method = clr.WriteMethod(field, group.IsMeta);
            code.Append($"        writer.{method}{clr.PointerSuffix(method)}{clr.Write}(\"{field.JsonName}\"u8, {field.PropertyName});\n");
        }

        code.Append("        writer.WriteEndObject();\n    }\n\n");
    }

    private void EmitStatics(StringBuilder code, TypeDeclaration type, (FieldDeclaration Field, ClrField Clr)[] fields)
    {
        var name = type.Name;
        code.Append($"    /// <inheritdoc/>\n    public static {name} ReadJson(ref ApiReader reader) => reader.PassEmpty() ? Empty : new(ref reader, Empty);\n\n");
        code.Append($"    internal static {name} ReadJson(ref ApiReader reader, {name}? onto) =>\n        reader.IsNull() ? Empty : reader.PassEmpty() ? onto ?? Empty : new(ref reader, onto ?? Empty);\n\n");
        if (listItems.Contains(type.FullName))
        {
            code.Append($"    internal static ValueList<{name}> ReadList(ref ApiReader reader)\n    {{\n        if (!reader.BeginList()) return default;\n");
            code.Append($"        var items = new System.Collections.Generic.List<{name}>();\n        while (reader.NextItem()) items.Add(new(ref reader, Empty));\n");
            code.Append("        return items.Count == 0 ? default : new(items.ToArray());\n    }\n\n");
        }

        if (mapValues.Contains(type.FullName))
        {
            code.Append($"    internal static ValueMap<{name}> ReadMap(ref ApiReader reader, ValueMap<{name}> onto)\n    {{\n        if (!reader.BeginObject()) return default;\n");
            code.Append($"        var entries = new MapBuilder<{name}>();\n        while (reader.NextKey(out var key))\n        {{\n");
            code.Append("            if (reader.IsRemoval()) entries.Remove(key);\n            else entries.Add(ref reader, key, new(ref reader, onto.TryGetValue(key, out var present) ? present : Empty));\n");
            code.Append("        }\n        return entries.Build(onto);\n    }\n\n");
        }

        code.Append($"    /// <summary>The type's fields with their merge rules.</summary>\n    public static TypeStructure Structure => TypeStructure.Get(\"{type.FullName}\");\n\n");
        code.Append("    /// <summary>The object as JSON.</summary>\n    public override string ToString() => ApiJson.ToText(this);\n\n");
        code.Append("    private bool PrintMembers(System.Text.StringBuilder builder) => false;\n\n");
        var hashed = string.Join(", ", fields.Take(3).Select(f => f.Field.PropertyName));
        code.Append($"    /// <summary>Takes in only the first fields: enough to spread, and cheap.</summary>\n    public override int GetHashCode() => {(hashed.Length > 0 ? $"HashCode.Combine({hashed})" : "0")};\n");
    }

    private static string Summary(GroupDeclaration group, TypeDeclaration type) =>
        type.Description.Length > 0 ? Escape(type.Description) : $"<c>{type.Name}</c> of <c>{group.ApiVersion}</c>.";

    private static string Escape(string text) => text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal);
}
