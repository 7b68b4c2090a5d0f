namespace Navarch.ApiServer.Tests.Discovery;

/// <summary>A resource or subresource as clients are told of it.</summary>
/// <param name="GroupVersion">The group version it is served at: <c>apps/v1</c>.</param>
/// <param name="Name">Its name, subresources as <c>pods/log</c>.</param>
/// <param name="Kind">The kind, with its group version where that is another one.</param>
/// <param name="Scope"><c>Namespaced</c> or <c>Cluster</c>.</param>
/// <param name="Singular">The name of one; empty for subresources.</param>
/// <param name="ShortNames">Short names with commas.</param>
/// <param name="Categories">Categories with commas.</param>
/// <param name="Verbs">Verbs with commas.</param>
internal sealed record DiscoveredResource(
    string GroupVersion, string Name, string Kind, string Scope, string Singular, string ShortNames, string Categories, string Verbs);

/// <summary>What should be served: the rows of <c>discovery.tsv</c>.</summary>
internal static class DiscoveryTable
{
    public static IReadOnlyList<DiscoveredResource> Rows { get; } = [.. Read()];

    /// <summary>What differs between the table and <paramref name="told"/>, a sentence each.</summary>
    public static IEnumerable<string> Differences(IEnumerable<DiscoveredResource> told)
    {
        var byName = told.ToDictionary(r => $"{r.GroupVersion} {r.Name}", StringComparer.Ordinal);
        foreach (var wanted in Rows)
        {
            if (!byName.Remove($"{wanted.GroupVersion} {wanted.Name}", out var served))
            {
                yield return $"{wanted.GroupVersion} {wanted.Name} is missing";
            }
            else if (served != wanted)
            {
                yield return $"{wanted} is served as {served}";
            }
        }

        foreach (var name in byName.Keys)
        {
            yield return $"{name} should not be there";
        }
    }

    private static IEnumerable<DiscoveredResource> Read()
    {
        using var stream = typeof(DiscoveryTable).Assembly.GetManifestResourceStream("discovery.tsv")!;
        using var text = new StreamReader(stream);
        while (text.ReadLine() is { } line)
        {
            if (!line.StartsWith('#'))
            {
                var c = line.Split('\t').Select(column => column == "-" ? "" : column).ToArray();
                yield return new(c[0], c[1], c[2], c[3], c[4], c[5], c[6], c[7]);
            }
        }
    }
}
