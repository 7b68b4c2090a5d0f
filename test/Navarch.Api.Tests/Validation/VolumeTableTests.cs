using Navarch.Api.Core.V1;

namespace Navarch.Api.Tests.Validation;

/// <summary>Each rule for persistent volumes and claims.</summary>
public class VolumeTableTests
{
    private static readonly DecisionTable Volumes = new(PersistentVolume.Info, """
        apiVersion: v1
        kind: PersistentVolume
        metadata: {name: v}
        spec:
          capacity: {storage: 1Gi}
          accessModes: [ReadWriteOnce]
          hostPath: {path: /data}
        """);

    private static readonly DecisionTable Claims = new(PersistentVolumeClaim.Info, """
        apiVersion: v1
        kind: PersistentVolumeClaim
        metadata: {name: c}
        spec:
          accessModes: [ReadWriteOnce]
          resources: {requests: {storage: 1Gi}}
        """);

    public static TheoryData<string, string> NewVolumes => new()
    {
        { "", "" },
        { "spec.accessModes = []", "spec.accessModes: Required" },
        { "spec.accessModes = [ReadWriteOncePod, ReadOnlyMany]", "spec.accessModes: Forbidden" },
        { "spec.accessModes = [Sometimes]", "spec.accessModes[0]: NotSupported" },
        { "spec.capacity = {}", "spec.capacity: Required" },
        { "spec.capacity = {storage: 1Gi, cpu: 1}", "spec.capacity: NotSupported" },
        { "spec.capacity = {storage: 0}", "spec.capacity[storage]: Invalid" },
        { "-spec.hostPath", "spec: Required" },
        { "spec.nfs = {server: s, path: /x}", "spec.nfs: Forbidden" },
        { "spec.hostPath.path = /a/../b", "spec.hostPath.path: Invalid" },
        { "spec.hostPath.path = /; spec.persistentVolumeReclaimPolicy = Recycle", "spec.persistentVolumeReclaimPolicy: Forbidden" },
        { "spec.persistentVolumeReclaimPolicy = Burn; spec.volumeMode = Tape", "spec.persistentVolumeReclaimPolicy: NotSupported | spec.volumeMode: NotSupported" },
        { "spec.storageClassName = A", "spec.storageClassName: Invalid" },
        { "spec.nodeAffinity = {}", "spec.nodeAffinity.required: Required" },
        { "spec.nodeAffinity = {required: {nodeSelectorTerms: []}}", "spec.nodeAffinity.required.nodeSelectorTerms: Required" },
        { "-spec.hostPath; spec.local = {path: ''}", "spec.local.path: Required | spec.nodeAffinity: Required" },
        { "-spec.hostPath; spec.csi = {driver: d.example, volumeHandle: h}", "" },
        { "-spec.hostPath; spec.csi = {driver: '', volumeHandle: '', nodeStageSecretRef: {name: a}}", "spec.csi.driver: Required | spec.csi.nodeStageSecretRef.namespace: Required | spec.csi.volumeHandle: Required" },
        { "spec.volumeAttributesClassName = ''", "spec.csi: Required | spec.volumeAttributesClassName: Required" },
        { "-spec.hostPath; spec.glusterfs = {endpoints: e, path: p, endpointsNamespace: ''}", "spec.glusterfs.endpointsNamespace: Invalid" },
        { "-spec.hostPath; spec.azureFile = {secretName: a, shareName: b, secretNamespace: ''}", "spec.azureFile.secretNamespace: Invalid" },
        { "-spec.hostPath; spec.cinder = {volumeID: v, secretRef: {name: a}}", "spec.cinder.secretRef.namespace: Required" },
    };

    [Theory]
    [MemberData(nameof(NewVolumes))]
    public void A_new_volume(string changes, string faults) => Volumes.Creating(changes, faults);

    [Theory]
    [InlineData("", "spec.capacity = {storage: 2Gi}; spec.claimRef = {name: c, namespace: n}; spec.mountOptions = [ro]", "")]
    [InlineData("", "spec.hostPath.path = /other", "spec.persistentvolumesource: Forbidden")]
    [InlineData("", "spec.volumeMode = Block", "spec.volumeMode: Invalid")]
    [InlineData("", "spec.nodeAffinity = {required: {nodeSelectorTerms: [{matchExpressions: [{key: a, operator: Exists}]}]}}", "")]
    [InlineData("spec.nodeAffinity = {required: {nodeSelectorTerms: [{matchExpressions: [{key: a, operator: Exists}]}]}}", "", "spec.nodeAffinity: Invalid")]
    [InlineData("-spec.hostPath; spec.csi = {driver: d.example, volumeHandle: h}", "-spec.hostPath; spec.csi = {driver: d.example, volumeHandle: h, nodeExpandSecretRef: {name: a, namespace: b}}", "")]
    [InlineData("-spec.hostPath; spec.csi = {driver: d.example, volumeHandle: h}", "-spec.hostPath; spec.csi = {driver: d.example, volumeHandle: i}", "spec.persistentvolumesource: Forbidden")]
    public void A_changed_volume(string before, string after, string faults) => Volumes.Updating(before, after, faults);

