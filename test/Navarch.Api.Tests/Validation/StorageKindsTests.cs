using Navarch.Api.Storage.V1;

namespace Navarch.Api.Tests.Validation;

public class StorageKindsTests
{
    private static readonly DecisionTable Classes = new(StorageClass.Info, """
        metadata: {name: fast}
        provisioner: Example.com/disks
        parameters: {type: ssd}
        allowedTopologies: [{matchLabelExpressions: [{key: topology.kubernetes.io/zone, values: [a, b]}]}]
        """);

    private static readonly DecisionTable AttributesClasses = new(VolumeAttributesClass.Info, """
        metadata: {name: gold}
        driverName: example.com
        parameters: {iops: "1000"}
        """);

    private static readonly DecisionTable Capacities = new(CSIStorageCapacity.Info, """
        metadata: {name: c}
        storageClassName: fast
        nodeTopology: {matchLabels: {zone: a}}
        capacity: 10Gi
        maximumVolumeSize: 1Gi
        """);

    private static readonly DecisionTable Drivers = new(CSIDriver.Info, """
        metadata: {name: example.com}
        spec: {tokenRequests: [{audience: ""}, {audience: vault, expirationSeconds: 600}], serviceAccountTokenInSecrets: true, nodeAllocatableUpdatePeriodSeconds: 10}
        """);

    private static readonly DecisionTable Nodes = new(CSINode.Info, """
        metadata: {name: n}
        spec: {drivers: [{name: example.com, nodeID: i-1, topologyKeys: [example.com/zone], allocatable: {count: 5}}]}
        """);

    private static readonly DecisionTable Attachments = new(VolumeAttachment.Info, """
        metadata: {name: a}
        spec: {attacher: example.com, nodeName: n, source: {persistentVolumeName: pv}}
        """);

    [Theory]
    [InlineData("", "")]
    [InlineData("-provisioner", "provisioner: Required")]
    [InlineData("provisioner = 'a b'", "provisioner: Invalid")]
    [InlineData("reclaimPolicy = Recycle", "reclaimPolicy: Unsupported value: \"Recycle\": supported values: \"Delete\", \"Retain\"")]
    [InlineData("volumeBindingMode = Later", "volumeBindingMode: Unsupported value: \"Later\": supported values: \"Immediate\", \"WaitForFirstConsumer\"")]
    [InlineData("parameters = {'': x}", "parameters: Invalid")]
    [InlineData("allowedTopologies[0].matchLabelExpressions[0].values = []", "allowedTopologies[0].matchLabelExpressions[0].values: Required")]
    [InlineData("allowedTopologies[0].matchLabelExpressions[0].values[+] = a", "allowedTopologies[0].matchLabelExpressions[0].values[2]: Duplicate")]
    [InlineData("allowedTopologies[0].matchLabelExpressions[+] = {key: topology.kubernetes.io/zone, values: [c]}", "allowedTopologies[0].matchLabelExpressions[1].key: Duplicate")]
    [InlineData("allowedTopologies[0].matchLabelExpressions[0].key = a b", "allowedTopologies[0].matchLabelExpressions[0].key: Invalid")]
    [InlineData("allowedTopologies[+] = {matchLabelExpressions: [{key: topology.kubernetes.io/zone, values: [a, b]}]}", "allowedTopologies[1]: Duplicate")]
    public void A_new_storage_class(string changes, string faults) => Classes.Creating(changes, faults);

    [Theory]
    [InlineData("allowVolumeExpansion = true", "")]
    [InlineData("parameters.type = hdd", "parameters: Forbidden: updates to parameters are forbidden.")]
    [InlineData("provisioner = other", "provisioner: Forbidden: updates to provisioner are forbidden.")]
    [InlineData("reclaimPolicy = Retain", "reclaimPolicy: Forbidden: updates to reclaimPolicy are forbidden.")]
    [InlineData("volumeBindingMode = WaitForFirstConsumer", "volumeBindingMode: Invalid value: \"WaitForFirstConsumer\": field is immutable")]
    public void A_changed_storage_class(string changes, string faults) => Classes.Updating(changes, faults);

