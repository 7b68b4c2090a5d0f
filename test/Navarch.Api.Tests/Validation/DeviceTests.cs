using System.Globalization;
using Navarch.Api.Resource.V1;

namespace Navarch.Api.Tests.Validation;

public class DeviceTests
{
    private const string Devices = """
        devices:
          requests:
          - name: gpu
            exactly:
              deviceClassName: gpu.example.com
              selectors: [{cel: {expression: "true"}}]
              tolerations: [{key: example.com/broken, operator: Exists, effect: NoSchedule}]
              capacity: {requests: {memory: 1Gi}}
          - name: any
            firstAvailable: [{name: big, deviceClassName: gpu.example.com, count: 2}, {name: small, deviceClassName: gpu.example.com, allocationMode: All}]
          constraints: [{requests: [gpu, any/big], matchAttribute: example.com/numa}]
          config: [{requests: [any], opaque: {driver: gpu.example.com, parameters: {kind: Config}}}]
        """;

    private static readonly DecisionTable Claims = new(ResourceClaim.Info, "metadata: {name: c}\nspec:\n  " + Devices.ReplaceLineEndings("\n  "));
    private static readonly DecisionTable Templates = new(ResourceClaimTemplate.Info, "metadata: {name: t}\nspec:\n  metadata: {labels: {a: b}}\n  spec:\n    " + Devices.ReplaceLineEndings("\n    "));

    private static readonly DecisionTable Classes = new(DeviceClass.Info, """
        metadata: {name: gpu.example.com}
        spec: {selectors: [{cel: {expression: "true"}}], config: [{opaque: {driver: gpu.example.com, parameters: {}}}], extendedResourceName: example.com/gpu}
        """);

    private const string Allocation = "status.allocation = {devices: {results: [{request: gpu, driver: gpu.example.com, pool: n/a, device: gpu-0}]}}";

    public static TheoryData<string, string> Requests => new()
    {
        { "", "" },
        { "devices.requests[0].name = ''", "devices.requests[0].name: Required | devices.constraints[0].requests[0]: Invalid" },
        { "devices.requests[1].name = gpu", "devices.requests[1].name: Duplicate | devices.constraints[0].requests[1]: Invalid | devices.config[0].requests[0]: Invalid" },
        { "devices.requests[0] = {name: gpu}", "devices.requests[0]: Required value: exactly one of `exactly` or `firstAvailable` is required" },
        { "devices.requests[1].exactly = {deviceClassName: a}", "devices.requests[1]: Invalid value: null: exactly one of `exactly` or `firstAvailable` is required, but multiple fields are set" },
        { "devices.requests[0].exactly.deviceClassName = ''", "devices.requests[0].exactly.deviceClassName: Required" },
        { "devices.requests[0].exactly.deviceClassName = A", "devices.requests[0].exactly.deviceClassName: Invalid" },
        { "devices.requests[0].exactly.selectors = [{}, {cel: {}}]", "devices.requests[0].exactly.selectors[0].cel: Required | devices.requests[0].exactly.selectors[1].cel.expression: Required" },
        { "devices.requests[0].exactly.allocationMode = Some", "devices.requests[0].exactly.allocationMode: Unsupported value: \"Some\": supported values: \"All\", \"ExactCount\"" },
        { "devices.requests[0].exactly.count = -1", "devices.requests[0].exactly.count: Invalid value: -1: must be greater than zero" },
        { "devices.requests[0].exactly.allocationMode = All; devices.requests[0].exactly.count = 2", "devices.requests[0].exactly.count: Invalid value: 2: must not be specified when allocationMode is 'All'" },
        { "devices.requests[0].exactly.capacity.requests = {'a-b': 1, 'x/': 1, '/y': 1, m: -1}", "devices.requests[0].exactly.capacity.requests[a-b]: Invalid | devices.requests[0].exactly.capacity.requests[x/]: Required | devices.requests[0].exactly.capacity.requests[/y]: Required | devices.requests[0].exactly.capacity.requests[m]: Invalid" },
        { "devices.requests[0].exactly.tolerations[0].value = x", "devices.requests[0].exactly.tolerations[0].value: Invalid value: \"x\": must be empty for operator `Exists`" },
        { "devices.requests[0].exactly.tolerations[0] = {key: a b, operator: Near, effect: Never}", "devices.requests[0].exactly.tolerations[0].key: Invalid | devices.requests[0].exactly.tolerations[0].operator: NotSupported | devices.requests[0].exactly.tolerations[0].effect: NotSupported" },
        { "devices.requests[0].exactly.tolerations[0] = {value: 'a b', effect: None}", "devices.requests[0].exactly.tolerations[0].key: Required | devices.requests[0].exactly.tolerations[0].value: Invalid | devices.requests[0].exactly.tolerations[0].effect: NotSupported" },
        { "devices.requests[1].firstAvailable[1].name = big", "devices.requests[1].firstAvailable[1].name: Duplicate" },
        { "devices.requests[1].firstAvailable[1].name = ''", "devices.requests[1].firstAvailable[1].name: Required" },
        { "devices.requests[1].firstAvailable[0].deviceClassName = ''", "devices.requests[1].firstAvailable[0].deviceClassName: Required" },
        { "devices.constraints[0].requests = [gpu, gpu, none]", "devices.constraints[0].requests[1]: Duplicate | devices.constraints[0].requests[2]: Invalid value: \"none\": must be the name of a request in the claim or the name of a request and a subrequest separated by '/'" },
        { "-devices.constraints[0].matchAttribute", "devices.constraints[0]: Required" },
        { "devices.constraints[0].distinctAttribute = example.com/x", "devices.constraints[0]: Invalid" },
        { "devices.constraints[0].matchAttribute = numa", "devices.constraints[0].matchAttribute: Invalid value: \"numa\": a fully qualified name must be a domain and a name separated by a slash" },
        { "-devices.constraints[0].matchAttribute; devices.constraints[0].distinctAttribute = Example.com/1x", "devices.constraints[0].distinctAttribute: Invalid | devices.constraints[0].distinctAttribute: Invalid" },
        { "-devices.config[0].opaque", "devices.config[0].opaque: Required" },
        { "devices.config[0].opaque = {driver: A, parameters: [1]}", "devices.config[0].opaque.driver: Invalid | devices.config[0].opaque.parameters: Invalid value: \"<value omitted>\": must be a valid JSON object" },
        { "devices.config[0].opaque = {driver: ''}", "devices.config[0].opaque.driver: Required | devices.config[0].opaque.parameters: Required" },
        { "devices.config[0].requests = [x]", "devices.config[0].requests[0]: Invalid" },
    };

