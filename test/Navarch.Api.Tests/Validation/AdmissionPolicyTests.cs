using Navarch.Api.AdmissionRegistration.V1;

namespace Navarch.Api.Tests.Validation;

public class AdmissionPolicyTests
{
    private static readonly DecisionTable Validating = new(ValidatingAdmissionPolicy.Info, """
        metadata: {name: replicas.example.com}
        spec:
          paramKind: {apiVersion: rules.example.com/v1, kind: Limit}
          matchConstraints: {resourceRules: [{operations: [CREATE], apiGroups: [apps], apiVersions: [v1], resources: [deployments]}]}
          variables: [{name: replicas, expression: object.spec.replicas}]
          validations: [{expression: variables.replicas < 5, message: too many, reason: Invalid}]
          auditAnnotations: [{key: replicas, valueExpression: string(variables.replicas)}]
          matchConditions: [{name: mine, expression: "true"}]
        """);

    private static readonly DecisionTable Mutating = new(MutatingAdmissionPolicy.Info, """
        metadata: {name: sidecar}
        spec:
          reinvocationPolicy: IfNeeded
          matchConstraints: {resourceRules: [{operations: [CREATE], apiGroups: [""], apiVersions: [v1], resources: [pods]}]}
          mutations: [{patchType: ApplyConfiguration, applyConfiguration: {expression: "Object{}"}}, {patchType: JSONPatch, jsonPatch: {expression: "[]"}}]
        """);

    private static readonly DecisionTable Bindings = new(ValidatingAdmissionPolicyBinding.Info, """
        metadata: {name: b}
        spec:
          policyName: replicas.example.com
          validationActions: [Deny, Audit]
          paramRef: {name: limits, namespace: default, parameterNotFoundAction: Deny}
          matchResources: {namespaceSelector: {matchLabels: {a: b}}}
        """);

    private static readonly DecisionTable MutatingBindings = new(MutatingAdmissionPolicyBinding.Info, """
        metadata: {name: b}
        spec: {policyName: sidecar, paramRef: {selector: {}, parameterNotFoundAction: Allow}}
        """);

