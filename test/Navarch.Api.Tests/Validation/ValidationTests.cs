using Navarch.Api.Apps.V1;
using Navarch.Api.Core.V1;
using Navarch.Api.Defaulting;
using Navarch.Api.Validation;

namespace Navarch.Api.Tests.Validation;

public class ValidationTests
{
    private static readonly Pod Good = Defaults.Apply(new Pod
    {
        Metadata = new() { Name = "p", Namespace = "default" },
        Spec = new() { Containers = [new() { Name = "c", Image = "nginx", VolumeMounts = [new() { Name = "v", MountPath = "/v" }] }], Volumes = [new() { Name = "v" }] },
    });

    private static readonly Deployment GoodDeployment = Defaults.Apply(new Deployment
    {
        Metadata = new() { Name = "d", Namespace = "default" },
        Spec = new()
        {
            Selector = new() { MatchLabels = ValueMap.Of(("a", "b")) },
            Template = new() { Metadata = new() { Labels = ValueMap.Of(("a", "b")) }, Spec = Good.Spec },
        },
    });

    [Fact]
    public void A_good_pod_and_deployment_have_no_fault()
    {
        Assert.Empty(ObjectValidation.Validate(Good));
        Assert.Empty(ObjectValidation.Validate(GoodDeployment));
    }

    public static TheoryData<Func<Pod, Pod>, string> PodFaults => new()
    {
        { p => p with { Metadata = p.Metadata with { Name = "" } }, "metadata.name: Required value: name or generateName is required" },
        { p => p with { Metadata = p.Metadata with { Name = "A" } }, "metadata.name: Invalid value: \"A\": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')" },
        { p => p with { Spec = p.Spec with { Containers = [] } }, "spec.containers: Required value" },
        { p => Container(p, c => c with { Image = "" }), "spec.containers[0].image: Required value" },
        { p => Container(p, c => c with { ImagePullPolicy = "Sometimes" }), "spec.containers[0].imagePullPolicy: Unsupported value: \"Sometimes\": supported values: \"Always\", \"IfNotPresent\", \"Never\"" },
        { p => Container(p, c => c with { VolumeMounts = [new() { Name = "x", MountPath = "/x" }] }), "spec.containers[0].volumeMounts[0].name: Not found: \"x\"" },
        { p => Container(p, c => c with { Ports = [new() { Port = 70000, Protocol = "TCP" }] }), "spec.containers[0].ports[0].containerPort: Invalid value: 70000: must be between 1 and 65535, inclusive" },
        { p => Container(p, c => c with { Resources = new() { Requests = ValueMap.Of(("cpu", Quantity.Parse("2"))), Limits = ValueMap.Of(("cpu", Quantity.Parse("1"))) } }), "spec.containers[0].resources.requests: Invalid value: \"2\": must be less than or equal to cpu limit of 1" },
        { p => p with { Spec = p.Spec with { Containers = p.Spec.Containers.Add(p.Spec.Containers[0]) } }, "spec.containers[1].name: Duplicate value: \"c\"" },
        { p => p with { Spec = p.Spec with { RestartPolicy = "Maybe" } }, "spec.restartPolicy: Unsupported value: \"Maybe\": supported values: \"Always\", \"Never\", \"OnFailure\"" },
    };

    [Theory]
    [MemberData(nameof(PodFaults))]
    public void A_fault_is_told_in_upstreams_words(Func<Pod, Pod> spoil, string message) =>
        Assert.Equal(message, Assert.Single(ObjectValidation.Validate(spoil(Good))).ToString());

    [Fact]
    public void The_pods_of_a_stateful_set_may_mount_what_its_claim_templates_name()
    {
        var set = Defaults.Apply(new StatefulSet
        {
            Metadata = new() { Name = "web", Namespace = "default" },
            Spec = new()
            {
                ServiceName = "web",
                Selector = GoodDeployment.Spec.Selector,
                Template = GoodDeployment.Spec.Template with { Spec = Good.Spec with { Volumes = [] } },
                VolumeClaimTemplates = [new() { Metadata = new() { Name = "v" }, Spec = new() { AccessModes = ["ReadWriteOnce"] } }],
            },
        });
        Assert.Empty(ObjectValidation.Validate(set));
        Assert.Equal(
            "spec.template.spec.containers[0].volumeMounts[0].name: Not found: \"v\"",
            Assert.Single(ObjectValidation.Validate(set with { Spec = set.Spec with { VolumeClaimTemplates = [] } })).ToString());
    }

    [Fact]
    public void A_pod_may_change_its_image_but_not_its_command()
    {
        Assert.Empty(ObjectValidation.ValidateUpdate(Container(Good, c => c with { Image = "nginx:2" }), Good));
        var error = Assert.Single(ObjectValidation.ValidateUpdate(Container(Good, c => c with { Command = ["x"] }), Good));
        Assert.Equal(FieldErrorType.Forbidden, error.Type);
        Assert.Equal("spec", error.Field);
    }

    [Fact]
    public void A_deployment_selects_its_own_pods_and_never_changes_how()
    {
        var other = new LabelSelector { MatchLabels = ValueMap.Of(("a", "c")) };
        var changed = GoodDeployment with { Spec = GoodDeployment.Spec with { Selector = other } };
        Assert.Equal(
            "spec.template.metadata.labels: Invalid value: {\"a\":\"b\"}: `selector` does not match template `labels`",
            Assert.Single(ObjectValidation.Validate(changed)).ToString());
        Assert.Contains(ObjectValidation.ValidateUpdate(changed, GoodDeployment), e => e.ToString() == "spec.selector: Invalid value: {\"matchLabels\":{\"a\":\"c\"}}: field is immutable");
    }

    private static Pod Container(Pod pod, Func<Container, Container> change) => pod with { Spec = pod.Spec with { Containers = pod.Spec.Containers.Change(change) } };
}
