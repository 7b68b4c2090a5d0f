using System.Text;
using System.Text.Json;
using Navarch.Api.Core.V1;
using Navarch.Client.Grpc.Cri;

namespace Navarch.Node.Pods;

/// <summary>Reads registry credentials from a pull secret.</summary>
internal static class PullCredentials
{
    /// <summary>The credentials that a secret has for an image's registry, or null.</summary>
    public static AuthConfig? Find(Secret secret, string reference)
    {
        var wrapped = secret.Data.TryGetValue(".dockerconfigjson", out var bytes);
        if (!wrapped && !secret.Data.TryGetValue(".dockercfg", out bytes))
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(bytes.ToArray());
            var entries = document.RootElement;
            if (wrapped && !entries.TryGetProperty("auths", out entries))
            {
                return null;
            }

            foreach (var entry in entries.EnumerateObject())
            {
                if (HostOf(entry.Name) == HostOf(reference))
                {
                    return Read(entry.Value);
                }
            }

            return null;
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException or FormatException)
        {
            // A secret that cannot be read introduces nobody; the pull itself then says what is missing.
            return null;
        }
    }

    private static AuthConfig Read(JsonElement entry)
    {
        var config = new AuthConfig { Username = Text(entry, "username"), Password = Text(entry, "password"), IdentityToken = Text(entry, "identitytoken") };
        if (Text(entry, "auth") is { Length: > 0 } auth && config.Username.Length == 0)
        {
            var pair = Encoding.UTF8.GetString(Convert.FromBase64String(auth)).Split(':', 2);
            config.Username = pair[0];
            config.Password = pair.Length > 1 ? pair[1].TrimEnd('\0') : "";
        }

        return config;
    }

    private static string Text(JsonElement entry, string name) => entry.TryGetProperty(name, out var value) ? value.GetString() ?? "" : "";

    private static string HostOf(string name)
    {
        var start = name.IndexOf("://", StringComparison.Ordinal);
        var rest = start < 0 ? name : name[(start + 3)..];
        var slash = rest.IndexOf('/', StringComparison.Ordinal);
        var host = slash < 0 ? rest : rest[..slash];
        return host is "index.docker.io" or "registry-1.docker.io" ? "docker.io" : host;
    }
}
