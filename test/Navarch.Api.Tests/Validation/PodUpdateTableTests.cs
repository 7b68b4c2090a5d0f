namespace Navarch.Api.Tests.Validation;

/// <summary>What of a pod may change, and through which subresource: what it was before, the change, what is wrong with that.</summary>
public class PodUpdateTableTests
{
    private static readonly DecisionTable Pod = new(Core.V1.Pod.Info, """
        apiVersion: v1
        kind: Pod
        metadata: {name: p, namespace: default, uid: u}
        spec:
          containers:
          - name: c
            image: nginx
            resources: {requests: {cpu: 1}}
          initContainers:
          - name: i
            image: nginx
        """);

    public static TheoryData<string, string, string, string> Updates => new()
    {
        { "", "", "metadata.labels={a: b}; metadata.annotations={c: d}", "" },
        { "", "", "spec.containers[0].image=httpd; spec.initContainers[0].image=httpd", "" },
        { "", "", "spec.containers[0].image=''", "spec.containers[0].image: Required" },
        { "", "", "spec.containers[0].command=[x]", "spec: Forbidden" },
        { "", "", "spec.containers[0].resources={requests: {cpu: 2}}", "spec: Forbidden" },
        { "", "", "spec.containers[1]={name: d, image: x}", "spec.containers: Forbidden" },
        { "", "", "spec.initContainers=[]", "spec.initContainers: Forbidden" },
        { "", "", "spec.nodeName=n", "spec: Forbidden" },
        { "", "", "spec.activeDeadlineSeconds=10", "" },
        { "", "spec.activeDeadlineSeconds=10", "spec.activeDeadlineSeconds=5", "" },
        { "", "spec.activeDeadlineSeconds=10", "spec.activeDeadlineSeconds=15", "spec.activeDeadlineSeconds: Invalid" },
        { "", "spec.activeDeadlineSeconds=10", "spec.activeDeadlineSeconds=~", "spec.activeDeadlineSeconds: Invalid" },
        { "", "spec.tolerations=[{key: a, operator: Exists, effect: NoExecute}]", "spec.tolerations=[{key: a, operator: Exists, effect: NoExecute, tolerationSeconds: 5}, {key: b, operator: Exists}]", "" },
        { "", "spec.tolerations=[{key: a, operator: Exists}]", "spec.tolerations=[{key: b, operator: Exists}]", "spec.tolerations: Forbidden" },
        { "", "", "spec.terminationGracePeriodSeconds=1", "spec: Forbidden" },
        { "", "spec.terminationGracePeriodSeconds=-5", "spec.terminationGracePeriodSeconds=1", "" },
        { "", "spec.schedulingGates=[{name: a}, {name: b}]", "spec.schedulingGates=[{name: b}]", "" },
        { "", "spec.schedulingGates=[{name: a}]", "spec.schedulingGates=[{name: b}]", "spec.schedulingGates: Forbidden" },
        { "", "spec.schedulingGates=[{name: a}]; spec.nodeSelector={a: b}", "spec.nodeSelector={a: b, c: d}", "" },
        { "", "spec.schedulingGates=[{name: a}]; spec.nodeSelector={a: b}", "spec.nodeSelector={a: c}", "spec.nodeSelector: Invalid" },
        { "", "spec.nodeSelector={a: b}", "spec.nodeSelector={a: b, c: d}", "spec: Forbidden" },
        { "", "spec.schedulingGates=[{name: a}]", "spec.affinity={nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [{matchExpressions: [{key: a, operator: Exists}]}]}}}", "" },
        { "", "spec.schedulingGates=[{name: a}]; spec.affinity={nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [{matchExpressions: [{key: a, operator: Exists}]}]}}}", "spec.affinity={nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [{matchExpressions: [{key: b, operator: Exists}]}]}}}", "spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[0]: Invalid" },
        { "", "spec.schedulingGates=[{name: a}]; spec.affinity={nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [{matchExpressions: [{key: a, operator: Exists}]}]}}}", "spec.affinity=~", "spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms: Invalid" },
        { "", "spec.schedulingGates=[{name: a}]", "spec.affinity={podAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [{topologyKey: z, labelSelector: {}}]}}", "spec: Forbidden" },
        { "", "metadata.annotations={kubernetes.io/config.mirror: a}", "metadata.annotations={kubernetes.io/config.mirror: b}", "metadata.annotations[kubernetes.io/config.mirror]: Invalid" },
        { "", "", "metadata.uid=v", "metadata.uid: Invalid" },

        { "ephemeralcontainers", "", "spec.ephemeralContainers=[{name: e, image: busybox, targetContainerName: c}]", "" },
        { "ephemeralcontainers", "", "spec.ephemeralContainers=[{name: c, image: busybox}]", "spec.ephemeralContainers[0].name: Duplicate" },
        { "ephemeralcontainers", "", "spec.ephemeralContainers=[{name: e, image: '', targetContainerName: x}]", "spec.ephemeralContainers[0].image: Required | spec.ephemeralContainers[0].targetContainerName: NotFound" },
        { "ephemeralcontainers", "", "spec.ephemeralContainers=[{name: e, image: x, ports: [{containerPort: 1}], resources: {requests: {cpu: 1}}, readinessProbe: {exec: {command: [a]}}, livenessProbe: {exec: {command: [a]}}, startupProbe: {exec: {command: [a]}}, lifecycle: {}, restartPolicy: Always}]", "spec.ephemeralContainers[0].lifecycle: Forbidden | spec.ephemeralContainers[0].livenessProbe: Forbidden | spec.ephemeralContainers[0].ports: Forbidden | spec.ephemeralContainers[0].readinessProbe: Forbidden | spec.ephemeralContainers[0].resources: Forbidden | spec.ephemeralContainers[0].restartPolicy: Forbidden | spec.ephemeralContainers[0].startupProbe: Forbidden" },
        { "ephemeralcontainers", "spec.volumes=[{name: v}]", "spec.ephemeralContainers=[{name: e, image: x, volumeMounts: [{name: v, mountPath: /v, subPath: a}]}]", "spec.ephemeralContainers[0].volumeMounts[0].subPath: Forbidden" },
        { "ephemeralcontainers", "spec.ephemeralContainers=[{name: e, image: x}]", "spec.ephemeralContainers=[{name: e, image: y}]", "spec.ephemeralContainers: Forbidden" },
        { "ephemeralcontainers", "spec.ephemeralContainers=[{name: e, image: x}]", "spec.ephemeralContainers=[]", "spec.ephemeralContainers: Forbidden" },

        { "resize", "", "spec.containers[0].resources={requests: {cpu: 2}}", "" },
        { "resize", "", "spec.containers[0].resources={requests: {cpu: 1, ephemeral-storage: 1Gi}}", "spec.containers[0].resources: Forbidden" },
        { "resize", "", "spec.containers[0].resources={}", "metadata: Invalid | spec.containers[0].resources.requests: Forbidden" },
        { "resize", "spec.initContainers[0].resources={requests: {cpu: 1}}", "spec.initContainers[0].resources={requests: {cpu: 2}}", "spec.initContainers[0].resources: Forbidden" },
        { "resize", "spec.initContainers[0].restartPolicy=Always; spec.initContainers[0].resources={requests: {cpu: 1}}", "spec.initContainers[0].resources={requests: {cpu: 2}}", "" },
        { "resize", "spec.os={name: windows}", "spec.containers[0].resources={requests: {cpu: 2}}", "spec: Forbidden" },
        { "resize", "metadata.annotations={kubernetes.io/config.source: file}", "spec.containers[0].resources={requests: {cpu: 2}}", "metadata: Forbidden" },

        { "status", "", "status.podIPs=[{ip: 10.0.0.1}, {ip: 'fd00::1'}]; status.hostIPs=[{ip: 10.0.0.2}]; status.nominatedNodeName=n", "" },
        { "status", "", "status.podIPs=[{ip: here}]; status.hostIPs=[{ip: 10.0.0.1}, {ip: 10.0.0.2}]; status.nominatedNodeName=N", "status.hostIPs: Invalid | status.nominatedNodeName: Invalid | status.podIPs[0]: Invalid" },
        { "status", "spec.restartPolicy=Never; status.containerStatuses=[{name: c, state: {terminated: {exitCode: 1}}}]", "status.containerStatuses=[{name: c, state: {running: {}}}]", "status.containerStatuses[0].state: Forbidden" },
        { "status", "spec.restartPolicy=OnFailure; status.containerStatuses=[{name: c, state: {terminated: {exitCode: 1}}}]", "status.containerStatuses=[{name: c, state: {running: {}}}]", "" },
        { "status", "spec.restartPolicy=OnFailure; status.containerStatuses=[{name: c, state: {terminated: {exitCode: 0}}}]", "status.containerStatuses=[{name: c, state: {running: {}}}]", "status.containerStatuses[0].state: Forbidden" },
        { "status", "status.containerStatuses=[{name: c, state: {terminated: {exitCode: 0}}}]", "status.containerStatuses=[{name: c, state: {running: {}}}]", "" },
        { "status", "spec.ephemeralContainers=[{name: e, image: x}]; status.ephemeralContainerStatuses=[{name: e, state: {terminated: {exitCode: 0}}}]", "status.ephemeralContainerStatuses=[{name: e, state: {running: {}}}]", "status.ephemeralContainerStatuses[0].state: Forbidden" },
        { "status", "", "status.resourceClaimStatuses=[{name: a}]", "status.resourceClaimStatuses[0].name: Invalid" },
    };

    [Theory]
    [MemberData(nameof(Updates))]
    public void A_change_of_a_pod_is_judged(string subresource, string before, string changes, string faults) =>
        Pod.Updating(before, $"{before};{changes}", faults, subresource);
}
