using System.Text;
using Navarch.Schema.Model;

namespace Navarch.Schema.Emit;

/// <summary>
/// Writes the structure every type has at run time as plain text, which Navarch.Api holds as a UTF-8 literal and reads type by type on
/// demand: a line <c>full name, flags, description</c> a type, then a line of tab-separated columns a field; the description is the last.
/// </summary>
internal static class StructureEmitter
{
    private const string Quotes = "\"\"\"\"\"";

    /// <summary>The C# that holds the text of all types.</summary>
    public static string Source(SchemaModel model) =>
        $"{ApiEmitter.Header}namespace Navarch.Api.Structure;\n\ninternal static partial class StructureText\n{{\n"
        + $"    private static ReadOnlySpan<byte> Text =>\n{Quotes}\n{Emit(model)}\n{Quotes}u8;\n}}\n";

    private static string Emit(SchemaModel model)
    {
        var text = new StringBuilder();
        foreach (var type in model.Types.Where(t => t.Kind != DeclarationKind.Mixin))
        {
            text.Append($"{type.FullName}\t{(type.HasTypeMeta ? "m" : "")}{(type.Atomic ? "a" : "")}\t{type.Description}\n");
            foreach (var field in model.FlatFields(type))
            {
                var resolved = model.Resolve(field.Type.Innermost.Name, type.Directory, type.Version)!.Value;
                var name = resolved.Type?.FullName ?? resolved.Scalar ?? "string";
                text.Append($"\t{field.JsonName}\t{field.Type.Text(name)}\t{string.Concat(field.AroundNumbers.Select(n => $"{n}."))}{field.Number}\t{Flags(field, field.Atomic || (resolved.Type?.Atomic == true && !field.Granular && (field.Type.Shape is TypeShape.Named or TypeShape.Pointer)))}\t{field.Default}\t");
                text.Append($"{(field.ListType == "map" ? "map:" + string.Join(',', field.ListMapKeys) : field.ListType)}\t{field.MergeKey}\t");
                text.Append($"{(resolved.Enum is { IsClosed: true } e ? string.Join('|', e.Values.Select(v => v.Value)) + "|" : "")}\t{field.Minimum}\t{field.Maximum}\t{field.Gate}\t{field.Description}\n");
            }
        }

        return text.ToString();
    }

    private static string Flags(FieldDeclaration field, bool isAtomic) => string.Concat(
        field.Required ? "r" : "",
        field.WrittenWhenEmpty ? "w" : "",
        field.OmitZero ? "z" : "",
        isAtomic ? "a" : "",
        field.Merge ? "m" : "",
        field.RetainKeys ? "k" : "",
        field.Replace ? "p" : "",
        field.Discriminator ? "d" : "");
}
