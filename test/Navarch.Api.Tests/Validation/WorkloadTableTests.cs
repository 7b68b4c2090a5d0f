using Navarch.Api.Apps.V1;
using Navarch.Api.Core.V1;
using Navarch.Api.Policy.V1;

namespace Navarch.Api.Tests.Validation;

/// <summary>Each rule for what makes pods, and for disruption budgets.</summary>
public class WorkloadTableTests
{
    private const string Template = "template: {metadata: {labels: {a: b}}, spec: {containers: [{name: c, image: nginx}]}}";

    private static readonly DecisionTable Deployments = Table(Deployment.Info, "apps/v1", "selector: {matchLabels: {a: b}}, " + Template);
    private static readonly DecisionTable ReplicaSets = Table(ReplicaSet.Info, "apps/v1", "selector: {matchLabels: {a: b}}, " + Template);
    private static readonly DecisionTable StatefulSets = Table(StatefulSet.Info, "apps/v1", "serviceName: s, selector: {matchLabels: {a: b}}, " + Template);
    private static readonly DecisionTable DaemonSets = Table(DaemonSet.Info, "apps/v1", "selector: {matchLabels: {a: b}}, " + Template);
    private static readonly DecisionTable Controllers = Table(ReplicationController.Info, "v1", "selector: {a: b}, " + Template);
    private static readonly DecisionTable Budgets = Table(PodDisruptionBudget.Info, "policy/v1", "minAvailable: 1, selector: {matchLabels: {a: b}}");
    private static readonly DecisionTable Templates = new(PodTemplate.Info, "{apiVersion: v1, kind: PodTemplate, metadata: {name: t}, " + Template + "}");
    private static readonly DecisionTable Revisions = new(ControllerRevision.Info, "{apiVersion: apps/v1, kind: ControllerRevision, metadata: {name: r}, data: {a: b}, revision: 1}");

    private static DecisionTable Table(KindInfo kind, string version, string spec) =>
        new(kind, $"{{apiVersion: {version}, kind: {kind.Kind}, metadata: {{name: w}}, spec: {{{spec}}}}}");

    [Theory]
    [InlineData("", "")]
    [InlineData("spec.replicas = -1; spec.minReadySeconds = -1; spec.revisionHistoryLimit = -1", "spec.minReadySeconds: Invalid | spec.replicas: Invalid | spec.revisionHistoryLimit: Invalid")]
    [InlineData("spec.progressDeadlineSeconds = 5; spec.minReadySeconds = 5", "spec.progressDeadlineSeconds: Invalid")]
    [InlineData("spec.progressDeadlineSeconds = -1", "spec.progressDeadlineSeconds: Invalid | spec.progressDeadlineSeconds: Invalid")]
    [InlineData("-spec.selector", "spec.selector: Required")]
    [InlineData("spec.selector = {}", "spec.selector: Invalid")]
    [InlineData("spec.selector = {matchLabels: {a: c}}", "spec.template.metadata.labels: Invalid")]
    [InlineData("spec.selector = {matchExpressions: [{key: a, operator: In}, {key: b, operator: Exists, values: [x]}, {key: '!', operator: Near}, {key: a, operator: In, values: ['x y']}]}", "spec.selector.matchExpressions[0].values: Required | spec.selector.matchExpressions[1].values: Forbidden | spec.selector.matchExpressions[2].key: Invalid | spec.selector.matchExpressions[2].operator: Invalid | spec.selector.matchExpressions[3].values[0]: Invalid | spec.template.metadata.labels: Invalid")]
    [InlineData("spec.strategy.type = Slow", "spec.strategy.type: NotSupported")]
    [InlineData("spec.strategy = {type: Recreate, rollingUpdate: {maxSurge: 1}}", "spec.strategy.rollingUpdate: Forbidden")]
    [InlineData("spec.strategy.rollingUpdate = {maxSurge: 0, maxUnavailable: 0}", "spec.strategy.rollingUpdate.maxUnavailable: Invalid")]
    [InlineData("spec.strategy.rollingUpdate = {maxSurge: some, maxUnavailable: 101%}", "spec.strategy.rollingUpdate.maxSurge: Invalid | spec.strategy.rollingUpdate.maxUnavailable: Invalid")]
    [InlineData("spec.strategy.rollingUpdate = {maxSurge: -1, maxUnavailable: 1}", "spec.strategy.rollingUpdate.maxSurge: Invalid")]
    [InlineData("spec.template.spec.restartPolicy = Never", "spec.template.spec.restartPolicy: NotSupported")]
    [InlineData("spec.template.spec.activeDeadlineSeconds = 5", "spec.template.spec.activeDeadlineSeconds: Forbidden")]
    [InlineData("spec.template.spec.ephemeralContainers = [{name: e, image: x}]", "spec.template.spec.ephemeralContainers: Forbidden")]
    [InlineData("spec.template.spec.containers[0].image = ''", "spec.template.spec.containers[0].image: Required")]
    [InlineData("spec.template.metadata.annotations = {'a b': c}", "spec.template.metadata.annotations: Invalid")]
    [InlineData("spec.template.spec.hostNetwork = true; spec.template.spec.containers[0].ports = [{containerPort: 80}]", "")]
    public void A_new_deployment(string changes, string faults) => Deployments.Creating(changes, faults);

