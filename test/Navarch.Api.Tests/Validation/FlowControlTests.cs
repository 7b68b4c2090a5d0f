using Navarch.Api.FlowControl.V1;

namespace Navarch.Api.Tests.Validation;

public class FlowControlTests
{
    private static readonly DecisionTable Schemas = new(FlowSchema.Info, """
        metadata: {name: mine}
        spec:
          matchingPrecedence: 500
          priorityLevelConfiguration: {name: low}
          distinguisherMethod: {type: ByUser}
          rules:
          - subjects:
            - {kind: User, user: {name: ann}}
            - {kind: Group, group: {name: staff}}
            - {kind: ServiceAccount, serviceAccount: {name: "*", namespace: default}}
            resourceRules: [{verbs: [get, list], apiGroups: [""], resources: [pods], namespaces: [default]}]
            nonResourceRules: [{verbs: ["*"], nonResourceURLs: [/healthz, /metrics/*]}]
        """);

    private static readonly DecisionTable Levels = new(PriorityLevelConfiguration.Info, """
        metadata: {name: low}
        spec:
          type: Limited
          limited: {nominalConcurrencyShares: 10, lendablePercent: 50, borrowingLimitPercent: 10, limitResponse: {type: Queue, queuing: {queues: 64, handSize: 6, queueLengthLimit: 50}}}
        """);

