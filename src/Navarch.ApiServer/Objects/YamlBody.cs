using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Navarch.ApiServer.Objects;

/// <summary>Turns a YAML document into the JSON of the same meaning.</summary>
internal static partial class YamlBody
{
    // Aliases let a few lines of YAML mean a document without end: what they unfold to is bounded.
    private const int LongestJson = 16 * 1024 * 1024;
    private const int DeepestNesting = 200;

    /// <summary>The JSON of the first document.</summary>
    /// <exception cref="FormatException">The text is not YAML, or has no JSON equivalent.</exception>
    public static byte[] ToJson(ReadOnlySpan<byte> yaml)
    {
        try
        {
            var stream = new YamlStream();
            stream.Load(new StringReader(Encoding.UTF8.GetString(yaml)));
            using var buffer = new MemoryStream();
            using (var writer = new Utf8JsonWriter(buffer))
            {
                if (stream.Documents.Count == 0)
                {
                    writer.WriteNullValue();
                }
                else
                {
                    WriteNode(writer, stream.Documents[0].RootNode, DeepestNesting);
                }
            }

            return buffer.ToArray();
        }
        catch (Exception e) when (e is YamlException or InvalidOperationException)
        {
            throw new FormatException($"error converting YAML to JSON: yaml: {e.Message}", e);
        }
    }

    private static void WriteNode(Utf8JsonWriter writer, YamlNode node, int depth)
    {
        if (depth == 0)
        {
            throw new FormatException("error converting YAML to JSON: exceeded max depth");
        }

        if (writer.BytesCommitted + writer.BytesPending > LongestJson)
        {
            throw new FormatException("error converting YAML to JSON: yaml: document contains excessive aliasing");
        }

        switch (node)
        {
            case YamlMappingNode map:
                writer.WriteStartObject();
                foreach (var (key, value) in map.Children)
                {
                    writer.WritePropertyName(key is YamlScalarNode name
                        ? name.Value ?? ""
                        : throw new FormatException("error converting YAML to JSON: a key is not a scalar"));
                    WriteNode(writer, value, depth - 1);
                }

                writer.WriteEndObject();
                break;
            case YamlSequenceNode list:
                writer.WriteStartArray();
                foreach (var item in list.Children)
                {
                    WriteNode(writer, item, depth - 1);
                }

                writer.WriteEndArray();
                break;
            case YamlScalarNode scalar:
                WriteScalar(writer, scalar);
                break;
            default:
                throw new FormatException("error converting YAML to JSON: unexpected node");
        }
    }

    private static void WriteScalar(Utf8JsonWriter writer, YamlScalarNode scalar)
    {
        var text = scalar.Value ?? "";
        if (scalar.Style is not (ScalarStyle.Plain or ScalarStyle.Any) || scalar.Tag == "tag:yaml.org,2002:str")
        {
            writer.WriteStringValue(text);
            return;
        }

        switch (text)
        {
            case "" or "~" or "null" or "Null" or "NULL":
                writer.WriteNullValue();
                return;
            case "true" or "True" or "TRUE" or "yes" or "Yes" or "YES" or "on" or "On" or "ON":
                writer.WriteBooleanValue(true);
                return;
            case "false" or "False" or "FALSE" or "no" or "No" or "NO" or "off" or "Off" or "OFF":
                writer.WriteBooleanValue(false);
                return;
        }

        if (Integer().IsMatch(text) && long.TryParse(text.Replace("_", "", StringComparison.Ordinal), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole))
        {
            writer.WriteNumberValue(whole);
        }
        else if (Octal().Match(text) is { Success: true } octal)
        {
            // YAML 1.1 writes file modes as 0644.
            writer.WriteNumberValue(Convert.ToInt64(octal.Groups["digits"].Value, 8));
        }
        else if (text.StartsWith("0x", StringComparison.Ordinal) && long.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var hex))
        {
            writer.WriteNumberValue(hex);
        }
        else if (Float().IsMatch(text) && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number))
        {
            writer.WriteNumberValue(number);
        }
        else
        {
            writer.WriteStringValue(text);
        }
    }

    [GeneratedRegex("^[-+]?(0|[1-9][0-9_]*)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Integer();

    [GeneratedRegex("^0o?(?<digits>[0-7]+)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Octal();

    [GeneratedRegex(@"^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Float();
}
