using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Navarch.ApiServer.Discovery;

/// <summary>Makes the plain discovery documents, one a path.</summary>
internal static class DiscoveryDocuments
{
    private static readonly string[] OtherPaths =
    [
        "/healthz", "/livez", "/openapi/v2", "/openapi/v3", "/openid/v1/jwks", "/readyz", "/version",
    ];

    /// <summary>The documents by path.</summary>
    public static FrozenDictionary<string, byte[]> Plain(ResourceRegistry registry, string address)
    {
        var documents = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        var named = GroupOrder.Of(registry, core: false).ToList();
        documents["/api"] = Json(w => WriteCore(w, address));
        documents["/api/v1"] = Json(w => WriteResources(w, "v1", GroupOrder.Of(registry, core: true).SelectMany(g => g.Versions).SelectMany(v => v.Resources)));
        documents["/apis"] = Json(w => WriteGroups(w, named));
        foreach (var (group, versions) in named)
        {
            documents[$"/apis/{group}"] = Json(w => WriteGroup(w, group, versions.Select(v => v.Version), standalone: true));
            foreach (var (version, resources) in versions)
            {
                documents[$"/apis/{group}/{version}"] = Json(w => WriteResources(w, $"{group}/{version}", resources));
            }
        }

        documents["/"] = Json(w =>
        {
            w.WriteStartObject();
            WriteStrings(w, "paths", documents.Keys.Concat(OtherPaths).Order(StringComparer.Ordinal));
            w.WriteEndObject();
        });
        return documents.ToFrozenDictionary(StringComparer.Ordinal);
    }

    internal static void WriteStrings(Utf8JsonWriter writer, string name, IEnumerable<string> values)
    {
        writer.WriteStartArray(name);
        foreach (var value in values)
        {
            writer.WriteStringValue(value);
        }

        writer.WriteEndArray();
    }

    internal static byte[] Json(Action<Utf8JsonWriter> write)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            write(writer);
        }

        return stream.ToArray();
    }

    private static void WriteCore(Utf8JsonWriter writer, string address)
    {
        writer.WriteStartObject();
        writer.WriteString("kind", "APIVersions");
        WriteStrings(writer, "versions", ["v1"]);
        writer.WriteStartArray("serverAddressByClientCIDRs");
        writer.WriteStartObject();
        writer.WriteString("clientCIDR", "0.0.0.0/0");
        writer.WriteString("serverAddress", address);
        writer.WriteEndObject();
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteGroups(Utf8JsonWriter writer, List<(string Group, List<(string Version, List<ServedResource> Resources)> Versions)> groups)
    {
        writer.WriteStartObject();
        writer.WriteString("kind", "APIGroupList");
        writer.WriteString("apiVersion", "v1");
        writer.WriteStartArray("groups");
        foreach (var (group, versions) in groups)
        {
            WriteGroup(writer, group, versions.Select(v => v.Version), standalone: false);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteGroup(Utf8JsonWriter writer, string group, IEnumerable<string> versions, bool standalone)
    {
        var all = versions.ToList();
        writer.WriteStartObject();
        if (standalone)
        {
            writer.WriteString("kind", "APIGroup");
            writer.WriteString("apiVersion", "v1");
        }

        writer.WriteString("name", group);
        writer.WriteStartArray("versions");
        foreach (var version in all)
        {
            WriteVersion(writer, group, version);
        }

        writer.WriteEndArray();
        writer.WritePropertyName("preferredVersion");
        WriteVersion(writer, group, all[0]);
        writer.WriteEndObject();
    }

    private static void WriteVersion(Utf8JsonWriter writer, string group, string version)
    {
        writer.WriteStartObject();
        writer.WriteString("groupVersion", $"{group}/{version}");
        writer.WriteString("version", version);
        writer.WriteEndObject();
    }

    private static void WriteResources(Utf8JsonWriter writer, string groupVersion, IEnumerable<ServedResource> resources)
    {
        writer.WriteStartObject();
        writer.WriteString("kind", "APIResourceList");
        writer.WriteString("apiVersion", "v1");
        writer.WriteString("groupVersion", groupVersion);
        writer.WriteStartArray("resources");
        foreach (var resource in resources)
        {
            WriteResource(writer, resource);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteResource(Utf8JsonWriter writer, ServedResource resource)
    {
        var kind = resource.Kind;
        writer.WriteStartObject();
        writer.WriteString("name", resource.Name);
        writer.WriteString("singularName", kind.Singular);
        writer.WriteBoolean("namespaced", resource.IsNamespaced);
        writer.WriteString("kind", kind.Kind);
        WriteStrings(writer, "verbs", kind.Verbs);
        if (kind.ShortNames.Count > 0)
        {
            WriteStrings(writer, "shortNames", kind.ShortNames);
        }

        if (kind.Categories.Count > 0)
        {
            WriteStrings(writer, "categories", kind.Categories);
        }

        if (kind.Verbs.Contains("watch", StringComparer.Ordinal))
        {
            writer.WriteString("storageVersionHash", StorageVersionHash(resource.StoredKind.GroupVersionKind));
        }

        writer.WriteEndObject();
        foreach (var sub in kind.Subresources)
        {
            writer.WriteStartObject();
            writer.WriteString("name", $"{resource.Name}/{sub.Name}");
            writer.WriteString("singularName", "");
            writer.WriteBoolean("namespaced", resource.IsNamespaced);
            if (sub.GroupVersionKind.Group != kind.Group || sub.GroupVersionKind.Version != kind.GroupVersionKind.Version)
            {
                writer.WriteString("group", sub.GroupVersionKind.Group);
                writer.WriteString("version", sub.GroupVersionKind.Version);
            }

            writer.WriteString("kind", sub.GroupVersionKind.Kind);
            WriteStrings(writer, "verbs", sub.Verbs);
            writer.WriteEndObject();
        }
    }

    // Tells clients when the form in which objects are stored changes: upstream's hash of group, version and kind.
    private static string StorageVersionHash(GroupVersionKind stored) =>
        Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes($"{stored.Group}/{stored.Version}/{stored.Kind}")).AsSpan(0, 8));
}
