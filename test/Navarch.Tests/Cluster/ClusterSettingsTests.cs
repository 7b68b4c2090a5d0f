using Navarch.Cluster;

namespace Navarch.Tests.Cluster;

public sealed class ClusterSettingsTests
{
    [Fact]
    public void The_defaults_are_valid() => Assert.Null(new ClusterSettings().Validate());

    [Fact]
    public void Each_mistake_is_named_with_its_remedy()
    {
        var valid = new ClusterSettings { NodeName = "n1" };
        Assert.All(
            new[]
            {
                (valid with { Port = 0 }, "--port"),
                (valid with { BindAddress = "everywhere" }, "--bind-address"),
                (valid with { PodCidr = "10.0.0.0/30" }, "--pod-cidr"),
                (valid with { ServiceCidr = "ten" }, "--service-cidr"),
                (valid with { ServiceCidr = "10.96.0.0/12,10.97.0.0/16" }, "--service-cidr"),
                (valid with { NodeName = "Not_A_Name" }, "--node-name"),
                (valid with { ApiServer = new() { MaxRequestsInFlight = -1 } }, "--max-requests-inflight"),
                (valid with { ApiServer = new() { MaxRequestsInFlight = 0, MaxMutatingRequestsInFlight = 0 } }, "--enable-priority-and-fairness"),
            },
            wrong => Assert.Contains(wrong.Item2, wrong.Item1.Validate()?.Fix, StringComparison.Ordinal));
        Assert.Null((valid with { ServiceCidr = "10.96.0.0/12,fd00:96::/112" }).Validate());
    }

    [Fact]
    public void Settings_are_kept_for_the_next_up()
    {
        var file = Path.GetTempFileName();
        var settings = new ClusterSettings { Port = 7443, NodeName = "n1", Kubeconfig = "/tmp/kubeconfig" };
        settings.Write(file);
        Assert.Equal(settings, ClusterSettings.Read(file));
        File.WriteAllText(file, "{ damaged");
        Assert.Null(ClusterSettings.Read(file));
        File.Delete(file);
    }
}
