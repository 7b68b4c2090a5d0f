using Navarch.Api.Apps.V1;
using Navarch.Api.Batch.V1;
using Navarch.Api.Core.V1;

namespace Navarch.Api.Tests.Validation;

/// <summary>What the writer of a good pod, or of what makes pods, is told.</summary>
public class PodWarningTests
{
    private const string Template = "template: {metadata: {labels: {a: b}}, spec: {restartPolicy: Always, containers: [{name: c, image: nginx}]}}";

    private static readonly DecisionTable Pods = new(Pod.Info, "{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {containers: [{name: c, image: nginx}]}}");
    private static readonly DecisionTable Deployments = new(Deployment.Info, "{apiVersion: apps/v1, kind: Deployment, metadata: {name: d}, spec: {selector: {matchLabels: {a: b}}, " + Template + "}}");
    private static readonly DecisionTable StatefulSets = new(StatefulSet.Info, "{apiVersion: apps/v1, kind: StatefulSet, metadata: {name: d}, spec: {serviceName: s, selector: {matchLabels: {a: b}}, " + Template + "}}");
    private static readonly DecisionTable CronJobs = new(CronJob.Info, "{apiVersion: batch/v1, kind: CronJob, metadata: {name: d}, spec: {schedule: '@daily', jobTemplate: {spec: {template: {spec: {restartPolicy: Never, containers: [{name: c, image: nginx}]}}}}}}");

    public static TheoryData<string, string> Warnings => new()
    {
        { "spec.nodeSelector = {beta.kubernetes.io/os: linux}", "spec.nodeSelector[beta.kubernetes.io/os]: deprecated since v1.14; use \"kubernetes.io/os\" instead" },
        { "spec.affinity = {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [{matchExpressions: [{key: beta.kubernetes.io/arch, operator: Exists}]}]}}}", "spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[0].matchExpressions[0].key: beta.kubernetes.io/arch is deprecated since v1.14; use \"kubernetes.io/arch\" instead" },
        { "spec.affinity = {podAntiAffinity: {preferredDuringSchedulingIgnoredDuringExecution: [{weight: 1, podAffinityTerm: {topologyKey: z}}]}}", "spec.affinity.podAntiAffinity.preferredDuringSchedulingIgnoredDuringExecution[0].podAffinityTerm.labelSelector: a null labelSelector results in matching no pod" },
        { "spec.topologySpreadConstraints = [{maxSkew: 1, topologyKey: failure-domain.beta.kubernetes.io/zone, whenUnsatisfiable: DoNotSchedule, labelSelector: {}}]", "spec.topologySpreadConstraints[0].topologyKey: failure-domain.beta.kubernetes.io/zone is deprecated since v1.17; use \"topology.kubernetes.io/zone\" instead" },
        { "spec.topologySpreadConstraints = [{maxSkew: 1, topologyKey: z, whenUnsatisfiable: DoNotSchedule}]", "spec.topologySpreadConstraints[0].labelSelector: a null labelSelector results in matching no pod" },
        { "metadata.annotations = {seccomp.security.alpha.kubernetes.io/pod: x}", "metadata.annotations[seccomp.security.alpha.kubernetes.io/pod]: non-functional in v1.27+; use the \"seccompProfile\" field instead" },
        { "metadata.annotations = {container.apparmor.security.beta.kubernetes.io/c: unconfined}", "metadata.annotations[container.apparmor.security.beta.kubernetes.io/c]: deprecated since v1.30; use the \"appArmorProfile\" field instead" },
        { "metadata.annotations = {scheduler.alpha.kubernetes.io/critical-pod: ''}", "metadata.annotations[scheduler.alpha.kubernetes.io/critical-pod]: non-functional in v1.16+; use the \"priorityClassName\" field instead" },
        { "spec.volumes = [{name: v, cephfs: {monitors: [a]}}]", "spec.volumes[0].cephfs: deprecated in v1.28, non-functional in v1.31+" },
        { "spec.terminationGracePeriodSeconds = -5", "spec.terminationGracePeriodSeconds: must be >= 0; negative values are invalid and will be treated as 1" },
        { "spec.imagePullSecrets = [{}]", "spec.imagePullSecrets[0].name: invalid empty name \"\"" },
        { "spec.hostAliases = [{ip: 10.0.0.1}, {ip: 10.0.0.1}]", "spec.hostAliases[1].ip: duplicate ip \"10.0.0.1\"" },
        { "spec.containers[0].env = [{name: A, value: x}, {name: A, value: y}]", "spec.containers[0].env[1]: hides previous definition of \"A\", which may be dropped when using apply" },
        { "spec.containers[0].ports = [{containerPort: 80}, {containerPort: 80}]", "spec.containers[0].ports[1]: duplicate port definition with spec.containers[0].ports[0]" },
        { "spec.containers[0].resources = {limits: {memory: 1500m}, requests: {memory: 1}}", "spec.containers[0].resources.limits[memory]: fractional byte value \"1500m\" is invalid, must be an integer" },
        { "metadata.name = a.b", "metadata.name: this is used in the Pod's hostname, which can result in surprising behavior; a DNS label is recommended: [a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name', or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')]" },
    };

    [Theory]
    [MemberData(nameof(Warnings))]
    public void The_writer_of_a_pod_is_told(string changes, string warning) => Pods.Warning(changes, warning);

    [Fact]
    public void An_ordinary_pod_is_passed_over_in_silence() => Pods.Warning("");

    [Fact]
    public void Templates_are_looked_at_where_they_stand()
    {
        Deployments.Warning("spec.template.spec.nodeSelector = {beta.kubernetes.io/os: linux}", "spec.template.spec.nodeSelector[beta.kubernetes.io/os]: deprecated since v1.14; use \"kubernetes.io/os\" instead");
        CronJobs.Warning("spec.jobTemplate.spec.template.spec.imagePullSecrets = [{}]", "spec.jobTemplate.spec.template.spec.imagePullSecrets[0].name: invalid empty name \"\"");
        StatefulSets.Warning("spec.revisionHistoryLimit = -1", "spec.revisionHistoryLimit: a negative value retains all historical revisions; a value >= 0 is recommended");
    }

    [Fact]
    public void A_template_that_stays_is_not_told_again()
    {
        var old = Deployments.With("spec.template.spec.nodeSelector = {beta.kubernetes.io/os: linux}");
        var scaled = Deployments.With("spec.template.spec.nodeSelector = {beta.kubernetes.io/os: linux}; spec.replicas = 5");
        Assert.Empty(Api.Validation.ObjectValidation.Warnings(scaled, old));
    }
}
