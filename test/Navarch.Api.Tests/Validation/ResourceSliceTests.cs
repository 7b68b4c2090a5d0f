using Navarch.Api.Resource.V1;

namespace Navarch.Api.Tests.Validation;

public class ResourceSliceTests
{
    private const string OneOf = "exactly one of `nodeName`, `nodeSelector`, `allNodes`, `perDeviceNodeSelection` is required";

    private static readonly DecisionTable Slices = new(ResourceSlice.Info, """
        metadata: {name: n-gpu}
        spec:
          driver: gpu.example.com
          pool: {name: n/a, generation: 0, resourceSliceCount: 1}
          nodeName: n
          devices:
          - name: gpu-0
            attributes: {model: {string: A100}, example.com/driver: {version: 1.2.3-rc.1+b}, cores: {int: 10}, fast: {bool: true}}
            capacity: {memory: {value: 80Gi}}
            consumesCounters: [{counterSet: memory, counters: {slices: {value: 1}}}]
            taints: [{key: example.com/broken, effect: NoExecute}]
            bindingConditions: [Ready]
        """);

    private const string Shared = "-spec.devices; spec.sharedCounters = [{name: memory, counters: {slices: {value: 8}}}]";
    private const string Multiple = "spec.devices[0].allowMultipleAllocations = true; spec.devices[0].capacity.memory = ";

    [Theory]
    [InlineData("", "")]
    [InlineData("spec.driver = ''", "spec.driver: Required")]
    [InlineData("spec.pool = {name: '', generation: -1, resourceSliceCount: 0}", "spec.pool.name: Required | spec.pool.resourceSliceCount: Invalid value: 0: must be greater than zero | spec.pool.generation: Invalid value: -1: must be greater than or equal to zero")]
    [InlineData("spec.pool.name = a//b", "spec.pool.name: Invalid")]
    [InlineData("-spec.nodeName", "spec: Required value: " + OneOf)]
    [InlineData("spec.allNodes = true", "spec: Invalid value: \"{`nodeName`, `allNodes`}\": " + OneOf + ", but multiple fields are set")]
    [InlineData("spec.allNodes = false", "spec.allNodes: Invalid value: false: must be either unset or set to true")]
    [InlineData("spec.perDeviceNodeSelection = false", "spec.perDeviceNodeSelection: Invalid")]
    [InlineData("spec.nodeName = ''; spec.allNodes = true", "spec.nodeName: Invalid value: \"\": must be either unset or set to a non-empty string")]
    [InlineData("spec.nodeName = N", "spec.nodeName: Invalid")]
    [InlineData("-spec.nodeName; spec.nodeSelector = {nodeSelectorTerms: [{matchFields: [{key: metadata.name, operator: In, values: [a]}]}, {matchFields: [{key: metadata.name, operator: In, values: [b]}]}]}", "spec.nodeSelector.nodeSelectorTerms: Invalid")]
    [InlineData("-spec.nodeName; spec.perDeviceNodeSelection = true", "spec.devices[0]: Required value: exactly one of `nodeName`, `nodeSelector`, `allNodes` is required")]
    [InlineData("-spec.nodeName; spec.perDeviceNodeSelection = true; spec.devices[0].allNodes = true", "")]
    [InlineData("spec.devices[0].nodeName = n", "spec.devices[0].nodeName: Invalid value: null: `nodeName` may be set only if `perDeviceNodeSelection` is true")]
    [InlineData("spec.devices[0].name = ''", "spec.devices[0].name: Required")]
    [InlineData("spec.devices[+] = {name: gpu-0}", "spec.devices[1].name: Duplicate")]
    [InlineData("spec.devices[0].attributes = {1a: {int: 1}}", "spec.devices[0].attributes[1a]: Invalid")]
    [InlineData("spec.devices[0].attributes = {a: {}}", "spec.devices[0].attributes[a]: Required value: exactly one value must be specified")]
    [InlineData("spec.devices[0].attributes = {a: {int: 1, bool: true}}", "spec.devices[0].attributes[a]: Invalid")]
    [InlineData("spec.devices[0].attributes = {a: {version: '1.2'}, b: {version: 01.2.3}, c: {versions: [1.0.0, 1.0.0-01]}}", "spec.devices[0].attributes[a].version: Invalid value: \"1.2\": must be a string compatible with semver.org spec 2.0.0 | spec.devices[0].attributes[b].version: Invalid | spec.devices[0].attributes[c].versions[1]: Invalid")]
    [InlineData("spec.devices[0].attributes = {a: {string: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa}}", "spec.devices[0].attributes[a].string: Too long: may not be more than 64 bytes")]
    [InlineData("spec.devices[0].capacity = {a-b: {value: 1}}", "spec.devices[0].capacity[a-b]: Invalid")]
    [InlineData("spec.devices[0].capacity.memory.requestPolicy = {default: 1Gi}", "spec.devices[0].capacity[memory].requestPolicy: Forbidden")]
    [InlineData(Multiple + "{value: 8, requestPolicy: {default: 2, validValues: [1, 2, 4]}}", "")]
    [InlineData(Multiple + "{value: 8, requestPolicy: {validValues: [1]}}", "spec.devices[0].capacity[memory].requestPolicy.default: Required")]
    [InlineData(Multiple + "{value: 8, requestPolicy: {default: 9}}", "spec.devices[0].capacity[memory].requestPolicy.default: Invalid value: \"9\": default is larger than capacity value: 8")]
    [InlineData(Multiple + "{value: 8, requestPolicy: {default: 3, validValues: [2, 2, 1, 9]}}", "spec.devices[0].capacity[memory].requestPolicy.validValues[1]: Duplicate | spec.devices[0].capacity[memory].requestPolicy.validValues[2]: Invalid | spec.devices[0].capacity[memory].requestPolicy.validValues[3]: Invalid | spec.devices[0].capacity[memory].requestPolicy.validValues: Invalid")]
    [InlineData(Multiple + "{value: 8, requestPolicy: {default: 2, validRange: {min: 1, max: 5, step: 2}}}", "spec.devices[0].capacity[memory].requestPolicy.default: Invalid")]
    [InlineData(Multiple + "{value: 8, requestPolicy: {default: 3, validRange: {min: 1, max: 5, step: 2}}}", "")]
    [InlineData(Multiple + "{value: 8, requestPolicy: {default: 3, validRange: {}}}", "spec.devices[0].capacity[memory].requestPolicy.validRange.min: Required")]
    [InlineData(Multiple + "{value: 8, requestPolicy: {default: 3, validRange: {min: 4, max: 2}}}", "spec.devices[0].capacity[memory].requestPolicy.validRange.max: Invalid | spec.devices[0].capacity[memory].requestPolicy.default: Invalid")]
    [InlineData(Multiple + "{value: 8, requestPolicy: {default: 1, validRange: {min: -1, max: 9, step: 0}}}", "spec.devices[0].capacity[memory].requestPolicy.validRange.min: Invalid | spec.devices[0].capacity[memory].requestPolicy.validRange.max: Invalid | spec.devices[0].capacity[memory].requestPolicy.validRange.step: Invalid")]
    [InlineData(Multiple + "{value: 8, requestPolicy: {default: 1, validValues: [1], validRange: {min: 1, step: 8}}}", "spec.devices[0].capacity[memory].requestPolicy: Forbidden | spec.devices[0].capacity[memory].requestPolicy.validRange.step: Invalid")]
    [InlineData("spec.devices[0].consumesCounters = [{counterSet: '', counters: {}}]", "spec.devices[0].consumesCounters[0].counterSet: Required | spec.devices[0].consumesCounters[0].counters: Required")]
    [InlineData("spec.devices[0].consumesCounters[+] = {counterSet: memory, counters: {A: {value: -1}}}", "spec.devices[0].consumesCounters[1].counterSet: Duplicate | spec.devices[0].consumesCounters[1].counters[A]: Invalid | spec.devices[0].consumesCounters[1].counters[A].value: Invalid")]
    [InlineData("spec.devices[0].taints = [{key: '', effect: Never, value: 'a b'}]", "spec.devices[0].taints[0].key: Required | spec.devices[0].taints[0].effect: NotSupported | spec.devices[0].taints[0].value: Invalid")]
    [InlineData("spec.devices[0].bindingConditions = [a b, c, c, d, e]", "spec.devices[0].bindingConditions: TooMany | spec.devices[0].bindingConditions[0]: Invalid | spec.devices[0].bindingConditions[2]: Duplicate")]
    [InlineData(Shared, "")]
    [InlineData("spec.sharedCounters = [{name: memory, counters: {slices: {value: 8}}}]", "spec: Invalid value: null: only one of `sharedCounters` or `devices` is allowed")]
    [InlineData(Shared + "; spec.sharedCounters[+] = {name: memory, counters: {}}", "spec.sharedCounters[1].name: Duplicate | spec.sharedCounters[1].counters: Required")]
    public void A_new_slice(string changes, string faults) => Slices.Creating(changes, faults);

