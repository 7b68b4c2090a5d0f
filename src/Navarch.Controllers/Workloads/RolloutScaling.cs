using System.Globalization;
using Navarch.Api.Apps.V1;
using Navarch.Client.Events;
using Navarch.Reconciling;

namespace Navarch.Controllers.Workloads;

/// <summary>What a rollout does to the sizes of its sets.</summary>
/// <param name="Effects">The changes.</param>
/// <param name="Created">The set that is made, or null.</param>
public readonly record struct ScalingStep(IReadOnlyList<Effect> Effects, ReplicaSet? Created = null);

/// <summary>The arithmetic of rollouts. Pure; each step is safe by itself, whatever the sets do meanwhile.</summary>
public static class RolloutScaling
{
    /// <summary>On a set: how many pods the Deployment wanted when the set was last sized.</summary>
    public const string DesiredAnnotation = "deployment.kubernetes.io/desired-replicas";

    /// <summary>On a set: how many pods the Deployment allowed (wanted and surge) when the set was last sized.</summary>
    public const string MaxAnnotation = "deployment.kubernetes.io/max-replicas";

    private static readonly ScalingStep None = new([]);

    /// <summary>Whether the wanted number changed since the sets were last sized: that comes before any rollout.</summary>
    public static bool IsResize(Rollout rollout) =>
        rollout.All.Any(s => s.Size() > 0 && Number(s, DesiredAnnotation) is { } was && was != rollout.Desired);

    /// <summary>The new set up as far as the surge allows, then the old ones down as far as availability allows.</summary>
    public static ScalingStep RollingUpdate(Rollout rollout)
    {
        if (rollout.New is not { } current)
        {
            return Create(rollout);
        }

        var wanted = current.Size() > rollout.Desired ? rollout.Desired : NewSetSize(rollout);
        return wanted != current.Size()
            ? new([.. ScaleTo(rollout, current, wanted)])
            : new([.. ShrinkOld(rollout, current)]);
    }

    /// <summary>All old pods go before the first new one comes.</summary>
    public static ScalingStep Recreate(Rollout rollout, bool oldPodsRemain)
    {
        var down = rollout.Old.Where(s => s.Size() > 0).SelectMany(s => ScaleTo(rollout, s, 0)).ToList();
        if (down.Count > 0 || oldPodsRemain || rollout.Old.Any(s => s.Status.Replicas > 0))
        {
            return new(down);
        }

        return rollout.New is { } current ? new([.. ScaleTo(rollout, current, rollout.Desired)]) : Create(rollout);
    }

    /// <summary>
    /// The wanted number changed (or the rollout is paused): one running set takes it all; with several, each takes its
    /// share in proportion to its size, so that a rollout in the middle stays where it is.
    /// </summary>
    public static ScalingStep Resize(Rollout rollout)
    {
        var active = rollout.All.Where(s => s.Size() > 0).ToList();
        if (active.Count <= 1)
        {
            var only = active.Count == 1 ? active[0] : rollout.New ?? (rollout.Old.IsEmpty ? null : rollout.Old[^1]);
            return only is null ? None : new([.. ScaleTo(rollout, only, rollout.Desired)]);
        }

        if (rollout.New is { } current && current.Size() == rollout.Desired && Number(current, DesiredAnnotation) == rollout.Desired &&
            current.Status.AvailableReplicas == rollout.Desired)
        {
            return new([.. rollout.Old.Where(s => s.Size() > 0).SelectMany(s => ScaleTo(rollout, s, 0))]);
        }

        return rollout.IsRolling ? new([.. Shares(rollout, active).SelectMany(s => ScaleTo(rollout, s.Set, s.Size))]) : None;
    }

    /// <summary>How large the new set may be now.</summary>
    public static int NewSetSize(Rollout rollout)
    {
        var size = rollout.New?.Size() ?? 0;
        if (!rollout.IsRolling)
        {
            return rollout.Desired;
        }

        var room = rollout.Desired + rollout.MaxSurge - rollout.All.Size();
        return room <= 0 ? size : size + Math.Min(room, Math.Max(0, rollout.Desired - size));
    }

    /// <summary>Makes the set of the current template.</summary>
    private static ScalingStep Create(Rollout rollout)
    {
        var made = DeploymentRevisions.NewSet(rollout, NewSetSize(rollout));
        made = Sized(rollout, made, made.Size());
        var create = new Effect.Create(made)
        {
            OnSuccess = made.Size() > 0 ? EventNote.Normal(rollout.Deployment, "ScalingReplicaSet", $"Scaled up replica set {made.Metadata.Name} from 0 to {made.Size()}") : null,
            OnFailure = EventNote.Warning(rollout.Deployment, "ReplicaSetCreateError", $"Failed to create new replica set \"{made.Metadata.Name}\": {{error}}"),
        };
        return new([create], made);
    }

