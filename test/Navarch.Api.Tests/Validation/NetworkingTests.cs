using System.Globalization;
using Navarch.Api.Discovery.V1;
using Navarch.Api.Networking.V1;

namespace Navarch.Api.Tests.Validation;

public class NetworkingTests
{
    private static readonly DecisionTable Policies = new(NetworkPolicy.Info, """
        metadata: {name: web}
        spec:
          podSelector: {matchLabels: {app: web}}
          policyTypes: [Ingress, Egress]
          ingress: [{from: [{podSelector: {}, namespaceSelector: {}}], ports: [{port: 80, endPort: 90}, {protocol: UDP, port: dns}]}]
          egress: [{to: [{ipBlock: {cidr: 10.0.0.0/8, except: [10.1.0.0/16]}}]}]
        """);

    private static readonly DecisionTable Addresses = new(IPAddress.Info, """
        metadata: {name: 10.0.0.1}
        spec: {parentRef: {group: "", resource: services, namespace: default, name: web}}
        """);

    private static readonly DecisionTable Ranges = new(ServiceCIDR.Info, """
        metadata: {name: more}
        spec: {cidrs: [10.0.0.0/24, "fd00::/112"]}
        """);

    private static readonly DecisionTable Slices = new(EndpointSlice.Info, """
        metadata: {name: web-1}
        addressType: IPv4
        endpoints: [{addresses: [10.0.0.1], hostname: a, nodeName: n, zone: z, hints: {forZones: [{name: z}]}}]
        ports: [{name: http, port: 80, appProtocol: kubernetes.io/h2c}]
        """);

    [Theory]
    [InlineData("", "")]
    [InlineData("spec.podSelector.matchLabels.app = 'a b'", "spec.podSelector.matchLabels: Invalid")]
    [InlineData("spec.policyTypes[0] = Both", "spec.policyTypes[0]: NotSupported")]
    [InlineData("spec.policyTypes[+] = Ingress", "spec.policyTypes: Invalid")]
    [InlineData("spec.ingress[0].ports[0].endPort = 70", "spec.ingress[0].ports[0].endPort: Invalid value: 70: must be greater than or equal to `port`")]
    [InlineData("spec.ingress[0].ports[0].endPort = 70000", "spec.ingress[0].ports[0].endPort: Invalid")]
    [InlineData("spec.ingress[0].ports[0].port = 0; -spec.ingress[0].ports[0].endPort", "spec.ingress[0].ports[0].port: Invalid")]
    [InlineData("spec.ingress[0].ports[1].endPort = 70", "spec.ingress[0].ports[1].endPort: Invalid value: 70: may not be specified when `port` is non-numeric")]
    [InlineData("-spec.ingress[0].ports[0].port", "spec.ingress[0].ports[0].endPort: Invalid value: 90: may not be specified when `port` is not specified")]
    [InlineData("spec.ingress[0].ports[1].port = Dns_", "spec.ingress[0].ports[1].port: Invalid")]
    [InlineData("spec.ingress[0].ports[1].protocol = ICMP", "spec.ingress[0].ports[1].protocol: Unsupported value: \"ICMP\": supported values: \"SCTP\", \"TCP\", \"UDP\"")]
    [InlineData("spec.ingress[0].from[0] = {}", "spec.ingress[0].from[0]: Required value: must specify a peer")]
    [InlineData("spec.egress[0].to[0].podSelector = {}", "spec.egress[0].to[0]: Forbidden: may not specify both ipBlock and another peer")]
    [InlineData("-spec.egress[0].to[0].ipBlock.cidr", "spec.egress[0].to[0].ipBlock.cidr: Required")]
    [InlineData("spec.egress[0].to[0].ipBlock.cidr = 10.0.0.5/8", "spec.egress[0].to[0].ipBlock.cidr: Invalid value: \"10.0.0.5/8\": must not have bits set beyond the prefix length")]
    [InlineData("spec.egress[0].to[0].ipBlock.except[0] = 11.0.0.0/16", "spec.egress[0].to[0].ipBlock.except[0]: Invalid value: \"11.0.0.0/16\": must be a strict subset of `cidr`")]
    [InlineData("spec.egress[0].to[0].ipBlock.except[0] = 10.0.0.0/8", "spec.egress[0].to[0].ipBlock.except[0]: Invalid")]
    [InlineData("spec.egress[0].to[0].ipBlock.except[0] = x", "spec.egress[0].to[0].ipBlock.except[0]: Invalid")]
    public void A_new_network_policy(string changes, string faults) => Policies.Creating(changes, faults);

