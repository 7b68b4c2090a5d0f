using System.Text;
using Navarch.Schema.Model;

namespace Navarch.Schema.Emit;

/// <summary>Writes the constants of an enum: <c>PodPhases.Running</c>.</summary>
internal static class EnumEmitter
{
    /// <summary>Appends a class of constants.</summary>
    public static void Emit(StringBuilder code, EnumDeclaration value)
    {
        code.Append($"\n/// <summary>The {(value.IsClosed ? "" : "well-known ")}values of <c>{value.Name}</c>.</summary>\npublic static class {Plural(value.Name)}\n{{\n");
        foreach (var (constant, text) in value.Values)
        {
            code.Append($"    /// <summary><c>{(text.Length == 0 ? "\"\"" : text)}</c></summary>\n    public const string {constant} = \"{text}\";\n\n");
        }

        code.Append($"    /// <summary>All of them.</summary>\n    public static readonly System.Collections.Generic.IReadOnlyList<string> Values = [{string.Join(", ", value.Values.Select(v => v.Constant))}];\n");
        code.Append("}\n");
    }

    /// <summary>The plural of a type's name.</summary>
    public static string Plural(string name) =>
        name.EndsWith('s') ? name + "es"
        : name.EndsWith('y') && !"aeiou".Contains(name[^2], StringComparison.Ordinal) ? name[..^1] + "ies"
        : name + "s";
}