    /// <summary>
    /// First the old pods that are not available anyway, then as many available ones as may be missed.
    /// New pods that are not available yet count against what may go.
    /// </summary>
    private static IEnumerable<Effect> ShrinkOld(Rollout rollout, ReplicaSet current)
    {
        var least = rollout.Desired - rollout.MaxUnavailable;
        var mayGo = rollout.All.Size() - least - (current.Size() - current.Status.AvailableReplicas);
        if (mayGo <= 0)
        {
            yield break;
        }

        var sizes = rollout.Old.ToDictionary(s => s.Metadata.UID, s => s.Size(), StringComparer.Ordinal);
        foreach (var set in rollout.Old.Where(s => s.Size() > 0))
        {
            var broken = Math.Min(mayGo, set.Size() - set.Status.AvailableReplicas);
            if (broken > 0)
            {
                sizes[set.Metadata.UID] -= broken;
                mayGo -= broken;
            }
        }

        var spare = rollout.All.Staying() - least;
        foreach (var set in rollout.Old.AsEnumerable())
        {
            var size = sizes[set.Metadata.UID];
            var going = Math.Clamp(spare, 0, size);
            spare -= going;
            if (size - going != set.Size())
            {
                foreach (var effect in ScaleTo(rollout, set, size - going))
                {
                    yield return effect;
                }
            }
        }
    }

    private static List<(ReplicaSet Set, int Size)> Shares(Rollout rollout, List<ReplicaSet> active)
    {
        var allowed = rollout.Desired > 0 ? rollout.Desired + rollout.MaxSurge : 0;
        var toAdd = allowed - active.Size();
        var order = toAdd > 0
            ? active.OrderByDescending(s => s.Size()).ThenByDescending(s => s.Metadata.CreationTimestamp)
            : active.OrderByDescending(s => s.Size()).ThenBy(s => s.Metadata.CreationTimestamp);
        var sizes = new List<(ReplicaSet Set, int Size)>();
        var added = 0;
        foreach (var set in order)
        {
            var share = Share(rollout, set, toAdd, added);
            added += share;
            sizes.Add((set, set.Size() + share));
        }

        // Rounding leaves a rest: the largest set takes it.
        sizes[0] = (sizes[0].Set, Math.Max(0, sizes[0].Size + toAdd - added));
        return sizes;
    }

    /// <summary>The set's part of what is to be added (or, negative, removed), never more than is left of it.</summary>
    private static int Share(Rollout rollout, ReplicaSet set, int toAdd, int added)
    {
        var left = toAdd - added;
        if (toAdd == 0 || left == 0)
        {
            return 0;
        }

        var basis = Number(set, MaxAnnotation) ?? rollout.Deployment.Status.Replicas;
        var target = rollout.Desired == 0 || basis == 0
            ? 0
            : (int)Math.Round((double)set.Size() * (rollout.Desired + rollout.MaxSurge) / basis, MidpointRounding.AwayFromZero);
        var share = target - set.Size();
        return toAdd > 0 ? Math.Clamp(share, 0, left) : Math.Clamp(share, Math.Max(left, -set.Size()), 0);
    }

    private static IEnumerable<Effect> ScaleTo(Rollout rollout, ReplicaSet set, int size)
    {
        var sized = Sized(rollout, set, size);
        if (sized == set)
        {
            yield break;
        }

        var direction = size > set.Size() ? "up" : "down";
        yield return new Effect.Update(sized)
        {
            OnSuccess = size == set.Size()
                ? null
                : EventNote.Normal(rollout.Deployment, "ScalingReplicaSet", $"Scaled {direction} replica set {set.Metadata.Name} from {set.Size()} to {size}"),
        };
    }

    private static ReplicaSet Sized(Rollout rollout, ReplicaSet set, int size) => set with
    {
        Metadata = set.Metadata with
        {
            Annotations = set.Metadata.Annotations
                .SetItem(DesiredAnnotation, rollout.Desired.ToString(CultureInfo.InvariantCulture))
                .SetItem(MaxAnnotation, (rollout.Desired + rollout.MaxSurge).ToString(CultureInfo.InvariantCulture)),
        },
        Spec = set.Spec with { Replicas = size },
    };

    private static int? Number(ReplicaSet set, string annotation) =>
        set.Metadata.Annotations.TryGetValue(annotation, out var text) && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
