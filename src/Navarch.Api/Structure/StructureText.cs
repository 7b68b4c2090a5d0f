using System.Globalization;
using System.Text;

namespace Navarch.Api.Structure;

/// <summary>
/// The text the generator writes: a line a type, then a tab-indented line of columns a field. It stays in the assembly's image as UTF-8;
/// what is decoded of it are a type's lines when the type is first asked for, and a description whenever somebody reads it.
/// </summary>
internal static partial class StructureText
{
    private static readonly Lazy<Dictionary<string, int>> Starts = new(FindTypes);

    public static IEnumerable<string> Names => Starts.Value.Keys;

    public static TypeStructure Read(string name)
    {
        if (!Starts.Value.TryGetValue(name, out var at))
        {
            throw new KeyNotFoundException($"the schema has no type '{name}'");
        }

        var (head, description) = ReadLine(ref at);
        var fields = new List<FieldStructure>();
        while (at < Text.Length && Text[at] == '\t')
        {
            fields.Add(ReadField(ReadLine(ref at)));
        }

        return new(name, head[1].Contains('m', StringComparison.Ordinal), head[1].Contains('a', StringComparison.Ordinal), description, fields);
    }

    /// <summary>A part of the text.</summary>
    public static string Decode(Range part) => Encoding.UTF8.GetString(Text[part]);

    // Columns: (empty), name, type, protobuf numbers with dots, flags, default, list type, merge key, values, minimum, maximum, gate, description.
    private static FieldStructure ReadField((string[] Columns, Range Description) line)
    {
        var column = line.Columns;
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
            DescribedAt = line.Description,
        };
    }

    private static long? Number(string text) => text.Length == 0 ? null : long.Parse(text, CultureInfo.InvariantCulture);

    // The line at a position: its columns but the last, and where the last one is, the description. Moves on to the next line.
    private static (string[] Columns, Range Description) ReadLine(ref int at)
    {
        var rest = Text[at..];
        var length = rest.IndexOf((byte)'\n') is var end and >= 0 ? end : rest.Length;
        var last = rest[..length].LastIndexOf((byte)'\t');
        var columns = Decode(at..(at + last)).Split('\t');
        Range description = (at + last + 1)..(at + length);
        at += length + 1;
        return (columns, description);
    }

    private static Dictionary<string, int> FindTypes()
    {
        var starts = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var at = 0; at < Text.Length;)
        {
            var rest = Text[at..];
            if (rest[0] != '\t')
            {
                starts[Decode(at..(at + rest.IndexOf((byte)'\t')))] = at;
            }

            at += rest.IndexOf((byte)'\n') is var end and >= 0 ? end + 1 : rest.Length;
        }

        return starts;
    }
}
