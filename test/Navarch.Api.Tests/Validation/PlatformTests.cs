using Navarch.Api.Coordination.V1;
using Navarch.Api.Node.V1;
using Navarch.Api.Rbac.V1;
using Navarch.Api.Scheduling.V1;
using NewEvent = Navarch.Api.Events.V1.Event;

namespace Navarch.Api.Tests.Validation;

public class PlatformTests
{
    private static readonly DecisionTable Priorities = new(PriorityClass.Info, "{metadata: {name: high}, value: 1000}");

    private static readonly DecisionTable Runtimes = new(RuntimeClass.Info, """
        metadata: {name: gvisor}
        handler: runsc
        overhead: {podFixed: {cpu: 100m, memory: 10Mi}}
        scheduling: {nodeSelector: {sandbox: "yes"}, tolerations: [{key: sandbox, operator: Exists}]}
        """);

    private static readonly DecisionTable Leases = new(Lease.Info, """
        metadata: {name: leader}
        spec: {holderIdentity: me, leaseDurationSeconds: 15, leaseTransitions: 0}
        """);

    private static readonly DecisionTable Roles = new(Role.Info, """
        metadata: {name: "system:reader"}
        rules: [{apiGroups: [""], resources: [pods], verbs: [get]}]
        """);

    private static readonly DecisionTable ClusterRoles = new(ClusterRole.Info, """
        metadata: {name: reader}
        rules: [{nonResourceURLs: [/healthz], verbs: [get]}]
        aggregationRule: {clusterRoleSelectors: [{matchLabels: {a: b}}]}
        """);

    private static readonly DecisionTable Bindings = new(RoleBinding.Info, """
        metadata: {name: readers}
        roleRef: {kind: ClusterRole, name: reader}
        subjects: [{kind: User, name: ann}, {kind: Group, name: staff}, {kind: ServiceAccount, name: sa, namespace: default}]
        """);

    private static readonly DecisionTable ClusterBindings = new(ClusterRoleBinding.Info, """
        metadata: {name: readers}
        roleRef: {kind: ClusterRole, name: reader}
        subjects: [{kind: ServiceAccount, name: sa, namespace: default}]
        """);

    private static readonly DecisionTable Events = new(NewEvent.Info, """
        metadata: {name: e}
        eventTime: "2026-01-02T03:04:05.000006Z"
        regarding: {kind: Pod, namespace: default, name: p}
        reportingController: example.com/scheduler
        reportingInstance: s-1
        action: Binding
        reason: Scheduled
        note: bound
        type: Normal
        """);

    [Theory]
    [InlineData("", "")]
    [InlineData("value = 1000000000", "")]
    [InlineData("value = 1000000001", "value: Forbidden: maximum allowed value of a user defined priority is 1000000000")]
    [InlineData("metadata.name = system-mine", "metadata.name: Forbidden: priority class names with 'system-' prefix are reserved for system use only")]
    [InlineData("metadata.name = system-node-critical", "metadata.name: Forbidden")]
    [InlineData("metadata.name = system-node-critical; value = 2000001000", "")]
    [InlineData("metadata.name = system-node-critical; value = 2000001000; globalDefault = true", "metadata.name: Forbidden")]
    [InlineData("preemptionPolicy = Maybe", "preemptionPolicy: Unsupported value: \"Maybe\": supported values: \"Never\", \"PreemptLowerPriority\"")]
    public void A_new_priority_class(string changes, string faults) => Priorities.Creating(changes, faults);

    [Theory]
    [InlineData("description = important; globalDefault = true", "")]
    [InlineData("value = 2000", "value: Forbidden: may not be changed in an update.")]
    [InlineData("preemptionPolicy = Never", "preemptionPolicy: Invalid value: \"Never\": field is immutable")]
    public void A_changed_priority_class(string changes, string faults) => Priorities.Updating(changes, faults);

