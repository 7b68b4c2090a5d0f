using System.Text;
using Navarch.Schema.Model;

namespace Navarch.Schema.Emit;

/// <summary>
/// Writes for each record how two states of it are compared field by field, as server-side apply sees its fields. Kinds that hold a hand-written type,
/// or a record that is written as null when it is absent, have no such method: what they look like, their JSON tells.
/// </summary>
internal sealed class ComparisonEmitter
{
    private readonly SchemaModel model;
    private readonly ClrTypes types;
    private readonly HashSet<string> reached = new(StringComparer.Ordinal);

    public ComparisonEmitter(ClrTypes types)
    {
        this.types = types;
        model = types.Model;
        foreach (var kind in model.Types.Where(t => t.Kind == DeclarationKind.Kind && Covers(t)))
        {
            Reach(kind);
        }
    }

    /// <summary>Whether two states of a type can be compared as records.</summary>
    public bool Covers(TypeDeclaration type) => types.IsPlain(type) && !WritesNull(type, new(StringComparer.Ordinal));

    /// <summary>Appends the method of a type that some kind is compared by.</summary>
    public void Emit(StringBuilder code, TypeDeclaration type, (FieldDeclaration Field, ClrField Clr)[] fields)
    {
        if (!reached.Contains(type.FullName))
        {
            return;
        }

        code.Append($"    internal static void Compare(FieldWalk walk, string element, {type.Name}? old, {type.Name}? now)\n    {{\n");
        code.Append("        if (!walk.Enter(element, old, now)) return;\n        var (a, b) = (old ?? Empty, now ?? Empty);\n");
        if (type.HasTypeMeta)
        {
            // Those of the object itself nobody owns.
            code.Append("        if (element.Length > 0) walk.TypeMeta();\n");
        }

        // In the order in which sets of fields are kept.
        foreach (var (field, clr) in fields.OrderBy(f => f.Field.JsonName, StringComparer.Ordinal))
        {
            EmitField(code, type, field, clr);
        }

        code.Append("        walk.Leave();\n    }\n\n");
    }

    private void EmitField(StringBuilder code, TypeDeclaration type, FieldDeclaration field, ClrField clr)
    {
        var (element, property) = ($"\"f:{field.JsonName}\"", field.PropertyName);
        var method = clr.WriteMethod(field);
        var isWritten = method == "Optional" ? "false" : "true";
        switch (field.Type.Shape)
        {
            case TypeShape.Named or TypeShape.Pointer when Inner(type, field, field.Type.Innermost) is { } record:
                code.Append($"        {types.Name(record)}.Compare(walk, {element}, old?.{property}, now?.{property});\n");
                break;
            case TypeShape.Map when !field.Atomic:
                var value = field.Type.Element!.Shape == TypeShape.Named ? Inner(type, field, field.Type.Element) : null;
                code.Append($"        walk.Map({element}, {isWritten}, a.{property}, b.{property}{(value is null ? "" : $", {types.Name(value)}.Compare")});\n");
                break;
            case TypeShape.List when field.ListType == "set":
                code.Append($"        walk.Set({element}, {isWritten}, a.{property}, b.{property});\n");
                break;
            case TypeShape.List when field.ListType == "map" && model.Resolve(field.Type.Innermost.Name, type.Directory, type.Version)?.Type is { } item:
                var compare = item.Atomic ? "null" : $"{types.Name(item)}.Compare";
                code.Append($"        walk.Items({element}, {isWritten}, a.{property}, b.{property}, static i => {KeyOf(item, field)}, {compare});\n");
                break;
            default:
                code.Append($"        walk.{(method == "Optional" ? method : "Always")}{clr.PointerSuffix(method)}{clr.Write}({element}, a.{property}, b.{property});\n");
                break;
        }
    }

    private string KeyOf(TypeDeclaration item, FieldDeclaration list)
    {
        var keys = list.ListMapKeys.Order(StringComparer.Ordinal).Select(name =>
        {
            var field = model.FlatFields(item).First(f => f.JsonName == name);
            var isWritten = types.Field(item, field).WriteMethod(field) != "Optional" || field.Type.Shape == TypeShape.Pointer;
            var missing = field.Default is null ? "null" : "\"" + field.Default.Replace("\"", "\\\"", StringComparison.Ordinal) + "\"";
            return (Name: name, Value: $"FieldElement.Json(i.{field.PropertyName}, {(isWritten ? "true" : "false")}, {missing})");
        }).ToList();
        return keys.Count == 1
            ? $"FieldElement.Item(\"{keys[0].Name}\", {keys[0].Value})"
            : $"FieldElement.Item({string.Join(", ", keys.Select(k => $"(\"{k.Name}\", {k.Value})"))})";
    }

    /// <summary>The record that is looked into, or null when the value is seen as a whole.</summary>
    private TypeDeclaration? Inner(TypeDeclaration owner, FieldDeclaration field, TypeReference reference) =>
        model.Resolve(reference.Name, owner.Directory, owner.Version)?.Type is { Atomic: false } type && !field.Atomic ? type : null;

    private bool WritesNull(TypeDeclaration type, HashSet<string> seen) => seen.Add(type.FullName) && model.FlatFields(type).Any(field =>
        Inner(type, field, field.Type.Innermost) is { } inner && ((field.Type.Shape == TypeShape.Pointer && field.WrittenWhenEmpty) || WritesNull(inner, seen)));

    private void Reach(TypeDeclaration type)
    {
        if (!reached.Add(type.FullName))
        {
            return;
        }

        foreach (var field in model.FlatFields(type))
        {
            if (model.Resolve(field.Type.Innermost.Name, type.Directory, type.Version)?.Type is { Atomic: false } inner
                && (field.Type.Shape == TypeShape.List ? field.ListType == "map" : !field.Atomic))
            {
                Reach(inner);
            }
        }
    }
}