    [Fact]
    public void A_range_that_is_written_oddly_is_taken_with_a_warning() => Policies.Warning(
        "spec.egress[0].to[0].ipBlock = {cidr: 'fd00:0::/32'}",
        "spec.egress[0].to[0].ipBlock.cidr: IPv6 CIDR value \"fd00:0::/32\" should be in RFC 5952 canonical format (\"fd00::/32\")");

    [Theory]
    [InlineData("1.2.3.4", "")]
    [InlineData("fd00::1", "")]
    [InlineData("fd00:0::1", "metadata.name: Invalid")]
    [InlineData("1.2.3", "metadata.name: Invalid")]
    [InlineData("01.2.3.4", "metadata.name: Invalid")]
    public void The_name_of_an_address_is_the_address(string name, string faults) => Addresses.Creating($"metadata.name = {name}", faults);

    [Theory]
    [InlineData("-spec.parentRef", "spec.parentRef: Required")]
    [InlineData("spec.parentRef = {}", "spec.parentRef.resource: Required | spec.parentRef.name: Required")]
    [InlineData("spec.parentRef.group = A", "spec.parentRef.group: Invalid")]
    [InlineData("spec.parentRef.namespace = a/b", "spec.parentRef.namespace: Invalid")]
    public void A_new_address(string changes, string faults) => Addresses.Creating(changes, faults);

    [Fact]
    public void An_address_stays_whose_it_is() => Addresses.Updating("spec.parentRef.name = other", "spec.parentRef: Invalid");

    [Theory]
    [InlineData("", "")]
    [InlineData("spec.cidrs = []", "spec.cidrs: Required value: at least one CIDR required")]
    [InlineData("spec.cidrs[+] = 10.2.0.0/24", "spec.cidrs: Invalid")]
    [InlineData("spec.cidrs[1] = 10.2.0.0/24", "spec.cidrs: Invalid")]
    [InlineData("spec.cidrs[0] = 10.0.0.0", "spec.cidrs[0]: Invalid value: \"10.0.0.0\": must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)")]
    [InlineData("spec.cidrs[0] = 10.0.0.00/24", "spec.cidrs[0]: Invalid value: \"10.0.0.00/24\": must not have leading 0s in IP")]
    [InlineData("spec.cidrs[0] = 10.0.0.0/024", "spec.cidrs[0]: Invalid value: \"10.0.0.0/024\": must not have leading 0s in prefix length")]
    public void A_new_range(string changes, string faults) => Ranges.Creating(changes, faults);

    [Theory]
    [InlineData("", "spec.cidrs[0] = 10.1.0.0/24", "spec.cidrs: Invalid")]
    [InlineData("-spec.cidrs[1]", "", "")]
    [InlineData("-spec.cidrs[1]", "spec.cidrs[0] = 10.1.0.0/24", "spec.cidrs[0]: Invalid value: \"10.1.0.0/24\": field is immutable")]
    public void A_changed_range(string before, string after, string faults) => Ranges.Updating(before, after, faults);

