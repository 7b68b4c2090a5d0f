using Navarch.Schema.Model;

namespace Navarch.Schema;

/// <summary>Finds what a person can get wrong in the schema: doubled names and numbers, names of nothing, flags that do not fit.</summary>
internal static class SchemaChecker
{
    // A record cannot have a member of these names.
    private static readonly HashSet<string> Forbidden =
        new(StringComparer.Ordinal) { "Clone", "Equals", "GetHashCode", "ToString", "Empty", "Info", "KindInfo", "WriteJson", "ReadJson" };

    /// <summary>Adds a problem to the model for each fault.</summary>
    public static void Check(SchemaModel model)
    {
        foreach (var type in model.Types)
        {
            CheckNumbers(model, type);
            CheckNames(model, type);
            foreach (var field in type.Fields)
            {
                CheckField(model, type, field);
            }

            if (model.FlatFields(type).Count() > 60)
            {
                model.Problems.Add(type.Source.Problem($"{type.Name} has more than 60 fields: the reader counts them in one word"));
            }
        }
    }

    private static void CheckNumbers(SchemaModel model, TypeDeclaration type)
    {
        foreach (var twice in type.Fields.Where(f => f.Number is not null).GroupBy(f => f.Number).Where(g => g.Count() > 1))
        {
            model.Problems.Add(twice.Last().Source.Problem($"{type.Name} uses protobuf number {twice.Key} twice"));
        }
    }

    private static void CheckNames(SchemaModel model, TypeDeclaration type)
    {
        var fields = model.FlatFields(type).ToArray();
        foreach (var twice in fields.GroupBy(f => f.JsonName, StringComparer.Ordinal).Where(g => g.Count() > 1))
        {
            model.Problems.Add(twice.Last().Source.Problem($"{type.Name} has the field '{twice.Key}' twice"));
        }

        foreach (var twice in fields.GroupBy(f => f.PropertyName, StringComparer.Ordinal).Where(g => g.Count() > 1 && g.Select(f => f.JsonName).Distinct().Count() > 1))
        {
            model.Problems.Add(twice.Last().Source.Problem($"{type.Name} has the property '{twice.Key}' twice"));
        }

        foreach (var field in fields.Where(f => f.PropertyName == type.Name || Forbidden.Contains(f.PropertyName)))
        {
            model.Problems.Add(field.Source.Problem($"a property of {type.Name} cannot be called '{field.PropertyName}': write {field.JsonName}=OtherName"));
        }

        if (type.Kind == DeclarationKind.Kind && !fields.Any(f => f.PropertyName == "Metadata" && f.Type.Name == "ObjectMeta"))
        {
            model.Problems.Add(type.Source.Problem($"the kind {type.Name} needs 'metadata ObjectMeta'"));
        }
    }

    private static void CheckField(SchemaModel model, TypeDeclaration type, FieldDeclaration field)
    {
        if (model.Resolve(field.Type.Innermost.Name, type.Directory, type.Version) is not { } resolved)
        {
            model.Problems.Add(field.Source.Problem($"there is no type '{field.Type.Innermost.Name}'"));
            return;
        }

        if (field.ListType != "atomic" && field.Type.Shape != TypeShape.List)
        {
            model.Problems.Add(field.Source.Problem("only a list has 'list='"));
        }

        if (field.Given && field.Type.Shape != TypeShape.List && resolved is { Enum: null, Scalar: not "string" })
        {
            model.Problems.Add(field.Source.Problem("only a text or a list can be 'given'"));
        }

        if (resolved.Type is { } item)
        {
            var names = model.FlatFields(item).Select(f => f.JsonName).ToHashSet(StringComparer.Ordinal);
            foreach (var key in field.ListMapKeys.Append(field.MergeKey).Where(k => k.Length > 0 && !names.Contains(k)))
            {
                model.Problems.Add(field.Source.Problem($"{item.Name} has no field '{key}' to merge by"));
            }
        }
    }
}