    [Fact]
    public void Parameters_have_their_limits()
    {
        Classes.Creating($"parameters = {{{string.Join(", ", Enumerable.Range(0, 513).Select(i => $"p{i}: x"))}}}", "parameters: Too long: may not be more than 512 bytes");
        Classes.Creating($"parameters.long = {new string('x', 256 * 1024)}", "parameters: Too long: may not be more than 262144 bytes");
    }

    [Fact]
    public void A_replaced_label_is_told() => Classes.Warning(
        "allowedTopologies[0].matchLabelExpressions[0].key = failure-domain.beta.kubernetes.io/zone",
        "allowedTopologies[0].matchLabelExpressions[0].key: failure-domain.beta.kubernetes.io/zone is deprecated since v1.17; use \"topology.kubernetes.io/zone\" instead");

    [Theory]
    [InlineData("", "")]
    [InlineData("-driverName", "driverName: Required")]
    [InlineData("-parameters", "parameters: Required value: must contain at least one key/value pair")]
    public void A_new_attributes_class(string changes, string faults) => AttributesClasses.Creating(changes, faults);

    [Fact]
    public void An_attributes_class_never_changes() =>
        AttributesClasses.Updating("driverName = other; parameters.iops = '1'", "driverName: Forbidden | parameters: Forbidden");

    [Theory]
    [InlineData("", "")]
    [InlineData("-storageClassName", "storageClassName: Invalid")]
    [InlineData("nodeTopology.matchLabels.zone = 'a b'", "nodeTopology.matchLabels: Invalid")]
    [InlineData("capacity = -1; maximumVolumeSize = -1", "capacity: Invalid value: \"-1\": must be greater than or equal to 0 | maximumVolumeSize: Invalid")]
    public void A_new_capacity(string changes, string faults) => Capacities.Creating(changes, faults);

    [Theory]
    [InlineData("capacity = 1Gi", "")]
    [InlineData("storageClassName = slow; nodeTopology.matchLabels.zone = b", "storageClassName: Invalid | nodeTopology: Invalid")]
    public void A_changed_capacity(string changes, string faults) => Capacities.Updating(changes, faults);

    [Fact]
    public void A_replaced_label_is_told_of_capacities() => Capacities.Warning(
        """nodeTopology.matchLabels = {beta.kubernetes.io/os: linux}""",
        "nodeTopology.matchLabels[beta.kubernetes.io/os]: beta.kubernetes.io/os is deprecated since v1.14; use \"kubernetes.io/os\" instead");

