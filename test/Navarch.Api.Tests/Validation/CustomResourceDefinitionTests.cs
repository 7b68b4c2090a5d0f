using Navarch.Api.ApiExtensions.V1;

namespace Navarch.Api.Tests.Validation;

public class CustomResourceDefinitionTests
{
    private static readonly DecisionTable Definitions = new(CustomResourceDefinition.Info, """
        metadata: {name: boxes.example.com}
        spec:
          group: example.com
          scope: Namespaced
          names: {plural: boxes, singular: box, kind: Box, shortNames: [bx], categories: [all]}
          versions:
          - name: v1
            served: true
            storage: true
            schema:
              openAPIV3Schema:
                type: object
                properties:
                  spec: {type: object, properties: {size: {type: integer}, colour: {type: string}, replicas: {type: integer}, parts: {type: array, items: {type: string}}}}
                  status: {type: object, properties: {replicas: {type: integer}, selector: {type: string}}}
            subresources: {status: {}, scale: {specReplicasPath: .spec.replicas, statusReplicasPath: .status.replicas, labelSelectorPath: .status.selector}}
            additionalPrinterColumns: [{name: Size, type: integer, format: int32, jsonPath: .spec.size}, {name: First, type: string, jsonPath: ".spec.parts[0]"}]
            selectableFields: [{jsonPath: .spec.colour}]
          - {name: v1beta1, served: true, storage: false, deprecated: true, deprecationWarning: use v1, schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}}
          conversion: {strategy: Webhook, webhook: {conversionReviewVersions: [v1], clientConfig: {service: {namespace: default, name: convert}}}}
        status: {storedVersions: [v1]}
        """);

