using Navarch.Api.Core.V1;

namespace Navarch.Api.Validation;

/// <summary>Rules for pods and pod templates.</summary>
internal static class PodRules
{
    private const string AppArmorPrefix = "container.apparmor.security.beta.kubernetes.io/";
    private static readonly FieldPath Spec = FieldPath.Of("spec");

    public static void Validate(Pod pod, ErrorList errors)
    {
        ValidateSpec(pod.Spec, Spec, errors);
        EphemeralContainerRules.Validate(pod.Spec, Spec, errors);
        AppArmorAnnotations(pod.Metadata.Annotations, pod.Spec, FieldPath.Of("metadata"), errors);
        for (var i = 0; i < pod.Spec.Volumes.Count; i++)
        {
            // The claim of an ephemeral volume is named after the pod and the volume.
            var volume = pod.Spec.Volumes[i];
            if (volume.Image is { Reference.Length: 0 })
            {
                // A template may leave it to whatever fills it in.
                errors.Required(Spec.Child("volumes").Index(i).Child("image", "reference"));
            }

            if (volume.Ephemeral is not null && pod.Metadata.Name.Length > 0
                && Names.Dns1123SubdomainProblem($"{pod.Metadata.Name}-{volume.Name}") is { } problem)
            {
                errors.Invalid(Spec.Child("volumes").Index(i).Child("name"), volume.Name, $"PVC name \"{pod.Metadata.Name}-{volume.Name}\": {problem}");
            }
        }
    }

    public static void ValidateTemplate(PodTemplateSpec template, FieldPath path, ErrorList errors, ValueList<PersistentVolumeClaim> claims = default)
    {
        var metadata = path.Child("metadata");
        MetadataRules.Labels(template.Metadata.Labels, metadata.Child("labels"), errors);
        MetadataRules.Annotations(template.Metadata.Annotations, metadata.Child("annotations"), errors);
        AppArmorAnnotations(template.Metadata.Annotations, template.Spec, metadata, errors);
        ValidateSpec(template.Spec, path.Child("spec"), errors, claims);
        errors.Absent(template.Spec.EphemeralContainers.IsEmpty, path.Child("spec"), "ephemeralContainers", "ephemeral containers not allowed in pod template");
    }

    public static void ValidateSpec(PodSpec spec, FieldPath path, ErrorList errors, ValueList<PersistentVolumeClaim> claims = default)
    {
        var pod = new PodScope(spec, claims);
        VolumeRules.Validate(spec.Volumes, path.Child("volumes"), errors);
        Containers(pod, path, errors);
        Placement(spec, path, errors);
        PodSecurityRules.Validate(spec, path, errors);
        PodDnsRules.Validate(spec, path, errors);
        errors.Check(path, "serviceAccountName", spec.ServiceAccountName, Names.Dns1123SubdomainProblem);
        errors.Check(path, "priorityClassName", spec.PriorityClassName, Names.Dns1123SubdomainProblem);
        errors.Check(path, "runtimeClassName", spec.RuntimeClassName, Names.Dns1123SubdomainProblem);
        if (spec.RestartPolicy.Length == 0)
        {
            errors.Required(path.Child("restartPolicy"));
        }

        for (var i = 0; i < spec.ReadinessGates.Count; i++)
        {
            var type = spec.ReadinessGates[i].ConditionType;
            errors.Check(path.Child("readinessGates").Index(i).Child("conditionType"), type, Names.QualifiedNameProblem(type));
        }

        ResourceClaims(spec.ResourceClaims, path.Child("resourceClaims"), errors);
        foreach (var (resource, amount) in spec.Overhead.AsSpan())
        {
            errors.Check(path.Child("overhead").Key(resource), resource, Names.QualifiedNameProblem(resource));
            ResourceRules.Amount(resource, amount, path.Child("overhead"), errors);
        }

        if (spec.Resources is { } resources)
        {
            ResourceRules.ValidatePod(spec, resources, path, errors);
        }
    }

    private static void Containers(PodScope pod, FieldPath path, ErrorList errors)
    {
        var spec = pod.Spec;
        var containers = path.Child("containers");
        if (spec.Containers.IsEmpty)
        {
            errors.Required(containers);
        }

        for (var i = 0; i < spec.Containers.Count; i++)
        {
            var at = containers.Index(i);
            ContainerRules.Validate(spec.Containers[i], pod, isInit: false, at, errors);
            UniqueName(spec, i, at, errors);
        }

        PortRules.HostPorts(spec.Containers, containers, errors);
        if (spec.InitContainers.IsEmpty)
        {
            return;
        }

        var inits = path.Child("initContainers");
        for (var i = 0; i < spec.InitContainers.Count; i++)
        {
            var at = inits.Index(i);
            ContainerRules.Validate(spec.InitContainers[i], pod, isInit: true, at, errors);
            UniqueName(spec, spec.Containers.Count + i, at, errors);
            PortRules.HostPorts([spec.InitContainers[i]], inits, errors);
        }
    }

