using Navarch.Scheduler.Configuration;

namespace Navarch.Scheduler.Framework;

/// <summary>Makes profiles from what they are told.</summary>
public static class ProfileFactory
{
    /// <summary>The profile; each plugin it asks anywhere is made once.</summary>
    /// <param name="configuration">What was read, without faults.</param>
    /// <param name="context">What plugins are made from.</param>
    /// <param name="percentageOfNodesToScore">The number of the whole configuration.</param>
    public static Profile Create(ProfileConfiguration configuration, PluginContext context, int percentageOfNodesToScore = 0)
    {
        var made = new Dictionary<string, IPlugin>(StringComparer.Ordinal);
        return new Profile(configuration.SchedulerName, At)
        {
            PercentageOfNodesToScore = configuration.PercentageOfNodesToScore ?? percentageOfNodesToScore,
        };

        IEnumerable<(IPlugin, int)> At(ExtensionPoint point) =>
            PluginSelection.At(point, configuration).Select(choice => (Plugin(choice.Name), choice.Weight));

        IPlugin Plugin(string name)
        {
            if (!made.TryGetValue(name, out var plugin))
            {
                made[name] = plugin = PluginRegistry.Find(name)!.Create(context, configuration.Args.GetValueOrDefault(name));
            }

            return plugin;
        }
    }
}
