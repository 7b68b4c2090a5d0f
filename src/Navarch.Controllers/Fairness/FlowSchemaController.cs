using Navarch.Api;
using Navarch.Api.FlowControl.V1;
using Navarch.Reconciling;

namespace Navarch.Controllers.Fairness;

/// <summary>Tells in each flow schema's condition <c>Dangling</c> whether the priority level it names is missing: then the schema is ignored.</summary>
public static class FlowSchemaController
{
    private const string Dangling = "Dangling";

    /// <summary>The controller. Its keys are flow schemas.</summary>
    public static Controller Define() => Controller.Define<FlowSchemaObserved>(
        "priority-and-fairness-config-consumer",
        [
            Watch.Self<FlowSchema>(),
            Watch.Map<PriorityLevelConfiguration>((level, world) => world.Of<FlowSchema>().All().Where(s => LevelOf(s) == level.Metadata.Name).Select(s => s.NamespacedName())),
        ],
        (key, world) => world.Of<FlowSchema>().Get(key) is { } schema
            ? new(schema, world.Of<PriorityLevelConfiguration>().Get(new NamespacedName("", LevelOf(schema))) is not null)
            : null,
        Decide);

    /// <summary>The decision. Pure.</summary>
    public static Decision Decide(FlowSchemaObserved observed, DateTimeOffset now)
    {
        var schema = observed.Schema;
        var wanted = new FlowSchemaCondition
        {
            Type = Dangling,
            Status = observed.LevelExists ? "False" : "True",
            Reason = observed.LevelExists ? "Found" : "NotFound",
            Message = $"This FlowSchema references the PriorityLevelConfiguration object named \"{LevelOf(schema)}\" {(observed.LevelExists ? "and it exists" : "but there is no such object")}",
        };
        var present = schema.Status.Conditions.FirstOrDefault(c => c.Type == Dangling);
        if (schema.IsDeleting() || (present is not null && present with { LastTransitionTime = null } == wanted))
        {
            return Decision.Nothing;
        }

        var since = present?.Status == wanted.Status ? present.LastTransitionTime : now;
        return Decision.Of(Effect.UpdateStatus(schema with
        {
            Status = schema.Status with { Conditions = [.. schema.Status.Conditions.Where(c => c.Type != Dangling), wanted with { LastTransitionTime = since }] },
        }));
    }

    private static string LevelOf(FlowSchema schema) => schema.Spec.PriorityLevelConfiguration.Name;
}

/// <summary>A flow schema, and whether its priority level exists.</summary>
public sealed record FlowSchemaObserved(FlowSchema Schema, bool LevelExists);
