using Navarch.Api.Core.V1;

namespace Navarch.Api.Validation;

/// <summary>Rules for a pod's volumes: each has a name of its own and exactly one source.</summary>
internal static class VolumeRules
{
    public static void Validate(ValueList<Volume> volumes, FieldPath path, ErrorList errors)
    {
        for (var i = 0; i < volumes.Count; i++)
        {
            var (volume, at) = (volumes[i], path.Index(i));
            errors.Check(at, "name", volume.Name, Names.Dns1123LabelProblem);
            if (volume.Name.Length > 0 && IsTaken(volumes, volume.Name, i))
            {
                errors.Duplicate(at.Child("name"), volume.Name);
            }

            var sources = new VolumeSources(at, errors);
            Own(volume, ref sources);
            RemoteVolumeRules.Validate(volume, ref sources);
            sources.Finish();
        }
    }

    /// <summary>A folder or file of the node.</summary>
    public static void HostPath(HostPathVolumeSource source, FieldPath path, ErrorList errors)
    {
        if (FileRules.HasBackstep(source.Path))
        {
            errors.Invalid(path.Child("path"), source.Path, "must not contain '..'");
        }
    }

    private static bool IsTaken(ValueList<Volume> volumes, string name, int before)
    {
        for (var i = 0; i < before; i++)
        {
            if (volumes[i].Name == name)
            {
                return true;
            }
        }

        return false;
    }

    // Sources that the cluster itself knows.
    private static void Own(Volume volume, ref VolumeSources sources)
    {
        var errors = sources.Errors;
        if (sources.Is(volume.EmptyDir, "emptyDir", out var empty) && empty.SizeLimit is { Sign: < 0 })
        {
            errors.Forbidden(sources.Path("emptyDir").Child("sizeLimit"), "SizeLimit field must be a valid resource quantity");
        }

        if (sources.Is(volume.HostPath, "hostPath", out var host))
        {
            HostPath(host, sources.Path("hostPath"), errors);
        }

        if (sources.Is(volume.Secret, "secret", out var secret))
        {
            var at = sources.Path("secret");
            FileRules.Mode(secret.DefaultMode, at, "defaultMode", errors);
            FileRules.Items(secret.Items, at, errors);
        }

        if (sources.Is(volume.ConfigMap, "configMap", out var map))
        {
            var at = sources.Path("configMap");
            errors.Needs(at, "name", map.Name);
            FileRules.Mode(map.DefaultMode, at, "defaultMode", errors);
            FileRules.Items(map.Items, at, errors);
        }

        if (sources.Is(volume.DownwardAPI, "downwardAPI", out var downward))
        {
            FileRules.Mode(downward.DefaultMode, sources.Path("downwardAPI"), "defaultMode", errors);
            FileRules.Items(downward.Items, sources.Path("downwardAPI"), errors);
        }

        if (sources.Is(volume.Projected, "projected", out var projected))
        {
            ProjectionRules.Validate(projected, sources.Path("projected"), errors);
        }

        sources.Count(volume.PersistentVolumeClaim, "persistentVolumeClaim");
        sources.Count(volume.Image, "image");
        if (sources.Is(volume.Ephemeral, "ephemeral", out var ephemeral))
        {
            Ephemeral(ephemeral, sources.Path("ephemeral"), errors);
        }

        if (sources.Is(volume.CSI, "csi", out var csi))
        {
            var at = sources.Path("csi");
            errors.Check(at, "driver", csi.Driver, Names.CsiDriverProblem);
            if (csi.NodePublishSecretRef is { } reference)
            {
                errors.Needs(at.Child("nodePublishSecretRef"), "name", reference.Name);
            }
        }
    }

    private static void Ephemeral(EphemeralVolumeSource source, FieldPath path, ErrorList errors)
    {
        var at = path.Child("volumeClaimTemplate");
        if (source.VolumeClaimTemplate is not { } template)
        {
            errors.Required(at);
            return;
        }

        var metadata = at.Child("metadata");
        MetadataRules.Labels(template.Metadata.Labels, metadata.Child("labels"), errors);
        MetadataRules.Annotations(template.Metadata.Annotations, metadata.Child("annotations"), errors);
        const string Detail = "only annotations and labels may be set";
        errors.Absent(template.Metadata.Name.Length == 0, metadata, "name", Detail);
        errors.Absent(template.Metadata.GenerateName.Length == 0, metadata, "generateName", Detail);
        errors.Absent(template.Metadata.Namespace.Length == 0, metadata, "namespace", Detail);
        errors.Absent(template.Metadata.OwnerReferences.IsEmpty, metadata, "ownerReferences", Detail);
        errors.Absent(template.Metadata.Finalizers.IsEmpty, metadata, "finalizers", Detail);
        ClaimRules.ValidateSpec(template.Spec, at.Child("spec"), errors);
    }
}
