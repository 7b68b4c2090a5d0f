using Navarch.Api.Core.V1;

namespace Navarch.Api.Tests.Validation;

/// <summary>Each rule for nodes, namespaces, configuration, quotas and limits.</summary>
public class ClusterTableTests
{
    private static readonly DecisionTable Nodes = new(Core.V1.Node.Info, "{apiVersion: v1, kind: Node, metadata: {name: n}}");
    private static readonly DecisionTable Namespaces = new(Namespace.Info, "{apiVersion: v1, kind: Namespace, metadata: {name: n}}");
    private static readonly DecisionTable Maps = new(ConfigMap.Info, "{apiVersion: v1, kind: ConfigMap, metadata: {name: m}, data: {a: b}}");
    private static readonly DecisionTable Secrets = new(Secret.Info, "{apiVersion: v1, kind: Secret, metadata: {name: s}, data: {a: Yg==}}");
    private static readonly DecisionTable Limits = new(LimitRange.Info, "{apiVersion: v1, kind: LimitRange, metadata: {name: l}, spec: {limits: [{type: Container}]}}");
    private static readonly DecisionTable Quotas = new(ResourceQuota.Info, "{apiVersion: v1, kind: ResourceQuota, metadata: {name: q}, spec: {hard: {pods: 5}}}");
    private static readonly DecisionTable Accounts = new(ServiceAccount.Info, "{apiVersion: v1, kind: ServiceAccount, metadata: {name: a}}");

    [Theory]
    [InlineData("", "")]
    [InlineData("spec.taints = [{key: a, effect: NoSchedule}, {key: a, effect: NoSchedule}]", "spec.taints[1]: Duplicate")]
    [InlineData("spec.taints = [{key: '!', value: 'a b', effect: Never}, {key: b, effect: ''}]", "spec.taints[0].effect: NotSupported | spec.taints[0].key: Invalid | spec.taints[0].value: Invalid | spec.taints[1].effect: Required")]
    [InlineData("spec.podCIDRs = [10.0.0.0/24, 'fd00::/64']", "")]
    [InlineData("spec.podCIDRs = [10.0.0.0/24, 10.0.1.0/24]", "spec.podCIDRs: Invalid")]
    [InlineData("spec.podCIDR = 10.0.0.0", "spec.podCIDRs[0]: Invalid")]
    [InlineData("spec.configSource = {configMap: {namespace: a, name: b, kubeletConfigKey: c}}", "spec.configSource: Forbidden")]
    public void A_new_node(string changes, string faults) => Nodes.Creating(changes, faults);

    [Theory]
    [InlineData("", "spec.podCIDR = 10.0.0.0/24; spec.providerID = x; spec.unschedulable = true", "")]
    [InlineData("spec.podCIDR = 10.0.0.0/24", "spec.podCIDR = 10.0.1.0/24", "spec.podCIDRs: Forbidden")]
    [InlineData("spec.providerID = x", "spec.providerID = y", "spec.providerID: Forbidden")]
    [InlineData("spec.externalID = x", "spec.externalID = y", ": Forbidden")]
    public void A_changed_node(string before, string after, string faults) => Nodes.Updating(before, after, faults);

    [Theory]
    [InlineData("status.capacity = {cpu: '-1'}; status.allocatable = {cpu: 1}", "status.capacity[cpu]: Invalid")]
    [InlineData("status.addresses = [{type: InternalIP, address: a}, {type: InternalIP, address: a}]", "status.addresses[1]: Duplicate")]
    public void A_nodes_status(string after, string faults) => Nodes.UpdatingStatus("", after, faults);

    [Fact]
    public void What_a_node_ignores_is_told() => Nodes.Warning("spec.externalID = x", "spec.externalID: this field is deprecated, and is unused by Kubernetes");

    [Fact]
    public void A_deprecated_annotation_of_a_service_account_is_told() => Accounts.Warning(
        "metadata.annotations = {kubernetes.io/enforce-mountable-secrets: 'true'}",
        "metadata.annotations[kubernetes.io/enforce-mountable-secrets]: deprecated in v1.32+; prefer separate namespaces to isolate access to mounted secrets");

    [Theory]
    [InlineData("metadata.name = a.b", "metadata.name: Invalid")]
    [InlineData("spec.finalizers = [kubernetes, a.example/b]", "")]
    [InlineData("spec.finalizers = [other, '!']", "spec.finalizers[0]: Invalid | spec.finalizers[1]: Invalid")]
    public void A_new_namespace(string changes, string faults) => Namespaces.Creating(changes, faults);

