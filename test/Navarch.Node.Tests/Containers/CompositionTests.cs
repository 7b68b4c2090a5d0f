using Navarch.Api;
using Navarch.Api.Core.V1;
using Navarch.Node.Containers;
using Navarch.Node.Tests.Support;
using Navarch.Node.Volumes;

namespace Navarch.Node.Tests.Containers;

public sealed class CompositionTests
{
    private static readonly DownwardFacts Facts = new(["10.244.0.5"], ["192.168.1.9"], ValueMap.Of(("cpu", new Quantity(2)), ("memory", Quantity.Parse("4Gi"))));

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("$(A)-$(B)", "1-$(B)")]
    [InlineData("$$(A)", "$(A)")]
    [InlineData("$$$(A)", "$1")]
    [InlineData("$(A", "$(A")]
    [InlineData("a$", "a$")]
    [InlineData("$x", "$x")]
    public void Variables_are_replaced_in_texts(string text, string expected)
    {
        Assert.Equal(expected, VariableExpansion.Expand(text, name => name == "A" ? "1" : null));
    }

    [Fact]
    public void The_environment_is_made_from_all_its_sources_in_order()
    {
        var container = Make.Container("c") with
        {
            EnvFrom = [new() { Prefix = "P_", ConfigMapRef = new() { Name = "map" } }, new() { SecretRef = new() { Name = "none", Optional = true } }],
            Env =
            [
                new() { Name = "IP", ValueFrom = new() { FieldRef = new() { FieldPath = "status.podIP" } } },
                new() { Name = "URL", Value = "http://$(IP):$(WEB_SERVICE_PORT)/$(P_key)" },
                new() { Name = "CPU", ValueFrom = new() { ResourceFieldRef = new() { Resource = "limits.cpu", Divisor = Quantity.Parse("1m") } } },
                new() { Name = "WEB_PORT", Value = "mine" },
            ],
        };
        var sources = new EnvironmentSources { Services = ServiceEnvironment.Compose("default", [Service("default", "web", "10.96.0.7", 80)], links: true) };
        sources.Add(new ConfigMap { Metadata = new() { Name = "map" }, Data = ValueMap.Of(("key", "value")) });
        var variables = EnvironmentComposer.Compose(Make.Pod(containers: [container]), container, sources, Facts).Value!;
        Assert.Equal("http://10.244.0.5:80/value", variables["URL"]);
        Assert.Equal("2000", variables["CPU"]);
        Assert.Equal("mine", variables["WEB_PORT"]);
        Assert.Equal("10.96.0.7", variables["WEB_SERVICE_HOST"]);
    }

    [Theory]
    [InlineData("map", "key", null)]
    [InlineData("map", "other", "couldn't find key other in ConfigMap default/map")]
    [InlineData("none", "key", "configmap \"none\" not found")]
    public void A_missing_source_is_told(string name, string key, string? error)
    {
        var container = Make.Container("c") with { Env = [new() { Name = "A", ValueFrom = new() { ConfigMapKeyRef = new() { Name = name, Key = key } } }] };
        var sources = new EnvironmentSources();
        sources.Add(new ConfigMap { Metadata = new() { Name = "map" }, Data = ValueMap.Of(("key", "value")) });
        Assert.Equal(error, EnvironmentComposer.Compose(Make.Pod(), container, sources, Facts).Error);
    }

    [Fact]
    public void Services_of_other_namespaces_and_headless_ones_are_not_told_but_the_api_is()
    {
        Service[] services = [Service("default", "kubernetes", "10.96.0.1", 443), Service("other", "web", "10.96.0.8", 80), Service("mine", "headless", "None", 80), Service("mine", "db-1", "10.96.0.9", 5432)];
        var variables = ServiceEnvironment.Compose("mine", services, links: true);
        Assert.Equal("10.96.0.1", variables["KUBERNETES_SERVICE_HOST"]);
        Assert.Equal("tcp://10.96.0.9:5432", variables["DB_1_PORT_5432_TCP"]);
        Assert.DoesNotContain("WEB_SERVICE_HOST", variables.Keys);
        Assert.DoesNotContain("HEADLESS_SERVICE_HOST", variables.Keys);
        Assert.DoesNotContain("DB_1_SERVICE_HOST", ServiceEnvironment.Compose("mine", services, links: false).Keys);
    }

    [Theory]
    [InlineData("", false, "10.96.0.10", "default.svc.cluster.local svc.cluster.local cluster.local lan", "ndots:5")]
    [InlineData("ClusterFirst", true, "1.1.1.1", "lan", "timeout:1")]
    [InlineData("ClusterFirstWithHostNet", true, "10.96.0.10", "default.svc.cluster.local svc.cluster.local cluster.local lan", "ndots:5")]
    [InlineData("Default", false, "1.1.1.1", "lan", "timeout:1")]
    [InlineData("None", false, "", "", "")]
    public void The_dns_policy_says_whom_a_pod_asks(string policy, bool hostNetwork, string servers, string searches, string options)
    {
        var host = ResolverSettings.Parse("# comment\nnameserver 1.1.1.1\nsearch lan\noptions timeout:1\n");
        var pod = Make.Pod();
        var dns = DnsComposer.Compose(pod with { Spec = pod.Spec with { DNSPolicy = policy, HostNetwork = hostNetwork } }, "10.96.0.10", "cluster.local", host);
        Assert.Equal((servers, searches, options), (string.Join(' ', dns.Servers), string.Join(' ', dns.Searches), string.Join(' ', dns.Options)));
    }

    [Fact]
    public void The_pods_own_dns_settings_are_added()
    {
        var pod = Make.Pod();
        var config = new PodDNSConfig { Nameservers = ["9.9.9.9"], Searches = ["x.example"], Options = [new() { Name = "ndots", Value = "2" }, new() { Name = "edns0" }] };
        var dns = DnsComposer.Compose(pod with { Spec = pod.Spec with { DNSConfig = config } }, "10.96.0.10", "cluster.local", ResolverSettings.Empty);
        Assert.Equal("10.96.0.10 9.9.9.9", string.Join(' ', dns.Servers));
        Assert.Equal("ndots:2 edns0", string.Join(' ', dns.Options));
    }

    [Fact]
    public void The_hosts_file_names_the_pod_and_its_aliases()
    {
        var pod = Make.Pod();
        pod = pod with { Spec = pod.Spec with { Hostname = "h", Subdomain = "sub", HostAliases = [new() { IP = "1.2.3.4", Hostnames = ["a", "b"] }] } };
        var text = HostNames.HostsFile(pod, ["10.244.0.5"], "cluster.local", "");
        Assert.StartsWith("# Kubernetes-managed hosts file.\n", text, StringComparison.Ordinal);
        Assert.Contains("10.244.0.5\th.sub.default.svc.cluster.local\th\n", text, StringComparison.Ordinal);
        Assert.Contains("1.2.3.4\ta\tb\n", text, StringComparison.Ordinal);
        Assert.Equal("h", HostNames.HostnameOf(pod, "n1", "cluster.local"));
    }

    [Theory]
    [InlineData("500m", "1", "", "", 512, 100_000, 0, 1000)]
    [InlineData("", "", "", "", 2, 0, 0, 1000)]
    [InlineData("", "250m", "", "64Mi", 256, 25_000, 67_108_864, -997)]
    [InlineData("", "", "2Gi", "", 2, 0, 0, 500)]
    public void Resources_become_kernel_settings(string cpu, string cpuLimit, string memory, string memoryLimit, long shares, long quota, long bytes, long score)
    {
        var container = Make.Container("c") with { Resources = new() { Requests = Amounts(cpu, memory), Limits = Amounts(cpuLimit, memoryLimit) } };
        var resources = LinuxResources.Compose(Make.Pod(containers: [container]), container, 4L << 30);
        Assert.Equal((shares, quota, bytes), (resources.CpuShares, resources.CpuQuota, resources.MemoryLimitInBytes));
        Assert.Equal(score, cpu.Length > 0 ? 1000 : resources.OomScoreAdj);
    }

    [Theory]
    [InlineData(null, 0L, "", null)]
    [InlineData(true, 0L, "", "container has runAsNonRoot and image will run as root")]
    [InlineData(true, 1000L, "", null)]
    [InlineData(true, null, "www", "container has runAsNonRoot and image has non-numeric user (www), cannot verify user is non-root")]
    public void A_container_that_must_not_run_as_root_is_refused_when_it_would(bool? nonRoot, long? imageUid, string imageUser, string? why)
    {
        var container = Make.Container("c") with { SecurityContext = new() { RunAsNonRoot = nonRoot } };
        Assert.Equal(why, SecurityComposer.WhyNotUser(Make.Pod(), container, imageUid, imageUser));
    }

    [Fact]
    public void A_container_is_told_its_mounts_and_its_labels()
    {
        var container = Make.Container("c") with
        {
            Command = ["sh", "-c", "echo $(A)"],
            Env = [new() { Name = "A", Value = "x" }],
            VolumeMounts = [new() { Name = "v", MountPath = "/data", SubPathExpr = "$(A)/y" }, new() { Name = "m", MountPath = "/etc/m" }],
        };
        var made = ContainerConfigComposer.Compose(Sources(container)).Value!;
        Assert.Equal("echo x", made.Config.Command[2]);
        Assert.Equal("x/y", Assert.Single(made.SubPaths).SubPath);
        Assert.Equal([("/data", false), ("/etc/m", true), ("/etc/hosts", false), ("/dev/termination-log", false)], made.Config.Mounts.Select(m => (m.ContainerPath, m.Readonly)));
        Assert.Equal(("web", "c", "20"), (made.Config.Labels[PodLabels.PodName], made.Config.Labels[PodLabels.ContainerName], made.Config.Annotations[PodLabels.Backoff]));
    }

    [Theory]
    [InlineData("../x", "subPath ../x must be a relative path without ..")]
    [InlineData("/x", "subPath /x must be a relative path without ..")]
    public void A_sub_path_must_stay_in_its_volume(string subPath, string error)
    {
        var container = Make.Container("c") with { VolumeMounts = [new() { Name = "v", MountPath = "/data", SubPath = subPath }] };
        Assert.Equal(error, ContainerConfigComposer.Compose(Sources(container)).Error);
    }

    private static ContainerSources Sources(Container container) => new()
    {
        Pod = Make.Pod(containers: [container]),
        Container = container,
        Backoff = TimeSpan.FromSeconds(20),
        ImageRef = "sha256:1",
        Environment = new(),
        Facts = Facts,
        Volumes = new Dictionary<string, MountedVolume> { ["v"] = new("/host/v"), ["m"] = new("/host/m", ReadOnly: true) },
        Paths = new("/data"),
    };

    private static Service Service(string ns, string name, string ip, int port) =>
        new() { Metadata = new() { Namespace = ns, Name = name }, Spec = new() { ClusterIP = ip, Ports = [new() { Port = port, Protocol = "TCP" }] } };

    private static ValueMap<Quantity> Amounts(string cpu, string memory)
    {
        ValueMap<Quantity> amounts = default;
        amounts = cpu.Length > 0 ? amounts.SetItem("cpu", Quantity.Parse(cpu)) : amounts;
        return memory.Length > 0 ? amounts.SetItem("memory", Quantity.Parse(memory)) : amounts;
    }
}
