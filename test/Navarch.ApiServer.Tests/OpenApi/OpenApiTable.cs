namespace Navarch.ApiServer.Tests.OpenApi;

/// <summary>What OpenAPI should say: the lines of <c>definitions.tsv</c> and <c>paths.tsv</c>, each named as in <see cref="OpenApiSummary"/>.</summary>
internal static class OpenApiTable
{
    /// <summary>The types.</summary>
    public static Dictionary<string, string> Definitions { get; } = Named(Lines("definitions.tsv"));

    /// <summary>The paths.</summary>
    public static Dictionary<string, string> Paths { get; } = Named(Lines("paths.tsv").Where(l => !l.StartsWith('@')));

    /// <summary>The sets of parameters.</summary>
    public static IReadOnlyList<(string Name, string Parameters)> Sets { get; } =
        [.. Lines("paths.tsv").Where(l => l.StartsWith('@')).Select(l => (l[..l.IndexOf('\t', StringComparison.Ordinal)], l[(l.IndexOf('\t', StringComparison.Ordinal) + 1)..]))];

    /// <summary>What differs, a sentence each.</summary>
    public static IEnumerable<string> Differences(Dictionary<string, string> wanted, Dictionary<string, string> told)
    {
        foreach (var (name, line) in wanted)
        {
            if (!told.TryGetValue(name, out var other))
            {
                yield return $"{name} is missing";
            }
            else if (other != line)
            {
                yield return $"{name} is\n    {other.Trim()}\n  and should be\n    {line.Trim()}";
            }
        }

        foreach (var (name, line) in told.Where(pair => !wanted.ContainsKey(pair.Key)))
        {
            yield return $"{name} should not be there:\n{line}";
        }
    }

    private static Dictionary<string, string> Named(IEnumerable<string> lines)
    {
        var named = new Dictionary<string, string>(StringComparer.Ordinal);
        var owner = "";
        foreach (var line in lines)
        {
            var columns = line.Split('\t');
            owner = columns[0].Length > 0 ? columns[0] : owner;
            named.Add(columns[0].Length > 0 ? owner : $"{owner} {columns[1]}", line);
        }

        return named;
    }

    private static IEnumerable<string> Lines(string name)
    {
        using var stream = typeof(OpenApiTable).Assembly.GetManifestResourceStream(name)!;
        using var text = new StreamReader(stream);
        while (text.ReadLine() is { } line)
        {
            if (!line.StartsWith('#'))
            {
                yield return line;
            }
        }
    }
}
