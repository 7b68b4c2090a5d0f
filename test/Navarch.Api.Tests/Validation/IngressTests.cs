using Navarch.Api.Networking.V1;

namespace Navarch.Api.Tests.Validation;

public class IngressTests
{
    private static readonly DecisionTable Ingresses = new(Ingress.Info, """
        metadata: {name: web}
        spec:
          ingressClassName: nginx
          defaultBackend: {service: {name: web, port: {number: 80}}}
          tls: [{hosts: [example.com, "*.example.com"], secretName: cert}]
          rules:
          - host: example.com
            http:
              paths:
              - {path: /a, pathType: Prefix, backend: {service: {name: a, port: {name: http}}}}
              - {path: /b, pathType: ImplementationSpecific, backend: {resource: {apiGroup: example.com, kind: Bucket, name: b}}}
          - host: "*.example.com"
        """);

    private static readonly DecisionTable Classes = new(IngressClass.Info, """
        metadata: {name: nginx}
        spec: {controller: example.com/ingress, parameters: {apiGroup: example.com, kind: Params, name: p, scope: Namespace, namespace: default}}
        """);

    [Theory]
    [InlineData("", "")]
    [InlineData("-spec.rules; -spec.defaultBackend", "spec: Invalid")]
    [InlineData("spec.ingressClassName = Nginx", "spec.ingressClassName: Invalid")]
    [InlineData("""metadata.annotations["kubernetes.io/ingress.class"] = x""", "metadata.annotations[kubernetes.io/ingress.class]: Invalid value: \"x\": can not be set when the class field is also set")]
    [InlineData("spec.tls[0].hosts[0] = a_b", "spec.tls[0].hosts: Invalid")]
    [InlineData("spec.tls[0].hosts[0] = 'a.*.com'", "spec.tls[0].hosts: Invalid")]
    [InlineData("spec.tls[0].secretName = A", "spec.tls[0].secretName: Invalid")]
    [InlineData("spec.rules[0].host = 10.0.0.1", "spec.rules[0].host: Invalid value: \"10.0.0.1\": must be a DNS name, not an IP address")]
    [InlineData("spec.rules[0].host = '*.*.com'", "spec.rules[0].host: Invalid")]
    [InlineData("spec.rules[0].host = Example.com", "spec.rules[0].host: Invalid")]
    [InlineData("spec.rules[0].http.paths = []", "spec.rules[0].http.paths: Required")]
    [InlineData("-spec.rules[0].http.paths[0].pathType", "spec.rules[0].http.paths[0].pathType: Required value: pathType must be specified")]
    [InlineData("spec.rules[0].http.paths[0].pathType = Regex", "spec.rules[0].http.paths[0].pathType: Unsupported value: \"Regex\": supported values: \"Exact\", \"ImplementationSpecific\", \"Prefix\"")]
    [InlineData("spec.rules[0].http.paths[0].path = a", "spec.rules[0].http.paths[0].path: Invalid value: \"a\": must be an absolute path")]
    [InlineData("-spec.rules[0].http.paths[0].path", "spec.rules[0].http.paths[0].path: Invalid")]
    [InlineData("spec.rules[0].http.paths[0].path = /a//b", "spec.rules[0].http.paths[0].path: Invalid value: \"/a//b\": must not contain '//'")]
    [InlineData("spec.rules[0].http.paths[0].path = /a/..", "spec.rules[0].http.paths[0].path: Invalid value: \"/a/..\": cannot end with '/..'")]
    [InlineData("spec.rules[0].http.paths[0].path = /a%2fb", "spec.rules[0].http.paths[0].path: Invalid")]
    [InlineData("spec.rules[0].http.paths[1].path = b", "spec.rules[0].http.paths[1].path: Invalid")]
    [InlineData("-spec.rules[0].http.paths[1].path", "")]
    [InlineData("spec.defaultBackend = {}", "spec.defaultBackend: Invalid value: \"\": resource or service backend is required")]
    [InlineData("spec.defaultBackend.resource = {kind: A, name: a}", "spec.defaultBackend: Invalid value: \"\": cannot set both resource and service backends")]
    [InlineData("spec.defaultBackend.service.port.name = http", "spec.defaultBackend: Invalid value: \"\": cannot set both port name & port number")]
    [InlineData("-spec.defaultBackend.service.port", "spec.defaultBackend: Required value: port name or number is required")]
    [InlineData("spec.defaultBackend.service.port.number = 70000", "spec.defaultBackend.service.port.number: Invalid")]
    [InlineData("spec.defaultBackend.service.port = {name: Http}", "spec.defaultBackend.service.port.name: Invalid")]
    [InlineData("-spec.defaultBackend.service.name", "spec.defaultBackend.service.name: Required")]
    [InlineData("spec.rules[0].http.paths[1].backend.resource = {apiGroup: A, kind: '', name: a/b}", "spec.rules[0].http.paths[1].backend.resource.apiGroup: Invalid | spec.rules[0].http.paths[1].backend.resource.kind: Required | spec.rules[0].http.paths[1].backend.resource.name: Invalid")]
    public void A_new_ingress(string changes, string faults) => Ingresses.Creating(changes, faults);

