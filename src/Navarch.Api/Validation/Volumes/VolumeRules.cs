using Navarch.Api.Core.V1;

namespace Navarch.Api.Validation;

/// <summary>Rules for a pod's volumes.</summary>
internal static class VolumeRules
{
    private const int MaxFileMode = 0x1FF;

    /// <summary>Validates the volumes and gives them by name.</summary>
    public static Dictionary<string, Volume> Validate(ValueList<Volume> volumes, FieldPath path, ErrorList errors)
    {
        var byName = new Dictionary<string, Volume>(StringComparer.Ordinal);
        for (var i = 0; i < volumes.Count; i++)
        {
            var volume = volumes[i];
            var at = path.Index(i);
            if (volume.Name.Length == 0)
            {
                errors.Required(at.Child("name"));
            }
            else
            {
                errors.Check(at.Child("name"), volume.Name, Names.Dns1123LabelProblem(volume.Name));
                if (!byName.TryAdd(volume.Name, volume))
                {
                    errors.Duplicate(at.Child("name"), volume.Name);
                }
            }

            Source(volume, at, errors);
        }

        return byName;
    }

    /// <summary>A relative path that stays below its folder.</summary>
    public static void LocalPath(string value, FieldPath path, ErrorList errors)
    {
        if (value.StartsWith('/'))
        {
            errors.Invalid(path, value, "must be a relative path");
        }
        else if (value.Split('/').Contains(".."))
        {
            errors.Invalid(path, value, "must not contain '..'");
        }
    }

    private static void Source(Volume volume, FieldPath path, ErrorList errors)
    {
        var sources = new List<string>();
        void Count(object? source, string name)
        {
            if (source is not null)
            {
                sources.Add(name);
            }
        }

        Count(volume.EmptyDir, "emptyDir");
        Count(volume.HostPath, "hostPath");
        Count(volume.ConfigMap, "configMap");
        Count(volume.Secret, "secret");
        Count(volume.Projected, "projected");
        Count(volume.DownwardAPI, "downwardAPI");
        Count(volume.PersistentVolumeClaim, "persistentVolumeClaim");
        Count(volume.CSI, "csi");
        Count(volume.NFS, "nfs");
        Count(volume.Ephemeral, "ephemeral");
        Count(volume.Image, "image");
        foreach (var second in sources.Skip(1))
        {
            errors.Forbidden(path.Child(second), "may not specify more than 1 volume type");
        }

        if (volume.HostPath is { } host)
        {
            if (host.Path.Length == 0)
            {
                errors.Required(path.Child("hostPath", "path"));
            }
            else if (host.Path.Split('/').Contains(".."))
            {
                errors.Invalid(path.Child("hostPath", "path"), host.Path, "must not contain '..'");
            }
        }

        if (volume.EmptyDir?.SizeLimit is { Sign: < 0 } limit)
        {
            errors.Forbidden(path.Child("emptyDir", "sizeLimit"), $"SizeLimit field must be a valid resource quantity, not {limit}");
        }

        if (volume.Secret is { } secret)
        {
            Needed(secret.SecretName, path.Child("secret", "secretName"), errors);
            Files(secret.Items, secret.DefaultMode, path.Child("secret"), errors);
        }

        if (volume.ConfigMap is { } map)
        {
            Needed(map.Name, path.Child("configMap", "name"), errors);
            Files(map.Items, map.DefaultMode, path.Child("configMap"), errors);
        }

        if (volume.PersistentVolumeClaim is { } claim)
        {
            Needed(claim.ClaimName, path.Child("persistentVolumeClaim", "claimName"), errors);
        }

        if (volume.Projected is { } projected)
        {
            Projected(projected, path.Child("projected"), errors);
        }

        if (volume.Ephemeral is { VolumeClaimTemplate: null })
        {
            errors.Required(path.Child("ephemeral", "volumeClaimTemplate"));
        }
    }

    private static void Projected(ProjectedVolumeSource projected, FieldPath path, ErrorList errors)
    {
        errors.InRange(path.Child("defaultMode"), projected.DefaultMode, 0, MaxFileMode);
        for (var i = 0; i < projected.Sources.Count; i++)
        {
            var at = path.Child("sources").Index(i);
            var source = projected.Sources[i];
            if (source.Secret is { } secret)
            {
                Needed(secret.Name, at.Child("secret", "name"), errors);
                Files(secret.Items, null, at.Child("secret"), errors);
            }

            if (source.ConfigMap is { } map)
            {
                Needed(map.Name, at.Child("configMap", "name"), errors);
                Files(map.Items, null, at.Child("configMap"), errors);
            }

            if (source.ServiceAccountToken is { } token)
            {
                Needed(token.Path, at.Child("serviceAccountToken", "path"), errors);
                if (token.ExpirationSeconds < 600)
                {
                    errors.Invalid(at.Child("serviceAccountToken", "expirationSeconds"), token.ExpirationSeconds, "may not specify a duration less than 10 minutes");
                }
            }
        }
    }

    private static void Files(ValueList<KeyToPath> items, int? mode, FieldPath path, ErrorList errors)
    {
        errors.InRange(path.Child("defaultMode"), mode, 0, MaxFileMode);
        for (var i = 0; i < items.Count; i++)
        {
            var at = path.Child("items").Index(i);
            Needed(items[i].Key, at.Child("key"), errors);
            Needed(items[i].Path, at.Child("path"), errors);
            LocalPath(items[i].Path, at.Child("path"), errors);
            errors.InRange(at.Child("mode"), items[i].Mode, 0, MaxFileMode);
        }
    }

    private static void Needed(string value, FieldPath path, ErrorList errors)
    {
        if (value.Length == 0)
        {
            errors.Required(path);
        }
    }
}
