using Navarch.Api.Core.V1;

namespace Navarch.Api.Validation;

/// <summary>What a resize of a running pod may do: other amounts of CPU and memory, within the same class of service.</summary>
internal static class PodResizeRules
{
    private static readonly FieldPath Spec = FieldPath.Of("spec");

    public static void Validate(Pod pod, Pod old, ErrorList errors)
    {
        if (old.Metadata.Annotations.ContainsKey("kubernetes.io/config.source") && old.Metadata.Annotation("kubernetes.io/config.source") != "api")
        {
            errors.Forbidden(FieldPath.Of("metadata"), "static pods cannot be resized");
        }

        if (old.Spec.OS?.Name == OSNames.Windows)
        {
            errors.Forbidden(FieldPath.Of("spec"), "windows pods cannot be resized");
        }

        if (Pods.QosClass(pod.Spec) is var quality && quality != Pods.QosClass(old.Spec))
        {
            errors.Invalid(FieldPath.Of("metadata"), quality, "Pod QOS Class may not change as a result of resizing");
        }

        Containers(pod.Spec.Containers, old.Spec.Containers, Spec.Child("containers"), errors);
        Containers(pod.Spec.InitContainers, old.Spec.InitContainers, Spec.Child("initContainers"), errors);
        for (var i = 0; i < old.Spec.InitContainers.Count; i++)
        {
            if (!old.Spec.InitContainers[i].IsSidecar() && pod.Spec.InitContainers[i].Resources != old.Spec.InitContainers[i].Resources)
            {
                errors.Forbidden(Spec.Child("initContainers").Index(i).Child("resources"), "resources for non-sidecar init containers are immutable");
            }
        }
    }

    private static void Containers(ValueList<Container> now, ValueList<Container> before, FieldPath path, ErrorList errors)
    {
        for (var i = 0; i < before.Count; i++)
        {
            var (resources, old) = (now[i].Resources, before[i].Resources);
            if (resources == old)
            {
                continue;
            }

            var at = path.Index(i).Child("resources");
            errors.Absent(Fixed(resources.Limits) == Fixed(old.Limits) && Fixed(resources.Requests) == Fixed(old.Requests) && resources.Claims == old.Claims,
                path.Index(i), "resources", "only cpu and memory resources are mutable");
            Removed(resources.Limits, old.Limits, at, "limits", errors);
            Removed(resources.Requests, old.Requests, at, "requests", errors);
        }
    }

    private static void Removed(ValueMap<Quantity> now, ValueMap<Quantity> before, FieldPath path, string name, ErrorList errors)
    {
        foreach (var (resource, _) in before.AsSpan())
        {
            if (resource is "cpu" or "memory" && !now.ContainsKey(resource))
            {
                errors.Forbidden(path.Child(name), $"resource {name} cannot be removed");
                return;
            }
        }
    }

    private static ValueMap<Quantity> Fixed(ValueMap<Quantity> amounts) => amounts.Remove("cpu").Remove("memory");
}
