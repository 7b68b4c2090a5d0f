using System.Globalization;
using System.Text;
using System.Text.Json;
using Navarch.Api.Json;

namespace Navarch.Scheduler.Configuration;

/// <summary>
/// An object of the configuration file with its place in it. Faults are collected, so that the user sees all of them at once;
/// what is faulty reads as if it were not given.
/// </summary>
internal sealed class ConfigNode
{
    private readonly List<string> problems;
    private readonly Dictionary<string, JsonElement> fields = new(StringComparer.Ordinal);
    private readonly HashSet<string> asked = new(StringComparer.Ordinal);

    /// <param name="value">The object.</param>
    /// <param name="path">Its place: <c>profiles[0].plugins</c>; empty for the file as a whole.</param>
    /// <param name="problems">Where faults go.</param>
    public ConfigNode(JsonElement value, string path, List<string> problems)
    {
        (Path, this.problems) = (path, problems);
        if (value.ValueKind != JsonValueKind.Object)
        {
            problems.Add($"{(path.Length == 0 ? "the file" : path)}: expected an object, found {Word(value)}");
            return;
        }

        foreach (var field in value.EnumerateObject())
        {
            if (!fields.TryAdd(field.Name, field.Value))
            {
                problems.Add($"duplicate field \"{At(field.Name)}\"");
            }
        }
    }

    /// <summary>The object's place in the file.</summary>
    public string Path { get; }

    /// <summary>The place of one of its fields.</summary>
    public string At(string name) => Path.Length == 0 ? name : $"{Path}.{name}";

    /// <summary>Adds a fault of a field.</summary>
    public void Fault(string name, string what) => problems.Add($"{At(name)}: {what}");

    /// <summary>Whether a field is given.</summary>
    public bool Has(string name) => fields.TryGetValue(name, out var value) && value.ValueKind != JsonValueKind.Null;

    /// <summary>A text; null when it is not given.</summary>
    public string? Text(string name) => Value(name, JsonValueKind.String, "a string")?.GetString();

    /// <summary>A text that is one of a few words.</summary>
    public string? OneOf(string name, params string[] words)
    {
        var text = Text(name);
        if (text is null || words.Contains(text, StringComparer.Ordinal))
        {
            return text;
        }

        Fault(name, $"Unsupported value: \"{text}\": supported values: {string.Join(", ", words.Select(w => $"\"{w}\""))}");
        return null;
    }

    /// <summary>Yes or no; null when it is not given.</summary>
    public bool? Flag(string name)
    {
        if (!Take(name, out var value))
        {
            return null;
        }

        if (value.ValueKind is JsonValueKind.True or JsonValueKind.False)
        {
            return value.GetBoolean();
        }

        Fault(name, $"expected true or false, found {Word(value)}");
        return null;
    }

    /// <summary>A whole number within bounds; null when it is not given.</summary>
    public int? Number(string name, int least, int most = int.MaxValue)
    {
        if (Value(name, JsonValueKind.Number, "a number") is not { } value)
        {
            return null;
        }

        if (value.TryGetInt32(out var number) && number >= least && number <= most)
        {
            return number;
        }

        var bounds = most == int.MaxValue ? string.Create(CultureInfo.InvariantCulture, $"must be at least {least}") : string.Create(CultureInfo.InvariantCulture, $"not in valid range [{least}-{most}]");
        Fault(name, $"Invalid value: {value.GetRawText()}: {bounds}");
        return null;
    }

    /// <summary>An object; null when it is not given.</summary>
    public ConfigNode? Child(string name) => Take(name, out var value) ? new(value, At(name), problems) : null;

    /// <summary>A list of objects; empty when it is not given.</summary>
    public List<ConfigNode> Children(string name) =>
        Value(name, JsonValueKind.Array, "a list") is { } list ? [.. list.EnumerateArray().Select((item, i) => new ConfigNode(item, $"{At(name)}[{i}]", problems))] : [];

    /// <summary>A list of texts; empty when it is not given.</summary>
    public List<string> Texts(string name)
    {
        var texts = new List<string>();
        if (Value(name, JsonValueKind.Array, "a list") is not { } list)
        {
            return texts;
        }

        foreach (var (i, item) in list.EnumerateArray().Index())
        {
            if (item.ValueKind == JsonValueKind.String)
            {
                texts.Add(item.GetString()!);
            }
            else
            {
                Fault($"{name}[{i}]", $"expected a string, found {Word(item)}");
            }
        }

        return texts;
    }

    /// <summary>A value of the API's own types; null when it is not given.</summary>
    public T? Api<T>(string name)
        where T : class, IApiValue<T>, new() => Take(name, out var value) ? Api<T>(At(name), value) : null;

    /// <summary>A list of values of the API's own types.</summary>
    public List<T> ApiList<T>(string name)
        where T : class, IApiValue<T>, new() =>
        Value(name, JsonValueKind.Array, "a list") is { } list ? [.. list.EnumerateArray().Select((item, i) => Api<T>($"{At(name)}[{i}]", item))] : [];

    /// <summary>Accepts fields that mean nothing here, whatever they hold.</summary>
    public void Ignore(params IEnumerable<string> names) => asked.UnionWith(names);

    /// <summary>Names the fields nobody asked for; the last thing done with an object.</summary>
    public void End() => problems.AddRange(fields.Keys.Where(f => !asked.Contains(f)).Select(f => $"unknown field \"{At(f)}\""));

    private T Api<T>(string path, JsonElement value)
        where T : class, IApiValue<T>, new()
    {
        var report = new DecodeReport();
        var read = ApiJson.Read<T>(Encoding.UTF8.GetBytes(value.GetRawText()), report);
        problems.AddRange(report.UnknownFields.Select(f => $"unknown field \"{path}.{f}\""));
        problems.AddRange(report.DuplicateFields.Select(f => $"duplicate field \"{path}.{f}\""));
        problems.AddRange(report.Errors.Select(e => $"{path}.{e}"));
        return read;
    }

    private JsonElement? Value(string name, JsonValueKind kind, string expected)
    {
        if (!Take(name, out var value))
        {
            return null;
        }

        if (value.ValueKind == kind)
        {
            return value;
        }

        Fault(name, $"expected {expected}, found {Word(value)}");
        return null;
    }

    private bool Take(string name, out JsonElement value)
    {
        asked.Add(name);
        return fields.TryGetValue(name, out value) && value.ValueKind != JsonValueKind.Null;
    }

    private static string Word(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Array => "a list",
        JsonValueKind.Object => "an object",
        JsonValueKind.String => "a string",
        JsonValueKind.Number => "a number",
        JsonValueKind.Null or JsonValueKind.Undefined => "nothing",
        _ => "true or false",
    };
}
