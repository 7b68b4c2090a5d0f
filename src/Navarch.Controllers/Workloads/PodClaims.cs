using Navarch.Api;
using Navarch.Api.Core.V1;
using Navarch.Reconciling;

namespace Navarch.Controllers.Workloads;

/// <summary>The pods that are, or could become, a workload's own.</summary>
public sealed record PodClaims
{
    /// <summary>The pods that name it their controller, in any state.</summary>
    public ValueList<Pod> Owned { get; init; }

    /// <summary>The active pods that match its selector and have no controller.</summary>
    public ValueList<Pod> Orphans { get; init; }

    /// <summary>Whether the API says that the workload is still there and not being deleted; asked only when there are orphans.</summary>
    public bool MayAdopt { get; init; } = true;

    /// <summary>Looks the pods up.</summary>
    internal static async ValueTask<PodClaims> ObserveAsync(IKubernetesObject owner, LabelSelector? selector, World world, CancellationToken cancellationToken)
    {
        var pods = world.Of<Pod>();
        var orphans = pods.Select(owner.Metadata.Namespace, selector).Where(p => p.Metadata.ControllerOwner() is null && p.IsActive()).ToValueList();
        var claims = new PodClaims { Owned = pods.ControlledBy(owner.Metadata.UID).ToValueList(), Orphans = orphans };
        if (orphans.IsEmpty)
        {
            return claims;
        }

        // The cache may not know yet that the workload is gone or going; what it adopted then would be deleted with it.
        var live = await world.Client.GetAsync(owner.KindInfo, owner.NamespacedName(), cancellationToken);
        return claims with { MayAdopt = live.IsSuccess && live.Value.Metadata.UID == owner.Metadata.UID && !live.Value.IsDeleting() };
    }

    /// <summary>
    /// The pods that are the workload's after this run. Of a pod that (is ours?, matches?): ours and matching stays; ours and
    /// not matching is released; nobody's and matching is adopted. A workload that is being deleted changes no reference.
    /// </summary>
    /// <param name="owner">The workload.</param>
    /// <param name="selector">Which pods are its own.</param>
    /// <param name="effects">Where adoptions and releases go.</param>
    public List<Pod> Settle(IKubernetesObject owner, LabelSelector? selector, List<Effect> effects)
    {
        var mayChange = !owner.IsDeleting() && MayAdopt;
        var pods = new List<Pod>(Owned.Count);
        foreach (var pod in Owned)
        {
            if (LabelSelectors.Matches(selector, pod.Metadata.Labels))
            {
                pods.Add(pod);
            }
            else if (mayChange)
            {
                effects.Add(new Effect.Update(pod.ReleasedBy(owner)));
            }
        }

        if (mayChange)
        {
            foreach (var orphan in Orphans)
            {
                var adopted = (Pod)orphan.AdoptedBy(owner);
                effects.Add(new Effect.Update(adopted));
                pods.Add(adopted);
            }
        }

        return pods;
    }

    /// <summary>The workloads of a kind whose selector takes in a pod that has no controller.</summary>
    /// <param name="pod">The pod.</param>
    /// <param name="candidates">The workloads of the pod's namespace.</param>
    /// <param name="selectorOf">A workload's selector.</param>
    internal static IEnumerable<NamespacedName> Wanting<T>(Pod pod, IEnumerable<T> candidates, Func<T, LabelSelector?> selectorOf)
        where T : IKubernetesObject =>
        candidates.Where(c => selectorOf(c) is { } selector && !LabelSelectors.IsEmpty(selector) && LabelSelectors.Matches(selector, pod.Metadata.Labels)).Select(c => c.NamespacedName());
}
