using Navarch.Api;
using Navarch.Api.Apps.V1;
using Navarch.Api.Core.V1;
using Navarch.Client.Events;
using Navarch.Reconciling;

namespace Navarch.Controllers.Workloads;

/// <summary>
/// What is next for a StatefulSet:
/// 1. each number in order: an ended pod goes, a missing one comes, one on its way is waited for;
/// 2. numbers too many go, the highest first, one at a time;
/// 3. pods of older templates go, the highest first, one at a time, down to the partition.
/// With the policy Parallel steps 1 and 2 do not wait.
/// </summary>
internal sealed class StatefulOrder(
    StatefulSet set, StatefulMembers members, ValueList<PersistentVolumeClaim> claims, ControllerRevision current, ControllerRevision update, DateTimeOffset now)
{
    private readonly List<Effect> effects = [];

    private bool IsOrdered => set.Spec.PodManagementPolicy != PodManagementPolicyTypes.Parallel;

    private int Partition => set.Spec.UpdateStrategy.RollingUpdate?.Partition ?? 0;

    public Decision Decide()
    {
        if (Fill() && Shrink())
        {
            Roll();
        }

        return Decision.Of(effects);
    }

    /// <summary>Gives whether to go on.</summary>
    private bool Fill()
    {
        foreach (var (ordinal, pod) in members.Wanted.AsEnumerable())
        {
            var settled = pod switch
            {
                null => Make(ordinal),
                _ when pod.IsDeleting() => false,
                _ when pod.IsTerminal() => Delete(pod),
                _ => KeepClaims(ordinal) && IsHealthy(pod),
            };
            if (!settled && IsOrdered)
            {
                return false;
            }
        }

        return true;
    }

    private bool Shrink()
    {
        foreach (var (ordinal, pod) in members.Condemned.AsEnumerable())
        {
            if (!pod.IsDeleting())
            {
                effects.AddRange(StatefulPods.ClaimsFor(set, ordinal, claims, pod).Select(c => new Effect.Update(c.Claim)));
                Delete(pod);
            }

            if (IsOrdered)
            {
                return false;
            }
        }

        return members.Condemned.IsEmpty || !IsOrdered;
    }

    private void Roll()
    {
        if (set.Spec.UpdateStrategy.Type == StatefulSetUpdateStrategyTypes.OnDelete)
        {
            return;
        }

        var start = set.Spec.Ordinals?.Start ?? 0;
        foreach (var (_, pod) in members.Wanted.Where(w => w.Ordinal - start >= Partition).Reverse())
        {
            if (pod is null || pod.IsDeleting())
            {
                return;
            }

            if (StatefulPods.RevisionOf(pod) != update.Metadata.Name)
            {
                Delete(pod);
                return;
            }

            if (!IsHealthy(pod))
            {
                return;
            }
        }
    }

    private bool IsHealthy(Pod pod) => pod.Status.Phase == PodPhases.Running && pod.IsAvailable(set.Spec.MinReadySeconds, now);

    private bool Make(int ordinal)
    {
        KeepClaims(ordinal);
        var old = set.Spec.UpdateStrategy.Type != StatefulSetUpdateStrategyTypes.OnDelete && ordinal - (set.Spec.Ordinals?.Start ?? 0) < Partition;
        var revision = old && RevisionHistory.TemplateOf(current) is not null ? current : update;
        var template = revision == update ? set.Spec.Template : RevisionHistory.TemplateOf(revision)!;
        var pod = StatefulPods.PodFor(set, ordinal, revision, template);
        effects.Add(new Effect.Create(pod)
        {
            OnSuccess = EventNote.Normal(set, "SuccessfulCreate", $"create Pod {pod.Metadata.Name} in StatefulSet {set.Metadata.Name} successful"),
            OnFailure = EventNote.Warning(set, "FailedCreate", $"create Pod {pod.Metadata.Name} in StatefulSet {set.Metadata.Name} failed error: {{error}}"),
        });
        return false;
    }

    private bool KeepClaims(int ordinal)
    {
        foreach (var (claim, exists) in StatefulPods.ClaimsFor(set, ordinal, claims, condemned: null))
        {
            effects.Add(exists
                ? new Effect.Update(claim)
                : new Effect.Create(claim, IfAbsent: true)
                {
                    OnFailure = EventNote.Warning(set, "FailedCreate", $"create Claim {claim.Metadata.Name} in StatefulSet {set.Metadata.Name} failed error: {{error}}"),
                });
        }

        return true;
    }

    private bool Delete(Pod pod)
    {
        effects.Add(new Effect.Delete(pod)
        {
            OnSuccess = EventNote.Normal(set, "SuccessfulDelete", $"delete Pod {pod.Metadata.Name} in StatefulSet {set.Metadata.Name} successful"),
            OnFailure = EventNote.Warning(set, "FailedDelete", $"delete Pod {pod.Metadata.Name} in StatefulSet {set.Metadata.Name} failed error: {{error}}"),
        });
        return false;
    }
}
