using System.Text.Json.Nodes;
using Navarch.Api.Defaulting;
using Navarch.Api.Json;
using Navarch.Api.Tests.Validation;

namespace Navarch.Api.Tests.Defaulting;

/// <summary>What is filled in, beyond pods: what a client sends, and what the field is then.</summary>
public class DefaultingTableTests
{
    private const string Template = "template: {metadata: {labels: {a: b}}, spec: {containers: [{name: c, image: nginx}]}}";

    public static TheoryData<string, string, string> Table => new()
    {
        { "{apiVersion: apps/v1, kind: Deployment, spec: {" + Template + "}}", "spec.replicas", "1" },
        { "{apiVersion: apps/v1, kind: Deployment, spec: {" + Template + "}}", "spec.strategy", """{"type":"RollingUpdate","rollingUpdate":{"maxUnavailable":"25%","maxSurge":"25%"}}""" },
        { "{apiVersion: apps/v1, kind: Deployment, spec: {" + Template + "}}", "spec.revisionHistoryLimit", "10" },
        { "{apiVersion: apps/v1, kind: Deployment, spec: {" + Template + "}}", "spec.progressDeadlineSeconds", "600" },
        { "{apiVersion: apps/v1, kind: Deployment, spec: {" + Template + "}}", "spec.template.spec.containers.0.imagePullPolicy", "\"Always\"" },
        { "{apiVersion: apps/v1, kind: Deployment, spec: {" + Template + "}}", "spec.template.spec.terminationGracePeriodSeconds", "30" },
        { "{apiVersion: apps/v1, kind: Deployment, spec: {strategy: {type: Recreate}, " + Template + "}}", "spec.strategy", """{"type":"Recreate"}""" },
        { "{apiVersion: apps/v1, kind: ReplicaSet, spec: {" + Template + "}}", "spec.replicas", "1" },
        { "{apiVersion: apps/v1, kind: StatefulSet, spec: {" + Template + "}}", "spec.podManagementPolicy", "\"OrderedReady\"" },
        { "{apiVersion: apps/v1, kind: StatefulSet, spec: {" + Template + "}}", "spec.updateStrategy", """{"type":"RollingUpdate","rollingUpdate":{"partition":0}}""" },
        { "{apiVersion: apps/v1, kind: StatefulSet, spec: {" + Template + "}}", "spec.persistentVolumeClaimRetentionPolicy", """{"whenDeleted":"Retain","whenScaled":"Retain"}""" },
        { "{apiVersion: apps/v1, kind: StatefulSet, spec: {volumeClaimTemplates: [{metadata: {name: d}, spec: {}}], " + Template + "}}", "spec.volumeClaimTemplates.0.spec.volumeMode", "\"Filesystem\"" },
        { "{apiVersion: apps/v1, kind: DaemonSet, spec: {" + Template + "}}", "spec.updateStrategy", """{"type":"RollingUpdate","rollingUpdate":{"maxUnavailable":1,"maxSurge":0}}""" },
        { "{apiVersion: v1, kind: ReplicationController, spec: {" + Template + "}}", "spec.selector", """{"a":"b"}""" },
        { "{apiVersion: v1, kind: ReplicationController, spec: {" + Template + "}}", "metadata.labels", """{"a":"b"}""" },
        { "{apiVersion: batch/v1, kind: Job, spec: {" + Template + "}}", "spec.completions", "1" },
        { "{apiVersion: batch/v1, kind: Job, spec: {parallelism: 2, " + Template + "}}", "spec.completions", "null" },
        { "{apiVersion: batch/v1, kind: Job, spec: {" + Template + "}}", "spec.backoffLimit", "6" },
        { "{apiVersion: batch/v1, kind: Job, spec: {backoffLimitPerIndex: 1, " + Template + "}}", "spec.backoffLimit", "2147483647" },
        { "{apiVersion: batch/v1, kind: Job, spec: {" + Template + "}}", "spec.completionMode", "\"NonIndexed\"" },
        { "{apiVersion: batch/v1, kind: Job, spec: {" + Template + "}}", "spec.podReplacementPolicy", "\"TerminatingOrFailed\"" },
        { "{apiVersion: batch/v1, kind: Job, spec: {podFailurePolicy: {rules: [{action: Count, onPodConditions: [{type: A}]}]}, " + Template + "}}", "spec.podReplacementPolicy", "\"Failed\"" },
        { "{apiVersion: batch/v1, kind: Job, spec: {podFailurePolicy: {rules: [{action: Count, onPodConditions: [{type: A}]}]}, " + Template + "}}", "spec.podFailurePolicy.rules.0.onPodConditions.0.status", "\"True\"" },
        { "{apiVersion: batch/v1, kind: Job, spec: {" + Template + "}}", "metadata.labels", """{"a":"b"}""" },
        { "{apiVersion: batch/v1, kind: CronJob, spec: {schedule: '@daily', jobTemplate: {spec: {" + Template + "}}}}", "spec.concurrencyPolicy", "\"Allow\"" },
        { "{apiVersion: batch/v1, kind: CronJob, spec: {schedule: '@daily', jobTemplate: {spec: {" + Template + "}}}}", "spec.successfulJobsHistoryLimit", "3" },
        { "{apiVersion: batch/v1, kind: CronJob, spec: {schedule: '@daily', jobTemplate: {spec: {" + Template + "}}}}", "spec.failedJobsHistoryLimit", "1" },
        { "{apiVersion: batch/v1, kind: CronJob, spec: {schedule: '@daily', jobTemplate: {spec: {" + Template + "}}}}", "spec.jobTemplate.spec.template.spec.dnsPolicy", "\"ClusterFirst\"" },
        { "{apiVersion: autoscaling/v1, kind: HorizontalPodAutoscaler, spec: {maxReplicas: 2}}", "spec.targetCPUUtilizationPercentage", "80" },
        { "{apiVersion: autoscaling/v1, kind: HorizontalPodAutoscaler, metadata: {annotations: {autoscaling.alpha.kubernetes.io/v2: '{}'}}, spec: {maxReplicas: 2}}", "spec.targetCPUUtilizationPercentage", "null" },
        { "{apiVersion: autoscaling/v2, kind: HorizontalPodAutoscaler, spec: {maxReplicas: 2}}", "spec.minReplicas", "1" },
        { "{apiVersion: autoscaling/v2, kind: HorizontalPodAutoscaler, spec: {maxReplicas: 2}}", "spec.metrics.0.resource", """{"name":"cpu","target":{"type":"Utilization","averageUtilization":80}}""" },
        { "{apiVersion: autoscaling/v2, kind: HorizontalPodAutoscaler, spec: {maxReplicas: 2, behavior: {scaleDown: {}}}}", "spec.behavior.scaleDown", """{"selectPolicy":"Max","policies":[{"type":"Percent","value":100,"periodSeconds":15}]}""" },
        { "{apiVersion: v1, kind: Service, spec: {ports: [{port: 80}]}}", "spec.ports.0", """{"protocol":"TCP","port":80,"targetPort":80}""" },
        { "{apiVersion: v1, kind: Service, spec: {ports: [{port: 80}]}}", "spec.type", "\"ClusterIP\"" },
        { "{apiVersion: v1, kind: Service, spec: {ports: [{port: 80}]}}", "spec.sessionAffinity", "\"None\"" },
        { "{apiVersion: v1, kind: Service, spec: {ports: [{port: 80}]}}", "spec.internalTrafficPolicy", "\"Cluster\"" },
        { "{apiVersion: v1, kind: Service, spec: {ports: [{port: 80}]}}", "spec.externalTrafficPolicy", "null" },
        { "{apiVersion: v1, kind: Service, spec: {type: NodePort, ports: [{port: 80}]}}", "spec.externalTrafficPolicy", "\"Cluster\"" },
        { "{apiVersion: v1, kind: Service, spec: {type: LoadBalancer, ports: [{port: 80}]}}", "spec.allocateLoadBalancerNodePorts", "true" },
        { "{apiVersion: v1, kind: Service, spec: {sessionAffinity: ClientIP, ports: [{port: 80}]}}", "spec.sessionAffinityConfig", """{"clientIP":{"timeoutSeconds":10800}}""" },
        { "{apiVersion: v1, kind: Service, spec: {type: LoadBalancer}, status: {loadBalancer: {ingress: [{ip: 1.2.3.4}]}}}", "status.loadBalancer.ingress.0.ipMode", "\"VIP\"" },
        { "{apiVersion: v1, kind: Endpoints, subsets: [{ports: [{port: 80}]}]}", "subsets.0.ports.0.protocol", "\"TCP\"" },
        { "{apiVersion: v1, kind: PersistentVolume, spec: {hostPath: {path: /x}}}", "spec.persistentVolumeReclaimPolicy", "\"Retain\"" },
        { "{apiVersion: v1, kind: PersistentVolume, spec: {hostPath: {path: /x}}}", "spec.hostPath", """{"path":"/x","type":""}""" },
        { "{apiVersion: v1, kind: PersistentVolume, spec: {rbd: {monitors: [a], image: i}}}", "spec.rbd", """{"monitors":["a"],"image":"i","pool":"rbd","user":"admin","keyring":"/etc/ceph/keyring"}""" },
        { "{apiVersion: v1, kind: PersistentVolume, spec: {azureDisk: {diskName: a, diskURI: b}}}", "spec.azureDisk.fsType", "\"ext4\"" },
        { "{apiVersion: v1, kind: PersistentVolumeClaim, spec: {}}", "spec.volumeMode", "\"Filesystem\"" },
        { "{apiVersion: v1, kind: PersistentVolumeClaim, spec: {dataSource: {kind: PersistentVolumeClaim, name: a}}}", "spec.dataSourceRef.name", "\"a\"" },
        { "{apiVersion: v1, kind: PersistentVolumeClaim, spec: {dataSourceRef: {apiGroup: snapshot.storage.k8s.io, kind: VolumeSnapshot, name: a}}}", "spec.dataSource.kind", "\"VolumeSnapshot\"" },
        { "{apiVersion: v1, kind: PersistentVolumeClaim, spec: {dataSourceRef: {apiGroup: a.example, kind: Book, name: a}}}", "spec.dataSource", "null" },
        { "{apiVersion: v1, kind: Secret}", "type", "\"Opaque\"" },
        { "{apiVersion: v1, kind: Node, spec: {podCIDR: 10.0.0.0/24}}", "spec.podCIDRs", """["10.0.0.0/24"]""" },
        { "{apiVersion: v1, kind: Node, spec: {podCIDRs: [10.0.0.0/24]}}", "spec.podCIDR", "\"10.0.0.0/24\"" },
        { "{apiVersion: v1, kind: Node, status: {capacity: {cpu: 2}}}", "status.allocatable", """{"cpu":"2"}""" },
        { "{apiVersion: v1, kind: Namespace, metadata: {name: n}}", "metadata.labels", """{"kubernetes.io/metadata.name":"n"}""" },
        { "{apiVersion: v1, kind: LimitRange, spec: {limits: [{type: Container, max: {cpu: 2}, min: {memory: 1Mi}}]}}", "spec.limits.0.defaultRequest", """{"cpu":"2","memory":"1Mi"}""" },
        { "{apiVersion: v1, kind: Pod, spec: {containers: [{name: c, image: a, resources: {limits: {cpu: 0.0001}}}]}}", "spec.containers.0.resources.requests", """{"cpu":"1m"}""" },
        { "{apiVersion: v1, kind: Pod, spec: {volumes: [{name: v, projected: {sources: [{podCertificate: {signerName: a/b, keyType: ED25519}}, {serviceAccountToken: {path: t}}]}}]}}", "spec.volumes.0.projected.sources.0.podCertificate.maxExpirationSeconds", "86400" },
        { "{apiVersion: v1, kind: Pod, spec: {volumes: [{name: v, projected: {sources: [{serviceAccountToken: {path: t}}]}}]}}", "spec.volumes.0.projected.sources.0.serviceAccountToken.expirationSeconds", "3600" },
        { "{apiVersion: v1, kind: Pod, spec: {containers: [{name: c, livenessProbe: {httpGet: {port: 80}}}]}}", "spec.containers.0.livenessProbe", """{"httpGet":{"path":"/","port":80,"scheme":"HTTP"},"timeoutSeconds":1,"periodSeconds":10,"successThreshold":1,"failureThreshold":3}""" },
        { "{apiVersion: v1, kind: Pod, spec: {hostNetwork: true, containers: [{name: c, ports: [{containerPort: 80}]}]}}", "spec.containers.0.ports.0.hostPort", "80" },
    };

    [Theory]
    [MemberData(nameof(Table))]
    public void A_field_that_is_left_out(string yaml, string field, string json)
    {
        var document = Spoiling.Parse(yaml)!;
        var kind = KindRegistry.All.Single(k => k.GroupVersionKind.ApiVersion == (string)document["apiVersion"]! && k.Kind == (string)document["kind"]!);
        var once = Defaults.Apply(ApiJson.Read(kind, System.Text.Encoding.UTF8.GetBytes(document.ToJsonString())));
        JsonNode? at = JsonNode.Parse(ApiJson.ToBytes(once));
        foreach (var step in field.Split('.'))
        {
            at = at is JsonArray list ? list[int.Parse(step, System.Globalization.CultureInfo.InvariantCulture)] : at?[step];
        }

        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(json), at), $"{at?.ToJsonString() ?? "null"}");
        Assert.Equal(once, Defaults.Apply(once));
    }
}
