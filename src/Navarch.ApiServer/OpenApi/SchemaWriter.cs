using System.Text.Json;
using Navarch.Api.Structure;

namespace Navarch.ApiServer.OpenApi;

/// <summary>Writes types as OpenAPI schemas: those named through <see cref="WriteReference"/>, and every type these refer to.</summary>
/// <param name="writer">Where to.</param>
/// <param name="version">The version of OpenAPI.</param>
/// <param name="known">The schemas that are not types of the server's own schema, by name.</param>
internal sealed class SchemaWriter(Utf8JsonWriter writer, OpenApiVersion version, IReadOnlyDictionary<string, SchemaBody> known)
{
    private static readonly Lazy<Dictionary<string, string>> Structures =
        new(() => TypeStructure.Names.ToDictionary(SchemaNames.Of, name => name, StringComparer.Ordinal));

    private static readonly Lazy<ILookup<string, GroupVersionKind>> KindsOf =
        new(() => KindRegistry.All.ToLookup(k => k.StructureName, k => k.GroupVersionKind, StringComparer.Ordinal));

    private readonly Queue<string> waiting = [];
    private readonly HashSet<string> seen = new(StringComparer.Ordinal);
    private readonly string prefix = version == OpenApiVersion.V2 ? "#/definitions/" : "#/components/schemas/";

    /// <summary>The version of OpenAPI that is written.</summary>
    public OpenApiVersion Version => version;

    /// <summary>Writes every schema that was referred to as properties of the present object.</summary>
    public void WriteNeeded()
    {
        while (waiting.TryDequeue(out var name))
        {
            writer.WritePropertyName(name);
            if (known.TryGetValue(name, out var body) || WellKnownSchemas.All.TryGetValue(name, out body))
            {
                body(writer, this);
            }
            else
            {
                WriteType(TypeStructure.Get(Structures.Value[name]));
            }

            OpenApiOperations.Pass(writer);
        }
    }

    /// <summary>Writes a schema that refers to the one of that name, which will be written, too.</summary>
    public void WriteReference(string name, string description, bool isPointer = true, FieldStructure? field = null)
    {
        if (seen.Add(name))
        {
            waiting.Enqueue(name);
        }

        // In version 3 a reference is alone in its object, so whatever stands beside it makes it a part.
        var hasDefault = version == OpenApiVersion.V3 && !isPointer;
        var stands = version == OpenApiVersion.V3 && (hasDefault || description.Length > 0 || FieldSchema.HasReferenceRules(field));
        writer.WriteStartObject();
        WriteDescription(description);
        if (stands)
        {
            writer.WriteStartArray("allOf");
            writer.WriteStartObject();
        }

        writer.WriteString("$ref", prefix + name);
        if (stands)
        {
            writer.WriteEndObject();
            writer.WriteEndArray();
        }

        if (hasDefault)
        {
            writer.WriteStartObject("default");
            writer.WriteEndObject();
        }

        if (field is not null)
        {
            FieldSchema.WriteReferenceRules(writer, field);
        }

        writer.WriteEndObject();
    }

    /// <summary>Writes the schema of a list of a kind.</summary>
    public void WriteListOf(KindInfo kind)
    {
        writer.WriteStartObject();
        writer.WriteString("description", $"A list of objects of kind {kind.Kind}.");
        writer.WriteString("type", "object");
        WriteRequired(["items"]);
        writer.WriteStartObject("properties");
        WriteTypeMeta();
        writer.WriteStartObject("items");
        writer.WriteString("type", "array");
        WriteDescription("The objects.");
        writer.WritePropertyName("items");
        WriteReference(SchemaNames.Of(kind.StructureName), "", isPointer: false);
        writer.WriteEndObject();
        writer.WritePropertyName("metadata");
        WriteReference(SchemaNames.ListMeta, "What the list says of itself.", isPointer: false);
        writer.WriteEndObject();
        WriteKinds([kind.GroupVersionKind with { Kind = kind.ListKind }]);
        writer.WriteEndObject();
    }

