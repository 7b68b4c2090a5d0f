using Navarch.Api.Core.V1;

namespace Navarch.Api.Validation;

/// <summary>Rules for containers put into running pods: no ports, probes, resources or lifecycle.</summary>
internal static class EphemeralContainerRules
{
    public static void Validate(EphemeralContainer container, PodSpec pod, FieldPath path, ErrorList errors)
    {
        ContainerRules.Name(container.Name, path, errors);
        ContainerRules.Image(container.Image, path, errors);
        ContainerRules.Environment(container.Env, path.Child("env"), errors);
        if (pod.Containers.Any(c => c.Name == container.Name) || pod.InitContainers.Any(c => c.Name == container.Name)
            || pod.EphemeralContainers.Count(c => c.Name == container.Name) > 1)
        {
            errors.Duplicate(path.Child("name"), container.Name);
        }

        if (container.TargetContainerName.Length > 0 && !pod.Containers.Any(c => c.Name == container.TargetContainerName))
        {
            errors.NotFound(path.Child("targetContainerName"), container.TargetContainerName);
        }

        Forbid(container.Ports.IsEmpty, "ports", path, errors);
        Forbid(container.LivenessProbe is null, "livenessProbe", path, errors);
        Forbid(container.ReadinessProbe is null, "readinessProbe", path, errors);
        Forbid(container.StartupProbe is null, "startupProbe", path, errors);
        Forbid(container.Lifecycle is null, "lifecycle", path, errors);
        Forbid(container.Resources == ResourceRequirements.Empty, "resources", path, errors);
    }

    private static void Forbid(bool isAbsent, string field, FieldPath path, ErrorList errors)
    {
        if (!isAbsent)
        {
            errors.Forbidden(path.Child(field), "cannot be set for an Ephemeral Container");
        }
    }
}
