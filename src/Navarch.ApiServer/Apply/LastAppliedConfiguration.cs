using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Navarch.ApiServer.Apply;

/// <summary>
/// kubectl's own record of what it applied before the server did that. What stands in it is kubectl's, whichever manager owns it by now: applying
/// it again is no conflict. The record is kept up to date where there is one, so that kubectl can go back to applying by itself.
/// </summary>
internal static class LastAppliedConfiguration
{
    private const string Annotation = "kubectl.kubernetes.io/last-applied-configuration";
    private const string Kubectl = "kubectl";

    private static readonly FieldSet AnnotationField = FieldSet.Of(false,
        [("f:metadata", FieldSet.Of(false, [("f:annotations", FieldSet.Of(false, [(FieldElements.Field(Annotation), FieldSet.Leaf)]))]))]);

    /// <summary>The fields that the caller may take over from others; none unless it is kubectl.</summary>
    public static FieldSet Fields(ResourceCall call, IKubernetesObject stored)
    {
        if (call.FieldManager != Kubectl || !stored.Metadata.Annotations.TryGetValue(Annotation, out var text))
        {
            return FieldSet.Empty;
        }

        try
        {
            return JsonNode.Parse(text) is JsonObject applied ? ApplyDocument.FieldsOf(call.Kind, applied).Union(AnnotationField) : AnnotationField;
        }
        catch (JsonException)
        {
            // Somebody wrote something else there: it allows nothing.
            return FieldSet.Empty;
        }
    }

    /// <summary>The metadata with the record brought up to date, where there is one.</summary>
    public static ObjectMeta Kept(ResourceCall call, ObjectMeta metadata, JsonObject applied) =>
        call.FieldManager == Kubectl && metadata.Annotations.ContainsKey(Annotation)
            ? metadata with { Annotations = metadata.Annotations.SetItem(Annotation, Encoding.UTF8.GetString(JsonBytes.Of(applied)) + "\n") }
            : metadata;
}
