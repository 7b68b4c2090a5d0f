using System.CommandLine;
using Navarch.Cluster;

namespace Navarch.Commands;

/// <summary>The options several commands share: they say which cluster, and how it is to be.</summary>
public static class ClusterOptions
{
    /// <summary>Which cluster: each data folder is one.</summary>
    public static Option<string> DataDirectory() => new("--data-dir")
    {
        Description = "The folder that holds the cluster; each folder is a cluster of its own.",
        HelpName = "DIR",
        DefaultValueFactory = _ => ClusterPaths.DefaultFor(Environment.IsPrivilegedProcess),
    };

    /// <summary>The port of the API server.</summary>
    public static Option<int?> Port() => new("--port") { Description = "The port of the API server. [default: 6443, or as before]", HelpName = "P" };

    /// <summary>The address the API server listens on.</summary>
    public static Option<string?> BindAddress() => new("--bind-address")
    {
        Description = "The address the API server listens on. [default: 0.0.0.0, or as before]",
        HelpName = "A",
    };

    /// <summary>The name of the node.</summary>
    public static Option<string?> NodeName() => new("--node-name") { Description = "The name of the node. [default: the machine's]", HelpName = "NAME" };

    /// <summary>The network of pods.</summary>
    public static Option<string?> PodCidr() => new("--pod-cidr") { Description = "The network pods get addresses from. [default: 10.244.0.0/16]", HelpName = "NET" };

    /// <summary>The network of services.</summary>
    public static Option<string?> ServiceCidr() => new("--service-cidr")
    {
        Description = "The network services get addresses from; behind a comma, one of IPv6 as well. [default: 10.96.0.0/12]",
        HelpName = "NET",
    };

    /// <summary>The number of simulated nodes.</summary>
    public static Option<int?> HollowNodes() => new("--hollow-nodes")
    {
        Description = "Simulate N nodes that run no containers, in place of a node that does; needs no root. [default: 0, or as before]",
        HelpName = "N",
    };

    /// <summary>What simulated nodes have.</summary>
    public static Option<string?> HollowCapacity() => new("--hollow-capacity")
    {
        Description = "What each hollow node has. [default: cpu=32,memory=64Gi,pods=110, or as before]",
        HelpName = "LIST",
    };

    /// <summary>How long pods take.</summary>
    public static Option<double?> HollowDelay() => new("--hollow-delay")
    {
        Description = "How long pods take to start and to end on hollow nodes. [default: 0, or as before]",
        HelpName = "SECONDS",
    };

    /// <summary>How many pods fail.</summary>
    public static Option<double?> HollowFailures() => new("--hollow-failures")
    {
        Description = "The share of pods that fail on hollow nodes, 0 to 1. [default: 0, or as before]",
        HelpName = "SHARE",
    };

    /// <summary>The scheduler's configuration.</summary>
    public static Option<string?> SchedulerConfig() => new("--scheduler-config")
    {
        Description = "A KubeSchedulerConfiguration (kubescheduler.config.k8s.io/v1) that says how the scheduler works; \"\" for none. [default: none, or as before]",
        HelpName = "FILE",
        CustomParser = result => result.Tokens.Single().Value is { Length: > 0 } file ? Path.GetFullPath(file) : "",
    };
}