    [Theory]
    [InlineData("", "")]
    [InlineData("-addressType", "addressType: Required")]
    [InlineData("addressType = IPX", "addressType: Unsupported value: \"IPX\": supported values: \"FQDN\", \"IPv4\", \"IPv6\"")]
    [InlineData("endpoints[0].addresses = []", "endpoints[0].addresses: Required value: must contain at least 1 address")]
    [InlineData("endpoints[0].addresses[0] = 'fd00::1'", "endpoints[0].addresses[0]: Invalid value: \"fd00::1\": must be a valid IPv4 address")]
    [InlineData("endpoints[0].addresses[0] = 127.0.0.1", "endpoints[0].addresses[0]: Invalid value: \"127.0.0.1\": may not be in the loopback range (127.0.0.0/8, ::1/128)")]
    [InlineData("endpoints[0].addresses[0] = 169.254.1.1", "endpoints[0].addresses[0]: Invalid")]
    [InlineData("endpoints[0].addresses[0] = 224.0.0.1", "endpoints[0].addresses[0]: Invalid")]
    [InlineData("endpoints[0].addresses[0] = 0.0.0.0", "endpoints[0].addresses[0]: Invalid")]
    [InlineData("addressType = IPv6; endpoints[0].addresses[0] = '::ffff:10.0.0.1'", "endpoints[0].addresses[0]: Invalid value: \"::ffff:10.0.0.1\": must not be an IPv4-mapped IPv6 address")]
    [InlineData("addressType = IPv6", "endpoints[0].addresses[0]: Invalid")]
    [InlineData("addressType = FQDN; endpoints[0].addresses[0] = localhost", "endpoints[0].addresses[0]: Invalid value: \"localhost\": should be a domain with at least two segments separated by dots")]
    [InlineData("endpoints[0].hostname = A", "endpoints[0].hostname: Invalid")]
    [InlineData("endpoints[0].nodeName = A", "endpoints[0].nodeName: Invalid")]
    [InlineData("endpoints[0].zone = 'a b'", "endpoints[0].zone: Invalid")]
    [InlineData("endpoints[0].hints.forZones[+] = {name: z}", "endpoints[0].hints.forZones[1].name: Duplicate")]
    [InlineData("endpoints[0].hints.forZones[0].name = ''", "endpoints[0].hints.forZones[0].name: Required")]
    [InlineData("endpoints[0].hints.forNodes = [{name: N}]", "endpoints[0].hints.forNodes[0].name: Invalid")]
    [InlineData("endpoints[0].deprecatedTopology.x = 'a b'", "endpoints[0].deprecatedTopology: Invalid")]
    [InlineData("ports[+] = {name: http}", "ports[1].name: Duplicate")]
    [InlineData("ports[0].name = A", "ports[0].name: Invalid")]
    [InlineData("ports[0].port = 0", "ports[0].port: Invalid")]
    [InlineData("ports[0].protocol = X", "ports[0].protocol: NotSupported")]
    [InlineData("ports[0].appProtocol = a/b/c", "ports[0].appProtocol: Invalid")]
    public void A_new_endpoint_slice(string changes, string faults) => Slices.Creating(changes, faults);

    [Fact]
    public void An_endpoint_slice_has_its_limits()
    {
        Slices.Creating($"endpoints = [{Many(1001, _ => "{addresses: [10.0.0.1]}")}]", "endpoints: Too many: 1001: must have at most 1000 items");
        Slices.Creating($"endpoints[0].addresses = [{Many(101, i => "10.0.1." + i.ToString(CultureInfo.InvariantCulture))}]", "endpoints[0].addresses: TooMany");
        Slices.Creating($"endpoints[0].hints.forZones = [{Many(9, i => $"{{name: z{i}}}")}]", "endpoints[0].hints.forZones: TooMany");
        Slices.Creating($"endpoints[0].deprecatedTopology = {{{Many(17, i => $"t{i}: x")}}}", "endpoints[0].deprecatedTopology: TooMany");
        Slices.Creating($"ports = [{Many(20001, _ => "{}")}]", "ports: TooMany");
    }

    [Fact]
    public void An_endpoint_slice_keeps_its_type() =>
        Slices.Updating("addressType = IPv6; endpoints = []", "addressType: Invalid value: \"IPv6\": field is immutable");

    private static string Many(int count, Func<int, string> item) => string.Join(", ", Enumerable.Range(0, count).Select(item));
}
