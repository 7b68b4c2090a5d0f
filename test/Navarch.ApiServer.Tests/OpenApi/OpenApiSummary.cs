using System.Text.Json.Nodes;

namespace Navarch.ApiServer.Tests.OpenApi;

/// <summary>An OpenAPI document as the lines of <c>definitions.tsv</c> and <c>paths.tsv</c>.</summary>
internal static class OpenApiSummary
{
    /// <summary>The lines of the types; each is named by its type and property.</summary>
    public static Dictionary<string, string> Definitions(JsonNode document)
    {
        var lines = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, definition) in document["definitions"]!.AsObject())
        {
            var properties = definition!["properties"]?.AsObject() ?? [];
            lines[name] = Line(
                name,
                properties.Count > 0 ? "object" : TypeOf(definition),
                Kinds(definition["x-kubernetes-group-version-kind"]),
                Sorted(definition["required"]),
                Extensions(definition));
            foreach (var (property, schema) in properties)
            {
                lines[$"{name} {property}"] = Line("", property, TypeOf(schema!), Extensions(schema!));
            }
        }

        return lines;
    }

    /// <summary>The lines of the paths; each is named by its path and method.</summary>
    public static Dictionary<string, string> Paths(JsonNode document, IReadOnlyList<(string Name, string Parameters)> sets)
    {
        var lines = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (path, item) in document["paths"]!.AsObject())
        {
            lines[path] = Line(path, Parameters(document, item!["parameters"], sets));
            foreach (var (method, operation) in item.AsObject().Where(m => m.Key != "parameters"))
            {
                lines[$"{path} {method}"] = Line(
                    "",
                    method,
                    $"{operation!["operationId"]}",
                    string.Join(',', operation["tags"]!.AsArray().Select(t => $"{t}")),
                    $"{operation["x-kubernetes-action"]?.ToString() ?? "-"}",
                    operation["x-kubernetes-group-version-kind"] is { } kind ? Kind(kind) : "-",
                    Parameters(document, operation["parameters"], sets),
                    string.Join(' ', operation["responses"]!.AsObject().OrderBy(r => r.Key, StringComparer.Ordinal).Select(r => $"{r.Key}:{(r.Value!["schema"] is { } schema ? TypeOf(schema) : "-")}")));
            }
        }

        return lines;
    }

    private static string Line(params string[] columns) => string.Join('\t', columns).TrimEnd('\t');

    private static string TypeOf(JsonNode schema) => schema switch
    {
        _ when (schema["$ref"] ?? schema["allOf"]?[0]!["$ref"]) is { } reference => Last(reference),
        _ when $"{schema["type"]}" == "array" => "[]" + TypeOf(schema["items"]!),
        _ when schema["additionalProperties"] is JsonObject values => "{}" + TypeOf(values),
        _ => $"{schema["type"]}{(schema["format"] is { } format ? $"({format})" : "")}" is { Length: > 0 } scalar ? scalar : "any",
    };

    private static string Extensions(JsonNode schema) => string.Join(' ', new[]
    {
        ("list", $"{schema["x-kubernetes-list-type"]}"),
        ("keys", string.Join(',', schema["x-kubernetes-list-map-keys"]?.AsArray().Select(k => $"{k}") ?? [])),
        ("map", $"{schema["x-kubernetes-map-type"]}"),
        ("patch", $"{schema["x-kubernetes-patch-strategy"]}"),
        ("key", $"{schema["x-kubernetes-patch-merge-key"]}"),
    }.Where(e => e.Item2.Length > 0).Select(e => $"{e.Item1}={e.Item2}"));

    private static string Kinds(JsonNode? kinds) => kinds?.AsArray() switch
    {
        null => "",
        { Count: > 3 } => "of every group version",
        var some => string.Join(',', some.Select(k => Kind(k!)).Order(StringComparer.Ordinal)),
    };

    private static string Kind(JsonNode kind) => $"{($"{kind["group"]}" is { Length: > 0 } group ? group + "/" : "")}{kind["version"]}/{kind["kind"]}";

    private static string Sorted(JsonNode? names) => string.Join(',', names?.AsArray().Select(n => $"{n}").Order(StringComparer.Ordinal) ?? Enumerable.Empty<string>());

    private static string Parameters(JsonNode document, JsonNode? parameters, IReadOnlyList<(string Name, string Parameters)> sets)
    {
        var text = string.Join(' ', (parameters?.AsArray() ?? []).Select(p => Parameter(document, p!)).Order(StringComparer.Ordinal));
        foreach (var (name, all) in sets)
        {
            text = $" {text} ".Replace($" {all} ", $" {name} ", StringComparison.Ordinal).Trim();
        }

        return text.Length > 0 ? text : "-";
    }

    private static string Parameter(JsonNode document, JsonNode parameter)
    {
        var p = parameter["$ref"] is { } reference ? document["parameters"]![Last(reference)]! : parameter;
        return $"{p["in"]}:{p["name"]}{(p["required"] is { } required && (bool)required ? "!" : "")}:{(p["schema"] is { } schema ? TypeOf(schema) : p["type"])}";
    }

    private static string Last(JsonNode reference) => $"{reference}"[($"{reference}".LastIndexOf('/') + 1)..];
}
