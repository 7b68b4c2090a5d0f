using Navarch.Api;
using Navarch.Client.Caching;
using Navarch.Reconciling;

namespace Navarch.Controllers.Garbage;

/// <summary>
/// Deletes objects whose owners are gone, and carries out foreground and orphaning deletions.
/// Flow, for an object that (is being deleted?, has owners?):
/// deleting with the <c>orphan</c> finalizer → its dependents forget it, then the finalizer goes;
/// deleting with <c>foregroundDeletion</c> → its dependents are deleted, and once none blocks any more the finalizer goes;
/// not deleting, with owners → each owner is there, is going in the foreground, or is gone; the object goes when none is there.
/// Guarantees: an owner counts as gone only when the API itself says so (by uid); every write is bound to the state decided on.
/// </summary>
public static class GarbageCollector
{
    /// <summary>On an owner: its dependents go first.</summary>
    public const string ForegroundFinalizer = "foregroundDeletion";

    /// <summary>On an owner: its dependents stay and forget it.</summary>
    public const string OrphanFinalizer = "orphan";

    private static readonly IReadOnlyList<KindInfo> Kinds = [.. KindSet.Stored.Where(k => k.Kind != "Event")];

    /// <summary>The controller. Its keys are objects of any kind.</summary>
    public static Controller Define() => new ControllerBuilder().Build();

    /// <summary>The decision. Pure.</summary>
    public static Decision Decide(GarbageObserved observed, DateTimeOffset now)
    {
        var obj = observed.Object;
        if (obj.IsDeleting())
        {
            return obj.Metadata.HasFinalizer(OrphanFinalizer) ? Orphan(observed)
                : obj.Metadata.HasFinalizer(ForegroundFinalizer) ? DeleteForeground(observed)
                : Decision.Nothing;
        }

        return observed.Owners.IsEmpty ? Decision.Nothing : Collect(observed);
    }

    private static Decision Orphan(GarbageObserved observed)
    {
        var forget = observed.Dependents.Select(d => (Effect)new Effect.Update(d.ReleasedBy(observed.Object))).ToList();
        return Decision.Of(forget.Count > 0 ? forget : [WithoutFinalizer(observed.Object, OrphanFinalizer)]);
    }

    private static Decision DeleteForeground(GarbageObserved observed)
    {
        var uid = observed.Object.Metadata.UID;
        var blocking = observed.Dependents.Where(d => d.Metadata.OwnerReferences.Any(r => r.UID == uid && r.BlockOwnerDeletion == true)).ToList();
        if (blocking.Count == 0)
        {
            return Decision.Of(WithoutFinalizer(observed.Object, ForegroundFinalizer));
        }

        // A dependent with another owner that stays only loses this reference: its own look sees to that.
        var going = blocking.Where(d => !d.IsDeleting() && d.Metadata.OwnerReferences.Count == 1);
        return Decision.Of(going.Select(d => new Effect.Delete(d) { Propagation = "Foreground", OnlyIfUnchanged = true }));
    }

    private static Decision Collect(GarbageObserved observed)
    {
        var obj = observed.Object;
        var staying = observed.Owners.Where(o => o.State == OwnerState.Present).ToList();
        if (staying.Count == 0)
        {
            var inForeground = observed.Owners.Any(o => o.State == OwnerState.GoingInForeground) && observed.HasDependents;
            return Decision.Of(new Effect.Delete(obj) { Propagation = inForeground ? "Foreground" : PropagationOf(obj), OnlyIfUnchanged = true });
        }

        return staying.Count == observed.Owners.Count
            ? Decision.Nothing
            : Decision.Of(new Effect.Update(obj.WithMetadata(obj.Metadata with { OwnerReferences = staying.Select(o => o.Reference).ToValueList() })));
    }

    /// <summary>What its own finalizers say, so that a choice made earlier holds.</summary>
    private static string PropagationOf(IKubernetesObject obj) =>
        obj.Metadata.HasFinalizer(OrphanFinalizer) ? "Orphan" : obj.Metadata.HasFinalizer(ForegroundFinalizer) ? "Foreground" : "Background";

    private static Effect.Update WithoutFinalizer(IKubernetesObject obj, string finalizer) =>
        new(obj.WithMetadata(obj.Metadata.WithoutFinalizer(finalizer)));

    /// <summary>The inputs and the observation, with the owners known to be gone.</summary>
    private sealed class ControllerBuilder
    {
        private const int MostRemembered = 4096;
        private readonly Lock gate = new();
        private readonly HashSet<string> goneUids = new(StringComparer.Ordinal);

        public Controller<GarbageKey, GarbageObserved> Build() => Controller.Define<GarbageKey, GarbageObserved>(
            "garbage-collector-controller",
            Kinds.Select(kind => new Watch<GarbageKey>(kind, KeysOf)).ToValueList(),
            ObserveAsync,
            Decide);

        /// <summary>
        /// The object itself if it has owners or a deletion to carry out; when it is gone, its dependents;
        /// and its owners that wait for it.
        /// </summary>
        private static IEnumerable<GarbageKey> KeysOf(CacheChange change, World world)
        {
            var obj = change.Latest;
            if (change.New is null)
            {
                foreach (var dependent in DependentsOf(obj, world))
                {
                    yield return new(dependent.KindInfo, dependent.NamespacedName());
                }
            }
            else if (change.Old is not { } old || Differs(old.Metadata, obj.Metadata))
            {
                yield return new(obj.KindInfo, obj.NamespacedName());
            }

            foreach (var reference in (change.Old?.Metadata.OwnerReferences ?? default).AsEnumerable())
            {
                if (Find(reference, obj.Metadata.Namespace, world) is { } owner && owner.IsDeleting())
                {
                    yield return new(owner.KindInfo, owner.NamespacedName());
                }
            }
        }

