using Navarch.Api.Rbac.V1;

namespace Navarch.ApiServer.Authorization;

/// <summary>
/// Role-based access: who is bound to a role may what its rules say. The roles are read from the store once and followed from there;
/// members of system:masters may everything.
/// </summary>
internal sealed class RbacAuthorizer(IStore store, ResourceRegistry registry) : IAuthorizer
{
    private static readonly KindInfo[] Kinds = [Role.Info, ClusterRole.Info, RoleBinding.Info, ClusterRoleBinding.Info];

    private readonly RbacIndex index = new();
    private readonly Dictionary<KindInfo, long> loaded = [];

    /// <inheritdoc/>
    public AccessDecision Authorize(UserInfo user, AccessRequest request) =>
        user.IsMaster || index.RulesOf(user).Allow(request) ? new AccessDecision(true, "") : new AccessDecision(false, "");

    /// <summary>The rules of a user in a namespace.</summary>
    public IEnumerable<PolicyRule> RulesOf(UserInfo user, string ns) => user.IsMaster
        ? [new PolicyRule { Verbs = ["*"], APIGroups = ["*"], Resources = ["*"] }, new PolicyRule { Verbs = ["*"], NonResourceURLs = ["*"] }]
        : index.RulesOf(user).In(ns);

    /// <summary>Reads what the store holds.</summary>
    public void Load()
    {
        foreach (var kind in Kinds)
        {
            var resource = registry.Of(kind);
            var snapshot = store.Snapshot(resource.Bucket).Snapshot!;
            foreach (var entry in snapshot.Range(""))
            {
                index.Put(resource.Decode(entry));
            }

            loaded[kind] = snapshot.Revision;
        }
    }

    /// <summary>Follows the store until cancelled.</summary>
    public Task FollowAsync(CancellationToken cancellationToken) => Task.WhenAll(Kinds.Select(kind => FollowAsync(registry.Of(kind), loaded[kind], cancellationToken)));

    private async Task FollowAsync(ServedResource resource, long after, CancellationToken cancellationToken)
    {
        // The store keeps more history than this reader can ever fall behind: it does nothing but put objects into dictionaries.
        using var watch = store.Watch(resource.Bucket, "", after).Watch!;
        try
        {
            while (true)
            {
                foreach (var change in await watch.NextAsync(cancellationToken))
                {
                    if (change.Type == StoreEventType.Put)
                    {
                        index.Put(resource.Decode(change.Entry));
                    }
                    else
                    {
                        index.Remove(resource.Decode(change.Entry));
                    }
                }
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The server stops.
        }
    }
}