    public static TheoryData<string, string> NewClaims => new()
    {
        { "", "" },
        { "spec.accessModes = []", "spec.accessModes: Required value: at least 1 access mode is required" },
        { "spec.accessModes = [ReadWriteOncePod, ReadWriteOnce]", "spec.accessModes: Forbidden" },
        { "spec.selector = {matchLabels: {'!': a}}", "spec.selector.matchLabels: Invalid" },
        { "spec.resources = {}", "spec.resources[storage]: Required" },
        { "spec.resources.requests = {storage: 0}", "spec.resources[storage]: Invalid" },
        { "spec.storageClassName = A; spec.volumeAttributesClassName = B", "spec.storageClassName: Invalid | spec.volumeAttributesClassName: Invalid" },
        { "spec.storageClassName = ''", "" },
        { "spec.dataSource = {kind: PersistentVolumeClaim, name: a}", "" },
        { "spec.dataSource = {kind: Thing, name: ''}", "spec.dataSource.name: Required | spec.dataSource: Invalid | spec.dataSourceRef.name: Required | spec.dataSourceRef: Invalid" },
        { "spec.dataSource = {kind: PersistentVolumeClaim, name: a}; spec.dataSourceRef = {kind: PersistentVolumeClaim, name: b}", "spec: Invalid" },
        { "spec.dataSourceRef = {apiGroup: A!, kind: X, name: b}", "spec.dataSourceRef.apiGroup: Invalid" },
        { "spec.dataSourceRef = {kind: PersistentVolumeClaim, name: b, namespace: N}", "spec.dataSourceRef.namespace: Invalid" },
    };

    [Theory]
    [MemberData(nameof(NewClaims))]
    public void A_new_claim(string changes, string faults) => Claims.Creating(changes, faults);

    [Theory]
    [InlineData("", "spec.volumeName = v; spec.storageClassName = standard", "")]
    [InlineData("spec.volumeName = v", "spec.volumeName = w", "spec: Forbidden")]
    [InlineData("spec.storageClassName = a", "spec.storageClassName = b", "spec: Forbidden")]
    [InlineData("", "spec.resources.requests = {storage: 2Gi}", "spec: Forbidden")]
    [InlineData("status.phase = Bound", "status.phase = Bound; spec.resources.requests = {storage: 2Gi}", "")]
    [InlineData("status.phase = Bound", "status.phase = Bound; spec.resources.requests = {storage: 500Mi}", "spec.resources.requests.storage: Forbidden")]
    [InlineData("status = {phase: Bound, capacity: {storage: 512Mi}}", "status = {phase: Bound, capacity: {storage: 512Mi}}; spec.resources.requests = {storage: 600Mi}", "")]
    [InlineData("", "spec.accessModes = [ReadOnlyMany]", "spec: Forbidden")]
    [InlineData("", "spec.volumeMode = Block", "spec.volumeMode: Invalid")]
    [InlineData("status.phase = Bound; spec.volumeAttributesClassName = a", "status.phase = Bound; spec.volumeAttributesClassName = b", "")]
    [InlineData("status.phase = Bound; spec.volumeAttributesClassName = a", "status.phase = Bound", "spec.volumeAttributesClassName: Forbidden")]
    public void A_changed_claim(string before, string after, string faults) => Claims.Updating(before, after, faults);

    [Theory]
    [InlineData("status.capacity = {storage: '-1'}", "status.capacity[storage]: Invalid")]
    [InlineData("status.allocatedResourceStatuses = {storage: Growing}", "status.allocatedResourceStatuses[storage]: NotSupported")]
    [InlineData("status.allocatedResources = {storage: 500Mi}; status.capacity = {storage: 1Gi}", "status.allocatedResources[storage]: Invalid")]
    public void A_claims_status(string after, string faults) => Claims.UpdatingStatus("", after, faults);

    [Fact]
    public void What_is_old_about_a_volume_is_told()
    {
        Volumes.Warning("spec.persistentVolumeReclaimPolicy = Recycle; metadata.annotations = {volume.beta.kubernetes.io/storage-class: x}",
            "metadata.annotations[volume.beta.kubernetes.io/storage-class]: deprecated since v1.8; use \"storageClassName\" attribute instead",
            "spec.persistentVolumeReclaimPolicy: The Recycle reclaim policy is deprecated. Instead, the recommended approach is to use dynamic provisioning.");
        Volumes.Warning("-spec.hostPath; spec.rbd = {monitors: [a], image: i}", "spec.rbd: deprecated in v1.28, non-functional in v1.31+");
        Claims.Warning("spec.resources.requests = {storage: 1500m}", "spec.resources.requests[storage]: fractional byte value \"1500m\" is invalid, must be an integer");
    }
}