    // Containers and init containers share names: each must differ from those before it.
    private static void UniqueName(PodSpec spec, int index, FieldPath path, ErrorList errors)
    {
        var count = spec.Containers.Count;
        var name = Name(index);
        for (var i = 0; i < index && name.Length > 0; i++)
        {
            if (Name(i) == name)
            {
                errors.Duplicate(path.Child("name"), name);
                return;
            }
        }

        string Name(int i) => i < count ? spec.Containers[i].Name : spec.InitContainers[i - count].Name;
    }

    private static void Placement(PodSpec spec, FieldPath path, ErrorList errors)
    {
        if (!spec.NodeSelector.IsEmpty)
        {
            MetadataRules.Labels(spec.NodeSelector, path.Child("nodeSelector"), errors);
        }

        errors.Check(path, "nodeName", spec.NodeName, Names.Dns1123SubdomainProblem);
        AffinityRules.Validate(spec.Affinity, path.Child("affinity"), errors);
        if (!spec.Tolerations.IsEmpty)
        {
            var tolerations = path.Child("tolerations");
            for (var i = 0; i < spec.Tolerations.Count; i++)
            {
                TolerationRules.Validate(spec.Tolerations[i], tolerations.Index(i), errors);
            }
        }

        if (!spec.TopologySpreadConstraints.IsEmpty)
        {
            TopologySpreadRules.Validate(spec.TopologySpreadConstraints, path.Child("topologySpreadConstraints"), errors);
        }

        if (!spec.SchedulingGates.IsEmpty)
        {
            SchedulingGates(spec, path, errors);
        }
    }

    private static void SchedulingGates(PodSpec spec, FieldPath path, ErrorList errors)
    {
        if (spec.NodeName.Length > 0)
        {
            errors.Forbidden(path.Child("nodeName"), "cannot be set until all schedulingGates have been cleared");
        }

        for (var i = 0; i < spec.SchedulingGates.Count; i++)
        {
            var (name, at) = (spec.SchedulingGates[i].Name, path.Child("schedulingGates").Index(i));
            errors.Check(at, name, Names.QualifiedNameProblem(name));
            foreach (var other in spec.SchedulingGates.AsSpan()[..i])
            {
                if (other.Name == name)
                {
                    errors.Duplicate(at, name);
                    break;
                }
            }
        }
    }

    private static void ResourceClaims(ValueList<PodResourceClaim> claims, FieldPath path, ErrorList errors)
    {
        for (var i = 0; i < claims.Count; i++)
        {
            var (claim, at) = (claims[i], path.Index(i));
            errors.Check(at, "name", claim.Name, Names.Dns1123LabelProblem);
            if (claim.Name.Length > 0 && claims.AsSpan()[..i].ToArray().Any(c => c.Name == claim.Name))
            {
                errors.Duplicate(at.Child("name"), claim.Name);
            }

            if ((claim.ResourceClaimName is null) == (claim.ResourceClaimTemplateName is null))
            {
                errors.Invalid(at, claim, claim.ResourceClaimName is null
                    ? "must specify one of: `resourceClaimName`, `resourceClaimTemplateName`"
                    : "at most one of `resourceClaimName` or `resourceClaimTemplateName` may be specified");
            }

            errors.Check(at, "resourceClaimName", claim.ResourceClaimName, Names.Dns1123SubdomainProblem);
            errors.Check(at, "resourceClaimTemplateName", claim.ResourceClaimTemplateName, Names.Dns1123SubdomainProblem);
        }
    }

    // The way AppArmor profiles were told before there was a field: runtime/default, unconfined, or localhost/<profile>.
    private static void AppArmorAnnotations(ValueMap<string> annotations, PodSpec spec, FieldPath metadata, ErrorList errors)
    {
        foreach (var (key, profile) in annotations.AsSpan())
        {
            if (!key.StartsWith(AppArmorPrefix, StringComparison.Ordinal))
            {
                continue;
            }

            var at = metadata.Child("annotations").Key(key);
            var name = key[AppArmorPrefix.Length..];
            if (!spec.Containers.Any(c => c.Name == name) && !spec.InitContainers.Any(c => c.Name == name))
            {
                errors.Invalid(at, name, "container not found");
            }

            if (profile is not ("" or "runtime/default" or "unconfined") && !profile.StartsWith("localhost/", StringComparison.Ordinal))
            {
                errors.Invalid(at, profile, "invalid AppArmor profile name");
            }
        }
    }
}
