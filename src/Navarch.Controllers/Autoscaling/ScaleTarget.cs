using Navarch.Api;
using Navarch.Api.Apps.V1;
using Navarch.Api.Autoscaling.V2;
using Navarch.Api.Core.V1;
using Navarch.Reconciling;

namespace Navarch.Controllers.Autoscaling;

/// <summary>What an autoscaler scales: how many replicas it is told to have, and which pods are its own.</summary>
/// <param name="Object">The object.</param>
/// <param name="Replicas">The replicas its spec asks for.</param>
/// <param name="StatusReplicas">The replicas it has.</param>
/// <param name="Selector">Which pods are its own.</param>
public sealed record ScaleTarget(IKubernetesObject Object, int Replicas, int StatusReplicas, LabelSelector? Selector)
{
    /// <summary>The object a reference names; null when there is none, or its kind has no scale.</summary>
    public static ScaleTarget? Find(World world, string ns, CrossVersionObjectReference reference)
    {
        var name = new NamespacedName(ns, reference.Name);
        return (GroupOf(reference.APIVersion), reference.Kind) switch
        {
            ("apps", "Deployment") when world.Of<Deployment>().Get(name) is { } o => new(o, o.Spec.Replicas ?? 1, o.Status.Replicas, o.Spec.Selector),
            ("apps", "ReplicaSet") when world.Of<ReplicaSet>().Get(name) is { } o => new(o, o.Spec.Replicas ?? 1, o.Status.Replicas, o.Spec.Selector),
            ("apps", "StatefulSet") when world.Of<StatefulSet>().Get(name) is { } o => new(o, o.Spec.Replicas ?? 1, o.Status.Replicas, o.Spec.Selector),
            ("", "ReplicationController") when world.Of<ReplicationController>().Get(name) is { } o =>
                new(o, o.Spec.Replicas ?? 1, o.Status.Replicas, new LabelSelector { MatchLabels = o.Spec.Selector }),
            _ => null,
        };
    }

    private static string GroupOf(string apiVersion) => apiVersion.IndexOf('/', StringComparison.Ordinal) is >= 0 and var at ? apiVersion[..at] : "";
}
