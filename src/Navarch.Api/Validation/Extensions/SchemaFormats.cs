using System.Buffers.Text;
using System.Globalization;
using System.Net.Mail;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using Navarch.Api.ApiExtensions.V1;

namespace Navarch.Api.Validation;

/// <summary>The formats a custom resource's strings may be held to, as the documentation of the schema's <c>format</c> lists them.</summary>
internal static class SchemaFormats
{
    // A format without a check is known, but says nothing of the text.
    private static readonly Dictionary<string, Func<string, bool>?> Known = new(StringComparer.Ordinal)
    {
        ["bsonobjectid"] = t => t.Length == 24 && t.All(char.IsAsciiHexDigit),
        ["uri"] = t => t.StartsWith('/') || Uri.TryCreate(t, UriKind.Absolute, out _),
        ["email"] = t => MailAddress.TryCreate(t, out _),
        ["hostname"] = t => t.Length is > 0 and <= 253 && t.Split('.').All(l => l.Length is > 0 and <= 63 && l[0] != '-' && l[^1] != '-' && l.All(c => char.IsAsciiLetterOrDigit(c) || c == '-')),
        ["ipv4"] = t => AddressRules.Address(t)?.AddressFamily == AddressFamily.InterNetwork,
        ["ipv6"] = t => AddressRules.Address(t)?.AddressFamily == AddressFamily.InterNetworkV6,
        ["cidr"] = t => System.Net.IPNetwork.TryParse(t, out _),
        ["mac"] = t => PhysicalAddress.TryParse(t, out _) && t.AsSpan().ContainsAny(":-."),
        ["uuid"] = t => IsUuid(t, ' '),
        ["uuid3"] = t => IsUuid(t, '3'),
        ["uuid4"] = t => IsUuid(t, '4'),
        ["uuid5"] = t => IsUuid(t, '5'),
        ["isbn"] = null,
        ["isbn10"] = null,
        ["isbn13"] = null,
        ["creditcard"] = null,
        ["ssn"] = null,
        ["hexcolor"] = t => t.TrimStart('#') is { Length: 3 or 6 } digits && digits.All(char.IsAsciiHexDigit),
        ["rgbcolor"] = null,
        ["byte"] = t => Base64.IsValid(t),
        ["password"] = null,
        ["date"] = t => DateOnly.TryParseExact(t, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _),
        ["duration"] = t => GoDuration.TryParse(t, out _),
        ["datetime"] = IsTime,
        ["date-time"] = IsTime,
        ["k8s-short-name"] = t => Names.Dns1123LabelProblem(t) is null,
        ["k8s-long-name"] = t => Names.Dns1123SubdomainProblem(t) is null,
    };

    /// <summary>Whether a text has a format; formats that are not known take any text.</summary>
    public static bool Has(string text, string format) => Known.GetValueOrDefault(format) is not { } check || check(text);

    /// <summary>The formats of strings in a schema that nothing here knows.</summary>
    public static IEnumerable<string> Unrecognized(JSONSchemaProps schema)
    {
        if (schema is { Type: "string", Format.Length: > 0 } && !Known.ContainsKey(schema.Format))
        {
            yield return schema.Format;
        }

        var inner = schema.Properties.Values
            .Concat(schema.Items?.Schema is { } items ? [items] : [])
            .Concat(schema.AdditionalProperties?.Schema is { } values ? [values] : []);
        foreach (var format in inner.SelectMany(Unrecognized))
        {
            yield return format;
        }
    }

    private static bool IsTime(string text) =>
        text.Contains('T', StringComparison.OrdinalIgnoreCase) && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out _);

    private static bool IsUuid(string text, char version)
    {
        var digits = text.Replace("-", "", StringComparison.Ordinal);
        return digits.Length == 32 && digits.All(char.IsAsciiHexDigit) && Guid.TryParse(text, out _) && (version == ' ' || digits[12] == version);
    }
}
