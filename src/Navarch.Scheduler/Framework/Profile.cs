namespace Navarch.Scheduler.Framework;

/// <summary>The plugins that serve the pods of one <c>schedulerName</c>, by extension point, in the order they are asked.</summary>
public sealed class Profile
{
    /// <summary>A profile of the given plugins; each is asked at every extension point it implements.</summary>
    /// <param name="schedulerName">The pods it serves.</param>
    /// <param name="plugins">The plugins with the weight of their scores.</param>
    public Profile(string schedulerName, IReadOnlyList<(IPlugin Plugin, int Weight)> plugins)
        : this(schedulerName, point => plugins.Where(p => point.IsOf(p.Plugin.GetType())))
    {
    }

    /// <summary>A profile that asks at each extension point the plugins given for it.</summary>
    /// <param name="schedulerName">The pods it serves.</param>
    /// <param name="pluginsAt">The plugins of a point with the weight of their scores; all of them implement it.</param>
    public Profile(string schedulerName, Func<ExtensionPoint, IEnumerable<(IPlugin Plugin, int Weight)>> pluginsAt)
    {
        var all = ExtensionPoint.All.ToDictionary(p => p.Interface, p => pluginsAt(p).ToArray());
        SchedulerName = schedulerName;
        Plugins = [.. all.Values.SelectMany(p => p).Select(p => p.Plugin).Distinct()];
        QueueSort = At<IQueueSortPlugin>().Single();
        PreEnqueue = At<IPreEnqueuePlugin>();
        PreFilter = At<IPreFilterPlugin>();
        Filter = At<IFilterPlugin>();
        PostFilter = At<IPostFilterPlugin>();
        PreScore = At<IPreScorePlugin>();
        Score = [.. all[typeof(IScorePlugin)].Select(p => ((IScorePlugin)p.Plugin, p.Weight))];
        Reserve = At<IReservePlugin>();
        Permit = At<IPermitPlugin>();
        PreBind = At<IPreBindPlugin>();
        Bind = At<IBindPlugin>();
        PostBind = At<IPostBindPlugin>();

        T[] At<T>()
            where T : IPlugin => [.. all[typeof(T)].Select(p => (T)p.Plugin)];
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

    /// <summary>The share of the nodes, in percent, that is enough to choose among; 0 lets the number of nodes decide.</summary>
    public int PercentageOfNodesToScore { get; init; }

    /// <summary>The changes of the cluster that can help a pod these plugins refused; any when nobody in particular did.</summary>
    public ClusterChange HelpedBy(IReadOnlySet<string> plugins) => plugins.Count == 0
        ? ClusterChange.Any
        : Plugins.Where(p => plugins.Contains(p.Name)).Aggregate(ClusterChange.None, (all, p) => all | p.HelpedBy);
}
