using System.Text.Json;

namespace Navarch.ApiServer.Discovery;

/// <summary>Makes the aggregated discovery document (<c>apidiscovery.k8s.io/v2</c>): every group, version and resource at once.</summary>
internal static class AggregatedDocument
{
    /// <summary>The document of the core group, or of all named ones.</summary>
    public static byte[] Of(ResourceRegistry registry, bool core) => DiscoveryDocuments.Json(writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("kind", "APIGroupDiscoveryList");
        writer.WriteString("apiVersion", "apidiscovery.k8s.io/v2");
        writer.WriteStartObject("metadata");
        writer.WriteEndObject();
        writer.WriteStartArray("items");
        foreach (var (group, versions) in GroupOrder.Of(registry, core))
        {
            WriteGroup(writer, group, versions);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    });

    private static void WriteGroup(Utf8JsonWriter writer, string group, List<(string Version, List<ServedResource> Resources)> versions)
    {
        writer.WriteStartObject();
        writer.WriteStartObject("metadata");
        if (group.Length > 0)
        {
            writer.WriteString("name", group);
        }

        writer.WriteNull("creationTimestamp");
        writer.WriteEndObject();
        writer.WriteStartArray("versions");
        foreach (var (version, resources) in versions)
        {
            writer.WriteStartObject();
            writer.WriteString("version", version);
            writer.WriteStartArray("resources");
            foreach (var resource in resources)
            {
                WriteResource(writer, resource);
            }

            writer.WriteEndArray();
            writer.WriteString("freshness", "Current");
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteResource(Utf8JsonWriter writer, ServedResource resource)
    {
        var kind = resource.Kind;
        writer.WriteStartObject();
        writer.WriteString("resource", resource.Name);
        WriteKind(writer, kind, kind.GroupVersionKind);
        writer.WriteString("scope", resource.IsNamespaced ? "Namespaced" : "Cluster");
        writer.WriteString("singularResource", kind.Singular);
        DiscoveryDocuments.WriteStrings(writer, "verbs", kind.Verbs);
        if (kind.ShortNames.Count > 0)
        {
            DiscoveryDocuments.WriteStrings(writer, "shortNames", kind.ShortNames);
        }

        if (kind.Categories.Count > 0)
        {
            DiscoveryDocuments.WriteStrings(writer, "categories", kind.Categories);
        }

        if (kind.Subresources.Count > 0)
        {
            writer.WriteStartArray("subresources");
            foreach (var sub in kind.Subresources)
            {
                writer.WriteStartObject();
                writer.WriteString("subresource", sub.Name);
                WriteKind(writer, kind, sub.GroupVersionKind);
                DiscoveryDocuments.WriteStrings(writer, "verbs", sub.Verbs);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }

    private static void WriteKind(Utf8JsonWriter writer, KindInfo owner, GroupVersionKind kind)
    {
        // As upstream: of the resource's own group version only the kind is named.
        var same = kind.Group == owner.Group && kind.Version == owner.GroupVersionKind.Version;
        writer.WriteStartObject("responseKind");
        writer.WriteString("group", same ? "" : kind.Group);
        writer.WriteString("version", same ? "" : kind.Version);
        writer.WriteString("kind", kind.Kind);
        writer.WriteEndObject();
    }
}
