namespace Navarch.Scheduler.Configuration;

/// <summary>How the pods of one <c>spec.schedulerName</c> are scheduled.</summary>
public sealed record ProfileConfiguration
{
    /// <summary>The name of the profile of pods that name no scheduler.</summary>
    public const string DefaultName = "default-scheduler";

    /// <summary>The pods it serves.</summary>
    public string SchedulerName { get; init; } = DefaultName;

    /// <summary>Takes the place of the number of the whole configuration; null when that holds.</summary>
    public int? PercentageOfNodesToScore { get; init; }

    /// <summary>The plugins turned on and off, by extension point as in the file (<c>filter</c>, <c>multiPoint</c>).</summary>
    public IReadOnlyDictionary<string, PluginSet> Plugins { get; init; } = new Dictionary<string, PluginSet>(StringComparer.Ordinal);

    /// <summary>What plugins are told, by plugin: an args record of the plugin's.</summary>
    public IReadOnlyDictionary<string, object> Args { get; init; } = new Dictionary<string, object>(StringComparer.Ordinal);

    /// <summary>The plugins turned on and off at an extension point.</summary>
    internal PluginSet PluginsAt(string point) => Plugins.GetValueOrDefault(point) ?? PluginSet.Empty;
}