    [Theory]
    [InlineData("", "")]
    [InlineData("spec.paramKind = {}", "spec.paramKind.apiVersion: Required | spec.paramKind.kind: Required")]
    [InlineData("spec.paramKind = {apiVersion: a/b/c, kind: 'A B'}", "spec.paramKind.apiVersion: Invalid value: \"a/b/c\": unexpected GroupVersion string: a/b/c | spec.paramKind.kind: Invalid")]
    [InlineData("spec.paramKind.apiVersion = A/1", "spec.paramKind.apiVersion: Invalid | spec.paramKind.apiVersion: Invalid")]
    [InlineData("spec.paramKind = {apiVersion: v1, kind: ConfigMap}", "")]
    [InlineData("-spec.matchConstraints", "spec.matchConstraints: Required")]
    [InlineData("spec.matchConstraints.resourceRules = []", "spec.matchConstraints.resourceRules: Required")]
    [InlineData("spec.matchConstraints.resourceRules[0].operations = []", "spec.matchConstraints.resourceRules[0].operations: Required")]
    [InlineData("spec.matchConstraints.resourceRules[0].resourceNames = [a, a, b/c]", "spec.matchConstraints.resourceRules[0].resourceNames[1]: Duplicate | spec.matchConstraints.resourceRules[0].resourceNames[2]: Invalid")]
    [InlineData("spec.matchConstraints.excludeResourceRules = [{}]", "spec.matchConstraints.excludeResourceRules[0].operations: Required | spec.matchConstraints.excludeResourceRules[0].apiGroups: Required | spec.matchConstraints.excludeResourceRules[0].apiVersions: Required | spec.matchConstraints.excludeResourceRules[0].resources: Required")]
    [InlineData("spec.matchConstraints.objectSelector.matchLabels.a = 'b c'", "spec.matchConstraints.objectSelector.matchLabels: Invalid")]
    [InlineData("spec.matchConstraints.matchPolicy = Rough", "spec.matchConstraints.matchPolicy: NotSupported")]
    [InlineData("spec.failurePolicy = Panic", "spec.failurePolicy: NotSupported")]
    [InlineData("spec.validations = []; spec.auditAnnotations = []", "spec.validations: Required | spec.auditAnnotations: Required")]
    [InlineData("spec.validations = []", "")]
    [InlineData("spec.validations[0].expression = ' '", "spec.validations[0].expression: Required value: expression is not specified")]
    [InlineData("spec.validations[0].messageExpression = ' '", "spec.validations[0].messageExpression: Invalid value: \" \": must be non-empty if specified")]
    [InlineData("spec.validations[0].message = ' '", "spec.validations[0].message: Invalid value: \" \": message must be non-empty if specified")]
    [InlineData("""spec.validations[0].message = "a\nb" """, "spec.validations[0].message: Invalid value: \"a\\nb\": message must not contain line breaks")]
    [InlineData("""-spec.validations[0].message; spec.validations[0].expression = "a ||\nb" """, "spec.validations[0].message: Required value: message must be specified if expression contains line breaks")]
    [InlineData("spec.validations[0].reason = Bored", "spec.validations[0].reason: Unsupported value: \"Bored\": supported values: \"Forbidden\", \"Invalid\", \"RequestEntityTooLarge\", \"Unauthorized\"")]
    [InlineData("spec.variables[0].name = 1a", "spec.variables[0].name: Invalid value: \"1a\": name is not a valid CEL identifier")]
    [InlineData("spec.variables[0].name = import", "spec.variables[0].name: Invalid")]
    [InlineData("spec.variables[+] = {name: replicas}", "spec.variables[1].name: Duplicate | spec.variables[1].expression: Required")]
    [InlineData("spec.auditAnnotations[+] = {key: replicas, valueExpression: x}", "spec.auditAnnotations[1].key: Duplicate")]
    [InlineData("spec.auditAnnotations = [{key: '', valueExpression: ''}]", "spec.auditAnnotations[0].key: Required | spec.auditAnnotations[0].valueExpression: Required")]
    [InlineData("spec.auditAnnotations[0].key = a/b", "spec.auditAnnotations[0].key: Invalid")]
    [InlineData("spec.matchConditions[+] = {name: mine, expression: 'true'}", "spec.matchConditions[1].name: Duplicate")]
    public void A_validating_policy(string changes, string faults)
    {
        Validating.Creating(changes, faults);
        Validating.Updating(changes, faults);
    }

    [Fact]
    public void Audit_annotations_have_their_limits()
    {
        Validating.Creating($"spec.auditAnnotations = [{string.Join(", ", Enumerable.Range(0, 21).Select(i => $"{{key: k{i}, valueExpression: x}}"))}]", "spec.auditAnnotations: Invalid");
        Validating.Creating($"spec.auditAnnotations[0].valueExpression = {new string('x', 5121)}", "spec.auditAnnotations[0].valueExpression: Invalid");
    }

    [Theory]
    [InlineData("status.conditions = [{type: Ready, status: 'True', reason: Done, message: '', lastTransitionTime: 2026-01-01T00:00:00Z}]", "")]
    [InlineData("status.conditions = [{type: '', status: Maybe, reason: '', message: '', observedGeneration: -1}]", "status.conditions[0].type: Required value: must be set | status.conditions[0].status: Unsupported value: \"Maybe\": supported values: \"False\", \"True\", \"Unknown\" | status.conditions[0].observedGeneration: Invalid | status.conditions[0].lastTransitionTime: Required | status.conditions[0].reason: Required")]
    [InlineData("status.conditions = [{type: A, status: 'True', reason: 'a b', message: '', lastTransitionTime: 2026-01-01T00:00:00Z}, {type: A, status: 'True', reason: a, message: '', lastTransitionTime: 2026-01-01T00:00:00Z}]", "status.conditions[0].reason: Invalid | status.conditions[1].type: Duplicate")]
    [InlineData("status.typeChecking.expressionWarnings = [{fieldRef: '', warning: ''}]", "status.typeChecking.expressionWarnings[0].fieldRef: Required | status.typeChecking.expressionWarnings[0].warning: Required")]
    public void The_status_of_a_policy(string changes, string faults) => Validating.UpdatingStatus("", changes, faults);