    [Theory]
    [InlineData("", "")]
    [InlineData("metadata.name = aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "metadata.name: Invalid")]
    [InlineData("spec.fsGroupPolicy = Sometimes", "spec.fsGroupPolicy: NotSupported")]
    [InlineData("spec.volumeLifecycleModes = [Forever]", "spec.volumeLifecycleModes[0]: NotSupported")]
    [InlineData("spec.tokenRequests[1].audience = ''", "spec.tokenRequests[1].audience: Duplicate")]
    [InlineData("spec.tokenRequests[1].expirationSeconds = 599", "spec.tokenRequests[1].expirationSeconds: Invalid value: 599: may not specify a duration less than 10 minutes")]
    [InlineData("spec.tokenRequests[1].expirationSeconds = 4294967297", "spec.tokenRequests[1].expirationSeconds: Invalid")]
    [InlineData("-spec.tokenRequests", "spec.serviceAccountTokenInSecrets: Invalid")]
    [InlineData("spec.nodeAllocatableUpdatePeriodSeconds = 9", "spec.nodeAllocatableUpdatePeriodSeconds: Invalid value: 9: must be greater than or equal to 10")]
    public void A_new_driver(string changes, string faults) => Drivers.Creating(changes, faults);

    [Theory]
    [InlineData("spec.podInfoOnMount = true; spec.fsGroupPolicy = File", "")]
    [InlineData("spec.attachRequired = false", "spec.attachRequired: Invalid")]
    [InlineData("spec.volumeLifecycleModes = [Ephemeral]", "spec.volumeLifecycleModes: Invalid")]
    public void A_changed_driver(string changes, string faults) => Drivers.Updating(changes, faults);

    [Theory]
    [InlineData("", "")]
    [InlineData("spec.drivers[0].name = ''", "spec.drivers[0].name: Required")]
    [InlineData("spec.drivers[0].name = a_b", "spec.drivers[0].name: Invalid")]
    [InlineData("spec.drivers[0].nodeID = ''", "spec.drivers[0].nodeID: Required")]
    [InlineData("spec.drivers[0].topologyKeys = ['', a, a]", "spec.drivers[0].topologyKeys: Required | spec.drivers[0].topologyKeys: Duplicate")]
    [InlineData("spec.drivers[0].topologyKeys = [a b]", "spec.drivers[0].topologyKeys: Invalid")]
    [InlineData("spec.drivers[0].allocatable.count = -1", "spec.drivers[0].allocatable.count: Invalid")]
    [InlineData("spec.drivers[+] = {name: example.com, nodeID: x}", "spec.drivers[1].name: Duplicate")]
    public void A_new_csi_node(string changes, string faults) => Nodes.Creating(changes, faults);

    [Theory]
    [InlineData("spec.drivers[0].allocatable.count = 6; spec.drivers[+] = {name: other, nodeID: x}", "")]
    [InlineData("spec.drivers = []", "")]
    [InlineData("spec.drivers[0].nodeID = i-2", "spec.drivers[0]: Invalid")]
    public void A_changed_csi_node(string changes, string faults) => Nodes.Updating(changes, faults);

    [Fact]
    public void A_node_id_has_at_most_256_characters() => Nodes.Creating($"spec.drivers[0].nodeID = {new string('a', 257)}", "spec.drivers[0].nodeID: Invalid");

    [Theory]
    [InlineData("", "")]
    [InlineData("-spec.attacher", "spec.attacher: Required")]
    [InlineData("spec.attacher = a_b", "spec.attacher: Invalid")]
    [InlineData("spec.source = {}", "spec.source: Required value: must specify exactly one of inlineVolumeSpec and persistentVolumeName")]
    [InlineData("spec.source.inlineVolumeSpec = {csi: {driver: d, volumeHandle: v}}", "spec.source: Forbidden")]
    [InlineData("spec.source = {inlineVolumeSpec: {csi: {driver: d, volumeHandle: v}}}", "")]
    [InlineData("spec.source = {inlineVolumeSpec: {hostPath: {path: /x}}}", "spec.source.inlineVolumeSpec.csi: Required value: has to be specified in the context of inline volumes")]
    [InlineData("spec.source = {inlineVolumeSpec: {csi: {driver: d, volumeHandle: v}, capacity: {storage: 1Gi}, claimRef: {name: c}, storageClassName: s, persistentVolumeReclaimPolicy: Retain, volumeMode: Block}}", "spec.source.inlineVolumeSpec.capacity: Forbidden | spec.source.inlineVolumeSpec.claimRef: Forbidden | spec.source.inlineVolumeSpec.storageClassName: Forbidden | spec.source.inlineVolumeSpec.persistentVolumeReclaimPolicy: Forbidden | spec.source.inlineVolumeSpec.volumeMode: Forbidden")]
    [InlineData("spec.source.persistentVolumeName = ''", "spec.source.persistentVolumeName: Required")]
    [InlineData("-spec.nodeName", "spec.nodeName: Invalid")]
    public void A_new_attachment(string changes, string faults) => Attachments.Creating(changes, faults);

    [Fact]
    public void An_attachment_is_for_one_volume_and_node() => Attachments.Updating("spec.nodeName = m", "spec: Invalid");

    [Theory]
    [InlineData("status = {attached: true, attachmentMetadata: {path: /dev/sdb}}", "")]
    [InlineData("status = {attached: false, attachmentMetadata: {'': x}, attachError: {errorCode: -1}}", "status.attachmentMetadata: Invalid | status.attachError.errorCode: Invalid")]
    public void The_status_of_an_attachment(string changes, string faults) => Attachments.UpdatingStatus("", changes, faults);

    [Fact]
    public void An_attachment_error_has_at_most_1024_bytes() =>
        Attachments.UpdatingStatus("", $"status.attached = false; status.detachError.message = {new string('x', 1025)}", "status.detachError.message: TooLong");
}
