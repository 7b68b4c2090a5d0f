namespace Navarch.Api.Tests.Validation;

/// <summary>Each rule for a pod's volumes and where its containers see them.</summary>
public class PodVolumeTableTests
{
    private static readonly DecisionTable Pod = new(Core.V1.Pod.Info, """
        apiVersion: v1
        kind: Pod
        metadata: {name: p, namespace: default}
        spec:
          volumes: [{name: v}]
          containers:
          - name: c
            image: nginx
            volumeMounts: [{name: v, mountPath: /v}]
        """);

    public static TheoryData<string, string> Mounts => new()
    {
        { "spec.containers[0].volumeMounts=[{name: '', mountPath: /v}, {name: w, mountPath: ''}]", "spec.containers[0].volumeMounts[0].name: Required | spec.containers[0].volumeMounts[1].mountPath: Required | spec.containers[0].volumeMounts[1].name: NotFound" },
        { "spec.containers[0].volumeMounts=[{name: v, mountPath: /v}, {name: v, mountPath: /v}]", "spec.containers[0].volumeMounts[1].mountPath: Invalid" },
        { "spec.containers[0].volumeMounts[0].subPath=/a/..", "spec.containers[0].volumeMounts[0].subPath: Invalid | spec.containers[0].volumeMounts[0].subPath: Invalid" },
        { "spec.containers[0].volumeMounts[0].subPath=..a", "" },
        { "spec.containers[0].volumeMounts[0].subPath=a; spec.containers[0].volumeMounts[0].subPathExpr=$(B)", "spec.containers[0].volumeMounts[0].subPathExpr: Invalid" },
        { "spec.containers[0].volumeMounts[0].subPathExpr=../b", "spec.containers[0].volumeMounts[0].subPathExpr: Invalid" },
        { "spec.containers[0].volumeMounts[0].mountPropagation=Bidirectional", "spec.containers[0].volumeMounts[0].mountPropagation: Forbidden" },
        { "spec.containers[0].volumeMounts[0].mountPropagation=Bidirectional; spec.containers[0].securityContext={privileged: true}", "" },
        { "spec.containers[0].volumeMounts[0].mountPropagation=Sideways", "spec.containers[0].volumeMounts[0].mountPropagation: NotSupported" },
        { "spec.containers[0].volumeMounts[0].recursiveReadOnly=Enabled; spec.containers[0].volumeMounts[0].mountPropagation=HostToContainer", "spec.containers[0].volumeMounts[0].recursiveReadOnly: Forbidden | spec.containers[0].volumeMounts[0].recursiveReadOnly: Forbidden" },
        { "spec.containers[0].volumeMounts[0].recursiveReadOnly=Enabled; spec.containers[0].volumeMounts[0].readOnly=true", "" },
        { "spec.volumes[1]={name: d, persistentVolumeClaim: {claimName: c}}; spec.containers[0].volumeDevices=[{name: d, devicePath: /dev/x}]", "" },
        { "spec.containers[0].volumeDevices=[{name: v, devicePath: /v}]", "spec.containers[0].volumeDevices[0].devicePath: Invalid | spec.containers[0].volumeDevices[0].name: Invalid | spec.containers[0].volumeMounts[0].mountPath: Invalid | spec.containers[0].volumeMounts[0].name: Invalid" },
        { "spec.volumes[1]={name: d, persistentVolumeClaim: {claimName: c}}; spec.containers[0].volumeDevices=[{name: d, devicePath: ''}, {name: d, devicePath: /../x}, {name: e, devicePath: /../x}]", "spec.containers[0].volumeDevices[0].devicePath: Required | spec.containers[0].volumeDevices[1].devicePath: Invalid | spec.containers[0].volumeDevices[1].name: Invalid | spec.containers[0].volumeDevices[2].devicePath: Invalid | spec.containers[0].volumeDevices[2].devicePath: Invalid | spec.containers[0].volumeDevices[2].name: NotFound" },
    };

