namespace Navarch.Api.Tests.Validation;

/// <summary>Each rule for where pods run, with what and as whom.</summary>
public class PodPlacementTableTests
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

    public static TheoryData<string, string> Placement => new()
    {
        { "spec.tolerations=[{key: a}, {operator: Exists}, {key: b, operator: Exists, effect: NoExecute, tolerationSeconds: 5}]", "" },
        { "spec.tolerations=[{value: x}]", "spec.tolerations[0].operator: Invalid" },
        { "spec.tolerations=[{key: '!', operator: Near}]", "spec.tolerations[0].key: Invalid | spec.tolerations[0].operator: NotSupported" },
        { "spec.tolerations=[{key: a, operator: Exists, value: b}]", "spec.tolerations[0].operator: Invalid" },
        { "spec.tolerations=[{key: a, value: 'b c'}]", "spec.tolerations[0].operator: Invalid" },
        { "spec.tolerations=[{key: a, operator: Gt, value: '07'}]", "spec.tolerations[0].value: Invalid" },
        { "spec.tolerations=[{key: a, effect: NoSchedule, tolerationSeconds: 1}]", "spec.tolerations[0].effect: Invalid" },
        { "spec.tolerations=[{key: a, effect: Never}]", "spec.tolerations[0].effect: NotSupported" },
        { "spec.topologySpreadConstraints=[{maxSkew: 0, topologyKey: '', whenUnsatisfiable: Maybe, labelSelector: {}}]", "spec.topologySpreadConstraints[0].maxSkew: Invalid | spec.topologySpreadConstraints[0].topologyKey: Required | spec.topologySpreadConstraints[0].whenUnsatisfiable: NotSupported" },
        { "spec.topologySpreadConstraints=[{maxSkew: 1, topologyKey: z, whenUnsatisfiable: ScheduleAnyway, minDomains: 0}]", "spec.topologySpreadConstraints[0].minDomains: Invalid | spec.topologySpreadConstraints[0].minDomains: Invalid" },
        { "spec.topologySpreadConstraints=[{maxSkew: 1, topologyKey: z, whenUnsatisfiable: DoNotSchedule}, {maxSkew: 2, topologyKey: z, whenUnsatisfiable: DoNotSchedule}]", "spec.topologySpreadConstraints[1].{topologyKey, whenUnsatisfiable}: Duplicate" },
        { "spec.topologySpreadConstraints=[{maxSkew: 1, topologyKey: z, whenUnsatisfiable: DoNotSchedule, nodeAffinityPolicy: No, nodeTaintsPolicy: No}]", "spec.topologySpreadConstraints[0].nodeAffinityPolicy: NotSupported | spec.topologySpreadConstraints[0].nodeTaintsPolicy: NotSupported" },
        { "spec.topologySpreadConstraints=[{maxSkew: 1, topologyKey: z, whenUnsatisfiable: DoNotSchedule, matchLabelKeys: [a]}]", "spec.topologySpreadConstraints[0].matchLabelKeys: Forbidden" },
        { "spec.topologySpreadConstraints=[{maxSkew: 1, topologyKey: z, whenUnsatisfiable: DoNotSchedule, labelSelector: {matchLabels: {a: b}}, matchLabelKeys: [a, '!']}]", "spec.topologySpreadConstraints[0].matchLabelKeys[0]: Invalid | spec.topologySpreadConstraints[0].matchLabelKeys[1]: Invalid" },
        { "spec.affinity={nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: []}}}", "spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms: Required" },
        { "spec.affinity={nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [{matchExpressions: [{key: a, operator: In}, {key: b, operator: Exists, values: [x]}, {key: c, operator: Gt, values: ['1', '2']}, {key: '!', operator: Near}, {key: e, operator: In, values: ['x y']}]}]}}}", "spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[0].matchExpressions[0].values: Required | spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[0].matchExpressions[1].values: Forbidden | spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[0].matchExpressions[2].values: Required | spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[0].matchExpressions[3].key: Invalid | spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[0].matchExpressions[3].operator: NotSupported | spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[0].matchExpressions[4].values[0]: Invalid" },
        { "spec.affinity={nodeAffinity: {preferredDuringSchedulingIgnoredDuringExecution: [{weight: 0, preference: {matchFields: [{key: spec.name, operator: In, values: [a]}]}}, {weight: 1, preference: {matchFields: [{key: metadata.name, operator: Exists}, {key: metadata.name, operator: In, values: [a, b]}, {key: metadata.name, operator: In, values: [A]}]}}]}}", "spec.affinity.nodeAffinity.preferredDuringSchedulingIgnoredDuringExecution[0].preference.matchFields[0].key: Invalid | spec.affinity.nodeAffinity.preferredDuringSchedulingIgnoredDuringExecution[0].weight: Invalid | spec.affinity.nodeAffinity.preferredDuringSchedulingIgnoredDuringExecution[1].preference.matchFields[0].operator: Invalid | spec.affinity.nodeAffinity.preferredDuringSchedulingIgnoredDuringExecution[1].preference.matchFields[1].values: Required | spec.affinity.nodeAffinity.preferredDuringSchedulingIgnoredDuringExecution[1].preference.matchFields[2].values[0]: Invalid" },
        { "spec.affinity={podAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [{topologyKey: '', namespaces: [A], labelSelector: {matchExpressions: [{key: a, operator: Near}]}}]}}", "spec.affinity.podAffinity.requiredDuringSchedulingIgnoredDuringExecution[0].labelSelector.matchExpressions[0].operator: Invalid | spec.affinity.podAffinity.requiredDuringSchedulingIgnoredDuringExecution[0].namespaces[0]: Invalid | spec.affinity.podAffinity.requiredDuringSchedulingIgnoredDuringExecution[0].topologyKey: Required" },
        { "spec.affinity={podAntiAffinity: {preferredDuringSchedulingIgnoredDuringExecution: [{weight: 101, podAffinityTerm: {topologyKey: z, labelSelector: {matchLabels: {a: b}}, matchLabelKeys: [a, x], mismatchLabelKeys: [x]}}]}}", "spec.affinity.podAntiAffinity.preferredDuringSchedulingIgnoredDuringExecution[0].podAffinityTerm.matchLabelKeys[0]: Invalid | spec.affinity.podAntiAffinity.preferredDuringSchedulingIgnoredDuringExecution[0].podAffinityTerm.matchLabelKeys[1]: Invalid | spec.affinity.podAntiAffinity.preferredDuringSchedulingIgnoredDuringExecution[0].weight: Invalid" },
        { "spec.affinity={podAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [{topologyKey: z, mismatchLabelKeys: [x]}]}}", "spec.affinity.podAffinity.requiredDuringSchedulingIgnoredDuringExecution[0].mismatchLabelKeys: Forbidden" },
    };

    public static TheoryData<string, string> Resources => new()
    {
        { "spec.containers[0].resources={limits: {cpu: 1, memory: 1Gi, ephemeral-storage: 1Gi, vendor.example/gpu: 2}}", "" },
        { "spec.containers[0].resources={limits: {cpu: '-1'}}", "spec.containers[0].resources.limits[cpu]: Invalid | spec.containers[0].resources.requests[cpu]: Invalid" },
        { "spec.containers[0].resources={limits: {tea: 1}}", "spec.containers[0].resources.limits[tea]: Invalid | spec.containers[0].resources.requests[tea]: Invalid" },
        { "spec.containers[0].resources={limits: {kubernetes.io/tea: 1}}", "spec.containers[0].resources.limits[kubernetes.io/tea]: Invalid | spec.containers[0].resources.requests[kubernetes.io/tea]: Invalid" },
        { "spec.containers[0].resources={requests: {cpu: 2}, limits: {cpu: 1}}", "spec.containers[0].resources.requests: Invalid" },
        { "spec.containers[0].resources={requests: {vendor.example/gpu: 1}}", "spec.containers[0].resources.limits: Required" },
        { "spec.containers[0].resources={requests: {vendor.example/gpu: 1}, limits: {vendor.example/gpu: 2}}", "spec.containers[0].resources.requests: Invalid" },
        { "spec.containers[0].resources={limits: {vendor.example/gpu: 500m}}", "spec.containers[0].resources.limits[vendor.example/gpu]: Invalid | spec.containers[0].resources.requests[vendor.example/gpu]: Invalid" },
        { "spec.containers[0].resources={limits: {hugepages-2Mi: 2Mi}}", "spec.containers[0].resources: Forbidden" },
        { "spec.containers[0].resources={limits: {hugepages-2Mi: 2Mi, cpu: 1}}", "" },
        { "spec.containers[0].resources={claims: [{name: ''}, {name: x}]}", "spec.containers[0].resources.claims[0].name: Required | spec.containers[0].resources.claims[1]: NotFound" },
        { "spec.resourceClaims=[{name: x, resourceClaimName: y}]; spec.containers[0].resources={claims: [{name: x, request: a}, {name: x, request: a}, {name: x, request: A}]}", "spec.containers[0].resources.claims[1]: Duplicate | spec.containers[0].resources.claims[2].request: Invalid" },
        { "spec.resources={limits: {cpu: 1}}; spec.containers[0].resources={limits: {cpu: 2}, requests: {cpu: 1}}", "spec.containers[0].resources.limits[cpu]: Invalid" },
        { "spec.resources={requests: {cpu: 1}}; spec.containers[0].resources={requests: {cpu: 2}}", "spec.resources.requests[cpu]: Invalid" },
        { "spec.resources={requests: {ephemeral-storage: 1}, claims: [{name: a}]}", "spec.resources.claims: Forbidden | spec.resources.requests[ephemeral-storage]: NotSupported" },
    };

    public static TheoryData<string, string> Security => new()
    {
        { "spec.shareProcessNamespace=true; spec.hostPID=true", "spec.shareProcessNamespace: Invalid" },
        { "spec.hostUsers=false; spec.hostNetwork=true; spec.hostPID=true; spec.hostIPC=true", "spec.hostIPC: Forbidden | spec.hostNetwork: Forbidden | spec.hostPID: Forbidden" },
        { "spec.hostUsers=false; spec.volumes=[{name: d, persistentVolumeClaim: {claimName: x}}]; spec.containers[0].volumeDevices=[{name: d, devicePath: /d}]", "spec.containers[0].volumeDevices: Forbidden" },
        { "spec.securityContext={runAsUser: -1, runAsGroup: 2147483648, fsGroup: -1, supplementalGroups: [0, -1]}", "spec.securityContext.fsGroup: Invalid | spec.securityContext.runAsGroup: Invalid | spec.securityContext.runAsUser: Invalid | spec.securityContext.supplementalGroups[1]: Invalid" },
        { "spec.securityContext={fsGroupChangePolicy: Now, supplementalGroupsPolicy: Loose, seLinuxChangePolicy: No}", "spec.securityContext.fsGroupChangePolicy: NotSupported | spec.securityContext.seLinuxChangePolicy: NotSupported | spec.securityContext.supplementalGroupsPolicy: NotSupported" },
        { "spec.securityContext={sysctls: [{name: ''}, {name: kernel.shm_rmid_forced, value: '1'}, {name: kernel/shm_rmid_forced, value: '1'}, {name: 'A b', value: x}]}", "spec.securityContext.sysctls[0].name: Required | spec.securityContext.sysctls[2].name: Duplicate | spec.securityContext.sysctls[3].name: Invalid" },
        { "spec.hostNetwork=true; spec.hostIPC=true; spec.securityContext={sysctls: [{name: net.core.somaxconn, value: '1'}, {name: kernel.sem, value: '1'}]}", "spec.securityContext.sysctls[0].name: Invalid | spec.securityContext.sysctls[1].name: Invalid" },
        { "spec.securityContext={seccompProfile: {type: Localhost}}", "spec.securityContext.seccompProfile.localhostProfile: Required" },
        { "spec.securityContext={seccompProfile: {type: RuntimeDefault, localhostProfile: x}}", "spec.securityContext.seccompProfile.localhostProfile: Invalid" },
        { "spec.securityContext={seccompProfile: {type: ''}}", "spec.securityContext.seccompProfile.type: Required" },
        { "spec.containers[0].securityContext={seccompProfile: {type: Localhost, localhostProfile: ../x}}", "spec.containers[0].securityContext.seccompProfile.localhostProfile: Invalid" },
        { "spec.containers[0].securityContext={appArmorProfile: {type: Localhost}}", "spec.containers[0].securityContext.appArmorProfile.localhostProfile: Required" },
        { "spec.containers[0].securityContext={appArmorProfile: {type: Localhost, localhostProfile: ' x'}}", "spec.containers[0].securityContext.appArmorProfile.localhostProfile: Invalid" },
        { "spec.containers[0].securityContext={appArmorProfile: {type: Unconfined, localhostProfile: x}}", "spec.containers[0].securityContext.appArmorProfile.localhostProfile: Invalid" },
        { "spec.containers[0].securityContext={runAsUser: -1, runAsGroup: -1}", "spec.containers[0].securityContext.runAsGroup: Invalid | spec.containers[0].securityContext.runAsUser: Invalid" },
        { "spec.containers[0].securityContext={procMount: Unmasked}", "spec.containers[0].securityContext.procMount: Invalid" },
        { "spec.hostUsers=false; spec.containers[0].securityContext={procMount: Unmasked}", "" },
        { "spec.containers[0].securityContext={procMount: Open}", "spec.containers[0].securityContext.procMount: NotSupported" },
        { "spec.containers[0].securityContext={privileged: true, allowPrivilegeEscalation: false}", "spec.containers[0].securityContext: Invalid" },
        { "spec.containers[0].securityContext={capabilities: {add: [CAP_SYS_ADMIN]}, allowPrivilegeEscalation: false}", "spec.containers[0].securityContext: Invalid" },
        { "spec.containers[0].securityContext={windowsOptions: {runAsUserName: '', gmsaCredentialSpec: '', gmsaCredentialSpecName: ''}}", "spec.containers[0].securityContext.windowsOptions.gmsaCredentialSpec: Invalid | spec.containers[0].securityContext.windowsOptions.gmsaCredentialSpecName: Invalid | spec.containers[0].securityContext.windowsOptions.runAsUserName: Invalid" },
        { "spec.containers[0].securityContext={windowsOptions: {runAsUserName: 'a\\b\\c'}}", "spec.containers[0].securityContext.windowsOptions.runAsUserName: Invalid" },
        { "spec.containers[0].securityContext={windowsOptions: {hostProcess: true}}", "spec.hostNetwork: Invalid" },
        { "spec.hostNetwork=true; spec.containers[0].securityContext={windowsOptions: {hostProcess: true}}; spec.containers[1]={name: d, image: x}", "spec: Invalid" },
        { "spec.hostNetwork=true; spec.securityContext={windowsOptions: {hostProcess: true}}; spec.containers[0].securityContext={windowsOptions: {hostProcess: false}}", "spec.containers[0].securityContext.windowsOptions.hostProcess: Invalid" },
        { "spec.os={name: windows}; spec.hostPID=true; spec.securityContext={fsGroup: 1, runAsUser: 1}; spec.containers[0].securityContext={privileged: true, capabilities: {add: [X]}}", "spec.containers[0].securityContext.capabilities: Forbidden | spec.containers[0].securityContext.privileged: Forbidden | spec.hostPID: Forbidden | spec.securityContext.fsGroup: Forbidden | spec.securityContext.runAsUser: Forbidden" },
        { "spec.os={name: linux}; spec.securityContext={windowsOptions: {runAsUserName: x}}; spec.containers[0].securityContext={windowsOptions: {runAsUserName: x}}", "spec.containers[0].securityContext.windowsOptions: Forbidden | spec.securityContext.windowsOptions: Forbidden" },
    };

    [Theory]
    [MemberData(nameof(Placement))]
    [MemberData(nameof(Resources))]
    [MemberData(nameof(Security))]
    public void A_pods_place_and_rights_are_judged(string changes, string faults) => Pod.Creating(changes, faults);
}
