using Navarch.Api.ApiRegistration.V1;

namespace Navarch.Api.Tests.Validation;

public class ApiServiceTests
{
    private static readonly DecisionTable Services = new(APIService.Info, """
        metadata: {name: v1.metrics.example.com}
        spec: {group: metrics.example.com, version: v1, groupPriorityMinimum: 100, versionPriority: 10, service: {namespace: default, name: metrics}, caBundle: Y2E=}
        """);

    [Theory]
    [InlineData("", "")]
    [InlineData("metadata.name = other", "metadata.name: Invalid value: \"other\": must be `spec.version+\".\"+spec.group`: \"v1.metrics.example.com\"")]
    [InlineData("metadata.name = v1.A; spec.group = A", "spec.group: Invalid")]
    [InlineData("metadata.name = '1.metrics.example.com'; spec.version = '1'", "spec.version: Invalid")]
    [InlineData("spec.groupPriorityMinimum = 0", "spec.groupPriorityMinimum: Invalid value: 0: must be positive and less than 20000")]
    [InlineData("spec.groupPriorityMinimum = 20001", "spec.groupPriorityMinimum: Invalid")]
    [InlineData("spec.versionPriority = 1001", "spec.versionPriority: Invalid value: 1001: must be positive and less than 1000")]
    [InlineData("spec.insecureSkipTLSVerify = true", "spec.insecureSkipTLSVerify: Invalid value: true: may not be true if caBundle is present")]
    [InlineData("spec.service = {}", "spec.service.namespace: Required | spec.service.name: Required")]
    [InlineData("spec.service.port = 70000", "spec.service.port: Invalid value: 70000: port is not valid: must be between 1 and 65535, inclusive")]
    [InlineData("-spec.service", "spec.caBundle: Invalid value: \"2 bytes\": local APIServices may not have a caBundle")]
    [InlineData("-spec.service; -spec.caBundle; spec.insecureSkipTLSVerify = true", "spec.insecureSkipTLSVerify: Invalid")]
    [InlineData("-spec.service; -spec.caBundle", "")]
    public void An_api_service(string changes, string faults) => Services.Creating(changes, faults);

    [Theory]
    [InlineData("status.conditions = [{type: Available, status: 'True'}]", "")]
    [InlineData("status.conditions = [{type: Available, status: Maybe}]", "status.conditions[0].status: NotSupported")]
    public void Its_status(string changes, string faults) => Services.UpdatingStatus("", changes, faults);
}
