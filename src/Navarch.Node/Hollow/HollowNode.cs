using System.Collections;
using Navarch.Api;
using Navarch.Api.Coordination.V1;
using Navarch.Api.Core.V1;
using Navarch.Client;
using Navarch.Node.Pods;
using Navarch.Node.Reporting;
using ApiNode = Navarch.Api.Core.V1.Node;

namespace Navarch.Node.Hollow;

/// <summary>One simulated node: its object, its lease and the addresses of its pods.</summary>
internal sealed class HollowNode(int index, IKubernetesClient client, HollowOptions options)
{
    private readonly string name = NameOf(index);
    private BitArray? takenHosts;
    private int lastHost;

    /// <summary>The node's name.</summary>
    public string Name => name;

    /// <summary>The API as this node sees it.</summary>
    public IKubernetesClient Client => client;

    /// <summary>The node's address.</summary>
    public string Address { get; } = HollowAddresses.OfNode(index);

    /// <summary>The node's object as last stored; null when it is to be registered.</summary>
    public ApiNode? Registered { get; set; }

    /// <summary>When the node last showed its status.</summary>
    public DateTimeOffset ReportedAt { get; set; }

    /// <summary>The lease as last stored; null when it is to be made.</summary>
    public Lease? Lease { get; set; }

    /// <summary>The name of the node with that number, counted from 0.</summary>
    public static string NameOf(int index) => $"hollow-{index:D5}";

    /// <summary>The object to register.</summary>
    public ApiNode Compose(MachineFacts machine, DateTimeOffset now)
    {
        var agent = AgentOptions();
        var node = NodeStatusComposer.Register(agent, machine);
        return node with
        {
            Metadata = node.Metadata with { Annotations = ValueMap.Of(("volumes.kubernetes.io/controller-managed-attach-detach", "true")) },
            Status = Compose(node, machine, now),
        };
    }

    /// <summary>The status to show: all is well.</summary>
    public NodeStatus Compose(ApiNode shown, MachineFacts machine, DateTimeOffset now) => NodeStatusComposer.Compose(
        shown.Status,
        AgentOptions(),
        machine,
        new() { AvailableMemory = machine.Memory, AvailableStorage = machine.Storage, Runtime = "hollow://1" },
        new HostAddresses([Address]),
        now);

    /// <summary>Takes an address for a pod; null when all are taken. Called by the pods' loop only.</summary>
    public string? TakeAddress()
    {
        takenHosts ??= new(HollowAddresses.LastHost + 1);
        for (var tried = 0; tried < HollowAddresses.LastHost; tried++)
        {
            lastHost = (lastHost % HollowAddresses.LastHost) + 1;
            if (!takenHosts[lastHost])
            {
                takenHosts[lastHost] = true;
                return HollowAddresses.OfPod(index, lastHost);
            }
        }

        return null;
    }

    /// <summary>Notes that a pod has an address, or has it no more. Called by the pods' loop only.</summary>
    public void Note(string address, bool taken)
    {
        if (HollowAddresses.HostOf(index, address) is > 0 and var host)
        {
            takenHosts ??= new(HollowAddresses.LastHost + 1);
            takenHosts[host] = taken;
        }
    }

    private NodeAgentOptions AgentOptions() => new()
    {
        NodeName = name,
        DataDirectory = "/hollow",
        CgroupRoot = "/",
        PodCidr = HollowAddresses.RangeOfPods(index),
        ServerPort = 0,
        MaxPods = options.MaxPods,
        Labels = ValueMap.Of(
            (HollowNodes.Label, "true"),
            ("node.kubernetes.io/instance-type", "hollow"),
            ("topology.kubernetes.io/region", "hollow"),
            ("topology.kubernetes.io/zone", $"zone-{(char)('a' + (index % Math.Max(1, options.Zones)))}")),
    };
}
