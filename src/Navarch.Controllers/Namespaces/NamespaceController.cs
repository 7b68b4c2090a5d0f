using Navarch.Api;
using Navarch.Api.Core.V1;
using Navarch.Client;
using Navarch.Reconciling;

namespace Navarch.Controllers.Namespaces;

/// <summary>
/// Empties namespaces that are being deleted, then lets them go.
/// Flow: the namespace is deleting → delete the objects of every kind in it → when the API shows none → take the
/// <c>kubernetes</c> finalizer away.
/// Guarantees: the finalizer goes only after lists of every kind came back empty. Caveat: objects with finalizers of their own
/// stay until those are done; the conditions say which.
/// </summary>
public static class NamespaceController
{
    private const string Finalizer = "kubernetes";
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(5);

    /// <summary>The controller.</summary>
    public static Controller Define() => Controller.Define<NamespacedName, NamespaceObserved>(
        "namespace-controller",
        [
            Watch.Self<Namespace>(),
            .. KindSet.Namespaced.Where(k => k.Kind != "Event").Select(kind => new Watch<NamespacedName>(kind, (change, world) =>
                change.New is null && world.Of<Namespace>().Get("", change.Latest.Metadata.Namespace) is { Metadata.DeletionTimestamp: not null } ns
                    ? [ns.NamespacedName()]
                    : [])),
        ],
        ObserveAsync,
        Decide);

    /// <summary>The decision. Pure.</summary>
    public static Decision Decide(NamespaceObserved observed, DateTimeOffset now)
    {
        var ns = observed.Namespace;
        if (observed.Remaining.IsEmpty && observed.Failures.IsEmpty)
        {
            return Decision.Of(new Effect.Update(ns with { Spec = ns.Spec with { Finalizers = ns.Spec.Finalizers.Where(f => f != Finalizer).ToValueList() } }, "finalize"));
        }

        var status = ns.Status with { Phase = NamespacePhases.Terminating, Conditions = NamespaceConditions.Of(observed, now) };
        var deletions = observed.Remaining.Where(r => r.Untouched > 0).Select(r => (Effect)new Effect.DeleteCollection(r.Kind, ns.Metadata.Name));
        return Decision
            .Of(status == ns.Status ? deletions : deletions.Prepend(Effect.UpdateStatus(ns with { Status = status })))
            .Again(LookAgain);
    }

    private static async ValueTask<NamespaceObserved?> ObserveAsync(NamespacedName key, World world, CancellationToken cancellationToken)
    {
        if (world.Of<Namespace>().Get(key) is not { Metadata.DeletionTimestamp: not null } ns || !ns.Spec.Finalizers.Contains(Finalizer))
        {
            return null;
        }

        var remaining = new List<RemainingContent>();
        var failures = new List<string>();
        foreach (var kind in KindSet.Namespaced)
        {
            var list = await world.Client.ListAsync(kind, new ListQuery { Namespace = key.Name }, cancellationToken);
            if (list.IsNotFound)
            {
                continue;
            }

            if (!list.IsSuccess)
            {
                failures.Add($"{kind}: {list.Status.Message}");
            }
            else if (list.Value.Items.Count > 0)
            {
                var items = list.Value.Items;
                remaining.Add(new(kind, items.Count, items.Count(o => o.Metadata.DeletionTimestamp is null))
                {
                    Finalizers = items.SelectMany(o => o.Metadata.Finalizers).CountBy(f => f).OrderBy(f => f.Key, StringComparer.Ordinal).ToValueList(),
                });
            }
        }

        return new(ns, remaining.ToValueList(), failures.ToValueList());
    }
}

/// <summary>The objects of one kind left in a namespace.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Count">How many there are.</param>
/// <param name="Untouched">How many of them are not being deleted yet.</param>
public sealed record RemainingContent(KindInfo Kind, int Count, int Untouched)
{
    /// <summary>The finalizers that hold objects, with the number of objects each.</summary>
    public ValueList<KeyValuePair<string, int>> Finalizers { get; init; }
}

/// <summary>A namespace that is being deleted.</summary>
/// <param name="Namespace">The namespace.</param>
/// <param name="Remaining">What is left in it.</param>
/// <param name="Failures">The kinds that could not be listed, and why.</param>
public sealed record NamespaceObserved(Namespace Namespace, ValueList<RemainingContent> Remaining, ValueList<string> Failures);