    [Theory]
    [InlineData("spec.pool.generation = 1; spec.devices = []", "")]
    [InlineData("spec.driver = other.example.com; spec.pool.name = b", "spec.driver: Invalid value: \"other.example.com\": field is immutable | spec.pool.name: Invalid")]
    [InlineData("-spec.nodeName; spec.allNodes = true", "spec.nodeName: Invalid")]
    public void A_changed_slice(string changes, string faults) => Slices.Updating(changes, faults);

    [Fact]
    public void A_slice_has_its_limits()
    {
        Slices.Creating($"spec.devices = [{Many(128, i => $"{{name: d{i}}}")}]", "");
        Slices.Creating($"spec.devices = [{Many(129, i => $"{{name: d{i}}}")}]", "spec.devices: Too many: 129: must have at most 128 items");
        Slices.Creating($"spec.devices = [{Many(65, i => $"{{name: d{i}, taints: [{{key: a, effect: None}}]}}")}]", "spec.devices: TooMany");
        Slices.Creating($"spec.devices[0].attributes = {{{Many(32, i => $"a{i}: {{int: 1}}")}}}", "spec.devices[0]: Invalid value: 33: the total number of attributes and capacities must not exceed 32");
        Slices.Creating($"spec.devices[0].taints = [{Many(17, i => $"{{key: k{i}, effect: None}}")}]", "spec.devices[0].taints: TooMany");
        Slices.Creating($"spec.devices[0].consumesCounters = [{Many(3, i => $"{{counterSet: s{i}, counters: {{a: {{value: 1}}}}}}")}]", "spec.devices[0].consumesCounters: TooMany");
        Slices.Creating($"-spec.devices; spec.sharedCounters = [{Many(9, i => $"{{name: s{i}, counters: {{a: {{value: 1}}}}}}")}]", "spec.sharedCounters: TooMany");
        Slices.Creating($"-spec.devices; spec.sharedCounters = [{{name: s, counters: {{{Many(33, i => $"c{i}: {{value: 1}}")}}}}}]", "spec.sharedCounters[0].counters: TooMany");
        Slices.Creating($"spec.pool.name = {new string('a', 254)}", "spec.pool.name: TooLong | spec.pool.name: Invalid");
    }

    private static string Many(int count, Func<int, string> item) => string.Join(", ", Enumerable.Range(0, count).Select(item));
}
