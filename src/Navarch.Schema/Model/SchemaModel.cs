namespace Navarch.Schema.Model;

/// <summary>What a type's name stands for.</summary>
/// <param name="Scalar">The built-in type, or null.</param>
/// <param name="Type">The declared type, or null.</param>
/// <param name="Enum">The declared enum, or null.</param>
internal readonly record struct Resolved(string? Scalar, TypeDeclaration? Type, EnumDeclaration? Enum);

/// <summary>The whole schema, read.</summary>
internal sealed class SchemaModel
{
    /// <summary>The types every schema file may name without declaring them.</summary>
    public static readonly IReadOnlySet<string> Scalars = new HashSet<string>(StringComparer.Ordinal)
    {
        "string", "int32", "int64", "bool", "double", "bytes", "Time", "MicroTime", "Duration", "Quantity", "IntOrString", "RawJson",
        "GroupVersionKind", "GroupVersionResource",
    };

    private readonly Dictionary<string, TypeDeclaration> types = new(StringComparer.Ordinal);
    private readonly Dictionary<string, EnumDeclaration> enums = new(StringComparer.Ordinal);

    /// <summary>The group-versions, in order of their folders.</summary>
    public List<GroupDeclaration> Groups { get; } = [];

    /// <summary>The types in order of their full names.</summary>
    public IEnumerable<TypeDeclaration> Types => types.Values.OrderBy(t => t.FullName, StringComparer.Ordinal);

    /// <summary>The enums in order of their full names.</summary>
    public IEnumerable<EnumDeclaration> Enums => enums.Values.OrderBy(e => e.FullName, StringComparer.Ordinal);

    /// <summary>What was found wrong, ready to print.</summary>
    public List<string> Problems { get; } = [];

    /// <summary>Adds a type; a name used twice in a group-version is a problem.</summary>
    public void Add(TypeDeclaration type) => AddNamed(types, type.FullName, type, type.Source);

    /// <summary>Adds an enum; a name used twice in a group-version is a problem.</summary>
    public void Add(EnumDeclaration value) => AddNamed(enums, value.FullName, value, value.Source);

    /// <summary>The group-version of a folder.</summary>
    public GroupDeclaration Group(string directory, string version) => Groups.First(g => g.Directory == directory && g.Version == version);

    /// <summary>What a name means in a group-version: its own types first, then built-in types, then meta; null when nothing.</summary>
    public Resolved? Resolve(string name, string directory, string version)
    {
        if (Scalars.Contains(name))
        {
            return new(name, null, null);
        }

        foreach (var full in (string[])(name.Contains('.') ? [name] : [$"{directory}.{version}.{name}", $"meta.v1.{name}"]))
        {
            if (types.TryGetValue(full, out var type))
            {
                return new(null, type, null);
            }

            if (enums.TryGetValue(full, out var value))
            {
                return new(null, null, value);
            }
        }

        return null;
    }

    /// <summary>The fields of a type with those of included types in place.</summary>
    public IEnumerable<FieldDeclaration> FlatFields(TypeDeclaration type)
    {
        foreach (var field in type.Fields)
        {
            if (!field.IsInclude)
            {
                yield return field;
            }
            else if (Resolve(field.Type.Name, type.Directory, type.Version) is { Type: { } included })
            {
                foreach (var inner in FlatFields(included))
                {
                    yield return field.Number is { } around ? inner with { AroundNumbers = [around, .. inner.AroundNumbers] } : inner;
                }
            }
        }
    }

    private void AddNamed<T>(Dictionary<string, T> map, string fullName, T value, SourceLine source)
    {
        if (!map.TryAdd(fullName, value))
        {
            Problems.Add(source.Problem($"{fullName} is declared twice"));
        }
    }
}
