using Navarch.Api;
using Navarch.Api.Core.V1;
using Navarch.Node.Pods;
using ApiNode = Navarch.Api.Core.V1.Node;

namespace Navarch.Node.Reporting;

/// <summary>How the node is at one moment.</summary>
public sealed record NodeHealth
{
    /// <summary>Why the node is not ready; empty when it is.</summary>
    public string NotReady { get; init; } = "";

    /// <summary>Memory that could be given out, in bytes.</summary>
    public long AvailableMemory { get; init; }

    /// <summary>Free space of the node's file system, in bytes.</summary>
    public long AvailableStorage { get; init; }

    /// <summary>The runtime's name and version, as <c>containerd://1.6.20</c>.</summary>
    public string Runtime { get; init; } = "";

    /// <summary>The images on the node.</summary>
    public ValueList<ContainerImage> Images { get; init; }
}

/// <summary>Computes a node's object and its status.</summary>
public static class NodeStatusComposer
{
    /// <summary>The version the node agent shows; the suffix tells whose it is.</summary>
    public const string Version = "v1.36.0+navarch";

    private const long LeastMemory = 100L * 1024 * 1024;
    private const double LeastStorageShare = 0.1;

    /// <summary>What a node has in all.</summary>
    public static ValueMap<Quantity> Capacity(MachineFacts machine, int maxPods) => ValueMap.Of(
        ("cpu", new Quantity(machine.Cpus)),
        ("memory", Quantity.Parse($"{machine.Memory / 1024}Ki")),
        ("ephemeral-storage", Quantity.Parse($"{machine.Storage / 1024}Ki")),
        ("pods", new Quantity(maxPods)));

    /// <summary>What a node has for pods: of memory and storage some is left to the system.</summary>
    public static ValueMap<Quantity> Allocatable(MachineFacts machine, int maxPods) => ValueMap.Of(
        ("cpu", new Quantity(machine.Cpus)),
        ("memory", Quantity.Parse($"{Math.Max(0, machine.Memory - LeastMemory) / 1024}Ki")),
        ("ephemeral-storage", new Quantity((long)(machine.Storage * (1 - LeastStorageShare)))),
        ("pods", new Quantity(maxPods)));

    /// <summary>The node's object as it is registered.</summary>
    public static ApiNode Register(NodeAgentOptions options, MachineFacts machine) => new()
    {
        Metadata = new()
        {
            Name = options.NodeName,
            Labels = Labels(options, machine),
            Annotations = ValueMap.Of(
                ("volumes.kubernetes.io/controller-managed-attach-detach", "true"),
                (VolumeMarks.NodeFolder, new NodePaths(options.DataDirectory).LocalVolumes)),
        },
        Spec = new()
        {
            PodCIDR = options.PodCidr ?? "",
            PodCIDRs = options.PodCidr is { } cidr ? [cidr] : [],
            Taints = options.Taints,
        },
    };

    /// <summary>The labels the node gives itself.</summary>
    public static ValueMap<string> Labels(NodeAgentOptions options, MachineFacts machine)
    {
        var labels = options.Labels
            .SetItem("kubernetes.io/hostname", options.NodeName)
            .SetItem("kubernetes.io/os", "linux")
            .SetItem("kubernetes.io/arch", machine.Architecture)
            .SetItem("beta.kubernetes.io/os", "linux")
            .SetItem("beta.kubernetes.io/arch", machine.Architecture);
        return labels;
    }

    /// <summary>The node's status.</summary>
    /// <param name="before">The status shown so far; conditions keep their transition times, and what the node does not own is kept.</param>
    /// <param name="options">The node's settings.</param>
    /// <param name="machine">Its machine.</param>
    /// <param name="health">How it is.</param>
    /// <param name="addresses">Its addresses.</param>
    /// <param name="now">The moment.</param>
    public static NodeStatus Compose(NodeStatus before, NodeAgentOptions options, MachineFacts machine, NodeHealth health, HostAddresses addresses, DateTimeOffset now) => before with
    {
        Capacity = Capacity(machine, options.MaxPods),
        Allocatable = Allocatable(machine, options.MaxPods),
        Addresses = addresses.IPs.Select(ip => new NodeAddress { Type = "InternalIP", Address = ip })
            .Append(new NodeAddress { Type = "Hostname", Address = options.NodeName }).ToValueList(),
        DaemonEndpoints = new() { KubeletEndpoint = new() { Port = options.ServerPort } },
        NodeInfo = new()
        {
            MachineID = machine.MachineId,
            SystemUUID = machine.SystemUuid,
            BootID = machine.BootId,
            KernelVersion = machine.Kernel,
            OSImage = machine.OsImage,
            ContainerRuntimeVersion = health.Runtime,
            KubeletVersion = Version,
            KubeProxyVersion = "",
            OperatingSystem = "linux",
            Architecture = machine.Architecture,
        },
        Images = health.Images,
        Conditions = Conditions(before.Conditions, machine, health, PodConditionsComposer.Whole(now)),
    };

    /// <summary>Whether two statuses differ in more than the times at which they were taken.</summary>
    public static bool Differs(NodeStatus a, NodeStatus b) => WithoutHeartbeats(a) != WithoutHeartbeats(b);

    private static NodeStatus WithoutHeartbeats(NodeStatus status) =>
        status with { Conditions = status.Conditions.Select(c => c with { LastHeartbeatTime = null }).ToValueList() };

    private static ValueList<NodeCondition> Conditions(ValueList<NodeCondition> before, MachineFacts machine, NodeHealth health, DateTimeOffset now)
    {
        var memory = health.AvailableMemory < LeastMemory;
        var disk = health.AvailableStorage < machine.Storage * LeastStorageShare;
        var owned = new[]
        {
            Condition("MemoryPressure", memory, memory ? "KubeletHasInsufficientMemory" : "KubeletHasSufficientMemory", $"kubelet has {(memory ? "insufficient" : "sufficient")} memory available"),
            Condition("DiskPressure", disk, disk ? "KubeletHasDiskPressure" : "KubeletHasNoDiskPressure", $"kubelet has {(disk ? "" : "no ")}disk pressure"),
            Condition("PIDPressure", false, "KubeletHasSufficientPID", "kubelet has sufficient PID available"),
            health.NotReady.Length == 0
                ? Condition("Ready", true, "KubeletReady", "kubelet is posting ready status")
                : Condition("Ready", false, "KubeletNotReady", health.NotReady),
        };
        var conditions = new List<NodeCondition>();
        foreach (var condition in before)
        {
            if (!owned.Any(c => c.Type == condition.Type))
            {
                conditions.Add(condition);
            }
        }

        foreach (var condition in owned)
        {
            var shown = before.FirstOrDefault(c => c.Type == condition.Type);
            var since = shown is not null && shown.Status == condition.Status ? shown.LastTransitionTime : now;
            conditions.Add(condition with { LastHeartbeatTime = now, LastTransitionTime = since });
        }

        return conditions.ToValueList();
    }

    private static NodeCondition Condition(string type, bool holds, string reason, string message) =>
        new() { Type = type, Status = holds ? "True" : "False", Reason = reason, Message = message };
}
