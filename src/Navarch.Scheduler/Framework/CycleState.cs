namespace Navarch.Scheduler.Framework;

/// <summary>What plugins remember of one pod within one cycle; each type is one slot. Used by one thread.</summary>
public sealed class CycleState
{
    private readonly Dictionary<Type, object> slots = [];
    private readonly HashSet<string> skippedFilters = new(StringComparer.Ordinal);
    private readonly HashSet<string> skippedScores = new(StringComparer.Ordinal);

    /// <summary>Remembers a value under its type.</summary>
    public void Set<T>(T value)
        where T : class => slots[typeof(T)] = value;

    /// <summary>The value of that type; null when none was set.</summary>
    public T? Get<T>()
        where T : class => slots.TryGetValue(typeof(T), out var value) ? (T)value : null;

    /// <summary>Leaves a plugin's Filter out for this pod.</summary>
    public void SkipFilter(string plugin) => skippedFilters.Add(plugin);

    /// <summary>Leaves a plugin's Score out for this pod.</summary>
    public void SkipScore(string plugin) => skippedScores.Add(plugin);

    /// <summary>Whether a plugin's Filter is left out.</summary>
    public bool SkipsFilter(string plugin) => skippedFilters.Contains(plugin);

    /// <summary>Whether a plugin's Score is left out.</summary>
    public bool SkipsScore(string plugin) => skippedScores.Contains(plugin);
}
