using Navarch.Api.Authorization.V1;
using Navarch.Api.Json;
using Navarch.Api.Validation;

namespace Navarch.Api.Tests.Validation;

public class ReviewTests
{
    [Theory]
    [InlineData("{spec: {resourceAttributes: {verb: get, resource: pods}}}", "")]
    [InlineData("{spec: {nonResourceAttributes: {verb: get, path: /}}}", "")]
    [InlineData("{spec: {}}", "spec.resourceAttributes: Invalid value: null: exactly one of nonResourceAttributes or resourceAttributes must be specified")]
    [InlineData("{spec: {resourceAttributes: {}, nonResourceAttributes: {path: /}}}", "spec.nonResourceAttributes: Invalid value: {\"path\":\"/\"}: cannot be specified in combination with resourceAttributes")]
    [InlineData("{metadata: {name: x}, spec: {resourceAttributes: {}}}", "metadata: Invalid value: {\"name\":\"x\"}: must be empty")]
    [InlineData("{spec: {resourceAttributes: {labelSelector: {}, fieldSelector: {}}}}", "spec.resourceAttributes.fieldSelector.requirements: Required value: when fieldSelector is specified, requirements or rawSelector is required|spec.resourceAttributes.labelSelector.requirements: Required value: when labelSelector is specified, requirements or rawSelector is required")]
    [InlineData("{spec: {resourceAttributes: {labelSelector: {rawSelector: a, requirements: [{key: a, operator: Exists}]}}}}", "spec.resourceAttributes.labelSelector.rawSelector: Invalid value: \"a\": may not specified at the same time as requirements")]
    [InlineData("{spec: {resourceAttributes: {labelSelector: {requirements: [{key: a, operator: In}]}}}}", "spec.resourceAttributes.labelSelector.requirements[0].values: Required value: must be specified when `operator` is 'In' or 'NotIn'")]
    [InlineData("{spec: {resourceAttributes: {fieldSelector: {requirements: [{key: '', operator: Exists, values: [x]}]}}}}", "spec.resourceAttributes.fieldSelector.requirements[0].key: Required value|spec.resourceAttributes.fieldSelector.requirements[0].values: Forbidden: may not be specified when `operator` is 'Exists' or 'DoesNotExist'")]
    [InlineData("{spec: {resourceAttributes: {labelSelector: {requirements: [{key: a, operator: Near}]}}}}", "spec.resourceAttributes.labelSelector.requirements[0].operator: Invalid value: \"Near\": not a valid selector operator")]
    public void A_question_about_oneself(string yaml, string faults) => Asking(SelfSubjectAccessReview.Info, yaml, faults);

    [Theory]
    [InlineData("{spec: {user: ann, resourceAttributes: {}}}", "")]
    [InlineData("{spec: {groups: [staff], resourceAttributes: {}}}", "")]
    [InlineData("{spec: {resourceAttributes: {}}}", "spec.user: Invalid value: \"\": at least one of user or group must be specified")]
    public void A_question_about_somebody(string yaml, string faults) => Asking(SubjectAccessReview.Info, yaml, faults);

    [Theory]
    [InlineData("{metadata: {namespace: a}, spec: {user: ann, resourceAttributes: {namespace: a}}}", "")]
    [InlineData("{metadata: {namespace: a}, spec: {user: ann, resourceAttributes: {namespace: b}}}", "spec.resourceAttributes.namespace: Invalid value: \"b\": must match metadata.namespace")]
    [InlineData("{metadata: {namespace: a}, spec: {user: ann, nonResourceAttributes: {path: /}}}", "spec.nonResourceAttributes: Invalid value: {\"path\":\"/\"}: disallowed on this kind of request")]
    [InlineData("{metadata: {namespace: a, name: x}, spec: {user: ann, resourceAttributes: {namespace: a}}}", "metadata: Invalid value: {\"name\":\"x\"}: must be empty except for namespace")]
    public void A_question_about_a_namespace(string yaml, string faults) => Asking(LocalSubjectAccessReview.Info, yaml, faults);

    private static void Asking(KindInfo kind, string yaml, string faults)
    {
        var review = ApiJson.Read(kind, System.Text.Encoding.UTF8.GetBytes(Spoiling.Parse(yaml)!.ToJsonString()));
        Assert.Equal(faults, string.Join("|", ObjectValidation.ValidateReview(review).Select(e => e.ToString())));
    }
}
