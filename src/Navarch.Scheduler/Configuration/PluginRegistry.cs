using Navarch.Scheduler.Framework;
using Navarch.Scheduler.Plugins;

namespace Navarch.Scheduler.Configuration;

/// <summary>The plugins there are, in their default order with their default weights, and how each reads its args.</summary>
internal static class PluginRegistry
{
    /// <summary>Every plugin; all of them are on unless the configuration turns them off.</summary>
    public static IReadOnlyList<PluginDefinition> All { get; } =
    [
        Plain<SchedulingGates>(),
        Plain<PrioritySort>(),
        Plain<NodeUnschedulable>(),
        Plain<NodeName>(),
        Plain<TaintToleration>(weight: 3),
        Told<NodeAffinity, NodeAffinityArgs>((_, args) => new(args), NodeAffinityArgs.Read, weight: 2),
        Plain<NodePorts>(),
        Told<NodeResourcesFit, NodeResourcesFitArgs>((_, args) => new(args), NodeResourcesFitArgs.Read, weight: 1),
        Of<VolumeRestrictions>(context => new(context.Caches)),
        Of<NodeVolumeLimits>(context => new(context.Caches)),
        Told<VolumeBinding, VolumeBindingArgs>((context, args) => new(context, args), VolumeBindingArgs.Read),
        Of<VolumeZone>(context => new(context.Caches)),
        Told<PodTopologySpread, PodTopologySpreadArgs>((_, args) => new(args), PodTopologySpreadArgs.Read, weight: 2),
        Told<InterPodAffinity, InterPodAffinityArgs>((_, args) => new(args), InterPodAffinityArgs.Read, weight: 2),
        Told<DefaultPreemption, DefaultPreemptionArgs>((context, args) => new(context.Random, args), DefaultPreemptionArgs.Read),
        Told<NodeResourcesBalancedAllocation, NodeResourcesBalancedAllocationArgs>((_, args) => new(args), NodeResourcesBalancedAllocationArgs.Read, weight: 1),
        Plain<ImageLocality>(weight: 1),
        Of<DefaultBinder>(context => new(context.Client)),
    ];

    /// <summary>The plugin of that name, or null.</summary>
    public static PluginDefinition? Find(string name) => All.FirstOrDefault(d => d.Name == name);

    private static PluginDefinition Plain<T>(int weight = 0)
        where T : IPlugin, new() => Of(_ => new T(), weight);

    private static PluginDefinition Of<T>(Func<PluginContext, T> create, int weight = 0)
        where T : IPlugin => new(typeof(T).Name, weight, typeof(T), (context, _) => create(context), null);

    private static PluginDefinition Told<T, TArgs>(Func<PluginContext, TArgs, T> create, Func<ConfigNode, TArgs> read, int weight = 0)
        where T : IPlugin
        where TArgs : class, new() =>
        new(typeof(T).Name, weight, typeof(T), (context, args) => create(context, (TArgs?)args ?? new TArgs()), node => read(node));
}

/// <summary>A plugin that can be turned on.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Weight">How much its score counts when nothing is said; 0 for those that do not score.</param>
/// <param name="Type">Its type, which tells where it is asked.</param>
/// <param name="Create">Makes it, with its args or null.</param>
/// <param name="ReadArgs">Reads its args; null when it takes none.</param>
internal sealed record PluginDefinition(
    string Name, int Weight, Type Type, Func<PluginContext, object?, IPlugin> Create, Func<ConfigNode, object>? ReadArgs);
