using Navarch.Api.FlowControl.V1;
using Navarch.Reconciling;

namespace Navarch.Controllers.Fairness;

public class FlowSchemaTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly FlowSchema Schema = new()
    {
        Metadata = new() { Name = "s" },
        Spec = new() { PriorityLevelConfiguration = new() { Name = "gone" } },
    };

    [Fact]
    public void A_schema_whose_level_is_missing_dangles_and_one_whose_level_exists_does_not()
    {
        var dangling = ConditionAfter(new(Schema, LevelExists: false), Now);
        Assert.Equal(("True", "NotFound", Now), (dangling.Status, dangling.Reason, dangling.LastTransitionTime));
        Assert.Equal("This FlowSchema references the PriorityLevelConfiguration object named \"gone\" but there is no such object", dangling.Message);

        var told = Schema with { Status = new() { Conditions = [dangling] } };
        Assert.Empty(FlowSchemaController.Decide(new(told, LevelExists: false), Now.AddHours(1)).Effects);

        var found = ConditionAfter(new(told, LevelExists: true), Now.AddHours(1));
        Assert.Equal(("False", "Found", Now.AddHours(1)), (found.Status, found.Reason, found.LastTransitionTime));
    }

    [Fact]
    public void Another_message_is_no_transition()
    {
        var dangling = ConditionAfter(new(Schema, LevelExists: false), Now);
        var renamed = Schema with { Spec = new() { PriorityLevelConfiguration = new() { Name = "also-gone" } }, Status = new() { Conditions = [dangling] } };
        var after = ConditionAfter(new(renamed, LevelExists: false), Now.AddHours(1));
        Assert.Contains("also-gone", after.Message, StringComparison.Ordinal);
        Assert.Equal(Now, after.LastTransitionTime);
    }

    [Fact]
    public async Task Making_the_level_and_deleting_it_again_is_told()
    {
        await using var cluster = await TestCluster.StartAsync();
        cluster.StartControllers();
        await cluster.Create(Schema with { Metadata = new() { Name = "follows" }, Spec = Schema.Spec with { PriorityLevelConfiguration = new() { Name = "late" } } });
        await cluster.Eventually<FlowSchema>("", "follows", s => StatusOf(s) == "True");
        await cluster.Create(new PriorityLevelConfiguration
        {
            Metadata = new() { Name = "late" },
            Spec = new() { Type = PriorityLevelEnablements.Limited, Limited = new() { LimitResponse = new() { Type = LimitResponseTypes.Reject } } },
        });
        await cluster.Eventually<FlowSchema>("", "follows", s => StatusOf(s) == "False");
    }

    private static string? StatusOf(FlowSchema schema) => schema.Status.Conditions.FirstOrDefault(c => c.Type == "Dangling")?.Status;

    private static FlowSchemaCondition ConditionAfter(FlowSchemaObserved observed, DateTimeOffset now) =>
        Assert.Single(((FlowSchema)Assert.IsType<Effect.Update>(Assert.Single(FlowSchemaController.Decide(observed, now).Effects)).Object).Status.Conditions);
}
