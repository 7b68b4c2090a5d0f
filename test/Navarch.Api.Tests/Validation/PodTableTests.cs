namespace Navarch.Api.Tests.Validation;

/// <summary>Each rule for pods: a change of a good pod, and what is wrong then (nothing: it stays good).</summary>
public class PodTableTests
{
    private static readonly DecisionTable Pod = new(Core.V1.Pod.Info, """
        apiVersion: v1
        kind: Pod
        metadata: {name: p, namespace: default}
        spec:
          containers:
          - name: c
            image: nginx
        """);

    public static TheoryData<string, string> Pods => new()
    {
        { "", "" },
        { "metadata.name=Upper", "metadata.name: Invalid" },
        { "spec.containers=[]", "spec.containers: Required" },
        { "spec.restartPolicy=Maybe", "spec.restartPolicy: NotSupported" },
        { "spec.dnsPolicy=Mine", "spec.dnsPolicy: NotSupported" },
        { "spec.dnsPolicy=None", "spec.dnsConfig: Required" },
        { "spec.dnsPolicy=None; spec.dnsConfig={options: [{name: x}]}", "spec.dnsConfig.nameservers: Required" },
        { "spec.dnsConfig={nameservers: [1.1.1.1, 1.1.1.2, 1.1.1.3, 1.1.1.4]}", "spec.dnsConfig.nameservers: Invalid" },
        { "spec.dnsConfig={nameservers: ['1.1.1']}", "spec.dnsConfig.nameservers[0]: Invalid" },
        { "spec.dnsConfig={searches: [good.example, '_srv.example.', '.', 'Bad!']}", "spec.dnsConfig.searches[3]: Invalid" },
        { "spec.dnsConfig={options: [{value: x}]}", "spec.dnsConfig.options[0]: Required" },
        { "spec.hostAliases=[{ip: nowhere, hostnames: [ok.example]}, {ip: '::1', hostnames: ['a_b']}]", "spec.hostAliases[0].ip: Invalid | spec.hostAliases[1].hostnames: Invalid" },
        { "spec.hostname=a.b; spec.subdomain=A", "spec.hostname: Invalid | spec.subdomain: Invalid" },
        { "spec.hostnameOverride=host.example", "" },
        { "spec.hostnameOverride=host; spec.hostNetwork=true", "spec.hostNetwork: Invalid" },
        { "spec.hostnameOverride=host; spec.setHostnameAsFQDN=true", "spec.setHostnameAsFQDN: Invalid" },
        { "spec.hostnameOverride=xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx.yyyyyyyyyyyy", "spec.hostnameOverride: TooLong" },
        { "spec.serviceAccountName=A; spec.priorityClassName=B; spec.runtimeClassName=C", "spec.serviceAccountName: Invalid | spec.priorityClassName: Invalid | spec.runtimeClassName: Invalid" },
        { "spec.activeDeadlineSeconds=0", "spec.activeDeadlineSeconds: Invalid" },
        { "spec.terminationGracePeriodSeconds=-1", "" },
        { "spec.readinessGates=[{conditionType: 'a b'}]", "spec.readinessGates[0].conditionType: Invalid" },
        { "spec.preemptionPolicy=Sometimes", "spec.preemptionPolicy: NotSupported" },
        { "spec.overhead={cpu: '-1'}", "spec.overhead[cpu]: Invalid" },
        { "spec.nodeName=Bad; spec.nodeSelector={'a/b/c': x}", "spec.nodeName: Invalid | spec.nodeSelector: Invalid" },
        { "spec.schedulingGates=[{name: a.example/g}]; spec.nodeName=n", "spec.nodeName: Forbidden" },
        { "spec.schedulingGates=[{name: g}, {name: g}, {name: '!'}]", "spec.schedulingGates[1]: Duplicate | spec.schedulingGates[2]: Invalid" },
        { "spec.resourceClaims=[{name: a, resourceClaimName: x}]", "" },
        { "spec.resourceClaims=[{name: a, resourceClaimName: x}, {name: a, resourceClaimTemplateName: y}]", "spec.resourceClaims[1].name: Duplicate" },
        { "spec.resourceClaims=[{name: a}, {name: b, resourceClaimName: x, resourceClaimTemplateName: y}]", "spec.resourceClaims[0]: Invalid | spec.resourceClaims[1]: Invalid" },
        { "metadata.annotations={container.apparmor.security.beta.kubernetes.io/x: unconfined}", "metadata.annotations[container.apparmor.security.beta.kubernetes.io/x]: Invalid" },
        { "metadata.annotations={container.apparmor.security.beta.kubernetes.io/c: odd}", "metadata.annotations[container.apparmor.security.beta.kubernetes.io/c]: Invalid" },
        { "spec.os={name: beos}", "spec.os.name: NotSupported" },
        { "spec.os={name: ''}", "spec.os.name: Required" },
    };