    [Theory]
    [MemberData(nameof(Requests))]
    public void A_claim_and_the_template_of_one(string changes, string faults)
    {
        Claims.Creating(Placed(changes, "spec."), Placed(faults, "spec."));
        Templates.Creating(Placed(changes, "spec.spec."), Placed(faults, "spec.spec."));
    }

    [Fact]
    public void A_claim_has_its_limits()
    {
        const string exactly = "exactly: {deviceClassName: a}";
        Claims.Creating($"spec.devices = {{requests: [{Many(33, i => $"{{name: r{i}, {exactly}}}")}]}}", "spec.devices.requests: Too many: 33: must have at most 32 items");
        Claims.Creating($"spec.devices = {{requests: [{{name: r, firstAvailable: [{Many(9, i => $"{{name: s{i}, deviceClassName: a}}")}]}}]}}", "spec.devices.requests[0].firstAvailable: TooMany");
        Claims.Creating($"spec.devices.constraints = [{Many(33, _ => "{matchAttribute: a/b}")}]", "spec.devices.constraints: TooMany");
        Claims.Creating($"spec.devices.config = [{Many(33, _ => "{opaque: {driver: a, parameters: {}}}")}]", "spec.devices.config: TooMany");
        Claims.Creating($"spec.devices.requests[0].exactly.selectors = [{Many(33, _ => "{cel: {expression: x}}")}]", "spec.devices.requests[0].exactly.selectors: TooMany");
        Claims.Creating($"spec.devices.requests[0].exactly.tolerations = [{Many(17, _ => "{operator: Exists}")}]", "spec.devices.requests[0].exactly.tolerations: TooMany");
        Claims.Creating($"spec.devices.requests[0].exactly.selectors[0].cel.expression = {new string('x', 10241)}", "spec.devices.requests[0].exactly.selectors[0].cel.expression: TooLong");
        Claims.Creating($"spec.devices.config[0].opaque.driver = {new string('a', 64)}", "spec.devices.config[0].opaque.driver: TooLong");
        Claims.Creating($"spec.devices.config[0].opaque.parameters = {{x: {new string('a', 10240)}}}", "spec.devices.config[0].opaque.parameters: TooLong");
    }

    [Fact]
    public void What_is_asked_for_never_changes()
    {
        Claims.Updating("metadata.labels.a = b", "");
        Claims.Updating("spec.devices.requests[0].exactly.count = 2", "spec: Invalid");
        Templates.Updating("spec.metadata.labels.a = c", "spec: Invalid");
        Templates.Creating("spec.metadata.labels.a = 'b c'", "spec.metadata.labels: Invalid");
    }

    [Fact]
    public void One_device_is_asked_for_when_nothing_is_said()
    {
        var requests = ((ResourceClaim)Claims.With()).Spec.Devices.Requests;
        Assert.Equal(("ExactCount", 1L), (requests[0].Exactly!.AllocationMode, requests[0].Exactly!.Count));
        Assert.Equal((2L, 0L), (requests[1].FirstAvailable[0].Count, requests[1].FirstAvailable[1].Count));
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("spec.selectors = [{}]", "spec.selectors[0].cel: Required")]
    [InlineData("spec.config = [{}]", "spec.config[0].opaque: Required")]
    [InlineData("spec.extendedResourceName = cpu", "spec.extendedResourceName: Invalid value: \"cpu\": must be a valid extended resource name")]
    [InlineData("spec.extendedResourceName = 'example.com/a b'", "spec.extendedResourceName: Invalid")]
    public void A_class(string changes, string faults)
    {
        Classes.Creating(changes, faults);
        Classes.Updating(changes, faults);
    }

