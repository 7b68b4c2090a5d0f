namespace Navarch.Scheduler.Framework;

/// <summary>A place where a profile asks its plugins.</summary>
/// <param name="Name">Its name in configuration files.</param>
/// <param name="Interface">What a plugin implements to be asked there.</param>
public sealed record ExtensionPoint(string Name, Type Interface)
{
    /// <summary>In configuration files: every point a plugin implements.</summary>
    public const string MultiPoint = "multiPoint";

    /// <summary>All of them, in the order a pod meets them.</summary>
    public static IReadOnlyList<ExtensionPoint> All { get; } =
    [
        new("preEnqueue", typeof(IPreEnqueuePlugin)),
        new("queueSort", typeof(IQueueSortPlugin)),
        new("preFilter", typeof(IPreFilterPlugin)),
        new("filter", typeof(IFilterPlugin)),
        new("postFilter", typeof(IPostFilterPlugin)),
        new("preScore", typeof(IPreScorePlugin)),
        new("score", typeof(IScorePlugin)),
        new("reserve", typeof(IReservePlugin)),
        new("permit", typeof(IPermitPlugin)),
        new("preBind", typeof(IPreBindPlugin)),
        new("bind", typeof(IBindPlugin)),
        new("postBind", typeof(IPostBindPlugin)),
    ];

    /// <summary>Whether a plugin of that type is asked here.</summary>
    public bool IsOf(Type plugin) => Interface.IsAssignableFrom(plugin);
}