        /// <summary>Whether anything changed that can change a decision; most updates are of spec or status only.</summary>
        private static bool Differs(ObjectMeta before, ObjectMeta after) =>
            before.OwnerReferences != after.OwnerReferences || before.Finalizers != after.Finalizers || before.DeletionTimestamp != after.DeletionTimestamp;

        private async ValueTask<GarbageObserved?> ObserveAsync(GarbageKey key, World world, CancellationToken cancellationToken)
        {
            if (world.Of(key.Kind).Get(key.Name) is not { } obj ||
                (obj.IsDeleting() ? obj.Metadata.Finalizers.IsEmpty : obj.Metadata.OwnerReferences.IsEmpty))
            {
                return null;
            }

            if (obj.IsDeleting())
            {
                return new(obj, [], DependentsOf(obj, world).ToValueList());
            }

            var owners = new List<ObservedOwner>();
            foreach (var reference in obj.Metadata.OwnerReferences.AsEnumerable())
            {
                owners.Add(new(reference, await StateOfAsync(reference, obj, world, cancellationToken)));
            }

            return new(obj, owners.ToValueList(), [])
            {
                HasDependents = owners.Exists(o => o.State == OwnerState.GoingInForeground) && DependentsOf(obj, world).Any(),
            };
        }

        private async ValueTask<OwnerState> StateOfAsync(OwnerReference reference, IKubernetesObject dependent, World world, CancellationToken cancellationToken)
        {
            if (KindOf(reference) is not { } kind || (kind.Namespaced && dependent.Metadata.Namespace.Length == 0))
            {
                // A kind not known here, or an owner that cannot be: leave the object alone.
                return OwnerState.Present;
            }

            var cached = Find(reference, dependent.Metadata.Namespace, world);
            if (cached is not null)
            {
                return StateOf(cached);
            }

            lock (gate)
            {
                if (goneUids.Contains(reference.UID))
                {
                    return OwnerState.Gone;
                }
            }

            var live = await world.Client.GetAsync(kind, NameOf(reference, kind, dependent.Metadata.Namespace), cancellationToken);
            if (live.IsSuccess && live.Value.Metadata.UID == reference.UID)
            {
                return StateOf(live.Value);
            }

            if (!live.IsSuccess && !live.IsNotFound)
            {
                throw new IOException($"whether {reference.Kind} {reference.Name} exists could not be learnt: {live.Status.Message}");
            }

            lock (gate)
            {
                if (goneUids.Count >= MostRemembered)
                {
                    goneUids.Clear();
                }

                goneUids.Add(reference.UID);
            }

            return OwnerState.Gone;
        }

        private static OwnerState StateOf(IKubernetesObject owner) =>
            owner.IsDeleting() && owner.Metadata.HasFinalizer(ForegroundFinalizer) ? OwnerState.GoingInForeground : OwnerState.Present;

        private static IKubernetesObject? Find(OwnerReference reference, string ns, World world)
        {
            var owner = KindOf(reference) is { } kind && Kinds.Contains(kind) ? world.Of(kind).Get(NameOf(reference, kind, ns)) : null;
            return owner?.Metadata.UID == reference.UID ? owner : null;
        }

        private static NamespacedName NameOf(OwnerReference reference, KindInfo kind, string ns) => new(kind.Namespaced ? ns : "", reference.Name);

        private static KindInfo? KindOf(OwnerReference reference)
        {
            var slash = reference.APIVersion.IndexOf('/', StringComparison.Ordinal);
            var group = slash < 0 ? "" : reference.APIVersion[..slash];
            foreach (var kind in Kinds)
            {
                if (kind.Kind == reference.Kind && kind.Group == group)
                {
                    return kind;
                }
            }

            return null;
        }

        private static IEnumerable<IKubernetesObject> DependentsOf(IKubernetesObject owner, World world) =>
            Kinds.SelectMany(kind => world.Of(kind).OwnedBy<IKubernetesObject>(owner.Metadata.UID));
    }
}

/// <summary>An object of any kind.</summary>
public readonly record struct GarbageKey(KindInfo Kind, NamespacedName Name);

/// <summary>What became of an owner.</summary>
public enum OwnerState
{
    /// <summary>It is there, or cannot be judged.</summary>
    Present,

    /// <summary>It is being deleted and waits for its dependents.</summary>
    GoingInForeground,

    /// <summary>The API says it is gone.</summary>
    Gone,
}

/// <summary>An owner reference and what became of the owner.</summary>
public sealed record ObservedOwner(OwnerReference Reference, OwnerState State);

/// <summary>An object with its owners, and while it is being deleted its dependents.</summary>
public sealed record GarbageObserved(IKubernetesObject Object, ValueList<ObservedOwner> Owners, ValueList<IKubernetesObject> Dependents)
{
    /// <summary>Whether objects depend on it; only looked at when an owner is going in the foreground.</summary>
    public bool HasDependents { get; init; }
}
