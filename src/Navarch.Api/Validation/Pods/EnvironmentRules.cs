using Navarch.Api.Core.V1;

namespace Navarch.Api.Validation;

/// <summary>Rules for the environment of containers.</summary>
internal static class EnvironmentRules
{
    public static void Validate(ValueList<EnvVar> variables, ValueList<EnvFromSource> sources, PodScope pod, FieldPath path, ErrorList errors)
    {
        if (!variables.IsEmpty)
        {
            var list = path.Child("env");
            for (var i = 0; i < variables.Count; i++)
            {
                Variable(variables[i], pod, list.Index(i), errors);
            }
        }

        for (var i = 0; i < sources.Count; i++)
        {
            From(sources[i], path.Child("envFrom").Index(i), errors);
        }
    }

    private static void Variable(EnvVar variable, PodScope pod, FieldPath path, ErrorList errors)
    {
        errors.Check(path, "name", variable.Name, Names.EnvVarNameProblem);
        if (variable.ValueFrom is not { } source)
        {
            return;
        }

        var at = path.Child("valueFrom");
        var given = (source.FieldRef is null ? 0 : 1) + (source.ResourceFieldRef is null ? 0 : 1) + (source.ConfigMapKeyRef is null ? 0 : 1)
            + (source.SecretKeyRef is null ? 0 : 1) + (source.FileKeyRef is null ? 0 : 1);
        if (given == 0)
        {
            errors.Invalid(at, "", "must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`");
        }
        else if (variable.Value.Length > 0)
        {
            errors.Invalid(at, "", "may not be specified when `value` is not empty");
        }
        else if (given > 1)
        {
            errors.Invalid(at, "", "may not have more than one field specified at a time");
        }

        if (source.FieldRef is { } field)
        {
            FieldReferenceRules.ForEnvironment(field, at.Child("fieldRef"), errors);
        }

        if (source.ResourceFieldRef is { } resource)
        {
            FieldReferenceRules.Resource(resource, needsContainer: false, at.Child("resourceFieldRef"), errors);
        }

        if (source.ConfigMapKeyRef is { } map)
        {
            Key(map.Name, map.Key, at.Child("configMapKeyRef"), errors);
        }

        if (source.SecretKeyRef is { } secret)
        {
            Key(secret.Name, secret.Key, at.Child("secretKeyRef"), errors);
        }

        if (source.FileKeyRef is { } file)
        {
            File(file, pod, at.Child("fileKeyRef"), errors);
        }
    }

    private static void Key(string name, string key, FieldPath path, ErrorList errors)
    {
        errors.Needs(path, "name", name);
        errors.Check(path, "key", key, Names.ConfigMapKeyProblem);
    }

    private static void File(FileKeySelector file, PodScope pod, FieldPath path, ErrorList errors)
    {
        errors.Check(path, "key", file.Key, Names.EnvVarNameProblem);
        errors.Check(path, "volumeName", file.VolumeName, Names.Dns1123LabelProblem);
        if (file.VolumeName.Length > 0)
        {
            if (!pod.TryGetVolume(file.VolumeName, out var volume))
            {
                errors.NotFound(path.Child("volumeName"), file.VolumeName);
            }
            else if (volume?.EmptyDir is null)
            {
                errors.Invalid(path.Child("volumeName"), file.VolumeName, "referenced volume must be of type emptyDir");
            }
        }

        FileRules.Relative(file.Path, path, "path", errors);
    }

    private static void From(EnvFromSource source, FieldPath path, ErrorList errors)
    {
        errors.Check(path, "prefix", source.Prefix, Names.EnvVarNameProblem);
        if (source is { ConfigMapRef: null, SecretRef: null })
        {
            errors.Invalid(path, "", "must specify one of: `configMapRef` or `secretRef`");
        }
        else if (source is { ConfigMapRef: not null, SecretRef: not null })
        {
            errors.Invalid(path, "", "may not have more than one field specified at a time");
        }

        if (source.ConfigMapRef is { } map)
        {
            errors.Needs(path.Child("configMapRef"), "name", map.Name);
        }

        if (source.SecretRef is { } secret)
        {
            errors.Needs(path.Child("secretRef"), "name", secret.Name);
        }
    }
}
