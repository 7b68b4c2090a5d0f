using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Navarch.Api.Tests.Validation;

/// <summary>
/// Changes documents by short texts: <c>spec.rules[0].host = x; -spec.tls; metadata.labels["a/b"] = c</c>. Values are YAML; <c>-</c> removes;
/// <c>[+]</c> appends; what is missing on the way is made.
/// </summary>
internal static class Spoiling
{
    /// <summary>A YAML document as JSON.</summary>
    public static JsonNode? Parse(string yaml)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(yaml));
        return stream.Documents.Count == 0 ? null : ToJson(stream.Documents[0].RootNode);
    }

    /// <summary>The document with the changes made.</summary>
    public static JsonNode Change(JsonNode document, string changes)
    {
        foreach (var change in changes.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var removes = change[0] == '-';
            var parts = change.Split('=', 2, StringSplitOptions.TrimEntries);
            if (!removes && parts.Length != 2)
            {
                throw new ArgumentException($"'{change}' is no change", nameof(changes));
            }

            Set(document, Steps(removes ? change[1..] : parts[0]), removes ? null : Parse(parts[1]), removes);
        }

        return document;
    }

    private static List<string> Steps(string path)
    {
        var steps = new List<string>();
        var step = new StringBuilder();
        for (var i = 0; i < path.Length; i++)
        {
            if (path[i] == '[')
            {
                End();
                var close = path.IndexOf(path[i + 1] == '"' ? "\"]" : "]", i + 1, StringComparison.Ordinal);
                steps.Add(path[i + 1] == '"' ? path[(i + 2)..close] : path[i..(close + 1)]);
                i = path.IndexOf(']', close);
            }
            else if (path[i] == '.')
            {
                End();
            }
            else
            {
                step.Append(path[i]);
            }
        }

        End();
        return steps;

        void End()
        {
            if (step.Length > 0)
            {
                steps.Add(step.ToString());
                step.Clear();
            }
        }
    }

    private static void Set(JsonNode at, List<string> steps, JsonNode? value, bool removes)
    {
        for (var i = 0; i < steps.Count - 1; i++)
        {
            at = Child(at, steps[i], steps[i + 1].StartsWith('['));
        }

        switch (at)
        {
            case JsonArray list when removes:
                list.RemoveAt(Index(list, steps[^1]));
                break;
            case JsonArray list when Index(list, steps[^1]) is var index && index < list.Count:
                list[index] = value;
                break;
            case JsonArray list:
                list.Add(value);
                break;
            case JsonObject map when removes:
                Assert.True(map.Remove(steps[^1]), $"there is no {steps[^1]} to remove");
                break;
            default:
                at[steps[^1]] = value;
                break;
        }
    }

    private static JsonNode Child(JsonNode at, string step, bool isList)
    {
        if (at is JsonArray list)
        {
            var index = Index(list, step);
            if (index == list.Count)
            {
                list.Add(isList ? new JsonArray() : new JsonObject());
            }

            return list[index]!;
        }

        return at[step] ??= isList ? new JsonArray() : new JsonObject();
    }

    private static int Index(JsonArray list, string step) => step == "[+]" ? list.Count : int.Parse(step.AsSpan(1, step.Length - 2), CultureInfo.InvariantCulture);

    private static JsonNode? ToJson(YamlNode node) => node switch
    {
        YamlMappingNode map => new JsonObject(map.Children.Select(e => KeyValuePair.Create(((YamlScalarNode)e.Key).Value!, ToJson(e.Value)))),
        YamlSequenceNode list => new JsonArray([.. list.Children.Select(ToJson)]),
        YamlScalarNode { Style: not ScalarStyle.Plain } text => JsonValue.Create(text.Value),
        YamlScalarNode { Value: "" or "null" or "~" } => null,
        YamlScalarNode { Value: "true" } => JsonValue.Create(true),
        YamlScalarNode { Value: "false" } => JsonValue.Create(false),
        YamlScalarNode scalar when long.TryParse(scalar.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) => JsonValue.Create(whole),
        YamlScalarNode scalar when double.TryParse(scalar.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) => JsonValue.Create(number),
        YamlScalarNode scalar => JsonValue.Create(scalar.Value),
        _ => throw new ArgumentException("no YAML that JSON knows", nameof(node)),
    };
}
