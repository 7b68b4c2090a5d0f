namespace Navarch.Scheduler.Framework;

/// <summary>What a plugin answered.</summary>
public enum PluginCode
{
    /// <summary>Go on.</summary>
    Success,

    /// <summary>The plugin has nothing to say about this pod.</summary>
    Skip,

    /// <summary>No, as things are; making room (preemption) or a change of the cluster can help.</summary>
    Unschedulable,

    /// <summary>No, and evicting pods would not help.</summary>
    UnschedulableAndUnresolvable,

    /// <summary>The plugin failed; the pod is tried again.</summary>
    Error,
}

/// <summary>A plugin's answer, with the reason in the words the user reads.</summary>
/// <param name="Code">The answer.</param>
/// <param name="Reason">Why; empty for success.</param>
public readonly record struct PluginStatus(PluginCode Code, string Reason = "")
{
    /// <summary>Go on.</summary>
    public static PluginStatus Success => default;

    /// <summary>Nothing to say about this pod.</summary>
    public static PluginStatus Skip => new(PluginCode.Skip);

    /// <summary>Whether the answer is success.</summary>
    public bool IsSuccess => Code == PluginCode.Success;

    /// <summary>No, as things are.</summary>
    public static PluginStatus Unschedulable(string reason) => new(PluginCode.Unschedulable, reason);

    /// <summary>No, and evicting pods would not help.</summary>
    public static PluginStatus Unresolvable(string reason) => new(PluginCode.UnschedulableAndUnresolvable, reason);

    /// <summary>The plugin failed.</summary>
    public static PluginStatus Error(string reason) => new(PluginCode.Error, reason);
}
