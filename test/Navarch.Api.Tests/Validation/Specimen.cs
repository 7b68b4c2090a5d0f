using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Navarch.Api.Defaulting;
using Navarch.Api.Json;
using Navarch.Api.Validation;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Navarch.Api.Tests.Validation;

/// <summary>
/// A valid object in YAML, to be spoiled: changes are lines <c>path=value</c> (<c>;</c> between them), where the value is YAML in flow
/// style and <c>~</c> takes the field away. Keys with dots stand in <c>['...']</c>.
/// </summary>
internal sealed class Specimen(string yaml)
{
    private readonly JsonObject document = (JsonObject)ToJson(yaml)!;

    /// <summary>The object with changes and defaults.</summary>
    public IKubernetesObject With(string changes)
    {
        var copy = (JsonObject)document.DeepClone();
        foreach (var change in changes.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var at = change.IndexOf('=', StringComparison.Ordinal);
            Set(copy, [.. Steps(change[..at])], ToJson(change[(at + 1)..]));
        }

        var kind = KindRegistry.All.Single(k => k.GroupVersionKind.ApiVersion == (string)copy["apiVersion"]! && k.Kind == (string)copy["kind"]!);
        var report = new DecodeReport();
        var obj = ApiJson.Read(kind, Encoding.UTF8.GetBytes(copy.ToJsonString()), report)!;
        Assert.Empty(report.UnknownFields);
        return Defaults.Apply(obj);
    }

    /// <summary>The faults of the object with changes: <c>field: reason</c>, a line each, sorted.</summary>
    public string Faults(string changes) => Lines(ObjectValidation.Validate(With(changes)));

    /// <summary>The faults of a change of the object, first by <paramref name="before"/>, from there by <paramref name="changes"/>.</summary>
    public string UpdateFaults(string before, string changes, string subresource = "")
    {
        var old = With(before);
        var now = With(before + ";" + changes);
        return Lines(subresource.Length == 0 ? ObjectValidation.ValidateUpdate(now, old) : ObjectValidation.ValidateUpdate(now, old, subresource));
    }

    /// <summary>Expectations as the faults are told: sorted lines.</summary>
    public static string Expected(string faults) => string.Join('\n', faults.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal));

    private static string Lines(ErrorList errors) => string.Join('\n', errors.Select(e => $"{e.Field}: {e.Type}").Order(StringComparer.Ordinal));

    private static IEnumerable<object> Steps(string path)
    {
        var i = 0;
        while (i < path.Length)
        {
            if (path[i] == '[')
            {
                var end = path[i + 1] == '\'' ? path.IndexOf("']", i, StringComparison.Ordinal) + 1 : path.IndexOf(']', i);
                var inner = path[(i + 1)..end];
                yield return inner[0] == '\'' ? inner[1..^1] : int.Parse(inner, CultureInfo.InvariantCulture);
                i = end + 1;
            }
            else
            {
                i += path[i] == '.' ? 1 : 0;
                var end = path.IndexOfAny(['.', '['], i);
                end = end < 0 ? path.Length : end;
                yield return path[i..end];
                i = end;
            }
        }
    }

    private static void Set(JsonNode root, object[] steps, JsonNode? value)
    {
        var node = root;
        for (var i = 0; i < steps.Length - 1; i++)
        {
            var isList = steps[i + 1] is int;
            node = steps[i] is int index
                ? index < node.AsArray().Count ? node[index]! : Added(node.AsArray(), isList ? new JsonArray() : new JsonObject())
                : node[(string)steps[i]] ?? (node[(string)steps[i]] = isList ? new JsonArray() : new JsonObject());
        }

        switch (steps[^1])
        {
            case int index when index == node.AsArray().Count:
                node.AsArray().Add(value);
                break;
            case int index:
                node.AsArray()[index] = value;
                break;
            case string name when value is null:
                node.AsObject().Remove(name);
                break;
            case string name:
                node[name] = value;
                break;
        }
    }

    private static JsonNode Added(JsonArray list, JsonNode item)
    {
        list.Add(item);
        return item;
    }

    private static JsonNode? ToJson(string text)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(text));
        return ToJson(stream.Documents[0].RootNode);
    }

    private static JsonNode? ToJson(YamlNode node) => node switch
    {
        YamlMappingNode map => new JsonObject(map.Children.Select(c => KeyValuePair.Create(((YamlScalarNode)c.Key).Value!, ToJson(c.Value)))),
        YamlSequenceNode list => new JsonArray([.. list.Children.Select(ToJson)]),
        YamlScalarNode { Style: ScalarStyle.Plain, Value: "~" or "null" } => null,
        YamlScalarNode { Style: ScalarStyle.Plain, Value: "true" or "false" } truth => JsonValue.Create(truth.Value == "true"),
        YamlScalarNode { Style: ScalarStyle.Plain } number when long.TryParse(number.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) => JsonValue.Create(value),
        _ => JsonValue.Create(((YamlScalarNode)node).Value),
    };
}
