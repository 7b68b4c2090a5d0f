namespace Navarch.Scheduler.Configuration;

/// <summary>The plugins turned on and off at an extension point.</summary>
/// <param name="Enabled">Turned on, in this order.</param>
/// <param name="Disabled">Turned off by name; <c>*</c> is all of the defaults.</param>
public sealed record PluginSet(IReadOnlyList<PluginChoice> Enabled, IReadOnlyList<string> Disabled)
{
    /// <summary>Nothing turned on or off.</summary>
    public static PluginSet Empty { get; } = new([], []);

    /// <summary>Whether a plugin that others would bring is turned off here.</summary>
    public bool Disables(string plugin) => Disabled.Contains("*", StringComparer.Ordinal) || Disabled.Contains(plugin, StringComparer.Ordinal);
}

/// <summary>A plugin that is turned on.</summary>
/// <param name="Name">The plugin.</param>
/// <param name="Weight">How much its score counts.</param>
public sealed record PluginChoice(string Name, int Weight = 1);