    [Theory]
    [InlineData("status.loadBalancer.ingress = [{ip: 1.2.3.4}, {hostname: lb.example.com}]", "")]
    [InlineData("status.loadBalancer.ingress = [{ip: 1.2.3}, {hostname: 1.2.3.4}]", "status.loadBalancer.ingress[0].ip: Invalid | status.loadBalancer.ingress[1].hostname: Invalid")]
    public void The_status_of_an_ingress(string changes, string faults) => Ingresses.UpdatingStatus("", changes, faults);

    [Fact]
    public void The_old_annotation_is_still_taken_but_only_with_a_warning() => Ingresses.Warning(
        """-spec.ingressClassName; metadata.annotations["kubernetes.io/ingress.class"] = x""",
        "annotation \"kubernetes.io/ingress.class\" is deprecated, please use 'spec.ingressClassName' instead");

    [Theory]
    [InlineData("", "")]
    [InlineData("-spec.parameters", "")]
    [InlineData("-spec.controller", "spec.controller: Required")]
    [InlineData("spec.controller = nginx", "spec.controller: Invalid value: \"nginx\": must be a domain-prefixed path (such as \"acme.io/foo\")")]
    [InlineData("spec.controller = Example.com/x", "spec.controller: Invalid")]
    [InlineData("spec.controller = 'example.com/x y'", "spec.controller: Invalid")]
    [InlineData("-spec.parameters.namespace", "spec.parameters.namespace: Required value: `parameters.scope` is set to 'Namespace'")]
    [InlineData("spec.parameters.namespace = A", "spec.parameters.namespace: Invalid")]
    [InlineData("-spec.parameters.scope", "spec.parameters.namespace: Forbidden: `parameters.scope` is set to 'Cluster'")]
    [InlineData("spec.parameters.scope = Galaxy", "spec.parameters.scope: Unsupported value: \"Galaxy\": supported values: \"Cluster\", \"Namespace\"")]
    [InlineData("-spec.parameters.kind; -spec.parameters.name", "spec.parameters.kind: Required | spec.parameters.name: Required")]
    public void A_new_ingress_class(string changes, string faults) => Classes.Creating(changes, faults);

    [Theory]
    [InlineData("spec.controller = example.com/other", "spec.controller: Invalid value: \"example.com/other\": field is immutable")]
    [InlineData("-spec.parameters", "")]
    public void A_changed_ingress_class(string changes, string faults) => Classes.Updating(changes, faults);

    [Fact]
    public void A_controllers_name_has_at_most_250_bytes() =>
        Classes.Creating($"spec.controller = example.com/{new string('a', 250)}", "spec.controller: Too long: may not be more than 250 bytes");
}
