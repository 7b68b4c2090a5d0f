using Navarch.Api.Core.V1;

namespace Navarch.Api.Tests.Validation;

/// <summary>Each rule for services and endpoints.</summary>
public class ServiceTableTests
{
    private static readonly DecisionTable Services = new(Service.Info, """
        apiVersion: v1
        kind: Service
        metadata: {name: s}
        spec:
          ports: [{port: 80}]
          selector: {a: b}
        """);

    private static readonly DecisionTable Endpoint = new(Endpoints.Info, """
        apiVersion: v1
        kind: Endpoints
        metadata: {name: s}
        subsets:
        - addresses: [{ip: 10.0.0.1}]
          ports: [{port: 80}]
        """);

    public static TheoryData<string, string> New => new()
    {
        { "", "" },
        { "metadata.name = 1a", "" },
        { "metadata.name = a.b", "metadata.name: Invalid" },
        { "spec.ports = []", "spec.ports: Required" },
        { "spec.ports = []; spec.clusterIP = None", "" },
        { "spec.type = Door", "spec.type: NotSupported" },
        { "spec.ports = [{port: 0}, {port: 70000}]", "spec.ports[0].name: Required | spec.ports[0].port: Invalid | spec.ports[0].targetPort: Invalid | spec.ports[1].name: Required | spec.ports[1].port: Invalid | spec.ports[1].targetPort: Invalid" },
        { "spec.ports = [{name: a, port: 1}, {name: a, port: 1}]", "spec.ports[1].name: Duplicate | spec.ports[1]: Duplicate" },
        { "spec.ports = [{name: a, port: 1}, {name: b, port: 1, protocol: UDP}]", "" },
        { "spec.ports = [{name: A, port: 1, protocol: ICMP, appProtocol: 'a b', targetPort: _x}]", "spec.ports[0].appProtocol: Invalid | spec.ports[0].name: Invalid | spec.ports[0].protocol: NotSupported | spec.ports[0].targetPort: Invalid" },
        { "spec.ports = [{port: 80, nodePort: 30000}]", "spec.ports[0].nodePort: Forbidden" },
        { "spec.type = NodePort; spec.ports = [{name: a, port: 1, nodePort: 70000}, {name: b, port: 2, nodePort: 30000}, {name: c, port: 3, nodePort: 30000}]", "spec.ports[0].nodePort: Invalid | spec.ports[2].nodePort: Duplicate" },
        { "spec.selector = {'!': a}", "spec.selector: Invalid" },
        { "spec.type = NodePort; spec.clusterIP = None", "spec.clusterIPs[0]: Invalid" },
        { "spec.type = LoadBalancer; spec.clusterIP = None", "spec.clusterIPs[0]: Invalid" },
        { "spec.type = ExternalName", "spec.externalName: Required" },
        { "spec.type = ExternalName; spec.externalName = db.example.; spec.clusterIP = 10.0.0.1; spec.ipFamilies = [IPv4]; spec.ipFamilyPolicy = SingleStack", "spec.clusterIPs: Forbidden | spec.ipFamilies: Forbidden | spec.ipFamilyPolicy: Forbidden" },
        { "spec.type = ExternalName; spec.externalName = A_B", "spec.externalName: Invalid" },
        { "spec.clusterIP = nowhere", "spec.clusterIP: Invalid" },
        { "spec.externalIPs = [nowhere, 127.0.0.1, 203.0.113.1]", "spec.externalIPs[0]: Invalid | spec.externalIPs[1]: Invalid" },
        { "spec.sessionAffinity = Cookie", "spec.sessionAffinity: NotSupported" },
        { "spec.sessionAffinity = ClientIP", "" },
        { "spec.sessionAffinity = ClientIP; spec.sessionAffinityConfig = {clientIP: {timeoutSeconds: 86401}}", "spec.sessionAffinityConfig.clientIP.timeoutSeconds: Invalid" },
        { "spec.loadBalancerSourceRanges = [10.0.0.0/8]", "spec.loadBalancerSourceRanges: Forbidden" },
        { "spec.type = LoadBalancer; spec.loadBalancerSourceRanges = [10.0.0.0/8, ' 11.0.0.0/8 ', '10.0.0.0']", "spec.loadBalancerSourceRanges[2]: Invalid" },
        { "spec.loadBalancerClass = a.example/b", "spec.loadBalancerClass: Forbidden" },
        { "spec.type = LoadBalancer; spec.loadBalancerClass = 'a b'", "spec.loadBalancerClass: Invalid" },
        { "spec.allocateLoadBalancerNodePorts = true", "spec.allocateLoadBalancerNodePorts: Forbidden" },
        { "spec.type = LoadBalancer; spec.ports = [{port: 10250}]", "spec.ports[0].port: Invalid" },
        { "spec.externalTrafficPolicy = Local", "spec.externalTrafficPolicy: Invalid" },
        { "spec.type = NodePort; spec.externalTrafficPolicy = Somewhere", "spec.externalTrafficPolicy: NotSupported" },
        { "spec.type = NodePort; spec.healthCheckNodePort = 30000", "spec.healthCheckNodePort: Invalid" },
        { "spec.type = LoadBalancer; spec.externalTrafficPolicy = Local; spec.healthCheckNodePort = 30000", "" },
        { "spec.internalTrafficPolicy = Here", "spec.internalTrafficPolicy: NotSupported" },
        { "spec.trafficDistribution = PreferFar", "spec.trafficDistribution: NotSupported" },
        { "spec.trafficDistribution = PreferSameNode", "" },
        { "spec.ipFamilies = [IPv5]; spec.ipFamilyPolicy = Some", "spec.ipFamilies[0]: NotSupported | spec.ipFamilyPolicy: NotSupported" },
    };