    public static TheoryData<string, string> Own => new()
    {
        { "spec.volumes[0].name=''", "spec.containers[0].volumeMounts[0].name: NotFound | spec.volumes[0].name: Required" },
        { "spec.volumes[1]={name: v}", "spec.volumes[1].name: Duplicate" },
        { "spec.volumes[1]={name: A_B}", "spec.volumes[1].name: Invalid" },
        { "spec.volumes[0].emptyDir={}; spec.volumes[0].secret={secretName: s}", "spec.volumes[0].secret: Forbidden" },
        { "spec.volumes[0].emptyDir={sizeLimit: '-1'}", "spec.volumes[0].emptyDir.sizeLimit: Forbidden" },
        { "spec.volumes[0].hostPath={path: ''}", "spec.volumes[0].hostPath.path: Required" },
        { "spec.volumes[0].hostPath={path: /a/../b, type: Pipe}", "spec.volumes[0].hostPath.path: Invalid | spec.volumes[0].hostPath.type: NotSupported" },
        { "spec.volumes[0].secret={secretName: '', defaultMode: 1000, items: [{key: '', path: ''}, {key: k, path: /x}, {key: k, path: ..x, mode: -1}]}", "spec.volumes[0].secret.defaultMode: Invalid | spec.volumes[0].secret.items[0].key: Required | spec.volumes[0].secret.items[0].path: Required | spec.volumes[0].secret.items[1].path: Invalid | spec.volumes[0].secret.items[2].mode: Invalid | spec.volumes[0].secret.items[2].path: Invalid | spec.volumes[0].secret.secretName: Required" },
        { "spec.volumes[0].configMap={items: [{key: k, path: a/../b}]}", "spec.volumes[0].configMap.items[0].path: Invalid | spec.volumes[0].configMap.name: Required" },
        { "spec.volumes[0].downwardAPI={items: [{path: a, fieldRef: {fieldPath: metadata.labels}}, {path: ''}, {path: b, fieldRef: {fieldPath: status.podIP}}, {path: c, resourceFieldRef: {resource: limits.cpu}}]}", "spec.volumes[0].downwardAPI.items[1]: Required | spec.volumes[0].downwardAPI.items[1].path: Required | spec.volumes[0].downwardAPI.items[2].fieldRef.fieldPath: NotSupported | spec.volumes[0].downwardAPI.items[3].resourceFieldRef.containerName: Required" },
        { "spec.volumes[0].downwardAPI={items: [{path: a, fieldRef: {fieldPath: metadata.name}, resourceFieldRef: {resource: limits.cpu, containerName: c}}]}", "spec.volumes[0].downwardAPI.items[0]: Invalid" },
        { "spec.volumes[0].persistentVolumeClaim={claimName: ''}", "spec.volumes[0].persistentVolumeClaim.claimName: Required" },
        { "spec.volumes[0].csi={driver: ''}", "spec.volumes[0].csi.driver: Required" },
        { "spec.volumes[0].csi={driver: a_b, nodePublishSecretRef: {}}", "spec.volumes[0].csi.driver: Invalid | spec.volumes[0].csi.nodePublishSecretRef.name: Required" },
        { "spec.volumes[0].image={reference: quay.example/a:b, pullPolicy: Rarely}", "spec.volumes[0].image.pullPolicy: NotSupported" },
        { "spec.volumes[0].image={reference: ''}", "spec.volumes[0].image.reference: Required" },
        { "spec.volumes[0].ephemeral={}", "spec.volumes[0].ephemeral.volumeClaimTemplate: Required" },
        { "spec.volumes[0].ephemeral={volumeClaimTemplate: {metadata: {name: x, labels: {'!': a}}, spec: {resources: {requests: {storage: 1Gi}}}}}", "spec.volumes[0].ephemeral.volumeClaimTemplate.metadata.labels: Invalid | spec.volumes[0].ephemeral.volumeClaimTemplate.metadata.name: Forbidden | spec.volumes[0].ephemeral.volumeClaimTemplate.spec.accessModes: Required" },
        { "metadata.name=a-name-of-more-than-two-hundred-and-fifty-letters-is-hard-to-write.but-with-dots-between-the-labels-it-can-be-done.because-each-label-may-have-sixty-three-letters-at-most.and-so-it-goes-on-and-on-until-nearly-all-of-them-are-there.and-end; spec.volumes[1]={name: scratch-space-of-the-pod, ephemeral: {volumeClaimTemplate: {spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}}}}", "spec.volumes[1].name: Invalid" },
        { "spec.volumes[0].projected={defaultMode: -1, sources: [{secret: {name: ''}}, {configMap: {name: ''}}, {secret: {name: s}, configMap: {name: m}}]}", "spec.volumes[0].projected.defaultMode: Invalid | spec.volumes[0].projected.sources[0].secret.name: Required | spec.volumes[0].projected.sources[1].configMap.name: Required | spec.volumes[0].projected.sources[2].configMap: Forbidden" },
        { "spec.volumes[0].projected={sources: [{}]}", "spec.volumes[0].projected.sources[0]: Required" },
        { "spec.volumes[0].projected={sources: [{serviceAccountToken: {path: '', expirationSeconds: 599}}, {serviceAccountToken: {path: t, expirationSeconds: 4294967297}}]}", "spec.volumes[0].projected.sources[0].serviceAccountToken.expirationSeconds: Invalid | spec.volumes[0].projected.sources[0].serviceAccountToken.path: Required | spec.volumes[0].projected.sources[1].serviceAccountToken.expirationSeconds: Invalid" },
        { "spec.volumes[0].projected={sources: [{secret: {name: s, items: [{key: k, path: x}]}}, {configMap: {name: m, items: [{key: k, path: x}]}}]}", "spec.volumes[0].projected.sources[1].configMap: Invalid" },
        { "spec.volumes[0].projected={sources: [{clusterTrustBundle: {path: a}}, {clusterTrustBundle: {name: n, signerName: s.example/x, labelSelector: {}, path: b}}, {clusterTrustBundle: {name: '', path: ''}}]}", "spec.volumes[0].projected.sources[0].clusterTrustBundle: Required | spec.volumes[0].projected.sources[1].clusterTrustBundle: Invalid | spec.volumes[0].projected.sources[1].clusterTrustBundle.labelSelector: Invalid | spec.volumes[0].projected.sources[2].clusterTrustBundle.name: Required | spec.volumes[0].projected.sources[2].clusterTrustBundle.path: Required" },
        { "spec.volumes[0].projected={sources: [{podCertificate: {signerName: a.example/b, keyType: ED25519, credentialBundlePath: c.pem}}, {podCertificate: {keyType: DSA, maxExpirationSeconds: 60}}]}", "spec.volumes[0].projected.sources[1].podCertificate: Required | spec.volumes[0].projected.sources[1].podCertificate.keyType: NotSupported | spec.volumes[0].projected.sources[1].podCertificate.maxExpirationSeconds: Invalid | spec.volumes[0].projected.sources[1].podCertificate.signerName: Required" },
    };

