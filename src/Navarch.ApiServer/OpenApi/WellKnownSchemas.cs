namespace Navarch.ApiServer.OpenApi;

/// <summary>The schemas of types that are no records: scalars, arbitrary JSON, and what only the wire has.</summary>
internal static class WellKnownSchemas
{
    /// <summary>The schemas by name.</summary>
    public static readonly IReadOnlyDictionary<string, SchemaBody> All = new Dictionary<string, SchemaBody>(StringComparer.Ordinal)
    {
        [SchemaNames.Time] = Scalar("A moment as RFC 3339 writes it, to the second: 2026-01-02T03:04:05Z.", "string", "date-time"),
        [SchemaNames.MicroTime] = Scalar("A moment as RFC 3339 writes it, to the microsecond.", "string", "date-time"),
        [SchemaNames.Quantity] = Alternatives("An amount: a number with a suffix, decimal (m, k, M, G, T, P, E) or binary (Ki, Mi, Gi, Ti, Pi, Ei), or with an exponent.", "", "string", "number"),
        [SchemaNames.IntOrString] = Alternatives("A whole number or a text, such as a port by number or name, or a share in percent.", "int-or-string", "integer", "string"),
        [SchemaNames.FieldsV1] = Scalar("A set of fields as nested objects: 'f:' and a field, 'k:' and an item's keys, 'v:' and a value, 'i:' and a position.", "object", ""),
        [SchemaNames.RawExtension] = Scalar("An object of any kind.", "object", ""),
        [SchemaNames.Patch] = Scalar("A change of an object, in the form that the content type names.", "object", ""),
        [SchemaNames.Json] = Anything("Any JSON value."),
        [SchemaNames.Json + "SchemaPropsOrArray"] = Anything("A schema, or a list of schemas."),
        [SchemaNames.Json + "SchemaPropsOrBool"] = Anything("A schema, or a truth value."),
        [SchemaNames.Json + "SchemaPropsOrStringArray"] = Anything("A schema, or a list of texts."),
        [SchemaNames.WatchEvent] = WatchEvent,
        [SchemaNames.VersionInfo] = VersionInfo,
    };

    private static readonly (string Name, string Description)[] VersionFields =
    [
        ("major", "The first number of the version."),
        ("minor", "The second number of the version."),
        ("gitVersion", "The whole version, such as v1.36.0."),
        ("gitCommit", "The commit the server was built from."),
        ("gitTreeState", "Whether the sources were as committed: clean or dirty."),
        ("buildDate", "When the server was built."),
        ("goVersion", "The version of Go; empty, since the server is not written in it."),
        ("compiler", "What the server runs on, such as .NET 10."),
        ("platform", "The operating system and processor the server was built for."),
    ];

    private static readonly (string Name, string Description)[] CompatibilityFields =
    [
        ("emulationMajor", "The first number of the version the server behaves as."),
        ("emulationMinor", "The second number of the version the server behaves as."),
        ("minCompatibilityMajor", "The first number of the oldest version the server gets on with."),
        ("minCompatibilityMinor", "The second number of the oldest version the server gets on with."),
    ];

    private static SchemaBody Anything(string description) => Scalar(description, "", "");

    private static SchemaBody Scalar(string description, string type, string format) => (writer, _) =>
    {
        writer.WriteStartObject();
        writer.WriteString("description", description);
        if (type.Length > 0)
        {
            writer.WriteString("type", type);
        }

        if (format.Length > 0)
        {
            writer.WriteString("format", format);
        }

        writer.WriteEndObject();
    };

    // Version 2 cannot say "one of", so the type there is the one that every value may take.
    private static SchemaBody Alternatives(string description, string format, params string[] types) => (writer, schemas) =>
    {
        if (schemas.Version == OpenApiVersion.V2)
        {
            Scalar(description, "string", format)(writer, schemas);
            return;
        }

        writer.WriteStartObject();
        writer.WriteString("description", description);
        if (format.Length > 0)
        {
            writer.WriteString("format", format);
        }

        writer.WriteStartArray("oneOf");
        foreach (var type in types)
        {
            writer.WriteStartObject();
            writer.WriteString("type", type);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    };

    private static void WatchEvent(System.Text.Json.Utf8JsonWriter writer, SchemaWriter schemas)
    {
        writer.WriteStartObject();
        writer.WriteString("description", "One event of a watch.");
        writer.WriteString("type", "object");
        schemas.WriteRequired(["type", "object"]);
        writer.WriteStartObject("properties");
        schemas.WriteText("type", "ADDED, MODIFIED, DELETED, BOOKMARK or ERROR.");
        writer.WritePropertyName("object");
        schemas.WriteReference(SchemaNames.RawExtension, "The object as it is now, as it was before it was deleted, or what went wrong.");
        writer.WriteEndObject();
        schemas.WriteKindsOfEveryVersion("WatchEvent");
        writer.WriteEndObject();
    }

    private static void VersionInfo(System.Text.Json.Utf8JsonWriter writer, SchemaWriter schemas)
    {
        writer.WriteStartObject();
        writer.WriteString("description", "The version of a server.");
        writer.WriteString("type", "object");
        schemas.WriteRequired([.. VersionFields.Select(f => f.Name)]);
        writer.WriteStartObject("properties");
        foreach (var (name, description) in VersionFields.Concat(CompatibilityFields))
        {
            schemas.WriteText(name, description);
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    }
}
