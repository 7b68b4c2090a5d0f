namespace Navarch.ApiServer.Verbs;

/// <summary>
/// The rules of deletion. Present and not deleting: it goes at once when nothing holds it and no grace is given, else it is
/// marked. Present and deleting: grace may only get shorter; with none left and no finalizer it goes.
/// </summary>
internal static class Deletion
{
    internal const string ForegroundFinalizer = "foregroundDeletion";
    internal const string OrphanFinalizer = "orphan";

    /// <summary>Whether an object that is being deleted has nothing left that holds it.</summary>
    public static bool IsComplete(IKubernetesObject obj, ResourceStrategy strategy) =>
        obj.Metadata is { DeletionTimestamp: not null, Finalizers.IsEmpty: true, DeletionGracePeriodSeconds: null or 0 } && !strategy.IsHeld(obj);

    /// <summary>The state of the object once the deletion was asked for; it is to be removed when <see cref="IsComplete"/> says so.</summary>
    public static IKubernetesObject Begin(IKubernetesObject obj, DeleteOptions options, ResourceStrategy strategy, DateTimeOffset now)
    {
        var meta = obj.Metadata with { Finalizers = FinalizersFor(obj.Metadata.Finalizers, options, strategy) };
        var grace = Math.Max(0, strategy.GracePeriod(obj, options));
        if (meta.DeletionTimestamp is not { } due)
        {
            var begun = obj.WithMetadata(meta with
            {
                DeletionTimestamp = now.AddSeconds(grace),
                DeletionGracePeriodSeconds = grace,
                Generation = meta.Generation > 0 ? meta.Generation + 1 : 0,
            });
            return strategy.PrepareForDeletion(begun);
        }

        var before = meta.DeletionGracePeriodSeconds ?? 0;
        if (options.GracePeriodSeconds is not null && grace < before)
        {
            meta = meta with { DeletionTimestamp = due.AddSeconds(grace - before), DeletionGracePeriodSeconds = grace };
        }

        return obj.WithMetadata(meta);
    }

    /// <summary>Why the options do not fit the object, or null.</summary>
    public static Status? CheckPreconditions(KindInfo kind, IKubernetesObject obj, DeleteOptions options)
    {
        var meta = obj.Metadata;
        if (options.Preconditions?.UID is { } uid && uid != meta.UID)
        {
            return Failures.Conflict(
                kind, meta.Name, $"the UID in the precondition ({uid}) does not match the UID in record ({meta.UID}). The object might have been deleted and then recreated");
        }

        return options.Preconditions?.ResourceVersion is { } version && version != meta.ResourceVersion
            ? Failures.Conflict(
                kind, meta.Name, $"the ResourceVersion in the precondition ({version}) does not match the ResourceVersion in record ({meta.ResourceVersion}). The object might have been modified")
            : null;
    }

    private static ValueList<string> FinalizersFor(ValueList<string> finalizers, DeleteOptions options, ResourceStrategy strategy)
    {
        var policy = options switch
        {
            { OrphanDependents: true } => "Orphan",
            { OrphanDependents: false } => "Background",
            { PropagationPolicy: { Length: > 0 } asked } => asked,
            _ when finalizers.Contains(OrphanFinalizer, StringComparer.Ordinal) => "Orphan",
            _ when finalizers.Contains(ForegroundFinalizer, StringComparer.Ordinal) => "Foreground",
            _ => strategy.OrphansByDefault ? "Orphan" : "Background",
        };
        var wanted = policy switch { "Orphan" => OrphanFinalizer, "Foreground" => ForegroundFinalizer, _ => "" };
        var kept = finalizers.Where(f => f is not (OrphanFinalizer or ForegroundFinalizer) || f == wanted).ToValueList();
        return wanted.Length == 0 || kept.Contains(wanted, StringComparer.Ordinal) ? kept : kept.Add(wanted);
    }
}
