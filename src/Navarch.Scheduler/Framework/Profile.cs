using Navarch.Scheduler.Plugins;

namespace Navarch.Scheduler.Framework;

/// <summary>The plugins that serve the pods of one <c>schedulerName</c>, by extension point, in the order they are asked.</summary>
public sealed class Profile
{
    /// <summary>A profile of the given plugins; each is asked at every extension point it implements.</summary>
    /// <param name="schedulerName">The pods it serves.</param>
    /// <param name="plugins">The plugins with the weight of their scores.</param>
    public Profile(string schedulerName, IReadOnlyList<(IPlugin Plugin, int Weight)> plugins)
    {
        SchedulerName = schedulerName;
        Plugins = [.. plugins.Select(p => p.Plugin)];
        QueueSort = Plugins.OfType<IQueueSortPlugin>().Single();
        PreEnqueue = [.. Plugins.OfType<IPreEnqueuePlugin>()];
        PreFilter = [.. Plugins.OfType<IPreFilterPlugin>()];
        Filter = [.. Plugins.OfType<IFilterPlugin>()];
        PostFilter = [.. Plugins.OfType<IPostFilterPlugin>()];
        PreScore = [.. Plugins.OfType<IPreScorePlugin>()];
        Score = [.. plugins.Where(p => p.Plugin is IScorePlugin).Select(p => ((IScorePlugin)p.Plugin, p.Weight))];
        Reserve = [.. Plugins.OfType<IReservePlugin>()];
        Permit = [.. Plugins.OfType<IPermitPlugin>()];
        PreBind = [.. Plugins.OfType<IPreBindPlugin>()];
        Bind = [.. Plugins.OfType<IBindPlugin>()];
        PostBind = [.. Plugins.OfType<IPostBindPlugin>()];
    }

    /// <summary>The pods it serves: their <c>spec.schedulerName</c>.</summary>
    public string SchedulerName { get; }

    /// <summary>Every plugin.</summary>
    public IReadOnlyList<IPlugin> Plugins { get; }

    /// <summary>The order of the queue.</summary>
    public IQueueSortPlugin QueueSort { get; }

    /// <summary>Asked before a pod enters the queue.</summary>
    public IReadOnlyList<IPreEnqueuePlugin> PreEnqueue { get; }

    /// <summary>Asked once for each pod.</summary>
    public IReadOnlyList<IPreFilterPlugin> PreFilter { get; }

    /// <summary>Asked for each node.</summary>
    public IReadOnlyList<IFilterPlugin> Filter { get; }

    /// <summary>Asked when no node is left.</summary>
    public IReadOnlyList<IPostFilterPlugin> PostFilter { get; }

    /// <summary>Asked once before scoring.</summary>
    public IReadOnlyList<IPreScorePlugin> PreScore { get; }

    /// <summary>Asked for each node that is left, with the weight of the answer.</summary>
    public IReadOnlyList<(IScorePlugin Plugin, int Weight)> Score { get; }

    /// <summary>Told of the decision.</summary>
    public IReadOnlyList<IReservePlugin> Reserve { get; }

    /// <summary>Asked before binding.</summary>
    public IReadOnlyList<IPermitPlugin> Permit { get; }

    /// <summary>Work before binding.</summary>
    public IReadOnlyList<IPreBindPlugin> PreBind { get; }

    /// <summary>Binds.</summary>
    public IReadOnlyList<IBindPlugin> Bind { get; }

    /// <summary>Told of the binding.</summary>
    public IReadOnlyList<IPostBindPlugin> PostBind { get; }

    /// <summary>The profile of pods that name no scheduler of their own: every plugin with upstream's default weight.</summary>
    /// <param name="binder">How pods are bound.</param>
    /// <param name="random">Where preemption begins to look.</param>
    /// <param name="more">Plugins that need more than the snapshot.</param>
    public static Profile Default(IBindPlugin binder, Random random, params IReadOnlyList<IPlugin> more) => new(
        "default-scheduler",
        [
            (new SchedulingGates(), 0),
            (new PrioritySort(), 0),
            (new NodeUnschedulable(), 0),
            (new NodeName(), 0),
            (new TaintToleration(), 3),
            (new NodeAffinity(), 2),
            (new NodePorts(), 0),
            (new NodeResourcesFit(), 1),
            (new PodTopologySpread(), 2),
            (new InterPodAffinity(), 2),
            (new NodeResourcesBalancedAllocation(), 1),
            (new ImageLocality(), 1),
            .. more.Select(plugin => (plugin, 0)),
            (new DefaultPreemption(random), 0),
            (binder, 0),
        ]);
}
