using System.Text.Json;
using Navarch.Api;
using Navarch.Api.Apps.V1;
using Navarch.Api.Core.V1;
using Navarch.Api.Json;
using Navarch.Reconciling;

namespace Navarch.Controllers.Workloads;

/// <summary>
/// The template history of StatefulSets and DaemonSets, kept in ControllerRevisions: each holds a patch that brings the
/// workload's template back (<c>kubectl rollout undo</c> applies it).
/// </summary>
public sealed record RevisionHistory
{
    /// <summary>On pods and revisions: the hash of the template they come from.</summary>
    public const string HashLabel = "controller-revision-hash";

    /// <summary>The revision of the present template; not yet made when <see cref="Effects"/> creates it.</summary>
    public required ControllerRevision Current { get; init; }

    /// <summary>All revisions, the oldest first, <see cref="Current"/> last.</summary>
    public required ValueList<ControllerRevision> All { get; init; }

    /// <summary>What must be written before pods of the present template are made.</summary>
    public required ValueList<Effect> Effects { get; init; }

    /// <summary>The history of a workload with its present template in it: made, or moved to the end when it was there before.</summary>
    public static RevisionHistory Of(IKubernetesObject owner, PodTemplateSpec template, ValueList<ControllerRevision> existing, int collisions)
    {
        var ordered = existing.OrderBy(r => r.Revision).ThenBy(r => r.Metadata.CreationTimestamp).ToList();
        var data = DataOf(template);
        var latest = ordered.Count == 0 ? 0 : ordered[^1].Revision;
        var known = ordered.FindLast(r => r.Data == data);
        if (known is not null && known.Revision == latest)
        {
            return new() { Current = known, All = ordered.ToValueList(), Effects = [] };
        }

        if (known is not null)
        {
            var moved = known with { Revision = latest + 1 };
            return new() { Current = moved, All = [.. ordered.Where(r => r != known), moved], Effects = [new Effect.Update(moved)] };
        }

        var hash = DeploymentRevisions.Hash(template, collisions);
        var made = new ControllerRevision
        {
            Metadata = new()
            {
                Namespace = owner.Metadata.Namespace,
                Name = $"{owner.Metadata.Name}-{hash}",
                Labels = template.Metadata.Labels.SetItem(HashLabel, hash),
                Annotations = owner.Metadata.Annotations.Remove("kubectl.kubernetes.io/last-applied-configuration"),
                OwnerReferences = [OwnerReferences.ControllerReference(owner)],
            },
            Data = data,
            Revision = latest + 1,
        };
        return new() { Current = made, All = [.. ordered, made], Effects = [new Effect.Create(made)] };
    }

    /// <summary>The revision's own template; null when it cannot be read.</summary>
    public static PodTemplateSpec? TemplateOf(ControllerRevision revision)
    {
        using var document = revision.Data.ToDocument();
        if (document.RootElement.ValueKind != JsonValueKind.Object ||
            !document.RootElement.TryGetProperty("spec", out var spec) ||
            !spec.TryGetProperty("template", out var template))
        {
            return null;
        }

        // The document holds a patch directive beside the template's fields; it is no field and is passed over.
        var report = new DecodeReport();
        var read = ApiJson.Read<PodTemplateSpec>(JsonSerializer.SerializeToUtf8Bytes(template), report);
        return report.IsSuccess ? read : null;
    }

    /// <summary>The value of <see cref="HashLabel"/> of a revision's pods.</summary>
    public static string HashOf(ControllerRevision revision) => revision.Metadata.Label(HashLabel);

    /// <summary>The deletions of the oldest revisions that are more than are kept and that no pod comes from.</summary>
    public IEnumerable<Effect> Cleanup(IEnumerable<Pod> pods, int kept, params string[] alsoUsed)
    {
        var used = pods.Select(p => p.Metadata.Label(HashLabel)).Concat(alsoUsed).ToHashSet(StringComparer.Ordinal);
        var unused = All.Where(r => r != Current && !used.Contains(HashOf(r)) && !used.Contains(r.Metadata.Name)).ToList();
        return unused.Take(Math.Max(0, unused.Count - kept)).Select(r => new Effect.Delete(r));
    }

    private static RawJson DataOf(PodTemplateSpec template)
    {
        var text = ApiJson.ToText(template);
        return RawJson.Parse("{\"spec\":{\"template\":{\"$patch\":\"replace\"," + text[1..] + "}}");
    }
}
