using Navarch.Api.Core.V1;

namespace Navarch.ApiServer.Resources.Core;

/// <summary>Core events: selected by what they are about; created by a PUT or PATCH of a name that does not exist.</summary>
internal sealed class EventResource : ResourceStrategy
{
    private static readonly string[] Fields =
    [
        "involvedObject.kind", "involvedObject.namespace", "involvedObject.name", "involvedObject.uid", "involvedObject.apiVersion",
        "involvedObject.resourceVersion", "involvedObject.fieldPath", "reason", "reportingComponent", "source", "type",
    ];

    /// <inheritdoc/>
    public override bool AllowsCreateOnUpdate => true;

    /// <inheritdoc/>
    public override IReadOnlyList<string> SelectableFields => Fields;

    /// <inheritdoc/>
    public override string? FieldOf(IKubernetesObject obj, string field)
    {
        var happened = (Event)obj;
        return field switch
        {
            "involvedObject.kind" => happened.InvolvedObject.Kind,
            "involvedObject.namespace" => happened.InvolvedObject.Namespace,
            "involvedObject.name" => happened.InvolvedObject.Name,
            "involvedObject.uid" => happened.InvolvedObject.UID,
            "involvedObject.apiVersion" => happened.InvolvedObject.APIVersion,
            "involvedObject.resourceVersion" => happened.InvolvedObject.ResourceVersion,
            "involvedObject.fieldPath" => happened.InvolvedObject.FieldPath,
            "reason" => happened.Reason,
            "reportingComponent" => happened.ReportingController,
            "source" => happened.Source.Component.Length > 0 ? happened.Source.Component : happened.ReportingController,
            "type" => happened.Type,
            _ => null,
        };
    }
}
