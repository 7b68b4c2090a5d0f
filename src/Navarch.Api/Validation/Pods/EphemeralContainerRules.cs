using Navarch.Api.Core.V1;

namespace Navarch.Api.Validation;

/// <summary>Rules for containers put into running pods: they serve nobody, and are never changed or taken out again.</summary>
internal static class EphemeralContainerRules
{
    private const string NotHere = "cannot be set for an Ephemeral Container";

    public static void Validate(PodSpec spec, FieldPath path, ErrorList errors)
    {
        if (spec.EphemeralContainers.IsEmpty)
        {
            return;
        }

        var pod = new PodScope(spec);
        for (var i = 0; i < spec.EphemeralContainers.Count; i++)
        {
            Validate(spec.EphemeralContainers[i], i, pod, path.Child("ephemeralContainers").Index(i), errors);
        }
    }

    public static void ValidateUpdate(PodSpec spec, PodSpec before, FieldPath path, ErrorList errors)
    {
        foreach (var old in before.EphemeralContainers)
        {
            var now = spec.EphemeralContainers.FirstOrDefault(c => c.Name == old.Name);
            if (now is null)
            {
                errors.Forbidden(path.Child("ephemeralContainers"), $"existing ephemeral containers \"{old.Name}\" may not be removed");
            }
            else if (now != old)
            {
                errors.Forbidden(path.Child("ephemeralContainers"), $"existing ephemeral containers \"{old.Name}\" may not be changed");
            }
        }
    }

    private static void Validate(EphemeralContainer container, int index, PodScope pod, FieldPath path, ErrorList errors)
    {
        var spec = pod.Spec;
        errors.Check(path, "name", container.Name, Names.Dns1123LabelProblem);
        ContainerRules.Image(container.Image, path, errors);
        EnvironmentRules.Validate(container.Env, container.EnvFrom, pod, path, errors);
        MountRules.Mounts(container.VolumeMounts, container.VolumeDevices, container.SecurityContext?.Privileged == true, pod, path, errors);
        SecurityRules.Validate(container.SecurityContext, spec, path, errors);
        if (container.Name.Length > 0 && (spec.Containers.Any(c => c.Name == container.Name) || spec.InitContainers.Any(c => c.Name == container.Name)
            || spec.EphemeralContainers.Take(index).Any(c => c.Name == container.Name)))
        {
            errors.Duplicate(path.Child("name"), container.Name);
        }

        if (container.TargetContainerName.Length > 0
            && !spec.Containers.Any(c => c.Name == container.TargetContainerName) && !spec.InitContainers.Any(c => c.Name == container.TargetContainerName))
        {
            errors.NotFound(path.Child("targetContainerName"), container.TargetContainerName);
        }

        for (var i = 0; i < container.VolumeMounts.Count; i++)
        {
            var mount = container.VolumeMounts[i];
            errors.Absent(mount.SubPath.Length == 0, path.Child("volumeMounts").Index(i), "subPath", NotHere);
            errors.Absent(mount.SubPathExpr.Length == 0, path.Child("volumeMounts").Index(i), "subPathExpr", NotHere);
        }

        errors.Absent(container.Ports.IsEmpty, path, "ports", NotHere);
        errors.Absent(container.LivenessProbe is null, path, "livenessProbe", NotHere);
        errors.Absent(container.ReadinessProbe is null, path, "readinessProbe", NotHere);
        errors.Absent(container.StartupProbe is null, path, "startupProbe", NotHere);
        errors.Absent(container.Lifecycle is null, path, "lifecycle", NotHere);
        errors.Absent(container.Resources == ResourceRequirements.Empty, path, "resources", NotHere);
        errors.Absent(container.ResizePolicy.IsEmpty, path, "resizePolicy", NotHere);
        errors.Absent(container.RestartPolicy is null, path, "restartPolicy", NotHere);
        errors.Absent(container.RestartPolicyRules.IsEmpty, path, "restartPolicyRules", NotHere);
    }
}
