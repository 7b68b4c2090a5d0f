using Navarch.Scheduler.Configuration;
using Navarch.Scheduler.Framework;
using Navarch.Scheduler.Snapshot;

namespace Navarch.Scheduler.Tests;

/// <summary>Small nodes and pods for decision tables.</summary>
internal static class Make
{
    public static Node Node(string name, string cpu = "4", string memory = "8Gi", int pods = 110, (string, string)[]? labels = null, Taint[]? taints = null, bool cordoned = false) => new()
    {
        Metadata = new() { Name = name, Labels = ValueMap.Of([("kubernetes.io/hostname", name), .. labels ?? []]) },
        Spec = new() { Taints = (taints ?? []).ToValueList(), Unschedulable = cordoned },
        Status = new()
        {
            Allocatable = ValueMap.Of(("cpu", Quantity.Parse(cpu)), ("memory", Quantity.Parse(memory)), ("pods", Quantity.Parse(pods.ToString()))),
        },
    };

    public static Pod Pod(string name, string cpu = "", string memory = "", string owner = "", (string, string)[]? labels = null, Func<PodSpec, PodSpec>? spec = null) => new()
    {
        Metadata = new()
        {
            Name = name,
            Namespace = "default",
            UID = $"uid-{name}",
            Labels = ValueMap.Of([.. labels ?? []]),
            OwnerReferences = owner.Length == 0 ? [] : [new() { Kind = "ReplicaSet", Name = owner, UID = owner, Controller = true }],
        },
        Spec = (spec ?? (s => s))(new() { SchedulerName = "default-scheduler", Containers = [Container(cpu, memory)] }),
    };

    public static Container Container(string cpu = "", string memory = "", string restart = "") => new()
    {
        Name = "main",
        RestartPolicy = restart.Length == 0 ? null : restart,
        Resources = new()
        {
            Requests = new[] { ("cpu", cpu), ("memory", memory) }.Where(r => r.Item2.Length > 0)
                .Select(r => KeyValuePair.Create(r.Item1, Quantity.Parse(r.Item2))).ToValueMap(),
        },
    };

    public static ClusterSnapshot Cluster(IEnumerable<Node> nodes, params (string Node, Pod Pod)[] placed)
    {
        var snapshot = new ClusterSnapshot();
        foreach (var node in nodes)
        {
            snapshot.Put(node);
        }

        foreach (var (node, pod) in placed)
        {
            snapshot.Place(new PodInfo(pod), node);
        }

        return snapshot;
    }

    public static CycleResult Schedule(Pod pod, ClusterSnapshot snapshot, int seed = 1) =>
        new SchedulingCycle(Profile(seed: seed), new Random(seed)).Run(new PodInfo(pod), snapshot);

    /// <summary>The default plugins, those apart that read volumes from caches.</summary>
    public static Profile Profile(ProfileConfiguration? configuration = null, int seed = 1)
    {
        configuration ??= new();
        var multi = configuration.PluginsAt(ExtensionPoint.MultiPoint);
        var plugins = new Dictionary<string, PluginSet>(configuration.Plugins, StringComparer.Ordinal)
        {
            [ExtensionPoint.MultiPoint] = multi with { Disabled = [.. multi.Disabled, "VolumeRestrictions", "NodeVolumeLimits", "VolumeBinding", "VolumeZone"] },
        };
        var context = new PluginContext { Client = null!, Caches = null!, Time = TimeProvider.System, Random = new Random(seed) };
        return ProfileFactory.Create(configuration with { Plugins = plugins }, context);
    }
}
