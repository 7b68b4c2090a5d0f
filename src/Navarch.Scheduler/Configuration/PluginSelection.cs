using Navarch.Scheduler.Framework;

namespace Navarch.Scheduler.Configuration;

/// <summary>
/// Which plugins a profile asks at an extension point, in which order: first those turned on there, then those that multiPoint
/// brings (the defaults in their own order, then what it adds), without those turned off.
/// </summary>
internal static class PluginSelection
{
    /// <summary>The plugins with their weights.</summary>
    public static List<PluginChoice> At(ExtensionPoint point, ProfileConfiguration profile)
    {
        var own = profile.PluginsAt(point.Name);
        List<PluginChoice> chosen = [.. own.Enabled];
        foreach (var plugin in Everywhere(profile))
        {
            if (!own.Disables(plugin.Name) && chosen.TrueForAll(c => c.Name != plugin.Name) && PluginRegistry.Find(plugin.Name) is { } known && point.IsOf(known.Type))
            {
                chosen.Add(plugin);
            }
        }

        return chosen;
    }

    private static IEnumerable<PluginChoice> Everywhere(ProfileConfiguration profile)
    {
        var multi = profile.PluginsAt(ExtensionPoint.MultiPoint);
        List<PluginChoice> defaults = [.. PluginRegistry.All.Where(d => !multi.Disables(d.Name)).Select(d => new PluginChoice(d.Name, d.Weight))];

        // A default that is turned on once more keeps its place and takes the new weight.
        return [
            .. defaults.Select(d => multi.Enabled.FirstOrDefault(e => e.Name == d.Name) ?? d),
            .. multi.Enabled.Where(e => defaults.TrueForAll(d => d.Name != e.Name)),
        ];
    }
}
