using System.Globalization;

namespace Navarch.Api.Structure;

/// <summary>The embedded text the generator writes: a line a type, then a tab-indented line of columns a field. Split once, read type by type.</summary>
internal static class StructureText
{
    private static readonly Lazy<Dictionary<string, string[]>> Types = new(Split);

    public static IEnumerable<string> Names => Types.Value.Keys;

    public static TypeStructure Read(string name)
    {
        if (!Types.Value.TryGetValue(name, out var lines))
        {
            throw new KeyNotFoundException($"the schema has no type '{name}'");
        }

        var head = lines[0].Split('\t');
        return new(name, head[1].Contains('m', StringComparison.Ordinal), head[1].Contains('a', StringComparison.Ordinal), head[2], [.. lines.Skip(1).Select(ReadField)]);
    }

    // Columns: (empty), name, type, protobuf numbers with dots, flags, default, list type, merge key, values, minimum, maximum, gate, description.
    private static FieldStructure ReadField(string line)
    {
        var column = line.Split('\t');
        var type = FieldType.Parse(column[2]);
        var flags = column[4];
        int[] numbers = [.. column[3].Split('.', StringSplitOptions.RemoveEmptyEntries).Select(n => int.Parse(n, CultureInfo.InvariantCulture))];
        return new()
        {
            Name = column[1],
            Type = type,
            ProtobufNumber = numbers.Length == 0 ? 0 : numbers[^1],
            ProtobufPath = numbers.Length < 2 ? [] : numbers[..^1],
            IsRequired = flags.Contains('r', StringComparison.Ordinal),
            IsWrittenWhenEmpty = flags.Contains('w', StringComparison.Ordinal),
            Default = column[5].Length == 0 ? null : column[5],
            ListType = column[6] == "set" ? ListType.Set : column[6].StartsWith("map:", StringComparison.Ordinal) ? ListType.Map : ListType.Atomic,
            ListMapKeys = column[6].StartsWith("map:", StringComparison.Ordinal) ? column[6][4..].Split(',') : [],
            IsAtomic = flags.Contains('a', StringComparison.Ordinal),
            MergesItems = flags.Contains('m', StringComparison.Ordinal),
            MergeKey = column[7],
            RetainsKeys = flags.Contains('k', StringComparison.Ordinal),
            Replaces = flags.Contains('p', StringComparison.Ordinal),
            IsDiscriminator = flags.Contains('d', StringComparison.Ordinal),
            AllowedValues = column[8].Length == 0 ? [] : column[8][..^1].Split('|'),
            Minimum = Number(column[9]),
            Maximum = Number(column[10]),
            FeatureGate = column[11],
            Description = column[12],
        };
    }

    private static long? Number(string text) => text.Length == 0 ? null : long.Parse(text, CultureInfo.InvariantCulture);

    private static Dictionary<string, string[]> Split()
    {
        using var stream = typeof(StructureText).Assembly.GetManifestResourceStream("structure.txt")
            ?? throw new InvalidOperationException("the build did not embed structure.txt");
        using var text = new StreamReader(stream);
        var types = new Dictionary<string, string[]>(StringComparer.Ordinal);
        var lines = new List<string>();
        while (text.ReadLine() is { } line)
        {
            if (!line.StartsWith('\t') && lines.Count > 0)
            {
                types[lines[0][..lines[0].IndexOf('\t', StringComparison.Ordinal)]] = [.. lines];
                lines.Clear();
            }

            lines.Add(line);
        }

        types[lines[0][..lines[0].IndexOf('\t', StringComparison.Ordinal)]] = [.. lines];
        return types;
    }
}