    public static TheoryData<string, string> Containers => new()
    {
        { "spec.containers[0].name=''", "spec.containers[0].name: Required" },
        { "spec.containers[0].name=A", "spec.containers[0].name: Invalid" },
        { "spec.containers[1]={name: c, image: x}", "spec.containers[1].name: Duplicate" },
        { "spec.initContainers=[{name: c, image: x}]", "spec.initContainers[0].name: Duplicate" },
        { "spec.containers[0].image=''", "spec.containers[0].image: Required" },
        { "spec.containers[0].image=' nginx'", "spec.containers[0].image: Invalid" },
        { "spec.containers[0].imagePullPolicy=Now", "spec.containers[0].imagePullPolicy: NotSupported" },
        { "spec.containers[0].terminationMessagePolicy=No", "spec.containers[0].terminationMessagePolicy: NotSupported" },
        { "spec.containers[0].restartPolicy=Always", "" },
        { "spec.containers[0].restartPolicy=Once", "spec.containers[0].restartPolicy: NotSupported" },
        { "spec.containers[0].restartPolicyRules=[{action: Restart, exitCodes: {operator: In, values: [1]}}]", "spec.containers[0].restartPolicy: Required" },
        { "spec.containers[0].restartPolicy=Never; spec.containers[0].restartPolicyRules=[{action: Stop, exitCodes: {operator: Near, values: []}}, {action: Restart}]", "spec.containers[0].restartPolicyRules[0].action: NotSupported | spec.containers[0].restartPolicyRules[0].exitCodes.operator: NotSupported | spec.containers[0].restartPolicyRules[0].exitCodes.values: Invalid | spec.containers[0].restartPolicyRules[1].exitCodes: Required" },
        { "spec.containers[0].restartPolicy=Never; spec.containers[0].restartPolicyRules=[{action: Restart, exitCodes: {operator: In, values: [1, 1]}}]", "spec.containers[0].restartPolicyRules[0].exitCodes.values[1]: Duplicate" },
        { "spec.containers[0].resizePolicy=[{resourceName: cpu, restartPolicy: NotRequired}, {resourceName: cpu, restartPolicy: Odd}, {resourceName: disk, restartPolicy: NotRequired}]", "spec.containers[0].resizePolicy[1]: Duplicate | spec.containers[0].resizePolicy[1].restartPolicy: NotSupported | spec.containers[0].resizePolicy[2].resourceName: NotSupported" },
        { "spec.restartPolicy=Never; spec.containers[0].resizePolicy=[{resourceName: cpu, restartPolicy: RestartContainer}]", "spec.containers[0].resizePolicy[0].restartPolicy: Invalid" },
        { "spec.initContainers=[{name: i, image: x, resizePolicy: [{resourceName: cpu, restartPolicy: NotRequired}]}]", "spec.initContainers[0].resizePolicy: Invalid" },
        { "spec.containers[0].ports=[{containerPort: 0}, {containerPort: 70000}, {containerPort: 1, hostPort: 70000}, {containerPort: 1, protocol: ICMP}]", "spec.containers[0].ports[0].containerPort: Required | spec.containers[0].ports[1].containerPort: Invalid | spec.containers[0].ports[2].hostPort: Invalid | spec.containers[0].ports[3].protocol: NotSupported" },
        { "spec.containers[0].ports=[{containerPort: 1, name: a}, {containerPort: 2, name: a}, {containerPort: 3, name: '1'}]", "spec.containers[0].ports[1].name: Duplicate | spec.containers[0].ports[2].name: Invalid" },
        { "spec.containers[0].ports=[{containerPort: 1, hostPort: 80}, {containerPort: 2, hostPort: 80}, {containerPort: 2, hostPort: 80, protocol: UDP}]", "spec.containers[0].ports[1].hostPort: Duplicate" },
        { "spec.hostNetwork=true; spec.containers[0].ports=[{containerPort: 80}]", "" },
        { "spec.hostNetwork=true; spec.containers[0].ports=[{containerPort: 80, hostPort: 81}]", "spec.containers[0].ports[0].containerPort: Invalid" },
        { "spec.initContainers=[{name: i, image: x, readinessProbe: {exec: {command: [a]}}, livenessProbe: {exec: {command: [a]}}, startupProbe: {exec: {command: [a]}}, lifecycle: {preStop: {exec: {command: [a]}}}}]", "spec.initContainers[0].lifecycle: Forbidden | spec.initContainers[0].livenessProbe: Forbidden | spec.initContainers[0].readinessProbe: Forbidden | spec.initContainers[0].startupProbe: Forbidden" },
        { "spec.initContainers=[{name: i, image: x, restartPolicy: Always, readinessProbe: {exec: {command: [a]}}}]", "" },
        { "spec.containers[0].lifecycle={preStop: {}, postStart: {sleep: {seconds: 31}}}", "spec.containers[0].lifecycle.preStop: Required | spec.containers[0].lifecycle.postStart.sleep: Invalid" },
        { "spec.containers[0].lifecycle={preStop: {exec: {command: [a]}, sleep: {seconds: 1}}}", "spec.containers[0].lifecycle.preStop.sleep: Forbidden" },
        { "spec.containers[0].lifecycle={stopSignal: SIGTERM}", "spec.containers[0].lifecycle.stopSignal: Forbidden" },
        { "spec.os={name: linux}; spec.containers[0].lifecycle={stopSignal: SIGNONE}", "spec.containers[0].lifecycle.stopSignal: NotSupported" },
        { "spec.os={name: windows}; spec.containers[0].lifecycle={stopSignal: SIGHUP}", "spec.containers[0].lifecycle.stopSignal: NotSupported" },
        { "spec.containers[0].livenessProbe={}", "spec.containers[0].livenessProbe: Required" },
        { "spec.containers[0].livenessProbe={exec: {}}", "spec.containers[0].livenessProbe.exec.command: Required" },
        { "spec.containers[0].livenessProbe={exec: {command: [a]}, httpGet: {port: 80}, tcpSocket: {port: 80}, grpc: {port: 80}}", "spec.containers[0].livenessProbe.grpc: Forbidden | spec.containers[0].livenessProbe.httpGet: Forbidden | spec.containers[0].livenessProbe.tcpSocket: Forbidden" },
        { "spec.containers[0].readinessProbe={httpGet: {port: 0, scheme: FTP, httpHeaders: [{name: 'a:b', value: x}]}}", "spec.containers[0].readinessProbe.httpGet.httpHeaders: Invalid | spec.containers[0].readinessProbe.httpGet.port: Invalid | spec.containers[0].readinessProbe.httpGet.scheme: NotSupported" },
        { "spec.containers[0].readinessProbe={tcpSocket: {port: Not-A-Port}}", "spec.containers[0].readinessProbe.tcpSocket.port: Invalid" },
        { "spec.containers[0].readinessProbe={grpc: {port: 0}}", "spec.containers[0].readinessProbe.grpc.port: Invalid" },
        { "spec.containers[0].startupProbe={exec: {command: [a]}, initialDelaySeconds: -1, timeoutSeconds: -1, periodSeconds: -1, failureThreshold: -1, successThreshold: -1}", "spec.containers[0].startupProbe.failureThreshold: Invalid | spec.containers[0].startupProbe.initialDelaySeconds: Invalid | spec.containers[0].startupProbe.periodSeconds: Invalid | spec.containers[0].startupProbe.successThreshold: Invalid | spec.containers[0].startupProbe.successThreshold: Invalid | spec.containers[0].startupProbe.timeoutSeconds: Invalid" },
        { "spec.containers[0].livenessProbe={exec: {command: [a]}, successThreshold: 2}", "spec.containers[0].livenessProbe.successThreshold: Invalid" },
        { "spec.containers[0].livenessProbe={exec: {command: [a]}, terminationGracePeriodSeconds: 0}", "spec.containers[0].livenessProbe.terminationGracePeriodSeconds: Invalid" },
        { "spec.containers[0].readinessProbe={exec: {command: [a]}, terminationGracePeriodSeconds: 5}", "spec.containers[0].readinessProbe.terminationGracePeriodSeconds: Invalid" },
    };

