using System.Globalization;
using Navarch.Api;
using Navarch.Api.Apps.V1;
using Navarch.Api.Core.V1;
using Navarch.Api.Json;
using Navarch.Reconciling;

namespace Navarch.Controllers.Workloads;

/// <summary>Revisions of a Deployment: which set is which, their numbers, and how long they are kept.</summary>
public static class DeploymentRevisions
{
    /// <summary>On pods and sets: the hash of the template they come from.</summary>
    public const string HashLabel = "pod-template-hash";

    /// <summary>On sets and Deployments: the revision's number.</summary>
    public const string RevisionAnnotation = "deployment.kubernetes.io/revision";

    /// <summary>On sets: the numbers the same template had before.</summary>
    public const string HistoryAnnotation = "deployment.kubernetes.io/revision-history";

    private const string LastAppliedAnnotation = "kubectl.kubernetes.io/last-applied-configuration";
    private const int LongestHistory = 2000;

    /// <summary>The set's own annotations, which do not come from the Deployment.</summary>
    private static readonly string[] OwnAnnotations =
        [LastAppliedAnnotation, RevisionAnnotation, HistoryAnnotation, RolloutScaling.DesiredAnnotation, RolloutScaling.MaxAnnotation, "deprecated.deployment.rollback.to"];

    /// <summary>Whether the set was made from that template.</summary>
    public static bool IsOf(ReplicaSet set, PodTemplateSpec template)
    {
        var own = set.Spec.Template;
        return own.Spec == template.Spec && (own with { Metadata = WithoutHash(own.Metadata) }) == (template with { Metadata = WithoutHash(template.Metadata) });
    }

    /// <summary>
    /// The change that gives the current set its annotations, revision number and minReadySeconds, or the Deployment its
    /// revision number; null when both are as they should be.
    /// </summary>
    public static Effect? BringUpToDate(Rollout rollout)
    {
        if (rollout.New is not { } current)
        {
            return null;
        }

        var wanted = current with
        {
            Metadata = current.Metadata with { Annotations = Annotations(rollout, current.Metadata.Annotations, exists: true) },
            Spec = current.Spec with { MinReadySeconds = rollout.Deployment.Spec.MinReadySeconds },
        };
        if (wanted != current)
        {
            return new Effect.Update(wanted);
        }

        var meta = rollout.Deployment.Metadata;
        var revision = current.Metadata.Annotations[RevisionAnnotation];
        return meta.Annotations.TryGetValue(RevisionAnnotation, out var was) && was == revision
            ? null
            : new Effect.Update(rollout.Deployment with { Metadata = meta with { Annotations = meta.Annotations.SetItem(RevisionAnnotation, revision) } });
    }

    /// <summary>A set of the current template, not yet made.</summary>
    public static ReplicaSet NewSet(Rollout rollout, int size)
    {
        var deployment = rollout.Deployment;
        var template = deployment.Spec.Template;
        var hash = Hash(template, deployment.Status.CollisionCount ?? 0);
        var labels = template.Metadata.Labels.SetItem(HashLabel, hash);
        var selector = deployment.Spec.Selector!;
        return new()
        {
            Metadata = new()
            {
                Namespace = deployment.Metadata.Namespace,
                Name = $"{deployment.Metadata.Name}-{hash}",
                Labels = labels,
                Annotations = Annotations(rollout, default, exists: false),
                OwnerReferences = [OwnerReferences.ControllerReference(deployment)],
            },
            Spec = new()
            {
                Replicas = size,
                MinReadySeconds = deployment.Spec.MinReadySeconds,
                Selector = selector with { MatchLabels = selector.MatchLabels.SetItem(HashLabel, hash) },
                Template = template with { Metadata = template.Metadata with { Labels = labels } },
            },
        };
    }

    /// <summary>The deletions of the oldest revisions that are more than the Deployment keeps and hold no pods.</summary>
    public static IEnumerable<Effect> Cleanup(Rollout rollout)
    {
        if (rollout.Deployment.Spec.RevisionHistoryLimit is not { } kept)
        {
            return [];
        }

        var candidates = rollout.Old.Where(s => s.Metadata.DeletionTimestamp is null).ToList();
        return candidates
            .OrderBy(Revision)
            .Take(Math.Max(0, candidates.Count - kept))
            .Where(s => s.Size() == 0 && s.Status.Replicas == 0 && s.Status.ObservedGeneration >= s.Metadata.Generation)
            .Select(s => new Effect.Delete(s) { OnlyIfUnchanged = true });
    }

    /// <summary>The revision's number; 0 when it has none.</summary>
    public static long Revision(ReplicaSet set) => Revision(set.Metadata.Annotations);

    /// <summary>A short name-safe hash of a template; <paramref name="collisions"/> makes another one when the first is taken.</summary>
    public static string Hash(PodTemplateSpec template, int collisions)
    {
        // No vowels and no look-alikes: no hash reads as a word.
        const string Alphabet = "bcdfghjklmnpqrstvwxz2456789";
        var bits = Fnv(ApiJson.ToBytes(template), collisions);
        Span<char> text = stackalloc char[10];
        for (var i = 0; i < text.Length; i++)
        {
            text[i] = Alphabet[(int)(bits % (ulong)Alphabet.Length)];
            bits /= (ulong)Alphabet.Length;
        }

        return new(text);
    }

    private static ulong Fnv(ReadOnlySpan<byte> bytes, int seed)
    {
        var hash = 14695981039346656037UL ^ (uint)seed;
        foreach (var b in bytes)
        {
            hash = (hash ^ b) * 1099511628211UL;
        }

        // The low bits of FNV are weak on their own: fold the high ones in.
        return hash ^ (hash >> 29);
    }

    private static ObjectMeta WithoutHash(ObjectMeta metadata) => metadata with { Labels = metadata.Labels.Remove(HashLabel) };

    /// <summary>The Deployment's annotations, the set's own ones, and a revision number above all others.</summary>
    private static ValueMap<string> Annotations(Rollout rollout, ValueMap<string> annotations, bool exists)
    {
        foreach (var (key, value) in rollout.Deployment.Metadata.Annotations)
        {
            if (!OwnAnnotations.Contains(key, StringComparer.Ordinal))
            {
                annotations = annotations.SetItem(key, value);
            }
        }

        var wanted = rollout.Old.Select(Revision).DefaultIfEmpty(0).Max() + 1;
        var was = Revision(annotations);
        if (was >= wanted)
        {
            return annotations;
        }

        if (exists && was > 0)
        {
            annotations.TryGetValue(HistoryAnnotation, out var history);
            history = string.IsNullOrEmpty(history) ? Text(was) : $"{history},{Text(was)}";
            while (history.Length > LongestHistory && history.IndexOf(',', StringComparison.Ordinal) is var comma and >= 0)
            {
                history = history[(comma + 1)..];
            }

            annotations = annotations.SetItem(HistoryAnnotation, history);
        }

        return annotations.SetItem(RevisionAnnotation, Text(wanted));
    }

    private static long Revision(ValueMap<string> annotations) =>
        annotations.TryGetValue(RevisionAnnotation, out var text) && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