    [Theory]
    [InlineData("spec.replicas = 5; spec.template.spec.containers[0].image = httpd", "")]
    [InlineData("spec.selector = {matchLabels: {a: b}, matchExpressions: [{key: a, operator: Exists}]}", "spec.selector: Invalid")]
    public void A_changed_deployment(string after, string faults) => Deployments.Updating(after, faults);

    [Theory]
    [InlineData("", "status = {replicas: 2, updatedReplicas: 2, readyReplicas: 2, availableReplicas: 1}", "")]
    [InlineData("", "status = {replicas: -1, unavailableReplicas: -1}", "status.availableReplicas: Invalid | status.readyReplicas: Invalid | status.replicas: Invalid | status.unavailableReplicas: Invalid | status.updatedReplicas: Invalid")]
    [InlineData("", "status = {replicas: 1, updatedReplicas: 2, readyReplicas: 2, availableReplicas: 3}", "status.availableReplicas: Invalid | status.availableReplicas: Invalid | status.readyReplicas: Invalid | status.updatedReplicas: Invalid")]
    [InlineData("status.collisionCount = 2", "status.collisionCount = 1", "status.collisionCount: Invalid")]
    public void A_deployments_status(string before, string after, string faults) => Deployments.UpdatingStatus(before, after, faults);

    [Theory]
    [InlineData("", "")]
    [InlineData("spec.replicas = -1; spec.minReadySeconds = -1", "spec.minReadySeconds: Invalid | spec.replicas: Invalid")]
    [InlineData("spec.selector = {}", "spec.selector: Invalid")]
    [InlineData("spec.template.spec.restartPolicy = OnFailure", "spec.template.spec.restartPolicy: NotSupported")]
    public void A_new_replica_set(string changes, string faults) => ReplicaSets.Creating(changes, faults);

    [Fact]
    public void A_changed_replica_set()
    {
        ReplicaSets.Updating("spec.selector = {matchExpressions: [{key: a, operator: Exists}]}", "spec.selector: Invalid");
        ReplicaSets.UpdatingStatus("", "status = {replicas: 1, fullyLabeledReplicas: 2, readyReplicas: 1}", "status.fullyLabeledReplicas: Invalid");
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("-spec.selector", "")]
    [InlineData("spec.selector = {a: c}", "spec.template.metadata.labels: Invalid")]
    [InlineData("-spec.template; -spec.selector", "spec.selector: Required | spec.template: Required")]
    [InlineData("spec.replicas = -1; spec.minReadySeconds = -1", "spec.minReadySeconds: Invalid | spec.replicas: Invalid")]
    [InlineData("spec.template.spec.restartPolicy = Never", "spec.template.spec.restartPolicy: NotSupported")]
    public void A_new_replication_controller(string changes, string faults) => Controllers.Creating(changes, faults);

    [Fact]
    public void A_replication_controllers_status() => Controllers.UpdatingStatus("", "status = {replicas: 1, readyReplicas: 1, availableReplicas: 2}", "status.availableReplicas: Invalid | status.availableReplicas: Invalid");

    [Theory]
    [InlineData("", "")]
    [InlineData("metadata.name = a.b", "metadata.name: Invalid")]
    [InlineData("spec.replicas = -1; spec.minReadySeconds = -1; spec.ordinals = {start: -1}", "spec.minReadySeconds: Invalid | spec.ordinals.start: Invalid | spec.replicas: Invalid")]
    [InlineData("spec.podManagementPolicy = Any", "spec.podManagementPolicy: NotSupported")]
    [InlineData("spec.updateStrategy = {type: Soon}", "spec.updateStrategy.type: NotSupported")]
    [InlineData("spec.updateStrategy = {type: OnDelete, rollingUpdate: {partition: 1}}", "spec.updateStrategy.rollingUpdate: Invalid")]
    [InlineData("spec.updateStrategy = {rollingUpdate: {partition: -1}}", "spec.updateStrategy.rollingUpdate.partition: Invalid")]
    [InlineData("spec.updateStrategy = {rollingUpdate: {maxUnavailable: 0}}", "spec.updateStrategy.rollingUpdate.maxUnavailable: Invalid")]
    [InlineData("spec.persistentVolumeClaimRetentionPolicy = {whenDeleted: Burn, whenScaled: Burn}", "spec.persistentVolumeClaimRetentionPolicy.whenDeleted: NotSupported | spec.persistentVolumeClaimRetentionPolicy.whenScaled: NotSupported")]
    [InlineData("spec.serviceName = A_b", "spec.serviceName: Invalid")]
    [InlineData("spec.selector = {}", "spec.selector: Invalid")]
    [InlineData("spec.revisionHistoryLimit = -1", "")]
    [InlineData("spec.template.spec.containers[0].volumeMounts = [{name: data, mountPath: /d}]", "spec.template.spec.containers[0].volumeMounts[0].name: NotFound")]
    [InlineData("spec.template.spec.containers[0].volumeMounts = [{name: data, mountPath: /d}]; spec.volumeClaimTemplates = [{metadata: {name: data}, spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}}]", "")]
    public void A_new_stateful_set(string changes, string faults) => StatefulSets.Creating(changes, faults);

