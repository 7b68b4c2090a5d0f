using Navarch.Api.Core.V1;

namespace Navarch.Api.Validation;

/// <summary>Rules for containers and init containers. Those run to completion, unless they are sidecars, and so have no probes or hooks.</summary>
internal static class ContainerRules
{
    private const string SidecarsOnly = "may not be set for init containers without restartPolicy=Always";
    private const int MostRestartRules = 20;
    private static readonly IReadOnlyList<string> Resizable = ["cpu", "memory"];

    public static void Validate(Container container, PodScope pod, bool isInit, FieldPath path, ErrorList errors)
    {
        var mayServe = !isInit || container.IsSidecar();
        errors.Check(path, "name", container.Name, Names.Dns1123LabelProblem);
        Image(container.Image, path, errors);
        PortRules.Validate(container.Ports, pod.Spec.HostNetwork, path, errors);
        EnvironmentRules.Validate(container.Env, container.EnvFrom, pod, path, errors);
        MountRules.Validate(container, pod, path, errors);
        ResourceRules.Validate(container.Resources, pod, path.Child("resources"), errors);
        ProbeRules.Validate(container, mayServe ? null : SidecarsOnly, pod, path, errors);
        SecurityRules.Validate(container.SecurityContext, pod.Spec, path, errors);
        if (container.ImagePullPolicy.Length == 0)
        {
            errors.Required(path.Child("imagePullPolicy"));
        }

        if (container.TerminationMessagePolicy.Length == 0)
        {
            errors.Required(path.Child("terminationMessagePolicy"));
        }

        if (!container.ResizePolicy.IsEmpty)
        {
            ResizePolicy(container.ResizePolicy, pod.Spec, mayServe, path.Child("resizePolicy"), errors);
        }

        if (!container.RestartPolicyRules.IsEmpty)
        {
            RestartRules(container, path, errors);
        }
    }

    /// <summary>An image: with no space around it.</summary>
    public static void Image(string image, FieldPath path, ErrorList errors)
    {
        if (image.Length > 0 && (char.IsWhiteSpace(image[0]) || char.IsWhiteSpace(image[^1])))
        {
            errors.Invalid(path.Child("image"), image, "must not have leading or trailing whitespace");
        }
    }

    private static void ResizePolicy(ValueList<ContainerResizePolicy> policies, PodSpec spec, bool mayServe, FieldPath path, ErrorList errors)
    {
        if (!mayServe)
        {
            errors.Invalid(path, policies, "must not be set for init containers");
            return;
        }

        for (var i = 0; i < policies.Count; i++)
        {
            var (policy, at) = (policies[i], path.Index(i));
            if (policy.ResourceName.Length > 0 && !Resizable.Contains(policy.ResourceName))
            {
                errors.NotSupported(at.Child("resourceName"), policy.ResourceName, Resizable);
            }
            else if (policy.ResourceName.Length > 0 && i > 0 && Has(policies, policy.ResourceName, i))
            {
                errors.Duplicate(at, policy.ResourceName);
            }

            if (policy.RestartPolicy == ResourceResizeRestartPolicies.RestartContainer && spec.RestartPolicy == RestartPolicies.Never)
            {
                errors.Invalid(at.Child("restartPolicy"), policy.RestartPolicy, "must be 'NotRequired' when `restartPolicy` is 'Never'");
            }
        }
    }

    private static bool Has(ValueList<ContainerResizePolicy> policies, string resource, int before)
    {
        for (var i = 0; i < before; i++)
        {
            if (policies[i].ResourceName == resource)
            {
                return true;
            }
        }

        return false;
    }

    private static void RestartRules(Container container, FieldPath path, ErrorList errors)
    {
        var rules = container.RestartPolicyRules;
        var at = path.Child("restartPolicyRules");
        if (container.RestartPolicy is null)
        {
            errors.Required(path.Child("restartPolicy"), "must specify restartPolicy when restart rules are used");
        }

        if (rules.Count > MostRestartRules)
        {
            errors.TooMany(at, rules.Count, MostRestartRules);
        }

        for (var i = 0; i < rules.Count; i++)
        {
            if (rules[i].ExitCodes is not { } codes)
            {
                errors.Required(at.Index(i).Child("exitCodes"), "must be specified");
                continue;
            }

            var values = codes.Values;
            var where = at.Index(i).Child("exitCodes", "values");
            if (values.IsEmpty)
            {
                errors.Invalid(where, values, "must have at least one value");
            }
            else if (values.Count > 255)
            {
                errors.TooMany(where, values.Count, 255);
            }

            for (var j = 0; j < values.Count; j++)
            {
                if (values.AsSpan()[..j].Contains(values[j]))
                {
                    errors.Duplicate(where.Index(j), values[j]);
                }
            }
        }
    }
}