    [Theory]
    [InlineData("", "")]
    [InlineData("-handler", "handler: Invalid")]
    [InlineData("handler = a.b", "handler: Invalid")]
    [InlineData("overhead.podFixed.cpu = -1", "overhead.podFixed[cpu]: Invalid")]
    [InlineData("scheduling.nodeSelector.sandbox = 'a b'", "scheduling.nodeSelector: Invalid")]
    [InlineData("scheduling.tolerations[+] = {key: sandbox, operator: Exists}", "scheduling.tolerations[1]: Duplicate")]
    [InlineData("scheduling.tolerations[0] = {key: a, operator: Exists, value: b}", "scheduling.tolerations[0].operator: Invalid")]
    public void A_new_runtime_class(string changes, string faults) => Runtimes.Creating(changes, faults);

    [Theory]
    [InlineData("-overhead; -scheduling", "")]
    [InlineData("handler = kata", "handler: Invalid value: \"kata\": field is immutable")]
    public void A_changed_runtime_class(string changes, string faults) => Runtimes.Updating(changes, faults);

    [Fact]
    public void A_replaced_label_is_told() => Runtimes.Warning(
        """scheduling.nodeSelector = {beta.kubernetes.io/arch: arm64}""",
        "scheduling.nodeSelector[beta.kubernetes.io/arch]: deprecated since v1.14; use \"kubernetes.io/arch\" instead");

    [Theory]
    [InlineData("", "")]
    [InlineData("spec.leaseDurationSeconds = 0", "spec.leaseDurationSeconds: Invalid value: 0: must be greater than 0")]
    [InlineData("spec.leaseTransitions = -1", "spec.leaseTransitions: Invalid value: -1: must be greater than or equal to 0")]
    [InlineData("spec.preferredHolder = you", "spec.preferredHolder: Invalid")]
    [InlineData("spec.strategy = OldestEmulationVersion; spec.preferredHolder = you", "")]
    [InlineData("spec.strategy = Dice", "spec.strategy: NotSupported")]
    [InlineData("spec.strategy = example.com/dice", "")]
    [InlineData("spec.strategy = example.com/", "spec.strategy: Invalid")]
    public void A_lease(string changes, string faults) => Leases.Creating(changes, faults);

    [Theory]
    [InlineData("", "")]
    [InlineData("metadata.name = a/b", "metadata.name: Invalid value: \"a/b\": may not contain '/'")]
    [InlineData("rules[0].verbs = []", "rules[0].verbs: Required value: verbs must contain at least one value")]
    [InlineData("rules[0].apiGroups = []", "rules[0].apiGroups: Required value: resource rules must supply at least one api group")]
    [InlineData("rules[0].resources = []", "rules[0].resources: Required value: resource rules must supply at least one resource")]
    [InlineData("rules[0] = {verbs: [get], nonResourceURLs: [/x]}", "rules[0].nonResourceURLs: Invalid value: [\"/x\"]: namespaced rules cannot apply to non-resource URLs")]
    public void A_role(string changes, string faults) => Roles.Creating(changes, faults);

    [Theory]
    [InlineData("", "")]
    [InlineData("rules[0].resources = [pods]", "rules[0].nonResourceURLs: Invalid value: [\"/healthz\"]: rules cannot apply to both regular resources and non-resource URLs")]
    [InlineData("aggregationRule.clusterRoleSelectors = []", "aggregationRule.clusterRoleSelectors: Required value: at least one clusterRoleSelector required if aggregationRule is non-nil")]
    [InlineData("aggregationRule.clusterRoleSelectors[0].matchLabels.a = 'b c'", "aggregationRule.clusterRoleSelectors[0].matchLabels: Invalid")]
    public void A_cluster_role(string changes, string faults) => ClusterRoles.Creating(changes, faults);

