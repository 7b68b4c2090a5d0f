using System.Text.Json;
using Navarch.ApiServer.Protobuf;

namespace Navarch.ApiServer.OpenApi;

/// <summary>Writes a JSON value as the protobuf field of that number.</summary>
internal delegate void GnosticValue(ProtobufWriter writer, int number, JsonElement value);

/// <summary>
/// How a JSON object of an OpenAPI document stands in protobuf: as a message of the gnostic project, in which every client that asks
/// for OpenAPI in protobuf reads it. Properties without a field are left out.
/// </summary>
/// <param name="extensions">The number of the field that holds properties named <c>x-...</c>; 0 when there is none.</param>
/// <param name="fields">The fields by the names of the properties.</param>
internal sealed class GnosticMessage(int extensions, params ReadOnlySpan<(string Name, int Number, GnosticValue Value)> fields)
{
    private readonly Dictionary<string, (int Number, GnosticValue Value)> byName = ByName(fields);

    /// <summary>The field that holds all other properties as pairs of name and value; null when nothing does.</summary>
    public (int Number, GnosticValue Value)? Others { get; init; }

    /// <summary>A message that holds properties of any name as pairs.</summary>
    public static GnosticMessage MapOf(GnosticValue value, int number = 1) => new(0) { Others = (number, value) };

    /// <summary>Writes the fields of an object.</summary>
    public void WriteFields(ProtobufWriter writer, JsonElement json)
    {
        foreach (var property in json.EnumerateObject())
        {
            if (byName.TryGetValue(property.Name, out var field))
            {
                field.Value(writer, field.Number, property.Value);
            }
            else if (extensions > 0 && property.Name.StartsWith("x-", StringComparison.Ordinal))
            {
                WritePair(writer, extensions, property, GnosticValues.Any);
            }
            else if (Others is { } others)
            {
                WritePair(writer, others.Number, property, others.Value);
            }
        }
    }

    private static void WritePair(ProtobufWriter writer, int number, JsonProperty property, GnosticValue value)
    {
        var mark = writer.Begin(number);
        writer.Text(1, property.Name);
        value(writer, 2, property.Value);
        writer.End(mark);
    }

    private static Dictionary<string, (int Number, GnosticValue Value)> ByName(ReadOnlySpan<(string Name, int Number, GnosticValue Value)> fields)
    {
        var all = new Dictionary<string, (int, GnosticValue)>(StringComparer.Ordinal);
        foreach (var (name, number, value) in fields)
        {
            all.Add(name, (number, value));
        }

        return all;
    }
}