    [Theory]
    [InlineData("", "")]
    [InlineData("metadata.name = A", "metadata.name: Invalid")]
    [InlineData("spec.matchingPrecedence = -1", "spec.matchingPrecedence: Invalid value: -1: must be a positive value")]
    [InlineData("spec.matchingPrecedence = 10001", "spec.matchingPrecedence: Invalid value: 10001: must not be greater than 10000")]
    [InlineData("spec.matchingPrecedence = 1", "spec.matchingPrecedence: Invalid value: 1: only the schema named 'exempt' may have matchingPrecedence 1")]
    [InlineData("metadata.name = exempt; spec.matchingPrecedence = 1", "")]
    [InlineData("spec.priorityLevelConfiguration.name = ''", "spec.priorityLevelConfiguration.name: Required value: must reference a priority level")]
    [InlineData("spec.priorityLevelConfiguration.name = A", "spec.priorityLevelConfiguration.name: Invalid")]
    [InlineData("spec.distinguisherMethod.type = ByMood", "spec.distinguisherMethod.type: Unsupported value: \"ByMood\": supported values: \"ByNamespace\", \"ByUser\"")]
    [InlineData("spec.rules[0].subjects = []", "spec.rules[0].subjects: Required value: subjects must contain at least one value")]
    [InlineData("spec.rules[0].subjects[0].kind = Robot", "spec.rules[0].subjects[0].kind: NotSupported | spec.rules[0].subjects[0].user: Forbidden")]
    [InlineData("-spec.rules[0].subjects[0].user", "spec.rules[0].subjects[0].user: Required value: user is required when subject kind is 'User'")]
    [InlineData("spec.rules[0].subjects[0].group = {name: x}", "spec.rules[0].subjects[0].group: Forbidden: group is forbidden when subject kind is not 'Group'")]
    [InlineData("spec.rules[0].subjects[0].user.name = ''; spec.rules[0].subjects[1].group.name = ''", "spec.rules[0].subjects[0].user.name: Required | spec.rules[0].subjects[1].group.name: Required")]
    [InlineData("spec.rules[0].subjects[2].serviceAccount = {name: A, namespace: ''}", "spec.rules[0].subjects[2].serviceAccount.name: Invalid | spec.rules[0].subjects[2].serviceAccount.namespace: Required")]
    [InlineData("-spec.rules[0].resourceRules; -spec.rules[0].nonResourceRules", "spec.rules[0]: Required value: at least one of resourceRules and nonResourceRules has to be non-empty")]
    [InlineData("spec.rules[0].resourceRules = [{}]", "spec.rules[0].resourceRules[0].verbs: Required | spec.rules[0].resourceRules[0].apiGroups: Required | spec.rules[0].resourceRules[0].resources: Required | spec.rules[0].resourceRules[0].namespaces: Required value: resource rules that are not cluster scoped must supply at least one namespace")]
    [InlineData("spec.rules[0].resourceRules[0].verbs = [get, sing]", "spec.rules[0].resourceRules[0].verbs: Unsupported value: [\"get\",\"sing\"]: supported values: \"create\", \"delete\", \"deletecollection\", \"get\", \"list\", \"patch\", \"proxy\", \"update\", \"watch\"")]
    [InlineData("spec.rules[0].resourceRules[0].verbs = ['*', get]", "spec.rules[0].resourceRules[0].verbs: Invalid value: [\"*\",\"get\"]: if '*' is present, must not specify other verbs")]
    [InlineData("spec.rules[0].resourceRules[0].apiGroups = ['*', x]; spec.rules[0].resourceRules[0].resources = ['*', x]", "spec.rules[0].resourceRules[0].apiGroups: Invalid | spec.rules[0].resourceRules[0].resources: Invalid")]
    [InlineData("spec.rules[0].resourceRules[0].namespaces = ['*', x]", "spec.rules[0].resourceRules[0].namespaces: Invalid")]
    [InlineData("spec.rules[0].resourceRules[0].namespaces = [A]", "spec.rules[0].resourceRules[0].namespaces[0]: Invalid")]
    [InlineData("spec.rules[0].resourceRules[0].namespaces = []; spec.rules[0].resourceRules[0].clusterScope = true", "")]
    [InlineData("spec.rules[0].nonResourceRules = [{}]", "spec.rules[0].nonResourceRules[0].verbs: Required | spec.rules[0].nonResourceRules[0].nonResourceURLs: Required")]
    [InlineData("spec.rules[0].nonResourceRules[0].nonResourceURLs = [x, '/a b', /a//b, /a*/b, /a*]", "spec.rules[0].nonResourceRules[0].nonResourceURLs[0]: Invalid value: \"x\": must start with slash | spec.rules[0].nonResourceRules[0].nonResourceURLs[1]: Invalid value: \"/a b\": must not contain white-space | spec.rules[0].nonResourceRules[0].nonResourceURLs[2]: Invalid value: \"/a//b\": must not contain double slash | spec.rules[0].nonResourceRules[0].nonResourceURLs[3]: Invalid value: \"/a*/b\": wildcard can only do suffix matching | spec.rules[0].nonResourceRules[0].nonResourceURLs[4]: Invalid")]
    [InlineData("spec.rules[0].nonResourceRules[0].nonResourceURLs = ['*', /a]", "spec.rules[0].nonResourceRules[0].nonResourceURLs: Invalid")]
    [InlineData("spec.rules[0].nonResourceRules[0].verbs = [sing]", "spec.rules[0].nonResourceRules[0].verbs: NotSupported")]
    public void A_flow_schema(string changes, string faults)
    {
        Schemas.Creating(changes, faults);
        if (!changes.Contains("metadata", StringComparison.Ordinal))
        {
            Schemas.Updating(changes, faults);
        }
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("spec.type = Open", "spec.type: NotSupported")]
    [InlineData("-spec.limited", "spec.limited: Required value: must not be empty when type is Limited")]
    [InlineData("spec.exempt = {}", "spec.exempt: Forbidden: must be nil if the type is Limited")]
    [InlineData("spec.type = Exempt", "spec.limited: Forbidden: must be nil if the type is not Limited")]
    [InlineData("spec.type = Exempt; -spec.limited; spec.exempt = {nominalConcurrencyShares: -1, lendablePercent: 101}", "spec.exempt.nominalConcurrencyShares: Invalid | spec.exempt.lendablePercent: Invalid")]
    [InlineData("spec.limited.nominalConcurrencyShares = -1", "spec.limited.nominalConcurrencyShares: Invalid value: -1: must be a non-negative integer")]
    [InlineData("spec.limited.nominalConcurrencyShares = 0", "")]
    [InlineData("spec.limited.lendablePercent = 101", "spec.limited.lendablePercent: Invalid value: 101: must be between 0 and 100, inclusive")]
    [InlineData("spec.limited.borrowingLimitPercent = -1", "spec.limited.borrowingLimitPercent: Invalid value: -1: if specified, must be a non-negative integer")]
    [InlineData("spec.limited.limitResponse.type = Drop", "spec.limited.limitResponse.type: NotSupported")]
    [InlineData("spec.limited.limitResponse.type = Reject", "spec.limited.limitResponse.queuing: Forbidden")]
    [InlineData("-spec.limited.limitResponse.queuing", "spec.limited.limitResponse.queuing: Required")]
    [InlineData("spec.limited.limitResponse.queuing = {queues: -1, handSize: -1, queueLengthLimit: -1}", "spec.limited.limitResponse.queuing.queueLengthLimit: Invalid | spec.limited.limitResponse.queuing.queues: Invalid | spec.limited.limitResponse.queuing.handSize: Invalid")]
    [InlineData("spec.limited.limitResponse.queuing.queues = 10000001", "spec.limited.limitResponse.queuing.queues: Invalid | spec.limited.limitResponse.queuing.handSize: Invalid value: 6: required entropy bits of deckSize 10000001 and handSize 6 should not be greater than 60")]
    [InlineData("spec.limited.limitResponse.queuing.handSize = 65", "spec.limited.limitResponse.queuing.handSize: Invalid value: 65: should not be greater than queues (64)")]
    [InlineData("spec.limited.limitResponse.queuing.handSize = 11", "spec.limited.limitResponse.queuing.handSize: Invalid")]
    [InlineData("spec.limited.limitResponse.queuing.handSize = 10", "")]
    public void A_priority_level(string changes, string faults)
    {
        Levels.Creating(changes, faults);
        Levels.Updating(changes, faults);
    }

    [Theory]
    [InlineData("status.conditions = [{type: Dangling, status: 'False'}]", "")]
    [InlineData("status.conditions = [{type: '', status: 'True'}, {type: A}, {type: A}]", "status.conditions[0].type: Required | status.conditions[2].type: Duplicate")]
    public void The_status_of_either(string changes, string faults)
    {
        Schemas.UpdatingStatus("", changes, faults);
        Levels.UpdatingStatus("", changes, faults);
    }

    [Fact]
    public void What_is_left_out_is_filled_in()
    {
        var level = (PriorityLevelConfiguration)Levels.With("spec.limited = {limitResponse: {type: Queue, queuing: {}}}");
        Assert.Equal((30, 0), (level.Spec.Limited!.NominalConcurrencyShares, level.Spec.Limited.LendablePercent));
        Assert.Equal(new QueuingConfiguration { Queues = 64, HandSize = 8, QueueLengthLimit = 50 }, level.Spec.Limited.LimitResponse.Queuing);
        Assert.Equal(1000, ((FlowSchema)Schemas.With("-spec.matchingPrecedence")).Spec.MatchingPrecedence);
    }
}
