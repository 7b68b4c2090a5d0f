using System.Text.Json;

namespace Navarch.ApiServer.OpenApi;

/// <summary>What one part of the API (a group version, a group, the server itself) has to tell of itself.</summary>
/// <param name="Root">The path of the part without its slash: <c>apis/apps/v1</c>. A document of version 3 bears it.</param>
/// <param name="Paths">The paths.</param>
/// <param name="Schemas">Writers, by name, of schemas that are not among the types of the server's own schema; a writer writes one JSON object.</param>
internal sealed record OpenApiSource(string Root, IReadOnlyList<ApiPath> Paths, IReadOnlyDictionary<string, SchemaBody> Schemas)
{
    /// <summary>The parts of the API the server has of its own.</summary>
    public static IEnumerable<OpenApiSource> BuiltIn(ResourceRegistry registry)
    {
        foreach (var path in PlainPaths.OfServer)
        {
            yield return new(path.Path.Trim('/'), [path], new Dictionary<string, SchemaBody>());
        }

        foreach (var group in registry.All.Select(r => r.Kind.Group).Where(g => g.Length > 0).Distinct(StringComparer.Ordinal))
        {
            yield return new($"apis/{group}", [PlainPaths.OfGroup(group)], new Dictionary<string, SchemaBody>());
        }

        foreach (var version in registry.All.GroupBy(r => OperationNames.RootOf(r.Kind.GroupVersionKind), StringComparer.Ordinal))
        {
            yield return new(
                version.Key,
                [PlainPaths.OfGroupVersion(version.First().Kind.GroupVersionKind), .. version.SelectMany(ResourcePaths.Of)],
                version.Where(r => r.Kind.Verbs.Contains("list", StringComparer.Ordinal)).ToDictionary(
                    r => SchemaNames.ListOf(r.Kind), r => (SchemaBody)((_, schemas) => schemas.WriteListOf(r.Kind)), StringComparer.Ordinal));
        }
    }
}

/// <summary>Writes the body of a schema, naming through <paramref name="schemas"/> what it refers to.</summary>
internal delegate void SchemaBody(Utf8JsonWriter writer, SchemaWriter schemas);
