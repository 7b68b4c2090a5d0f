using System.Text.Json;
using Navarch.Api.Json;

namespace Navarch.Api;

/// <summary>Objects of one kind as a list of the API: <c>PodList</c> and its likes.</summary>
/// <param name="Kind">The kind of the items.</param>
/// <param name="Metadata">The list's resource version and, when more is to come, the token to continue with.</param>
/// <param name="Items">The objects.</param>
public sealed record ObjectList(KindInfo Kind, ListMeta Metadata, IReadOnlyList<IKubernetesObject> Items) : IApiValue
{
    /// <summary>The revision the list shows.</summary>
    public string ResourceVersion => Metadata.ResourceVersion;

    /// <summary>The token that gets the next page; empty at the end.</summary>
    public string Continue => Metadata.Continue;

    /// <inheritdoc/>
    public void WriteJson(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("kind"u8, Kind.ListKind);
        writer.WriteString("apiVersion"u8, Kind.GroupVersionKind.ApiVersion);
        writer.WritePropertyName("metadata"u8);
        Metadata.WriteJson(writer);
        writer.WriteStartArray("items"u8);
        foreach (var item in Items)
        {
            item.WriteJson(writer);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}
