using System.Globalization;
using Navarch.Schema.Model;

namespace Navarch.Schema;

/// <summary>Reads schema files; schema/README.md describes the format.</summary>
internal sealed class SchemaParser(SchemaModel model)
{
    private static readonly string[] AllVerbs = ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"];

    private string directory = "";
    private string version = "";
    private TypeDeclaration? current;

    /// <summary>Reads every group-version below a folder: <c>root/group/version/*.schema</c>.</summary>
    public static SchemaModel ParseTree(string root)
    {
        var model = new SchemaModel();
        foreach (var folder in Directory.GetDirectories(root, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            var files = Directory.GetFiles(folder, "*.schema").Order(StringComparer.Ordinal).ToArray();
            foreach (var file in files)
            {
                new SchemaParser(model).Parse(Path.GetRelativePath(root, file), File.ReadAllLines(file));
            }
        }

        return model;
    }

    /// <summary>Reads one file, whose path is <c>group/version/name.schema</c>.</summary>
    public void Parse(string file, IReadOnlyList<string> lines)
    {
        var parts = file.Split('/', '\\');
        if (parts.Length != 3)
        {
            model.Problems.Add(new SourceLine(file, 1).Problem("a schema file lies at group/version/name.schema"));
            return;
        }

        (directory, version) = (parts[0], parts[1]);
        for (var i = 0; i < lines.Count; i++)
        {
            var source = new SourceLine(file, i + 1);
            var line = lines[i];
            while (line.EndsWith('\\') && i + 1 < lines.Count)
            {
                line = line[..^1] + " " + lines[++i].Trim();
            }

            ParseLine(source, line);
        }
    }

    private void ParseLine(SourceLine source, string line)
    {
        if (string.IsNullOrWhiteSpace(line) || line.TrimStart().StartsWith('#'))
        {
            return;
        }

        var description = "";
        if (line.IndexOf(" -- ", StringComparison.Ordinal) is var cut and >= 0)
        {
            (line, description) = (line[..cut], line[(cut + 4)..].Trim());
            if (description.Contains('\t', StringComparison.Ordinal))
            {
                // Tabs separate the columns of the text that is made of the schema.
                model.Problems.Add(source.Problem("a description holds no tab"));
            }
        }

        var words = Words(line);
        if (!char.IsWhiteSpace(line[0]))
        {
            ParseDeclaration(source, words, description);
        }
        else if (current is null)
        {
            model.Problems.Add(source.Problem("a field outside a type"));
        }
        else if (words[0] == "/")
        {
            ParseSubresource(source, words);
        }
        else
        {
            ParseField(source, words, description);
        }
    }

    private void ParseDeclaration(SourceLine source, string[] words, string description)
    {
        current = null;
        if (words.Length < 2)
        {
            model.Problems.Add(source.Problem($"'{words[0]}' needs a name"));
            return;
        }

        switch (words[0])
        {
            case "group":
                var group = words[1] == "\"\"" ? "" : words[1];
                var name = words.FirstOrDefault(w => w.StartsWith("namespace=", StringComparison.Ordinal))?["namespace=".Length..] ?? directory;
                model.Groups.Add(new(directory, version, group, name));
                break;
            case "enum" or "words":
                model.Add(new EnumDeclaration(source, words[1], directory, version, words[0] == "enum", [.. words.Skip(2).Select(EnumValue)]));
                break;
            case "kind" or "object" or "type" or "mixin" or "custom":
                current = ParseType(source, words, description);
                model.Add(current);
                break;
            default:
                model.Problems.Add(source.Problem($"unknown declaration '{words[0]}'"));
                break;
        }
    }

    private TypeDeclaration ParseType(SourceLine source, string[] words, string description)
    {
        var type = new TypeDeclaration
        {
            Source = source,
            Kind = Enum.Parse<DeclarationKind>(words[0], ignoreCase: true),
            Name = words[1],
            Directory = directory,
            Version = version,
            Description = description,
        };
        foreach (var word in words.Skip(2))
        {
            var (key, value) = Split(word);
            switch (key)
            {
                case "namespaced" or "cluster":
                    type = type with { Namespaced = key == "namespaced" };
                    break;
                case "short":
                    type = type with { ShortNames = value.Split(',') };
                    break;
                case "categories":
                    type = type with { Categories = value.Split(',') };
                    break;
                case "verbs":
                    type = type with { Verbs = value.Split(',') };
                    break;
                case "atomic":
                    type = type with { Atomic = true };
                    break;
                case var plural when value.Length == 0 && type.Plural.Length == 0 && type.Kind == DeclarationKind.Kind:
                    type = type with { Plural = plural };
                    break;
                default:
                    model.Problems.Add(source.Problem($"unknown word '{word}'"));
                    break;
            }
        }

        return type.Plural.Length > 0 && type.Verbs.Count == 0 ? type with { Verbs = AllVerbs } : type;
    }

    private void ParseSubresource(SourceLine source, string[] words)
    {
        if (words.Length is < 3 or > 4)
        {
            model.Problems.Add(source.Problem("a subresource is '/ name verbs [Kind]'"));
            return;
        }

        current!.Subresources.Add(new(words[1], words[2].Split(','), words.Length > 3 ? words[3] : ""));
    }

    private void ParseField(SourceLine source, string[] words, string description)
    {
        var (json, property) = Split(words[0]);
        if (words.Length < 3 || TypeReference.Parse(words[1]) is not { } type)
        {
            model.Problems.Add(source.Problem("a field is 'name type number flags'"));
            return;
        }

        int? number = words[2] == "-" ? null : int.TryParse(words[2], NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n : -1;
        if (number == -1)
        {
            model.Problems.Add(source.Problem($"'{words[2]}' is no protobuf number"));
        }

        var isInclude = json == "include";
        var field = new FieldDeclaration
        {
            Source = source,
            JsonName = isInclude ? type.Name : json,
            PropertyName = property.Length > 0 ? property : char.ToUpperInvariant(json[0]) + json[1..],
            Type = type,
            Number = number,
            IsInclude = isInclude,
            Description = description,
        };
        foreach (var flag in words.Skip(3))
        {
            field = WithFlag(field, flag);
        }

        current!.Fields.Add(field);
    }

    private FieldDeclaration WithFlag(FieldDeclaration field, string flag)
    {
        var (key, value) = Split(flag);
        switch (key)
        {
            case "required":
                return field with { Required = true, WrittenWhenEmpty = true };
            case "always":
                return field with { WrittenWhenEmpty = true };
            case "omitempty":
                return field with { WrittenWhenEmpty = false };
            case "omitzero":
                return field with { OmitZero = true };
            case "default":
                return field with { Default = value };
            case "list" when value == "set":
                return field with { ListType = "set" };
            case "list" when value.StartsWith("map(", StringComparison.Ordinal) && value.EndsWith(')'):
                return field with { ListType = "map", ListMapKeys = value[4..^1].Split(',') };
            case "merge":
                return field with { Merge = true, MergeKey = value };
            case "retainkeys":
                return field with { RetainKeys = true };
            case "replace":
                return field with { Replace = true };
            case "atomic":
                return field with { Atomic = true };
            case "granular":
                return field with { Granular = true };
            case "discriminator":
                return field with { Discriminator = true };
            case "gate":
                return field with { Gate = value };
            case "given":
                return field with { Given = true };
            case "min" when long.TryParse(value, CultureInfo.InvariantCulture, out var least):
                return field with { Minimum = least };
            case "max" when long.TryParse(value, CultureInfo.InvariantCulture, out var most):
                return field with { Maximum = most };
            default:
                model.Problems.Add(field.Source.Problem($"unknown flag '{flag}'"));
                return field;
        }
    }

    /// <summary>The words of a line: separated by spaces, except inside double quotes, which stay.</summary>
    private static string[] Words(string line)
    {
        var words = new List<string>();
        var start = -1;
        var quoted = false;
        for (var i = 0; i <= line.Length; i++)
        {
            var isSpace = i == line.Length || (line[i] == ' ' && !quoted);
            quoted ^= i < line.Length && line[i] == '"';
            if (isSpace && start >= 0)
            {
                words.Add(line[start..i]);
                start = -1;
            }
            else if (!isSpace && start < 0)
            {
                start = i;
            }
        }

        return [.. words];
    }

    private static (string Key, string Value) Split(string word) =>
        word.IndexOf('=') is var at and > 0 ? (word[..at], word[(at + 1)..]) : (word, "");

    private static (string Constant, string Value) EnumValue(string word)
    {
        if (Split(word) is { Value.Length: > 0 } named)
        {
            return (named.Key, named.Value.Trim('"'));
        }

        word = word.Trim('"');
        var parts = word.Split(['.', '/', '-', '+', ' ', ':', '_'], StringSplitOptions.RemoveEmptyEntries);
        return (string.Concat(parts.Select(p => char.ToUpperInvariant(p[0]) + p[1..])), word);
    }
}