    [Theory]
    [InlineData("", "")]
    [InlineData("roleRef.apiGroup = example.com", "roleRef.apiGroup: Unsupported value: \"example.com\": supported values: \"rbac.authorization.k8s.io\"")]
    [InlineData("roleRef.kind = Pod", "roleRef.kind: Unsupported value: \"Pod\": supported values: \"ClusterRole\", \"Role\"")]
    [InlineData("roleRef.name = ''", "roleRef.name: Required")]
    [InlineData("roleRef.name = a%b", "roleRef.name: Invalid")]
    [InlineData("subjects[0].name = ''", "subjects[0].name: Required")]
    [InlineData("subjects[0].apiGroup = x", "subjects[0].apiGroup: NotSupported")]
    [InlineData("subjects[1].kind = Robot", "subjects[1].kind: Unsupported value: \"Robot\": supported values: \"Group\", \"ServiceAccount\", \"User\"")]
    [InlineData("subjects[2].name = A", "subjects[2].name: Invalid")]
    [InlineData("subjects[2].apiGroup = rbac.authorization.k8s.io", "subjects[2].apiGroup: NotSupported")]
    [InlineData("-subjects[2].namespace", "")]
    public void A_role_binding(string changes, string faults) => Bindings.Creating(changes, faults);

    [Theory]
    [InlineData("subjects = []", "")]
    [InlineData("roleRef.name = writer", "roleRef: Invalid value: {\"apiGroup\":\"rbac.authorization.k8s.io\",\"kind\":\"ClusterRole\",\"name\":\"writer\"}: cannot change roleRef")]
    public void A_changed_role_binding(string changes, string faults) => Bindings.Updating(changes, faults);

    [Theory]
    [InlineData("", "")]
    [InlineData("roleRef.kind = Role", "roleRef.kind: Unsupported value: \"Role\": supported values: \"ClusterRole\"")]
    [InlineData("-subjects[0].namespace", "subjects[0].namespace: Required")]
    public void A_cluster_role_binding(string changes, string faults) => ClusterBindings.Creating(changes, faults);

    [Theory]
    [InlineData("", "")]
    [InlineData("-eventTime", "eventTime: Required")]
    [InlineData("regarding.namespace = other", "involvedObject.namespace: Invalid value: \"other\": does not match event.namespace")]
    [InlineData("metadata.namespace = other; -regarding.namespace", "involvedObject.namespace: Invalid")]
    [InlineData("-regarding.namespace", "")]
    [InlineData("-reportingController", "reportingController: Required")]
    [InlineData("reportingController = a/b/c", "reportingController: Invalid")]
    [InlineData("-reportingInstance; -action; -reason", "reportingInstance: Required | action: Required | reason: Required")]
    [InlineData("type = Bad", "type: Invalid value: \"\": has invalid value: Bad")]
    [InlineData("deprecatedCount = 2; deprecatedSource = {component: x}", "count: Invalid value: 2: needs to be unset | source: Invalid")]
    [InlineData("deprecatedFirstTimestamp = 2026-01-02T03:04:05Z; deprecatedLastTimestamp = 2026-01-02T03:04:05Z", "firstTimestamp: Invalid | lastTimestamp: Invalid")]
    [InlineData("series = {count: 1, lastObservedTime: null}", "series.count: Invalid value: 1: should be at least 2 | series.lastObservedTime: Required")]
    public void A_new_event(string changes, string faults) => Events.Creating(changes, faults);

    [Theory]
    [InlineData("series = {count: 2, lastObservedTime: 2026-01-02T03:04:05.000006Z}", "")]
    [InlineData("note = other; reason = Other; action = Other; type = Warning", "message: Invalid | reason: Invalid | action: Invalid | type: Invalid")]
    [InlineData("regarding.name = q; related = {name: x}; reportingInstance = x; reportingController = y", "involvedObject: Invalid | related: Invalid | reportingInstance: Invalid | reportingController: Invalid")]
    [InlineData("eventTime = 2026-01-02T03:04:06.000006Z; deprecatedCount = 1; deprecatedSource = {host: h}", "eventTime: Invalid | count: Invalid | source: Invalid")]
    [InlineData("deprecatedFirstTimestamp = 2026-01-02T03:04:05Z; deprecatedLastTimestamp = 2026-01-02T03:04:05Z", "firstTimestamp: Invalid | lastTimestamp: Invalid")]
    public void A_changed_event(string changes, string faults) => Events.Updating(changes, faults);

    [Fact]
    public void Words_and_notes_of_events_are_short()
    {
        Events.Creating($"reason = {new string('a', 129)}", "reason: Invalid");
        Events.Creating($"note = {new string('a', 1025)}", "message: Invalid");
    }
}