    public static TheoryData<string, string> Remote => new()
    {
        { "spec.volumes[0].gcePersistentDisk={pdName: '', partition: 256}", "spec.volumes[0].gcePersistentDisk.partition: Invalid | spec.volumes[0].gcePersistentDisk.pdName: Required" },
        { "spec.volumes[0].awsElasticBlockStore={volumeID: '', partition: -1}", "spec.volumes[0].awsElasticBlockStore.partition: Invalid | spec.volumes[0].awsElasticBlockStore.volumeID: Required" },
        { "spec.volumes[0].gitRepo={repository: '', directory: /x}", "spec.volumes[0].gitRepo.directory: Invalid | spec.volumes[0].gitRepo.repository: Required" },
        { "spec.volumes[0].nfs={server: '', path: x}", "spec.volumes[0].nfs.path: Invalid | spec.volumes[0].nfs.server: Required" },
        { "spec.volumes[0].iscsi={targetPortal: '', iqn: '', lun: 256}", "spec.volumes[0].iscsi.iqn: Required | spec.volumes[0].iscsi.lun: Invalid | spec.volumes[0].iscsi.targetPortal: Required" },
        { "spec.volumes[0].iscsi={targetPortal: a, iqn: xyz, lun: 0, chapAuthSession: true, initiatorName: abc}", "spec.volumes[0].iscsi.initiatorName: Invalid | spec.volumes[0].iscsi.iqn: Invalid | spec.volumes[0].iscsi.secretRef: Required" },
        { "spec.volumes[0].glusterfs={endpoints: '', path: ''}", "spec.volumes[0].glusterfs.endpoints: Required | spec.volumes[0].glusterfs.path: Required" },
        { "spec.volumes[0].rbd={monitors: [], image: ''}", "spec.volumes[0].rbd.image: Required | spec.volumes[0].rbd.monitors: Required" },
        { "spec.volumes[0].flexVolume={driver: '', options: {kubernetes.io/x: y}}", "spec.volumes[0].flexVolume.driver: Required | spec.volumes[0].flexVolume.options[kubernetes.io/x]: Invalid" },
        { "spec.volumes[0].cinder={volumeID: '', secretRef: {}}", "spec.volumes[0].cinder.secretRef.name: Required | spec.volumes[0].cinder.volumeID: Required" },
        { "spec.volumes[0].cephfs={monitors: []}", "spec.volumes[0].cephfs.monitors: Required" },
        { "spec.volumes[0].flocker={}", "spec.volumes[0].flocker: Required" },
        { "spec.volumes[0].flocker={datasetName: a/b, datasetUUID: c}", "spec.volumes[0].flocker: Invalid | spec.volumes[0].flocker.datasetName: Invalid" },
        { "spec.volumes[0].fc={}", "spec.volumes[0].fc.targetWWNs: Required" },
        { "spec.volumes[0].fc={targetWWNs: [a]}", "spec.volumes[0].fc.lun: Required" },
        { "spec.volumes[0].fc={targetWWNs: [a], wwids: [b], lun: 300}", "spec.volumes[0].fc.lun: Invalid | spec.volumes[0].fc.targetWWNs: Invalid" },
        { "spec.volumes[0].azureFile={secretName: '', shareName: ''}", "spec.volumes[0].azureFile.secretName: Required | spec.volumes[0].azureFile.shareName: Required" },
        { "spec.volumes[0].azureDisk={diskName: '', diskURI: '', kind: Odd}", "spec.volumes[0].azureDisk.diskName: Required | spec.volumes[0].azureDisk.diskURI: Required | spec.volumes[0].azureDisk.kind: NotSupported" },
        { "spec.volumes[0].vsphereVolume={volumePath: ''}", "spec.volumes[0].vsphereVolume.volumePath: Required" },
        { "spec.volumes[0].quobyte={registry: '', volume: ''}", "spec.volumes[0].quobyte.registry: Required | spec.volumes[0].quobyte.volume: Required" },
        { "spec.volumes[0].photonPersistentDisk={pdID: ''}", "spec.volumes[0].photonPersistentDisk.pdID: Required" },
        { "spec.volumes[0].portworxVolume={volumeID: ''}", "spec.volumes[0].portworxVolume.volumeID: Required" },
        { "spec.volumes[0].scaleIO={gateway: '', system: '', secretRef: {name: s}}", "spec.volumes[0].scaleIO.gateway: Required | spec.volumes[0].scaleIO.system: Required | spec.volumes[0].scaleIO.volumeName: Required" },
        { "spec.volumes[0].storageos={volumeNamespace: A}", "spec.volumes[0].storageos.volumeName: Required | spec.volumes[0].storageos.volumeNamespace: Invalid" },
    };

    [Theory]
    [MemberData(nameof(Mounts))]
    [MemberData(nameof(Own))]
    [MemberData(nameof(Remote))]
    public void A_pods_volumes_are_judged(string changes, string faults) => Pod.Creating(changes, faults);
}