    [Theory]
    [InlineData("", "status.phase = Terminating", "status.phase: Invalid")]
    [InlineData("metadata.deletionTimestamp = 2026-01-01T00:00:00Z", "metadata.deletionTimestamp = 2026-01-01T00:00:00Z; status.phase = Terminating", "")]
    [InlineData("metadata.deletionTimestamp = 2026-01-01T00:00:00Z", "metadata.deletionTimestamp = 2026-01-01T00:00:00Z", "status.phase: Invalid")]
    public void A_namespaces_status(string before, string after, string faults) => Namespaces.UpdatingStatus(before, after, faults);

    [Theory]
    [InlineData("", "")]
    [InlineData("data = {'a/b': x, '..': y}", "data[..]: Invalid | data[a/b]: Invalid")]
    [InlineData("binaryData = {a: Yg==}", "data[a]: Invalid")]
    public void A_new_config_map(string changes, string faults) => Maps.Creating(changes, faults);

    [Fact]
    public void A_config_map_and_a_secret_hold_a_mebibyte()
    {
        Maps.Creating($"data = {{a: {new string('x', 1024 * 1024)}}}", "");
        Maps.Creating($"data = {{a: {new string('x', (1024 * 1024) + 1)}}}", ": Too long: may not be more than 1048576 bytes");
        Secrets.Creating($"data = {{a: {Convert.ToBase64String(new byte[(1024 * 1024) + 1])}}}", "data: Too long: may not be more than 1048576 bytes");
    }

    [Theory]
    [InlineData("", "data = {a: c}", "")]
    [InlineData("immutable = true", "immutable = true; data = {a: c}; binaryData = {x: Yg==}", "binaryData: Forbidden | data: Forbidden")]
    [InlineData("immutable = true", "", "immutable: Forbidden")]
    public void A_changed_config_map(string before, string after, string faults) => Maps.Updating(before, after, faults);

    [Theory]
    [InlineData("data = {'a b': Yg==}", "data[a b]: Invalid")]
    [InlineData("type = kubernetes.io/dockercfg", "data[.dockercfg]: Required")]
    [InlineData("type = kubernetes.io/dockercfg; data = {.dockercfg: e30=}", "")]
    [InlineData("type = kubernetes.io/dockerconfigjson; data = {.dockerconfigjson: Yg==}", "data[.dockerconfigjson]: Invalid value: \"<secret contents redacted>\": must be a JSON object")]
    [InlineData("type = kubernetes.io/tls; data = {tls.crt: Yg==}", "data[tls.key]: Required")]
    [InlineData("type = kubernetes.io/ssh-auth; data = {ssh-privatekey: ''}", "data[ssh-privatekey]: Required")]
    [InlineData("type = kubernetes.io/basic-auth", "data[password]: Required | data[username]: Required")]
    [InlineData("type = kubernetes.io/basic-auth; data = {username: Yg==}", "")]
    [InlineData("type = kubernetes.io/service-account-token", "metadata.annotations[kubernetes.io/service-account.name]: Required")]
    [InlineData("type = example.com/mine", "")]
    public void A_new_secret(string changes, string faults) => Secrets.Creating(changes, faults);

    [Theory]
    [InlineData("", "type = example.com/x", "type: Invalid")]
    [InlineData("immutable = true", "immutable = true; data = {}", "data: Forbidden")]
    public void A_changed_secret(string before, string after, string faults) => Secrets.Updating(before, after, faults);