    [Theory]
    [InlineData("spec.replicas = 3; spec.minReadySeconds = 3; spec.ordinals = {start: 1}; spec.revisionHistoryLimit = 2; spec.template.spec.containers[0].image = x; spec.updateStrategy = {type: OnDelete}; spec.persistentVolumeClaimRetentionPolicy = {whenScaled: Delete}", "")]
    [InlineData("spec.serviceName = other", "spec: Forbidden")]
    [InlineData("spec.podManagementPolicy = Parallel", "spec: Forbidden")]
    [InlineData("spec.volumeClaimTemplates = [{metadata: {name: data}}]", "spec: Forbidden")]
    public void A_changed_stateful_set(string after, string faults) => StatefulSets.Updating(after, faults);

    [Fact]
    public void A_stateful_sets_status() => StatefulSets.UpdatingStatus(
        "", "status = {replicas: 1, currentReplicas: 2, updatedReplicas: 2, readyReplicas: -1}",
        "status.availableReplicas: Invalid | status.currentReplicas: Invalid | status.readyReplicas: Invalid | status.updatedReplicas: Invalid");

    [Theory]
    [InlineData("", "")]
    [InlineData("spec.updateStrategy = {type: OnDelete}", "")]
    [InlineData("spec.updateStrategy = {type: Never}", "spec.updateStrategy.type: NotSupported")]
    [InlineData("spec.updateStrategy = {rollingUpdate: {maxSurge: 1, maxUnavailable: 1}}", "spec.updateStrategy.rollingUpdate.maxSurge: Invalid")]
    [InlineData("spec.updateStrategy = {rollingUpdate: {maxSurge: 0, maxUnavailable: 0}}", "spec.updateStrategy.rollingUpdate.maxUnavailable: Invalid")]
    [InlineData("spec.updateStrategy = {rollingUpdate: {maxUnavailable: 200%}}", "spec.updateStrategy.rollingUpdate.maxUnavailable: Invalid")]
    [InlineData("spec.minReadySeconds = -1; spec.revisionHistoryLimit = -1", "spec.minReadySeconds: Invalid | spec.revisionHistoryLimit: Invalid")]
    [InlineData("spec.selector = {}", "spec.selector: Invalid")]
    [InlineData("spec.template.spec.restartPolicy = Never; spec.template.spec.activeDeadlineSeconds = 1", "spec.template.spec.activeDeadlineSeconds: Forbidden | spec.template.spec.restartPolicy: NotSupported")]
    public void A_new_daemon_set(string changes, string faults) => DaemonSets.Creating(changes, faults);

    [Fact]
    public void A_changed_daemon_set()
    {
        DaemonSets.Updating("spec.selector = {matchExpressions: [{key: a, operator: Exists}]}", "spec.selector: Invalid");
        DaemonSets.UpdatingStatus("", "status.numberReady = -1", "status.numberReady: Invalid");
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("-data", "data: Required")]
    [InlineData("revision = -1", "revision: Invalid")]
    public void A_new_revision(string changes, string faults) => Revisions.Creating(changes, faults);

    [Fact]
    public void A_revision_keeps_its_data()
    {
        Revisions.Updating("revision = 2", "");
        Revisions.Updating("data = {a: c}", "data: Invalid");
    }

    [Fact]
    public void A_pod_template_is_judged_as_those_inside() => Templates.Creating("template.spec.containers = []", "template.spec.containers: Required");

    [Theory]
    [InlineData("", "")]
    [InlineData("spec.maxUnavailable = 1", "spec: Invalid")]
    [InlineData("spec.minAvailable = -1", "spec.minAvailable: Invalid")]
    [InlineData("spec.minAvailable = 101%", "spec.minAvailable: Invalid")]
    [InlineData("-spec.minAvailable; spec.maxUnavailable = many", "spec.maxUnavailable: Invalid")]
    [InlineData("spec.selector = {matchLabels: {'!': a}}", "spec.selector.matchLabels: Invalid")]
    [InlineData("spec.selector = {}", "")]
    [InlineData("spec.unhealthyPodEvictionPolicy = Perhaps", "spec.unhealthyPodEvictionPolicy: NotSupported")]
    public void A_new_budget(string changes, string faults) => Budgets.Creating(changes, faults);

    [Fact]
    public void A_budgets_status() => Budgets.UpdatingStatus("", "status = {disruptionsAllowed: -1, currentHealthy: -1}", "status.currentHealthy: Invalid | status.disruptionsAllowed: Invalid");
}
