using Navarch.Api.Core.V1;

namespace Navarch.Api.Tests.Validation;

/// <summary>Each rule for what every object has.</summary>
public class MetadataTableTests
{
    private static readonly DecisionTable Maps = new(ConfigMap.Info, "{apiVersion: v1, kind: ConfigMap, metadata: {name: m, uid: u, creationTimestamp: 2026-01-01T00:00:00Z, generation: 2}}");
    private static readonly DecisionTable Volumes = new(PersistentVolume.Info, "{apiVersion: v1, kind: PersistentVolume, metadata: {name: v}, spec: {capacity: {storage: 1}, accessModes: [ReadWriteOnce], hostPath: {path: /x}}}");

    public static TheoryData<string, string> New => new()
    {
        { "", "" },
        { "metadata.name = ''", "metadata.name: Required value: name or generateName is required" },
        { "metadata.name = a_b", "metadata.name: Invalid" },
        { "metadata.generateName = A-", "metadata.generateName: Invalid" },
        { "metadata.generateName = a-", "" },
        { "metadata.namespace = A", "metadata.namespace: Invalid" },
        { "metadata.generation = -1", "metadata.generation: Invalid" },
        { "metadata.labels = {'a b': x, a: 'x y', 'x/y/z': b}", "metadata.labels: Invalid | metadata.labels: Invalid | metadata.labels: Invalid" },
        { "metadata.labels = {example.com/a: '', b: x_Y.z}", "" },
        { "metadata.annotations = {'a b': x, Example.com/a: y}", "metadata.annotations: Invalid" },
        { "metadata.ownerReferences = [{apiVersion: '', kind: '', name: '', uid: ''}]", "metadata.ownerReferences[0].apiVersion: Invalid | metadata.ownerReferences[0].kind: Invalid | metadata.ownerReferences[0].name: Invalid | metadata.ownerReferences[0].uid: Invalid" },
        { "metadata.ownerReferences = [{apiVersion: v1, kind: A, name: a, uid: u, controller: true}, {apiVersion: v1, kind: B, name: b, uid: w, controller: true}]", "metadata.ownerReferences: Invalid" },
        { "metadata.ownerReferences = [{apiVersion: v1, kind: Event, name: a, uid: u}]", "metadata.ownerReferences[0]: Invalid" },
        { "metadata.finalizers = [other, a.example/b, '!']", "metadata.finalizers: Invalid | metadata.finalizers: Invalid" },
        { "metadata.finalizers = [orphan, foregroundDeletion]", "metadata.finalizers: Invalid" },
        { "metadata.managedFields = [{operation: Guess, fieldsType: V9, manager: m}]", "metadata.managedFields[0].fieldsType: Invalid | metadata.managedFields[0].operation: Invalid" },
    };

    [Theory]
    [MemberData(nameof(New))]
    public void A_new_object(string changes, string faults) => Maps.Creating(changes, faults);

    [Fact]
    public void An_object_of_the_cluster_has_no_namespace() => Volumes.Creating("metadata.namespace = default", "metadata.namespace: Forbidden");

    [Fact]
    public void Annotations_have_a_size_together()
    {
        Maps.Creating($"metadata.annotations = {{a: {new string('x', (256 * 1024) - 1)}}}", "");
        Maps.Creating($"metadata.annotations = {{a: {new string('x', 256 * 1024)}}}", "metadata.annotations: Too long: may not be more than 262144 bytes");
    }

    [Fact]
    public void Managers_of_fields_have_short_names() => Maps.Creating(
        $"metadata.managedFields = [{{operation: Apply, fieldsType: FieldsV1, manager: {new string('m', 129)}, subresource: {new string('s', 257)}}}]",
        "metadata.managedFields[0].fieldManager: TooLong | metadata.managedFields[0].subresource: TooLong");

    [Theory]
    [InlineData("metadata.labels = {a: b}; metadata.generation = 3", "")]
    [InlineData("metadata.uid = v", "metadata.uid: Invalid")]
    [InlineData("metadata.creationTimestamp = 2026-01-02T00:00:00Z", "metadata.creationTimestamp: Invalid")]
    [InlineData("metadata.deletionTimestamp = 2026-01-02T00:00:00Z; metadata.deletionGracePeriodSeconds = 5", "metadata.deletionGracePeriodSeconds: Invalid | metadata.deletionTimestamp: Invalid")]
    [InlineData("metadata.generation = 1", "metadata.generation: Invalid")]
    [InlineData("metadata.name = other; metadata.namespace = other", "metadata.name: Invalid | metadata.namespace: Invalid")]
    public void A_changed_object(string after, string faults) => Maps.Updating(after, faults);

    [Fact]
    public void Nobody_holds_an_object_that_is_going() => Maps.Updating(
        "metadata.deletionTimestamp = 2026-01-02T00:00:00Z; metadata.finalizers = [a.example/b]",
        "metadata.deletionTimestamp = 2026-01-02T00:00:00Z; metadata.finalizers = [a.example/b, a.example/c]",
        "metadata.finalizers: Forbidden");
}
