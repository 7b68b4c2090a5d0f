using Navarch.Api.AdmissionRegistration.V1;

namespace Navarch.Api.Tests.Validation;

public class WebhookTests
{
    private const string Good = """
        metadata: {name: hooks}
        webhooks:
        - name: pods.hooks.example.com
          clientConfig: {service: {namespace: default, name: hook, path: /a/b, port: 8443}}
          rules: [{operations: [CREATE, UPDATE], apiGroups: [""], apiVersions: [v1], resources: [pods, "pods/*", "*/scale"]}]
          sideEffects: None
          admissionReviewVersions: [v1, v2]
          timeoutSeconds: 5
          matchConditions: [{name: not-system, expression: "request.userInfo.username != 'x'"}]
        - name: all.hooks.example.com
          clientConfig: {url: "https://hooks.example.com/admit"}
          rules: [{operations: ["*"], apiGroups: ["*"], apiVersions: ["*"], resources: ["*/*"]}]
          sideEffects: NoneOnDryRun
          admissionReviewVersions: [v1beta1]
        """;

    private static readonly DecisionTable Validating = new(ValidatingWebhookConfiguration.Info, Good);
    private static readonly DecisionTable Mutating = new(MutatingWebhookConfiguration.Info, Good);

    public static TheoryData<string, string> Cases => new()
    {
        { "", "" },
        { "-webhooks", "" },
        { "webhooks[0].name = ''", "webhooks[0].name: Required" },
        { "webhooks[0].name = example.com", "webhooks[0].name: Invalid value: \"example.com\": should be a domain with at least three segments separated by dots" },
        { "webhooks[0].name = A.b.c", "webhooks[0].name: Invalid" },
        { "webhooks[1].name = pods.hooks.example.com", "webhooks[1].name: Duplicate" },
        { "webhooks[0].admissionReviewVersions = []", "webhooks[0].admissionReviewVersions: Required value: must specify one of v1, v1beta1" },
        { "webhooks[0].admissionReviewVersions = [v2]", "webhooks[0].admissionReviewVersions: Invalid value: [\"v2\"]: must include at least one of v1, v1beta1" },
        { "webhooks[0].admissionReviewVersions = [v1, v1, 'V2']", "webhooks[0].admissionReviewVersions[1]: Invalid value: \"v1\": duplicate version | webhooks[0].admissionReviewVersions[2]: Invalid" },
        { "-webhooks[0].sideEffects", "webhooks[0].sideEffects: Required value: must specify one of None, NoneOnDryRun" },
        { "webhooks[0].sideEffects = Some", "webhooks[0].sideEffects: Unsupported value: \"Some\": supported values: \"None\", \"NoneOnDryRun\"" },
        { "webhooks[0].sideEffects = Huge", "webhooks[0].sideEffects: NotSupported" },
        { "webhooks[0].timeoutSeconds = 0", "webhooks[0].timeoutSeconds: Invalid value: 0: the timeout value must be between 1 and 30 seconds" },
        { "webhooks[0].timeoutSeconds = 31", "webhooks[0].timeoutSeconds: Invalid" },
        { "webhooks[0].failurePolicy = Panic; webhooks[0].matchPolicy = Maybe", "webhooks[0].failurePolicy: NotSupported | webhooks[0].matchPolicy: NotSupported" },
        { "webhooks[0].namespaceSelector.matchLabels.a = 'b c'", "webhooks[0].namespaceSelector.matchLabels: Invalid" },
        { "webhooks[0].objectSelector.matchExpressions = [{key: a, operator: In}]", "webhooks[0].objectSelector.matchExpressions[0].values: Required" },
        { "webhooks[0].clientConfig = {}", "webhooks[0].clientConfig: Required value: exactly one of url or service is required" },
        { "webhooks[0].clientConfig.url = 'https://a.b'", "webhooks[0].clientConfig: Required" },
        { "webhooks[0].clientConfig.service = {}", "webhooks[0].clientConfig.service.name: Required value: service name is required | webhooks[0].clientConfig.service.namespace: Required value: service namespace is required" },
        { "webhooks[0].clientConfig.service.port = 0", "webhooks[0].clientConfig.service.port: Invalid value: 0: port is not valid: must be between 1 and 65535, inclusive" },
        { "webhooks[0].clientConfig.service.path = a", "webhooks[0].clientConfig.service.path: Invalid value: \"a\": must start with a '/'" },
        { "webhooks[0].clientConfig.service.path = //", "webhooks[0].clientConfig.service.path: Invalid value: \"//\": segment[0] may not be empty" },
        { "webhooks[0].clientConfig.service.path = /a//b", "webhooks[0].clientConfig.service.path: Invalid value: \"/a//b\": segment[1] may not be empty" },
        { "webhooks[0].clientConfig.service.path = /a_b/", "webhooks[0].clientConfig.service.path: Invalid" },
        { "webhooks[0].clientConfig.service.path = /a/", "" },
        { "webhooks[0].clientConfig.service.path = /", "" },
        { "webhooks[1].clientConfig.url = 'http://a.b'", "webhooks[1].clientConfig.url: Invalid value: \"http\": 'https' is the only allowed URL scheme; desired format: https://host[/path]" },
        { "webhooks[1].clientConfig.url = 'https://u:p@a.b/x?y#z'", "webhooks[1].clientConfig.url: Invalid value: \"u:p\": user information is not permitted in the URL | webhooks[1].clientConfig.url: Invalid value: \"z\": fragments are not permitted in the URL | webhooks[1].clientConfig.url: Invalid value: \"y\": query parameters are not permitted in the URL" },
        { "webhooks[1].clientConfig.url = a.b", "webhooks[1].clientConfig.url: Invalid value: \"\": 'https' is the only allowed URL scheme; desired format: https://host[/path] | webhooks[1].clientConfig.url: Invalid value: \"\": host must be specified; desired format: https://host[/path]" },
        { "webhooks[0].rules[0] = {}", "webhooks[0].rules[0].operations: Required | webhooks[0].rules[0].apiGroups: Required | webhooks[0].rules[0].apiVersions: Required | webhooks[0].rules[0].resources: Required" },
        { "webhooks[0].rules[0].operations = [PATCH]", "webhooks[0].rules[0].operations[0]: NotSupported" },
        { "webhooks[0].rules[0].operations = ['*', CREATE]", "webhooks[0].rules[0].operations: Invalid value: [\"*\",\"CREATE\"]: if '*' is present, must not specify other operations" },
        { "webhooks[0].rules[0].apiGroups = ['*', apps]", "webhooks[0].rules[0].apiGroups: Invalid value: [\"*\",\"apps\"]: if '*' is present, must not specify other API groups" },
        { "webhooks[0].rules[0].apiVersions = ['*', v1]", "webhooks[0].rules[0].apiVersions: Invalid" },
        { "webhooks[0].rules[0].apiVersions = ['']", "webhooks[0].rules[0].apiVersions[0]: Required" },
        { "webhooks[0].rules[0].scope = Galaxy", "webhooks[0].rules[0].scope: NotSupported" },
        { "webhooks[0].rules[0].resources = ['']", "webhooks[0].rules[0].resources[0]: Required" },
        { "webhooks[0].rules[0].resources = ['*/*', pods]", "webhooks[0].rules[0].resources: Invalid value: [\"*/*\",\"pods\"]: if '*/*' is present, must not specify other resources" },
        { "webhooks[0].rules[0].resources = ['*', pods]", "webhooks[0].rules[0].resources: Invalid value: [\"*\",\"pods\"]: if '*' is present, must not specify other resources without subresources" },
        { "webhooks[0].rules[0].resources = ['*', pods/status]", "" },
        { "webhooks[0].rules[0].resources = ['pods/*', pods/status]", "webhooks[0].rules[0].resources[1]: Invalid value: \"pods/status\": if 'pods/*' is present, must not specify pods/status" },
        { "webhooks[0].rules[0].resources = ['*/status', pods/status]", "webhooks[0].rules[0].resources[1]: Invalid value: \"pods/status\": if '*/status' is present, must not specify pods/status" },
        { "webhooks[0].matchConditions[+] = {name: not-system, expression: 'true'}", "webhooks[0].matchConditions[1].name: Duplicate" },
        { "webhooks[0].matchConditions = [{}]", "webhooks[0].matchConditions[0].name: Required | webhooks[0].matchConditions[0].expression: Required" },
        { "webhooks[0].matchConditions[0].name = a b", "webhooks[0].matchConditions[0].name: Invalid" },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Webhooks_of_either_kind(string changes, string faults)
    {
        Validating.Creating(changes, faults);
        Mutating.Creating(changes, faults);
        Validating.Updating(changes, faults);
        Mutating.Updating(changes, faults);
    }

    [Fact]
    public void A_webhook_has_at_most_64_conditions() => Validating.Creating(
        $"webhooks[0].matchConditions = [{string.Join(", ", Enumerable.Range(0, 65).Select(i => $"{{name: c{i}, expression: 'true'}}"))}]",
        "webhooks[0].matchConditions: Too many: 65: must have at most 64 items");

    [Fact]
    public void What_a_webhook_leaves_out_is_filled_in()
    {
        var hook = ((MutatingWebhookConfiguration)Mutating.With("-webhooks[0].clientConfig.service.port; -webhooks[0].timeoutSeconds")).Webhooks[0];
        Assert.Equal(("Fail", "Equivalent", "Never", 10, 443), (hook.FailurePolicy, hook.MatchPolicy, hook.ReinvocationPolicy, hook.TimeoutSeconds, hook.ClientConfig.Service!.Port));
        Assert.Equal((LabelSelector.Empty, LabelSelector.Empty, "*"), (hook.NamespaceSelector, hook.ObjectSelector, hook.Rules[0].Scope));
        Mutating.Creating("webhooks[0].reinvocationPolicy = Always", "webhooks[0].reinvocationPolicy: NotSupported");
    }
}
