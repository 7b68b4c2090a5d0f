using Navarch.Api.Core.V1;

namespace Navarch.Api.Validation;

/// <summary>What the writer of volumes should know: sources that no node serves any more, and settings under old names.</summary>
internal static class VolumeWarnings
{
    private const string OldClass = "volume.beta.kubernetes.io/storage-class";
    private const string OldOptions = "volume.beta.kubernetes.io/mount-options";
    private const string UseClass = "deprecated since v1.8; use \"storageClassName\" attribute instead";

    /// <summary>The warnings of the volumes of a pod.</summary>
    public static void Find(ValueList<Volume> volumes, string at, List<string> found)
    {
        for (var i = 0; i < volumes.Count; i++)
        {
            var volume = volumes[i];
            Old(volume.GitRepo, "gitRepo", "deprecated in v1.11, and disabled by default in v1.33+");
            Old(volume.PhotonPersistentDisk, "photonPersistentDisk", "deprecated in v1.11, non-functional in v1.16+");
            Old(volume.ScaleIO, "scaleIO", "deprecated in v1.16, non-functional in v1.22+");
            Old(volume.Flocker, "flocker", "deprecated in v1.22, non-functional in v1.25+");
            Old(volume.StorageOS, "storageOS", "deprecated in v1.22, non-functional in v1.25+");
            Old(volume.Quobyte, "quobyte", "deprecated in v1.22, non-functional in v1.25+");
            Old(volume.Glusterfs, "glusterfs", "deprecated in v1.25, non-functional in v1.26+");
            Old(volume.CephFS, "cephfs", "deprecated in v1.28, non-functional in v1.31+");
            Old(volume.RBD, "rbd", "deprecated in v1.28, non-functional in v1.31+");
            if (volume.Ephemeral?.VolumeClaimTemplate is { } template)
            {
                found.AddRange(Claim(template.Metadata, template.Spec, $"{at}[{i}].ephemeral.volumeClaimTemplate."));
            }

            if (volume.EmptyDir?.SizeLimit is { } limit && limit.MilliValue() % 1000 != 0)
            {
                found.Add($"{at}[{i}].emptyDir.sizeLimit: fractional byte value \"{limit}\" is invalid, must be an integer");
            }

            void Old(object? source, string name, string why)
            {
                if (source is not null)
                {
                    found.Add($"{at}[{i}].{name}: {why}");
                }
            }
        }
    }

    /// <summary>The warnings of a claim.</summary>
    public static IEnumerable<string> Of(PersistentVolumeClaim claim, PersistentVolumeClaim? old) => Claim(claim.Metadata, claim.Spec, "");

    /// <summary>The warnings of a persistent volume.</summary>
    public static IEnumerable<string> Of(PersistentVolume volume, PersistentVolume? old)
    {
        if (volume.Metadata.Annotations.ContainsKey(OldClass))
        {
            yield return $"metadata.annotations[{OldClass}]: {UseClass}";
        }

        if (volume.Metadata.Annotations.ContainsKey(OldOptions))
        {
            yield return $"metadata.annotations[{OldOptions}]: deprecated since v1.31; use \"mountOptions\" attribute instead";
        }

        var spec = volume.Spec;
        if (spec.PersistentVolumeReclaimPolicy == PersistentVolumeReclaimPolicies.Recycle)
        {
            yield return "spec.persistentVolumeReclaimPolicy: The Recycle reclaim policy is deprecated. Instead, the recommended approach is to use dynamic provisioning.";
        }

        foreach (var (source, name, why) in ((object?, string, string)[])
        [
            (spec.PhotonPersistentDisk, "photonPersistentDisk", "deprecated in v1.11, non-functional in v1.16+"),
            (spec.ScaleIO, "scaleIO", "deprecated in v1.16, non-functional in v1.22+"),
            (spec.StorageOS, "storageOS", "deprecated in v1.22, non-functional in v1.25+"),
            (spec.Glusterfs, "glusterfs", "deprecated in v1.25, non-functional in v1.26+"),
            (spec.CephFS, "cephfs", "deprecated in v1.28, non-functional in v1.31+"),
            (spec.RBD, "rbd", "deprecated in v1.28, non-functional in v1.31+"),
        ])
        {
            if (source is not null)
            {
                yield return $"spec.{name}: {why}";
            }
        }

        var found = new List<string>();
        ContainerWarnings.Fractions(spec.Capacity, "spec.capacity", found);
        foreach (var warning in found)
        {
            yield return warning;
        }
    }

    private static List<string> Claim(ObjectMeta metadata, PersistentVolumeClaimSpec spec, string before)
    {
        var found = new List<string>();
        if (metadata.Annotations.ContainsKey(OldClass))
        {
            found.Add($"{before}metadata.annotations[{OldClass}]: {UseClass}");
        }

        ContainerWarnings.Fractions(spec.Resources.Requests, $"{before}spec.resources.requests", found);
        ContainerWarnings.Fractions(spec.Resources.Limits, $"{before}spec.resources.limits", found);
        return found;
    }
}