    [Theory]
    [InlineData("", "")]
    [InlineData("metadata.name = box.example.com", "metadata.name: Invalid value: \"box.example.com\": must be spec.names.plural+\".\"+spec.group")]
    [InlineData("metadata.name = boxes.; spec.group = ''", "metadata.name: Invalid | spec.group: Required")]
    [InlineData("metadata.name = boxes.example; spec.group = example", "spec.group: Invalid value: \"example\": should be a domain with at least one dot")]
    [InlineData("-spec.scope", "spec.scope: Required")]
    [InlineData("spec.scope = Galaxy", "spec.scope: Unsupported value: \"Galaxy\": supported values: \"Cluster\", \"Namespaced\"")]
    [InlineData("spec.names.singular = Box; spec.names.shortNames = [B]; spec.names.categories = [A]", "spec.names.singular: Invalid | spec.names.shortNames[0]: Invalid | spec.names.categories[0]: Invalid")]
    [InlineData("-spec.names.kind", "spec.names.kind: Required | spec.names.listKind: Required")]
    [InlineData("spec.names.kind = B_x", "spec.names.kind: Invalid | spec.names.listKind: Invalid")]
    [InlineData("spec.names.listKind = Box", "spec.names.listKind: Invalid value: \"Box\": kind and listKind may not be the same")]
    [InlineData("spec.versions = []", "spec.versions: Required")]
    [InlineData("spec.versions[1].name = v1", "spec.versions: Invalid value: [\"v1\",\"v1\"]: must contain unique version names")]
    [InlineData("spec.versions[1].storage = true", "spec.versions: Invalid value: [\"v1\",\"v1beta1\"]: must have exactly one version marked as storage version")]
    [InlineData("spec.versions[1].name = '1'", "spec.versions[1].name: Invalid")]
    [InlineData("-spec.versions[1].schema", "spec.versions[1].schema.openAPIV3Schema: Required value: schemas are required")]
    [InlineData("spec.versions[1].deprecated = false", "spec.versions[1].deprecationWarning: Invalid value: \"use v1\": can only be set for deprecated versions")]
    [InlineData("spec.versions[1].deprecationWarning = ''", "spec.versions[1].deprecationWarning: Invalid value: \"\": must not be empty")]
    [InlineData("spec.preserveUnknownFields = true", "spec.preserveUnknownFields: Invalid")]
    [InlineData("spec.conversion.strategy = None", "spec.conversion.webhookClientConfig: Forbidden: should not be set when strategy is not set to Webhook | spec.conversion.conversionReviewVersions: Forbidden")]
    [InlineData("spec.conversion.strategy = Guess", "spec.conversion.strategy: NotSupported | spec.conversion.webhookClientConfig: Forbidden | spec.conversion.conversionReviewVersions: Forbidden")]
    [InlineData("-spec.conversion.webhook", "spec.conversion.webhookClientConfig: Required value: required when strategy is set to Webhook | spec.conversion.conversionReviewVersions: Required")]
    [InlineData("spec.conversion.webhook.clientConfig = {}", "spec.conversion.webhookClientConfig: Required value: exactly one of url or service is required")]
    [InlineData("spec.conversion.webhook.clientConfig = {url: 'http://a.b'}", "spec.conversion.webhookClientConfig.url: Invalid")]
    [InlineData("spec.conversion.webhook.clientConfig.service.name = ''", "spec.conversion.webhookClientConfig.service.name: Required")]
    [InlineData("spec.conversion.webhook.clientConfig.caBundle = YWJj", "spec.conversion.webhookClientConfig.caBundle: Invalid")]
    [InlineData("spec.conversion.webhook.conversionReviewVersions = [v9, v9]", "spec.conversion.conversionReviewVersions[1]: Invalid | spec.conversion.conversionReviewVersions: Invalid")]
    [InlineData("spec.versions[0].additionalPrinterColumns = [{name: '', type: '', jsonPath: ''}]", "spec.versions[0].additionalPrinterColumns[0].name: Required | spec.versions[0].additionalPrinterColumns[0].type: Required | spec.versions[0].additionalPrinterColumns[0].jsonPath: Required")]
    [InlineData("spec.versions[0].additionalPrinterColumns[0] = {name: a, type: text, format: big, jsonPath: spec}", "spec.versions[0].additionalPrinterColumns[0].type: Invalid value: \"text\": must be one of boolean,date,integer,number,string | spec.versions[0].additionalPrinterColumns[0].format: Invalid | spec.versions[0].additionalPrinterColumns[0].jsonPath: Invalid value: \"spec\": must be a simple json path starting with .")]
    [InlineData("spec.versions[0].additionalPrinterColumns[1].jsonPath = '.spec.parts[0'", "spec.versions[0].additionalPrinterColumns[1].jsonPath: Invalid")]
    [InlineData("spec.versions[0].subresources.scale = {}", "spec.versions[0].subresources.scale.specReplicasPath: Required | spec.versions[0].subresources.scale.statusReplicasPath: Required")]
    [InlineData("spec.versions[0].subresources.scale = {specReplicasPath: .status.n, statusReplicasPath: .spec.n, labelSelectorPath: .metadata.n}", "spec.versions[0].subresources.scale.specReplicasPath: Invalid value: \".status.n\": should be a json path under .spec | spec.versions[0].subresources.scale.statusReplicasPath: Invalid value: \".spec.n\": should be a json path under .status | spec.versions[0].subresources.scale.labelSelectorPath: Invalid value: \".metadata.n\": should be a json path under either .spec or .status")]
    [InlineData("spec.versions[0].subresources.scale.specReplicasPath = '.spec.n[0]'", "spec.versions[0].subresources.scale.specReplicasPath: Invalid")]
    [InlineData("spec.versions[0].selectableFields = [{jsonPath: ''}, {jsonPath: .metadata.name}, {jsonPath: .spec.none}, {jsonPath: .spec.parts}]", "spec.versions[0].selectableFields[0].jsonPath: Required | spec.versions[0].selectableFields[1].jsonPath: Invalid value: \".metadata.name\": must not point to fields in metadata | spec.versions[0].selectableFields[2].jsonPath: Invalid value: \".spec.none\": is an invalid path: does not refer to a valid field | spec.versions[0].selectableFields[3].jsonPath: Invalid")]
    [InlineData("spec.versions[0].selectableFields[+] = {jsonPath: .spec.colour}", "spec.versions[0].selectableFields[1].jsonPath: Duplicate")]
    public void A_new_definition(string changes, string faults) => Definitions.Creating(changes, faults);

