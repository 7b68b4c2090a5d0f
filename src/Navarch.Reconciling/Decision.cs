using Navarch.Api;

namespace Navarch.Reconciling;

/// <summary>What a controller decided: the effects, in order, and when it wants to look again by itself.</summary>
public sealed record Decision
{
    /// <summary>All is as it should be.</summary>
    public static Decision Nothing { get; } = new();

    /// <summary>What to do, in order. A failure ends the run; the key comes back.</summary>
    public ValueList<Effect> Effects { get; init; }

    /// <summary>When to look again though nothing changes; null: only when something changes.</summary>
    public TimeSpan? RequeueAfter { get; init; }

    /// <summary>A decision for these effects.</summary>
    public static Decision Of(params IEnumerable<Effect> effects) => new() { Effects = effects.ToValueList() };

    /// <summary>This decision, with a look again after <paramref name="delay"/> (null: none). Of two times the sooner counts.</summary>
    public Decision Again(TimeSpan? delay) => delay is { } d && (RequeueAfter is not { } before || d < before) ? this with { RequeueAfter = d } : this;

    /// <summary>Both decisions: the effects one after the other, the sooner time.</summary>
    public Decision And(Decision other) =>
        (this with { Effects = Effects.Concat(other.Effects).ToValueList() }).Again(other.RequeueAfter);
}
