using Navarch.Api.Core.V1;

namespace Navarch.Controllers.Volumes;

/// <summary>Where volumes of node folders lie.</summary>
internal static class LocalVolumes
{
    /// <summary>The label that names a node's host.</summary>
    public const string HostLabel = "kubernetes.io/hostname";

    /// <summary>The host whose folder the volume is; null when it is not one of ours.</summary>
    public static string? NodeOf(PersistentVolume volume)
    {
        if (volume.Metadata.Annotations.TryGetValue(VolumeMarks.ProvisionedBy, out var by) && by == VolumeMarks.LocalProvisioner
            && volume.Spec.NodeAffinity?.Required is { NodeSelectorTerms: { Count: 1 } terms })
        {
            var requirement = terms[0].MatchExpressions.FirstOrDefault(r => r.Key == HostLabel);
            return requirement is { Values.Count: 1 } ? requirement.Values[0] : null;
        }

        return null;
    }
}
