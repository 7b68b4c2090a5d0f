using System.Text;
using Navarch.Schema.Model;

namespace Navarch.Schema.Emit;

/// <summary>Writes what a kind says about itself, and the registry of all kinds.</summary>
internal static class KindEmitter
{
    /// <summary>Appends the members every kind and object has beside its fields.</summary>
    public static void EmitMembers(StringBuilder code, ClrTypes types, GroupDeclaration group, TypeDeclaration type, bool isCompared)
    {
        code.Append($"    /// <summary>The group, version and kind.</summary>\n    public static GroupVersionKind GroupVersionKind => new(\"{group.Group}\", \"{group.Version}\", \"{type.Name}\");\n\n");
        code.Append("    GroupVersionKind IApiObject.GroupVersionKind => GroupVersionKind;\n\n");
        if (type.Kind != DeclarationKind.Kind)
        {
            return;
        }

        code.Append("    /// <inheritdoc/>\n    public static KindInfo Info => Declared.Info;\n\n    /// <inheritdoc/>\n    public KindInfo KindInfo => Declared.Info;\n\n");
        code.Append($"    /// <inheritdoc/>\n    public {type.Name} WithMetadata(ObjectMeta metadata) => this with {{ Metadata = metadata }};\n\n");
        code.Append("    IKubernetesObject IKubernetesObject.WithMetadata(ObjectMeta metadata) => this with { Metadata = metadata };\n\n");
        code.Append("    private static class Declared\n    {\n        internal static readonly KindInfo Info = new()\n        {\n");
        code.Append($"            GroupVersionKind = {type.Name}.GroupVersionKind,\n            GroupVersionResource = new(\"{group.Group}\", \"{group.Version}\", \"{type.Plural}\"),\n");
        code.Append($"            Namespaced = {(type.Namespaced ? "true" : "false")},\n            ShortNames = {List(type.ShortNames)},\n            Categories = {List(type.Categories)},\n");
        code.Append($"            Verbs = {(type.Verbs.Count == 8 ? "KindInfo.AllVerbs" : List(type.Verbs))},\n");
        if (type.Subresources.Count > 0)
        {
            code.Append("            Subresources =\n            [\n");
            foreach (var sub in type.Subresources)
            {
                code.Append($"                new(\"{sub.Name}\", {List(sub.Verbs)}, {SubresourceKind(types, group, type, sub)}),\n");
            }

            code.Append("            ],\n");
        }

        code.Append($"            StructureName = \"{type.FullName}\",\n            ClrType = typeof({type.Name}),\n            Reader = static (ref ApiReader reader) => new {type.Name}(ref reader, Empty),\n");
        if (types.IsPlain(type))
        {
            code.Append($"            Merger = static (ref ApiReader reader, IKubernetesObject onto) => new {type.Name}(ref reader, ({type.Name})onto),\n");
        }

        if (isCompared)
        {
            code.Append($"            Comparer = static (walk, old, now) => Compare(walk, \"\", ({type.Name})old, ({type.Name})now),\n");
        }

        if (types.Model.FlatFields(type).Any(f => f.PropertyName == "Status"))
        {
            code.Append($"            StatusCopier = static (to, from) => (({type.Name})to) with {{ Status = (({type.Name})from).Status }},\n");
        }

        code.Append("        };\n    }\n\n");
    }

    /// <summary>The registry's list of kinds.</summary>
    public static string Registry(SchemaModel model)
    {
        var code = new StringBuilder(ApiEmitter.Header).Append("namespace Navarch.Api;\n\npublic static partial class KindRegistry\n{\n    private static KindInfo[] Declared() =>\n    [\n");
        foreach (var type in model.Types.Where(t => t.Kind == DeclarationKind.Kind))
        {
            code.Append($"        global::{model.Group(type.Directory, type.Version).ClrNamespace}.{type.Name}.Info,\n");
        }

        return code.Append("    ];\n}\n").ToString();
    }

    private static string SubresourceKind(ClrTypes types, GroupDeclaration group, TypeDeclaration type, SubresourceDeclaration sub)
    {
        if (sub.Kind.Length == 0)
        {
            return $"{type.Name}.GroupVersionKind";
        }

        if (types.Model.Resolve(sub.Kind, group.Directory, group.Version) is { Type: { } body })
        {
            return $"{types.Name(body)}.GroupVersionKind";
        }

        types.Model.Problems.Add(type.Source.Problem($"there is no kind '{sub.Kind}'"));
        return "default";
    }

    private static string List(IReadOnlyList<string> values) => values.Count == 0 ? "[]" : $"[{string.Join(", ", values.Select(v => $"\"{v}\""))}]";
}