    [Theory]
    [InlineData("", "")]
    [InlineData("-spec.reinvocationPolicy", "spec.reinvocationPolicy: Required")]
    [InlineData("spec.reinvocationPolicy = Always", "spec.reinvocationPolicy: NotSupported")]
    [InlineData("spec.mutations = []", "spec.mutations: Required value: mutations must contain at least one item")]
    [InlineData("spec.mutations[0].patchType = Merge", "spec.mutations[0].patchType: NotSupported")]
    [InlineData("spec.mutations[0].patchType = ''", "spec.mutations[0].patchType: Required")]
    [InlineData("-spec.mutations[0].applyConfiguration", "spec.mutations[0].applyConfiguration: Required value: must be specified when patchType is ApplyConfiguration")]
    [InlineData("spec.mutations[0].jsonPatch.expression = x", "spec.mutations[0].jsonPatch: Invalid")]
    [InlineData("spec.mutations[1].jsonPatch = {}", "spec.mutations[1].jsonPatch.expression: Required value: expression is not specified")]
    [InlineData("spec.matchConstraints.resourceRules[0].operations = [CREATE, DELETE]", "spec.matchConstraints.resourceRules[0].operations[1]: NotSupported")]
    [InlineData("-spec.matchConstraints", "spec.matchConstraints: Required")]
    [InlineData("spec.variables = [{name: a-b, expression: x}]", "spec.variables[0].name: Invalid")]
    public void A_mutating_policy(string changes, string faults) => Mutating.Creating(changes, faults);

    [Theory]
    [InlineData("", "")]
    [InlineData("-spec.policyName", "spec.policyName: Required")]
    [InlineData("spec.policyName = A", "spec.policyName: Invalid")]
    [InlineData("spec.validationActions = []", "spec.validationActions: Required")]
    [InlineData("spec.validationActions = [Audit, Audit]", "spec.validationActions[1]: Duplicate value: \"Audit\"")]
    [InlineData("spec.validationActions = [Deny, Warn]", "spec.validationActions: Invalid")]
    [InlineData("spec.validationActions = [Shout]", "spec.validationActions[0]: Unsupported value: \"Shout\": supported values: \"Audit\", \"Deny\", \"Warn\"")]
    [InlineData("spec.paramRef.selector = {}", "spec.paramRef.name: Forbidden: `name` and `selector` are mutually exclusive")]
    [InlineData("-spec.paramRef.name", "spec.paramRef: Required value: one of name or selector must be specified")]
    [InlineData("spec.paramRef.name = a/b", "spec.paramRef.name: Invalid")]
    [InlineData("-spec.paramRef.parameterNotFoundAction", "spec.paramRef.parameterNotFoundAction: Required")]
    [InlineData("spec.paramRef.parameterNotFoundAction = Guess", "spec.paramRef.parameterNotFoundAction: NotSupported")]
    [InlineData("spec.matchResources.namespaceSelector.matchLabels.a = 'b c'", "spec.matchResources.namespaceSelector.matchLabels: Invalid")]
    public void A_binding(string changes, string faults) => Bindings.Creating(changes, faults);

    [Theory]
    [InlineData("", "")]
    [InlineData("-spec.policyName", "spec.policyName: Required")]
    [InlineData("spec.paramRef.selector.matchLabels.a = 'b c'", "spec.paramRef.selector.matchLabels: Invalid")]
    public void A_mutating_binding(string changes, string faults) => MutatingBindings.Creating(changes, faults);

    [Fact]
    public void What_is_left_out_is_filled_in()
    {
        var policy = (MutatingAdmissionPolicy)Mutating.With();
        Assert.Equal(("Fail", "Equivalent", "*"), (policy.Spec.FailurePolicy, policy.Spec.MatchConstraints!.MatchPolicy, policy.Spec.MatchConstraints.ResourceRules[0].Scope));
        Assert.Equal(LabelSelector.Empty, ((ValidatingAdmissionPolicyBinding)Bindings.With()).Spec.MatchResources!.ObjectSelector);
    }
}