    /// <summary>Writes a property that is a text.</summary>
    public void WriteText(string name, string description)
    {
        writer.WriteStartObject(name);
        WriteDescription(description);
        writer.WriteString("type", "string");
        writer.WriteEndObject();
    }

    /// <summary>Writes which properties must be there.</summary>
    public void WriteRequired(IReadOnlyCollection<string> names)
    {
        if (names.Count > 0)
        {
            WriteStrings("required", names);
        }
    }

    /// <summary>Writes that objects of the kind are read in every group version.</summary>
    public void WriteKindsOfEveryVersion(string kind) => WriteKinds(
        [.. KindRegistry.All.Select(k => new GroupVersionKind(k.Group, k.GroupVersionKind.Version, kind)).Distinct().OrderBy(k => k.Group, StringComparer.Ordinal).ThenBy(k => k.Version, StringComparer.Ordinal)]);

    /// <summary>Writes which kind a schema or an operation is of.</summary>
    public static void WriteKind(Utf8JsonWriter writer, GroupVersionKind kind)
    {
        writer.WriteStartObject();
        writer.WriteString("group", kind.Group);
        writer.WriteString("kind", kind.Kind);
        writer.WriteString("version", kind.Version);
        writer.WriteEndObject();
    }

    private void WriteType(TypeStructure type)
    {
        writer.WriteStartObject();
        WriteDescription(type.Description);
        writer.WriteString("type", "object");
        WriteRequired([.. type.Fields.Where(f => f.IsRequired).Select(f => f.Name)]);
        if (type.HasTypeMeta || type.Fields.Count > 0)
        {
            writer.WriteStartObject("properties");
            if (type.HasTypeMeta)
            {
                WriteTypeMeta();
            }

            foreach (var field in type.Fields)
            {
                writer.WritePropertyName(field.Name);
                FieldSchema.Write(writer, this, type, field);
            }

            writer.WriteEndObject();
        }

        if (SchemaNames.Of(type.Name) == SchemaNames.DeleteOptions)
        {
            WriteKindsOfEveryVersion("DeleteOptions");
        }
        else if (type.HasTypeMeta)
        {
            // Of the types that are no kinds, clients meet those of the meta group under the core group.
            WriteKinds(KindsOf.Value[type.Name].DefaultIfEmpty(new GroupVersionKind("", "v1", type.Name[(type.Name.LastIndexOf('.') + 1)..])));
        }

        if (type.IsAtomic)
        {
            writer.WriteString("x-kubernetes-map-type", "atomic");
        }

        WriteUnion(type);
        writer.WriteEndObject();
    }

    private void WriteUnion(TypeStructure type)
    {
        if (type.Fields.FirstOrDefault(f => f.IsDiscriminator) is not { } discriminator)
        {
            return;
        }

        writer.WriteStartArray("x-kubernetes-unions");
        writer.WriteStartObject();
        writer.WriteString("discriminator", discriminator.Name);
        writer.WriteStartObject("fields-to-discriminateBy");
        foreach (var member in type.Fields.Where(f => f != discriminator))
        {
            writer.WriteString(member.Name, $"{char.ToUpperInvariant(member.Name[0])}{member.Name[1..]}");
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteEndArray();
    }

    private void WriteKinds(IEnumerable<GroupVersionKind> kinds)
    {
        writer.WriteStartArray("x-kubernetes-group-version-kind");
        foreach (var kind in kinds)
        {
            WriteKind(writer, kind);
        }

        writer.WriteEndArray();
    }

    private void WriteTypeMeta()
    {
        WriteText("apiVersion", "The version of the API in which the object is written: group/version.");
        WriteText("kind", "The kind of the object.");
    }

    private void WriteStrings(string name, IEnumerable<string> values) => Discovery.DiscoveryDocuments.WriteStrings(writer, name, values);

    private void WriteDescription(string description)
    {
        if (description.Length > 0)
        {
            writer.WriteString("description", description);
        }
    }
}