    [Theory]
    [InlineData("spec.limits = [{type: Container}, {type: Container}]", "spec.limits[1].type: Duplicate")]
    [InlineData("spec.limits = [{type: Box}, {type: ''}]", "spec.limits[0].type: Invalid | spec.limits[1].type: Invalid")]
    [InlineData("spec.limits = [{type: Pod, default: {cpu: 1}, defaultRequest: {cpu: 1}}]", "spec.limits[0].default: Forbidden | spec.limits[0].defaultRequest: Forbidden")]
    [InlineData("spec.limits = [{type: PersistentVolumeClaim}]", "spec.limits[0].limits: Required")]
    [InlineData("spec.limits = [{type: Container, min: {cpu: 2}, max: {cpu: 1}, default: {cpu: 1}, defaultRequest: {cpu: 1}}]", "spec.limits[0].default[cpu]: Invalid | spec.limits[0].defaultRequest[cpu]: Invalid | spec.limits[0].min[cpu]: Invalid")]
    [InlineData("spec.limits = [{type: Container, max: {cpu: 1}, default: {cpu: 2}, defaultRequest: {cpu: 3}}]", "spec.limits[0].default[cpu]: Invalid | spec.limits[0].defaultRequest[cpu]: Invalid | spec.limits[0].defaultRequest[cpu]: Invalid")]
    [InlineData("spec.limits = [{type: Container, maxLimitRequestRatio: {cpu: 500m}}]", "spec.limits[0].maxLimitRequestRatio[cpu]: Invalid")]
    [InlineData("spec.limits = [{type: Pod, min: {cpu: 1}, max: {cpu: 2}, maxLimitRequestRatio: {cpu: 3}}]", "spec.limits[0].maxLimitRequestRatio[cpu]: Invalid")]
    [InlineData("spec.limits = [{type: Container, default: {vendor.example/gpu: 2}, defaultRequest: {vendor.example/gpu: 1}}]", "spec.limits[0].defaultRequest[vendor.example/gpu]: Invalid")]
    [InlineData("spec.limits = [{type: Container, max: {tea: 1}, defaultRequest: {cpu: '-1'}}]", "spec.limits[0].default[tea]: Invalid | spec.limits[0].defaultRequest[cpu]: Invalid | spec.limits[0].defaultRequest[tea]: Invalid | spec.limits[0].max[tea]: Invalid")]
    public void A_new_limit_range(string changes, string faults) => Limits.Creating(changes, faults);

    [Theory]
    [InlineData("", "")]
    [InlineData("spec.hard = {tea: 1, count/widgets.example.com: 2, requests.vendor.example/gpu: 1, gold.storageclass.storage.k8s.io/requests.storage: 1Gi}", "spec.hard[tea]: Invalid")]
    [InlineData("spec.hard = {pods: '-1', services: 500m}", "spec.hard[pods]: Invalid | spec.hard[services]: Invalid")]
    [InlineData("spec.scopes = [Odd]", "spec.scopes[0]: NotSupported")]
    [InlineData("spec.scopes = [Terminating, NotTerminating]", "spec.scopes: Invalid")]
    [InlineData("spec.scopes = [BestEffort]; spec.hard = {cpu: 1}", "spec.scopes: Invalid")]
    [InlineData("spec.scopes = [Terminating]; spec.hard = {services: 1}", "spec.scopes: Invalid")]
    [InlineData("spec.scopeSelector = {matchExpressions: [{scopeName: PriorityClass, operator: In, values: [high]}]}", "")]
    [InlineData("spec.scopeSelector = {matchExpressions: [{scopeName: PriorityClass, operator: In}, {scopeName: PriorityClass, operator: Exists, values: [x]}, {scopeName: Terminating, operator: In, values: [x]}, {scopeName: Odd, operator: Near}]}", "spec.scopeSelector.matchExpressions[0].values: Required | spec.scopeSelector.matchExpressions[1].values: Invalid | spec.scopeSelector.matchExpressions[2].operator: Invalid | spec.scopeSelector.matchExpressions[3].operator: Invalid | spec.scopeSelector.matchExpressions[3].operator: NotSupported | spec.scopeSelector.matchExpressions[3].scopeName: NotSupported")]
    [InlineData("spec.scopeSelector = {matchExpressions: [{scopeName: BestEffort, operator: Exists}, {scopeName: NotBestEffort, operator: Exists}]}", "spec.scopeSelector.matchExpressions: Invalid")]
    public void A_new_quota(string changes, string faults) => Quotas.Creating(changes, faults);

    [Theory]
    [InlineData("spec.scopes = [BestEffort]", "", "spec.scopes: Invalid")]
    [InlineData("", "spec.scopeSelector = {matchExpressions: [{scopeName: BestEffort, operator: Exists}]}", "spec.scopeSelector: Invalid")]
    [InlineData("", "spec.hard = {pods: 10}", "")]
    public void A_changed_quota(string before, string after, string faults) => Quotas.Updating(before, after, faults);

    [Fact]
    public void A_quotas_status() => Quotas.UpdatingStatus("", "status.used = {pods: '-1'}", "status.used[pods]: Invalid");
}