    [Theory]
    [InlineData("", "metadata.annotations[api-approved.kubernetes.io]: Required value: protected groups must have approval annotation \"api-approved.kubernetes.io\", see https://github.com/kubernetes/enhancements/pull/1111")]
    [InlineData("maybe", "metadata.annotations[api-approved.kubernetes.io]: Invalid")]
    [InlineData("'unapproved, a test'", "")]
    [InlineData("'https://github.com/kubernetes/enhancements/pull/1'", "")]
    public void Groups_of_the_project_need_its_approval(string approval, string faults) => Definitions.Creating(
        "metadata.name = boxes.apps.k8s.io; spec.group = apps.k8s.io" + (approval.Length > 0 ? $"""; metadata.annotations["api-approved.kubernetes.io"] = {approval}""" : ""), faults);

    [Fact]
    public void A_definition_has_its_limits()
    {
        Definitions.Creating($"spec.versions[1].deprecationWarning = {new string('a', 257)}", "spec.versions[1].deprecationWarning: TooLong");
        Definitions.Creating(
            "spec.versions[0].schema.openAPIV3Schema = {type: object, properties: {spec: {type: object, additionalProperties: {type: string}}}}; "
            + $"spec.versions[0].selectableFields = [{string.Join(", ", Enumerable.Range(0, 9).Select(i => $"{{jsonPath: .spec.f{i}}}"))}]",
            "spec.versions[0].selectableFields: Too many: 9: must have at most 8 items");
    }

    [Theory]
    [InlineData("", "spec.names.shortNames = []", "")]
    [InlineData("", "metadata.name = boxes.example.org; spec.group = example.org", "metadata.name: Invalid | spec.group: Invalid value: \"example.org\": field is immutable")]
    [InlineData("", "metadata.name = crates.example.com; spec.names.plural = crates", "metadata.name: Invalid | spec.names.plural: Invalid")]
    [InlineData("", "spec.scope = Cluster; spec.names.kind = Crate", "")]
    [InlineData("status.conditions = [{type: Established, status: 'True'}]", "spec.scope = Cluster; spec.names.kind = Crate", "spec.scope: Invalid value: \"Cluster\": field is immutable | spec.names.kind: Invalid")]
    [InlineData("", "status.storedVersions = [v1, v0]", "status.storedVersions[1]: Invalid value: \"v0\": missing from spec.versions; v0 was previously a storage version, and must remain in spec.versions until a storage migration ensures no data remains persisted in v0 and removes v0 from status.storedVersions")]
    public void A_changed_definition(string before, string after, string faults) => Definitions.Updating(before, after, faults);

    [Theory]
    [InlineData("", "status.storedVersions = [v1, v1beta1]", "")]
    [InlineData("status.storedVersions = [v1, v1beta1]", "", "")]
    [InlineData("", "status.storedVersions = []", "status.storedVersions: Invalid value: []: must have at least one stored version | status.storedVersions: Invalid value: []: must have the storage version v1")]
    [InlineData("", "status.storedVersions = [v1beta1]", "status.storedVersions: Invalid")]
    public void The_versions_that_are_stored(string before, string after, string faults) => Definitions.UpdatingStatus(before, after, faults);

    [Fact]
    public void A_format_nobody_knows_is_told() => Definitions.Warning(
        "spec.versions[0].schema.openAPIV3Schema.properties.spec.properties.colour.format = shade; spec.versions[0].schema.openAPIV3Schema.properties.spec.properties.size.format = int64",
        "unrecognized format \"shade\"");
}
