using System.Text.Json;

namespace Navarch.ApiServer.Authentication;

/// <summary>An object a token names: the token dies with it.</summary>
/// <param name="Name">The object's name.</param>
/// <param name="Uid">The object's uid; another object of the same name is another object.</param>
internal sealed record BoundObject(string Name, string Uid);

/// <summary>What a service-account token says.</summary>
internal sealed record ServiceAccountClaims
{
    /// <summary>The issuer.</summary>
    public required string Issuer { get; init; }

    /// <summary>Whom the token is for.</summary>
    public required ValueList<string> Audiences { get; init; }

    /// <summary>When it ends.</summary>
    public required DateTimeOffset Expires { get; init; }

    /// <summary>When it was issued.</summary>
    public required DateTimeOffset IssuedAt { get; init; }

    /// <summary>A unique id of the token.</summary>
    public required string Id { get; init; }

    /// <summary>The service account's namespace.</summary>
    public required string Namespace { get; init; }

    /// <summary>The service account.</summary>
    public required BoundObject ServiceAccount { get; init; }

    /// <summary>The pod the token is bound to, if any.</summary>
    public BoundObject? Pod { get; init; }

    /// <summary>The secret the token is bound to, if any.</summary>
    public BoundObject? Secret { get; init; }

    /// <summary>The node of the pod, if known.</summary>
    public BoundObject? Node { get; init; }

    /// <summary>The claims as the JSON object that is signed.</summary>
    public byte[] ToJson()
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            writer.WriteStartObject();
            writer.WriteStartArray("aud");
            foreach (var audience in Audiences)
            {
                writer.WriteStringValue(audience);
            }

            writer.WriteEndArray();
            writer.WriteNumber("exp", Expires.ToUnixTimeSeconds());
            writer.WriteNumber("iat", IssuedAt.ToUnixTimeSeconds());
            writer.WriteString("iss", Issuer);
            writer.WriteString("jti", Id);
            writer.WriteStartObject("kubernetes.io");
            writer.WriteString("namespace", Namespace);
            WriteBound(writer, "node", Node);
            WriteBound(writer, "pod", Pod);
            WriteBound(writer, "secret", Secret);
            WriteBound(writer, "serviceaccount", ServiceAccount);
            writer.WriteEndObject();
            writer.WriteNumber("nbf", IssuedAt.ToUnixTimeSeconds());
            writer.WriteString("sub", $"system:serviceaccount:{Namespace}:{ServiceAccount.Name}");
            writer.WriteEndObject();
        }

        return stream.ToArray();
    }

    /// <summary>Reads claims; null when they are not those of a service-account token.</summary>
    public static ServiceAccountClaims? Read(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json);
        var root = document.RootElement;
        if (!root.TryGetProperty("kubernetes.io", out var facts) || Bound(facts, "serviceaccount") is not { } account)
        {
            return null;
        }

        return new ServiceAccountClaims
        {
            Issuer = Text(root, "iss"),
            Audiences = AudiencesOf(root),
            Expires = Time(root, "exp"),
            IssuedAt = Time(root, "iat"),
            Id = Text(root, "jti"),
            Namespace = Text(facts, "namespace"),
            ServiceAccount = account,
            Pod = Bound(facts, "pod"),
            Secret = Bound(facts, "secret"),
            Node = Bound(facts, "node"),
        };
    }

    private static void WriteBound(Utf8JsonWriter writer, string name, BoundObject? bound)
    {
        if (bound is not null)
        {
            writer.WriteStartObject(name);
            writer.WriteString("name", bound.Name);
            writer.WriteString("uid", bound.Uid);
            writer.WriteEndObject();
        }
    }

    private static BoundObject? Bound(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var value) ? new BoundObject(Text(value, "name"), Text(value, "uid")) : null;

    private static string Text(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var value) ? value.GetString() ?? "" : "";

    private static DateTimeOffset Time(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var value) ? DateTimeOffset.FromUnixTimeSeconds(value.GetInt64()) : default;

    private static ValueList<string> AudiencesOf(JsonElement root)
    {
        if (!root.TryGetProperty("aud", out var value))
        {
            return [];
        }

        return value.ValueKind == JsonValueKind.Array
            ? value.EnumerateArray().Select(a => a.GetString() ?? "").ToValueList()
            : [value.GetString() ?? ""];
    }
}
