using Navarch.Api.Apps.V1;
using Navarch.Api.Core.V1;
using Navarch.Api.Defaulting;
using Navarch.Api.Json;

namespace Navarch.Api.Tests.Defaulting;

public class PodDefaultsTests
{
    [Fact]
    public void A_bare_pod_gets_what_upstream_gives_it()
    {
        var pod = ApiJson.Read<Pod>("""{"metadata":{"name":"p"},"spec":{"containers":[{"name":"c","image":"nginx","ports":[{"containerPort":80}],"livenessProbe":{"httpGet":{"port":80}},"resources":{"limits":{"cpu":"1"}}}]}}"""u8);
        Assert.Equal(
            """{"kind":"Pod","apiVersion":"v1","metadata":{"name":"p"},"spec":{"containers":[{"name":"c","image":"nginx","ports":[{"containerPort":80,"protocol":"TCP"}],"resources":{"limits":{"cpu":"1"},"requests":{"cpu":"1"}},"livenessProbe":{"httpGet":{"path":"/","port":80,"scheme":"HTTP"},"timeoutSeconds":1,"periodSeconds":10,"successThreshold":1,"failureThreshold":3},"terminationMessagePath":"/dev/termination-log","terminationMessagePolicy":"File","imagePullPolicy":"Always"}],"restartPolicy":"Always","terminationGracePeriodSeconds":30,"dnsPolicy":"ClusterFirst","securityContext":{},"schedulerName":"default-scheduler","enableServiceLinks":true},"status":{}}""",
            ApiJson.ToText(Defaults.Apply(pod)));
    }

    [Theory]
    [InlineData("nginx", "Always")]
    [InlineData("nginx:latest", "Always")]
    [InlineData("nginx:1.27", "IfNotPresent")]
    [InlineData("registry:5000/nginx", "Always")]
    [InlineData("registry:5000/nginx:1", "IfNotPresent")]
    [InlineData("nginx@sha256:0123", "IfNotPresent")]
    public void Images_are_pulled_by_their_tag(string image, string policy)
    {
        var pod = Defaults.Apply(new Pod { Spec = new() { Containers = [new() { Image = image }] } });
        Assert.Equal(policy, pod.Spec.Containers[0].ImagePullPolicy);
    }

    [Fact]
    public void Defaults_twice_are_defaults_once()
    {
        var deployment = Defaults.Apply(new Deployment { Spec = new() { Template = new() { Spec = new() { Volumes = [new() { Name = "v" }, new() { Name = "s", Secret = new() }] } } } });
        Assert.Equal("""{"type":"RollingUpdate","rollingUpdate":{"maxUnavailable":"25%","maxSurge":"25%"}}""", ApiJson.ToText(deployment.Spec.Strategy));
        Assert.NotNull(deployment.Spec.Template.Spec.Volumes[0].EmptyDir);
        Assert.Equal(420, deployment.Spec.Template.Spec.Volumes[1].Secret!.DefaultMode);
        Assert.Equal(deployment, Defaults.Apply(deployment));
    }

    [Fact]
    public void A_service_gets_its_type_and_target_ports()
    {
        var service = Defaults.Apply(new Service { Spec = new() { Ports = [new() { Port = 80 }] } });
        Assert.Equal(
            """{"ports":[{"protocol":"TCP","port":80,"targetPort":80}],"type":"ClusterIP","sessionAffinity":"None","internalTrafficPolicy":"Cluster"}""",
            ApiJson.ToText(service.Spec));
    }
}