    [Theory]
    [InlineData("", Allocation, "")]
    [InlineData("", Allocation + "; status.reservedFor = [{resource: pods, name: p, uid: u}]", "")]
    [InlineData("", "status.reservedFor = [{resource: pods, name: p, uid: u}]", "status.reservedFor: Forbidden: may not be specified when `allocated` is not set")]
    [InlineData(Allocation, Allocation + "; status.reservedFor = [{resource: '', name: '', uid: ''}, {resource: a, name: b, uid: u}, {resource: a, name: b, uid: u}]", "status.reservedFor[0].resource: Required | status.reservedFor[0].name: Required | status.reservedFor[0].uid: Required | status.reservedFor[2].uid: Duplicate")]
    [InlineData(Allocation, Allocation + "; status.allocation.devices.results[0].device = gpu-1", "status.allocation: Invalid")]
    [InlineData(Allocation, "", "")]
    [InlineData("", Allocation + "; status.allocation.devices.results[0] = {request: none, driver: '', pool: a//b, device: A, shareID: x}", "status.allocation.devices.results[0].request: Invalid | status.allocation.devices.results[0].driver: Required | status.allocation.devices.results[0].pool: Invalid | status.allocation.devices.results[0].device: Invalid | status.allocation.devices.results[0].shareID: Invalid")]
    [InlineData("", Allocation + "; status.allocation.devices.config = [{source: Thin air, requests: [none], opaque: {driver: a, parameters: {}}}]", "status.allocation.devices.config[0].source: NotSupported | status.allocation.devices.config[0].requests[0]: Invalid")]
    [InlineData("", Allocation + "; status.allocation.nodeSelector = {nodeSelectorTerms: []}", "status.allocation.nodeSelector.nodeSelectorTerms: Required")]
    [InlineData("metadata.deletionTimestamp = 2026-01-01T00:00:00Z; metadata.finalizers = [a/b]", "metadata.deletionTimestamp = 2026-01-01T00:00:00Z; metadata.finalizers = [a/b]; " + Allocation, "status.allocation: Forbidden: new allocation may not be set while the claim is being deleted")]
    [InlineData("", Allocation + "; status.devices = [{driver: gpu.example.com, pool: n/a, device: gpu-0, data: {a: 1}, networkData: {interfaceName: eth0, ips: [10.0.0.5/24]}}]", "")]
    [InlineData("", Allocation + "; status.devices = [{driver: gpu.example.com, pool: n/a, device: gpu-9}]", "status.devices[0]: Invalid value: \"gpu.example.com/n/a/gpu-9\": must be an allocated device in the claim")]
    [InlineData("", Allocation + "; status.devices = [{driver: gpu.example.com, pool: n/a, device: gpu-0, data: 1, networkData: {ips: [10.0.0.5, 10.0.0.5]}}]", "status.devices[0].data: Invalid | status.devices[0].networkData.ips[1]: Duplicate | status.devices[0].networkData.ips[0]: Invalid | status.devices[0].networkData.ips[1]: Invalid")]
    [InlineData("", Allocation + "; status.devices = [{driver: gpu.example.com, pool: n/a, device: gpu-0}, {driver: gpu.example.com, pool: n/a, device: gpu-0, conditions: [{type: Ready, status: Maybe, reason: A, message: '', lastTransitionTime: 2026-01-01T00:00:00Z}]}]", "status.devices[1]: Duplicate | status.devices[1].conditions[0].status: NotSupported")]
    public void What_a_claim_was_given(string before, string after, string faults) => Claims.UpdatingStatus(before, after, faults);

    [Fact]
    public void What_a_claim_was_given_has_its_limits()
    {
        Claims.UpdatingStatus(Allocation, $"{Allocation}; status.reservedFor = [{Many(257, i => $"{{resource: pods, name: p, uid: u{i}}}")}]", "status.reservedFor: TooMany");
        Claims.UpdatingStatus("", $"status.allocation = {{devices: {{results: [{Many(33, i => $"{{request: gpu, driver: a, pool: p, device: d{i}}}")}]}}}}", "status.allocation.devices.results: TooMany");
    }

    private static string Placed(string texts, string root)
    {
        var separator = texts.Contains(" | ", StringComparison.Ordinal) ? " | " : "; ";
        return texts.Length == 0 ? "" : string.Join(separator, texts.Split(separator).Select(t => t[0] == '-' ? "-" + root + t[1..] : root + t));
    }

    private static string Many(int count, Func<int, string> item) => string.Join(", ", Enumerable.Range(0, count).Select(i => item(i).ToString(CultureInfo.InvariantCulture)));
}
