using System.Text;
using Navarch.Schema.Model;

namespace Navarch.Schema.Emit;

/// <summary>Writes the checks the schema alone can tell: values of closed enums, and bounds of numbers. A kind's status is left out: only components write it.</summary>
internal sealed class CheckEmitter(SchemaModel model)
{
    private readonly Dictionary<string, bool> hasChecks = new(StringComparer.Ordinal);

    /// <summary>Appends the method of a type, for kinds always, for other types when there is anything to check.</summary>
    public void Emit(StringBuilder code, TypeDeclaration type)
    {
        if (type.Kind != DeclarationKind.Kind && !HasChecks(type))
        {
            return;
        }

        var access = type.Kind == DeclarationKind.Kind ? "public" : "internal";
        code.Append($"    /// <summary>Reports values outside closed enums and bounds.</summary>\n    {access} void CheckValues(FieldPath path, ErrorList errors)\n    {{\n");
        foreach (var field in CheckedFields(type))
        {
            EmitField(code, type, field);
        }

        code.Append("    }\n\n");
    }

    private void EmitField(StringBuilder code, TypeDeclaration type, FieldDeclaration field)
    {
        var resolved = Resolve(type, field);
        var (name, property) = (field.JsonName, field.PropertyName);
        if (field.Given)
        {
            code.Append($"        ValueChecks.Given(path, \"{name}\", {property}, errors);\n");
        }

        if (resolved.Enum is { IsClosed: true } value)
        {
            var values = $"global::{model.Group(value.Directory, value.Version).ClrNamespace}.{EnumEmitter.Plural(value.Name)}.Values";
            var method = field.Type.Shape switch
            {
                TypeShape.List => "EachOf",
                TypeShape.Pointer => "OptionalOf",
                _ => field.Required ? "RequiredOf" : "OneOf",
            };
            code.Append($"        ValueChecks.{method}(path, \"{name}\", {property}, {values}, errors);\n");
        }
        else if (field.Minimum is not null || field.Maximum is not null)
        {
            code.Append($"        ValueChecks.Bounds(path, \"{name}\", {property}, {Bound(field.Minimum, "long.MinValue")}, {Bound(field.Maximum, "long.MaxValue")}, errors);\n");
        }
        else if (resolved.Type is not { } inner || !HasChecks(inner))
        {
            // A scalar, or a record that has nothing to check, was only asked for.
        }
        else if (field.Type.Shape == TypeShape.List)
        {
            code.Append($"        for (var i = 0; i < {property}.Count; i++) {property}[i].CheckValues(path.Child(\"{name}\").Index(i), errors);\n");
        }
        else if (field.Type.Shape == TypeShape.Map)
        {
            code.Append($"        foreach (var entry in {property}.AsSpan()) entry.Value.CheckValues(path.Child(\"{name}\").Key(entry.Key), errors);\n");
        }
        else
        {
            code.Append($"        {property}{(field.Type.Shape == TypeShape.Pointer ? "?" : "")}.CheckValues(path.Child(\"{name}\"), errors);\n");
        }
    }

    private IEnumerable<FieldDeclaration> CheckedFields(TypeDeclaration type) => model.FlatFields(type).Where(f =>
        (type.Kind != DeclarationKind.Kind || f.JsonName is not ("status" or "metadata"))
        && Resolve(type, f) is var resolved
        && (resolved.Enum?.IsClosed == true || f.Given || f.Minimum is not null || f.Maximum is not null || (resolved.Type is { } inner && HasChecks(inner))));

    private bool HasChecks(TypeDeclaration type)
    {
        if (type.Kind == DeclarationKind.Custom)
        {
            return false;
        }

        if (!hasChecks.TryGetValue(type.FullName, out var result))
        {
            // A type that holds itself has checks only if something else in it has.
            hasChecks[type.FullName] = false;
            hasChecks[type.FullName] = result = CheckedFields(type).Any();
        }

        return result;
    }

    private Resolved Resolve(TypeDeclaration type, FieldDeclaration field) =>
        model.Resolve(field.Type.Innermost.Name, type.Directory, type.Version)!.Value;

    private static string Bound(long? value, string none) => value is { } bound ? bound + "L" : none;
}
