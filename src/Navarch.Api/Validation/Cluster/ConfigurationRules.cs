using System.Text;
using System.Text.Json;
using Navarch.Api.Core.V1;

namespace Navarch.Api.Validation;

/// <summary>Rules for config maps and secrets.</summary>
internal static class ConfigurationRules
{
    private const int MaxBytes = 1024 * 1024;

    // The keys a secret of a type must have.
    private static readonly (string Type, string[] Keys)[] RequiredKeys =
    [
        ("kubernetes.io/dockercfg", [".dockercfg"]),
        ("kubernetes.io/dockerconfigjson", [".dockerconfigjson"]),
        ("kubernetes.io/ssh-auth", ["ssh-privatekey"]),
        ("kubernetes.io/tls", ["tls.crt", "tls.key"]),
    ];

    public static void Validate(ConfigMap map, ErrorList errors)
    {
        var size = 0;
        foreach (var (key, value) in map.Data)
        {
            errors.Check(FieldPath.Of("data").Key(key), key, Names.ConfigMapKeyProblem(key));
            if (map.BinaryData.ContainsKey(key))
            {
                errors.Invalid(FieldPath.Of("data").Key(key), key, "duplicate of key present in binaryData");
            }

            size += Encoding.UTF8.GetByteCount(value);
        }

        foreach (var (key, value) in map.BinaryData)
        {
            errors.Check(FieldPath.Of("binaryData").Key(key), key, Names.ConfigMapKeyProblem(key));
            size += value.Length;
        }

        if (size > MaxBytes)
        {
            errors.TooLong(FieldPath.Root, MaxBytes);
        }
    }

    public static void ValidateUpdate(ConfigMap map, ConfigMap old, ErrorList errors)
    {
        if (old.Immutable == true)
        {
            Unchanged("immutable", map.Immutable == true, errors, "field is immutable when `immutable` is set");
            Unchanged("data", map.Data == old.Data, errors, "field is immutable when `immutable` is set");
            Unchanged("binaryData", map.BinaryData == old.BinaryData, errors, "field is immutable when `immutable` is set");
        }
    }

    public static void Validate(Secret secret, ErrorList errors)
    {
        var size = 0;
        foreach (var (key, value) in secret.Data)
        {
            errors.Check(FieldPath.Of("data").Key(key), key, Names.ConfigMapKeyProblem(key));
            size += value.Length;
        }

        if (size > MaxBytes)
        {
            errors.TooLong(FieldPath.Of("data"), MaxBytes);
        }

        foreach (var key in (ReadOnlySpan<string>)[".dockercfg", ".dockerconfigjson"])
        {
            if (secret.Type == "kubernetes.io" + key.Replace('.', '/') && secret.Data.TryGetValue(key, out var file) && !IsJsonObject(file.Span))
            {
                errors.Invalid(FieldPath.Of("data").Key(key), "<secret contents redacted>", "must be a JSON object");
            }
        }

        foreach (var key in RequiredKeys.Where(r => r.Type == secret.Type).SelectMany(r => r.Keys).Where(k => !secret.Data.TryGetValue(k, out var held) || (held.IsEmpty && k == "ssh-privatekey")))
        {
            errors.Required(FieldPath.Of("data").Key(key));
        }

        if (secret.Type == "kubernetes.io/service-account-token" && secret.Metadata.Annotation("kubernetes.io/service-account.name").Length == 0)
        {
            errors.Required(FieldPath.Of("metadata").Child("annotations").Key("kubernetes.io/service-account.name"));
        }

        if (secret.Type == "kubernetes.io/basic-auth" && !secret.Data.ContainsKey("username") && !secret.Data.ContainsKey("password"))
        {
            errors.Required(FieldPath.Of("data").Key("username"));
            errors.Required(FieldPath.Of("data").Key("password"));
        }
    }

    public static void ValidateUpdate(Secret secret, Secret old, ErrorList errors)
    {
        errors.Immutable(FieldPath.Of("type"), secret.Type, old.Type);
        if (old.Immutable == true)
        {
            Unchanged("immutable", secret.Immutable == true, errors, "field is immutable when `immutable` is set");
            Unchanged("data", secret.Data == old.Data, errors, "field is immutable when `immutable` is set");
        }
    }

    private static bool IsJsonObject(ReadOnlySpan<byte> bytes)
    {
        var reader = new Utf8JsonReader(bytes);
        try
        {
            return reader.Read() && reader.TokenType == JsonTokenType.StartObject && reader.TrySkip() && !reader.Read();
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static void Unchanged(string field, bool isSame, ErrorList errors, string message)
    {
        if (!isSame)
        {
            errors.Forbidden(FieldPath.Of(field), message);
        }
    }
}