    [Theory]
    [MemberData(nameof(New))]
    public void A_new_service(string changes, string faults) => Services.Creating(changes, faults);

    [Theory]
    [InlineData("spec.clusterIP = 10.0.0.1", "spec.clusterIP = 10.0.0.1; spec.ports = [{port: 81}]", "")]
    [InlineData("spec.clusterIP = 10.0.0.1", "spec.clusterIP = 10.0.0.2", "spec.clusterIPs[0]: Invalid")]
    [InlineData("spec.clusterIP = 10.0.0.1", "", "spec.clusterIPs[0]: Invalid value: null: may not change once set")]
    [InlineData("spec.clusterIP = 10.0.0.1", "spec.type = ExternalName; spec.externalName = a.example", "")]
    [InlineData("spec.type = LoadBalancer; spec.loadBalancerClass = a.example/b", "spec.type = LoadBalancer; spec.loadBalancerClass = a.example/c", "spec.loadBalancerClass: Invalid")]
    [InlineData("spec.type = LoadBalancer; spec.loadBalancerClass = a.example/b", "", "")]
    public void A_changed_service(string before, string after, string faults) => Services.Updating(before, after, faults);

    [Theory]
    [InlineData("spec.type = LoadBalancer; status.loadBalancer.ingress = [{ip: 203.0.113.1}, {hostname: lb.example}]", "")]
    [InlineData("status.loadBalancer.ingress = [{ip: 203.0.113.1}]", "status.loadBalancer.ingress: Forbidden")]
    [InlineData("spec.type = LoadBalancer; status.loadBalancer.ingress = [{ip: here}, {hostname: 10.0.0.1}, {hostname: a.example, ipMode: VIP}]", "status.loadBalancer.ingress[0].ip: Invalid | status.loadBalancer.ingress[1].hostname: Invalid | status.loadBalancer.ingress[2].ipMode: Forbidden")]
    public void A_services_status(string after, string faults) => Services.UpdatingStatus("", after, faults);

    [Fact]
    public void What_a_service_ignores_is_told()
    {
        Services.Warning("spec.clusterIP = None; spec.loadBalancerIP = 1.2.3.4; spec.externalIPs = [203.0.113.1]; spec.sessionAffinity = ClientIP",
            "spec.loadBalancerIP is ignored for headless services", "spec.externalIPs is ignored for headless services", "spec.SessionAffinity is ignored for headless services");
        Services.Warning("spec.type = ExternalName; spec.externalName = a.example; spec.externalIPs = [203.0.113.1]; spec.sessionAffinity = ClientIP",
            "spec.externalIPs is ignored when spec.type is \"ExternalName\"", "spec.SessionAffinity is ignored when spec.type is \"ExternalName\"");
        Services.Warning("spec.externalIPs = ['2001:DB8::1']", "spec.externalIPs[0]: IPv6 address \"2001:DB8::1\" should be in RFC 5952 canonical format (\"2001:db8::1\")");
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("subsets[0].addresses = []", "subsets[0]: Required")]
    [InlineData("subsets[0].addresses = [{ip: here, hostname: A.b, nodeName: N}, {ip: 169.254.0.1}]", "subsets[0].addresses[0].hostname: Invalid | subsets[0].addresses[0].ip: Invalid | subsets[0].addresses[0].nodeName: Invalid | subsets[0].addresses[1].ip: Invalid")]
    [InlineData("subsets[0].ports = [{port: 0}, {port: 1, name: a, protocol: X, appProtocol: '!'}]", "subsets[0].ports[0].name: Required | subsets[0].ports[0].port: Invalid | subsets[0].ports[1].appProtocol: Invalid | subsets[0].ports[1].protocol: NotSupported")]
    public void New_endpoints(string changes, string faults) => Endpoint.Creating(changes, faults);
}