    public static TheoryData<string, string> Environment => new()
    {
        { "spec.containers[0].env=[{name: A, value: x}, {name: A, value: y}]", "" },
        { "spec.containers[0].env=[{name: '', value: x}, {name: 'A=B'}]", "spec.containers[0].env[0].name: Required | spec.containers[0].env[1].name: Invalid" },
        { "spec.containers[0].env=[{name: A, valueFrom: {}}]", "spec.containers[0].env[0].valueFrom: Invalid" },
        { "spec.containers[0].env=[{name: A, value: x, valueFrom: {fieldRef: {fieldPath: metadata.name}}}]", "spec.containers[0].env[0].valueFrom: Invalid" },
        { "spec.containers[0].env=[{name: A, valueFrom: {fieldRef: {fieldPath: metadata.name}, secretKeyRef: {name: s, key: k}}}]", "spec.containers[0].env[0].valueFrom: Invalid" },
        { "spec.containers[0].env=[{name: A, valueFrom: {fieldRef: {fieldPath: ''}}}]", "spec.containers[0].env[0].valueFrom.fieldRef.fieldPath: Required" },
        { "spec.containers[0].env=[{name: A, valueFrom: {fieldRef: {fieldPath: metadata.labels}}}]", "spec.containers[0].env[0].valueFrom.fieldRef.fieldPath: NotSupported" },
        { "spec.containers[0].env=[{name: A, valueFrom: {fieldRef: {fieldPath: spec.dream}}}]", "spec.containers[0].env[0].valueFrom.fieldRef.fieldPath: Invalid" },
        { "spec.containers[0].env=[{name: A, valueFrom: {fieldRef: {fieldPath: \"metadata.labels['a']\"}}}]", "" },
        { "spec.containers[0].env=[{name: A, valueFrom: {fieldRef: {fieldPath: \"metadata.labels['!']\"}}}]", "spec.containers[0].env[0].valueFrom.fieldRef: Invalid" },
        { "spec.containers[0].env=[{name: A, valueFrom: {fieldRef: {fieldPath: \"metadata.name['a']\"}}}]", "spec.containers[0].env[0].valueFrom.fieldRef: Invalid" },
        { "spec.containers[0].env=[{name: A, valueFrom: {resourceFieldRef: {resource: limits.cpu, divisor: 1m}}}]", "" },
        { "spec.containers[0].env=[{name: A, valueFrom: {resourceFieldRef: {resource: limits.cpu, divisor: 1k}}}]", "spec.containers[0].env[0].valueFrom.resourceFieldRef.divisor: Invalid" },
        { "spec.containers[0].env=[{name: A, valueFrom: {resourceFieldRef: {resource: requests.memory, divisor: 1m}}}]", "spec.containers[0].env[0].valueFrom.resourceFieldRef.divisor: Invalid" },
        { "spec.containers[0].env=[{name: A, valueFrom: {resourceFieldRef: {resource: limits.tea}}}]", "spec.containers[0].env[0].valueFrom.resourceFieldRef.resource: NotSupported" },
        { "spec.containers[0].env=[{name: A, valueFrom: {resourceFieldRef: {resource: limits.hugepages-2Mi, divisor: 1Mi}}}]", "" },
        { "spec.containers[0].env=[{name: A, valueFrom: {configMapKeyRef: {key: ''}}}]", "spec.containers[0].env[0].valueFrom.configMapKeyRef.key: Required | spec.containers[0].env[0].valueFrom.configMapKeyRef.name: Required" },
        { "spec.containers[0].env=[{name: A, valueFrom: {secretKeyRef: {name: s, key: 'a/b'}}}]", "spec.containers[0].env[0].valueFrom.secretKeyRef.key: Invalid" },
        { "spec.volumes=[{name: v}]; spec.containers[0].env=[{name: A, valueFrom: {fileKeyRef: {volumeName: v, path: f, key: K}}}]", "" },
        { "spec.volumes=[{name: v, hostPath: {path: /x}}]; spec.containers[0].env=[{name: A, valueFrom: {fileKeyRef: {volumeName: v, path: ../f, key: K}}}, {name: B, valueFrom: {fileKeyRef: {volumeName: w, path: f, key: 'K='}}}]", "spec.containers[0].env[0].valueFrom.fileKeyRef.path: Invalid | spec.containers[0].env[0].valueFrom.fileKeyRef.volumeName: Invalid | spec.containers[0].env[1].valueFrom.fileKeyRef.key: Invalid | spec.containers[0].env[1].valueFrom.fileKeyRef.volumeName: NotFound" },
        { "spec.containers[0].envFrom=[{}, {configMapRef: {name: a}, secretRef: {name: b}}, {prefix: 'a=', configMapRef: {}}, {secretRef: {}}]", "spec.containers[0].envFrom[0]: Invalid | spec.containers[0].envFrom[1]: Invalid | spec.containers[0].envFrom[2].configMapRef.name: Required | spec.containers[0].envFrom[2].prefix: Invalid | spec.containers[0].envFrom[3].secretRef.name: Required" },
    };

    [Theory]
    [MemberData(nameof(Pods))]
    [MemberData(nameof(Containers))]
    [MemberData(nameof(Environment))]
    public void A_pod_is_judged(string changes, string faults) => Pod.Creating(changes, faults);
}
