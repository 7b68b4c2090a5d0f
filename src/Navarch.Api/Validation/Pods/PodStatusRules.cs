using Navarch.Api.Core.V1;

namespace Navarch.Api.Validation;

/// <summary>What a node may report: ended containers stay ended unless the pod restarts them, and addresses are addresses.</summary>
internal static class PodStatusRules
{
    private static readonly FieldPath Status = FieldPath.Of("status");

    public static void Validate(Pod pod, Pod old, ErrorList errors)
    {
        var (status, spec) = (pod.Status, old.Spec);
        errors.Check(Status, "nominatedNodeName", status.NominatedNodeName, Names.Dns1123SubdomainProblem);
        Transitions(status.ContainerStatuses, old.Status.ContainerStatuses, spec, spec.Containers, "containerStatuses", errors);
        Transitions(status.InitContainerStatuses, old.Status.InitContainerStatuses, spec, spec.InitContainers, "initContainerStatuses", errors);
        Transitions(status.EphemeralContainerStatuses, old.Status.EphemeralContainerStatuses, null, default, "ephemeralContainerStatuses", errors);
        Addresses(status.PodIPs, ip => ip.IP, "podIPs", errors);
        Addresses(status.HostIPs, ip => ip.IP, "hostIPs", errors);
        for (var i = 0; i < status.ResourceClaimStatuses.Count; i++)
        {
            var name = status.ResourceClaimStatuses[i].Name;
            if (!spec.ResourceClaims.Any(c => c.Name == name))
            {
                errors.Invalid(Status.Child("resourceClaimStatuses").Index(i).Child("name"), name, "must match the name of an entry in `spec.resourceClaims`");
            }

            errors.Check(Status.Child("resourceClaimStatuses").Index(i), "resourceClaimName", status.ResourceClaimStatuses[i].ResourceClaimName, Names.Dns1123SubdomainProblem);
        }
    }

    private static void Transitions(
        ValueList<ContainerStatus> now, ValueList<ContainerStatus> before, PodSpec? spec, ValueList<Container> containers, string field, ErrorList errors)
    {
        for (var i = 0; i < before.Count; i++)
        {
            if (before[i].State.Terminated is not { } ended || MayRestart(spec, containers, before[i].Name, ended.ExitCode, field))
            {
                continue;
            }

            for (var j = 0; j < now.Count; j++)
            {
                if (now[j].Name == before[i].Name && now[j].State.Terminated is null)
                {
                    errors.Forbidden(Status.Child(field).Index(j).Child("state"), "may not be transitioned to non-terminated state");
                }
            }
        }
    }

    // An ephemeral container (without a spec here) never runs again; others as their own policy or the pod's says.
    private static bool MayRestart(PodSpec? spec, ValueList<Container> containers, string name, int exitCode, string field)
    {
        if (spec is null)
        {
            return false;
        }

        Container? container = null;
        foreach (var item in containers)
        {
            container = item.Name == name ? item : container;
        }

        if (container?.RestartPolicyRules.IsEmpty == false)
        {
            return true;
        }

        // Init containers run anew with a new sandbox, however they ended.
        var isInit = field == "initContainerStatuses";
        return (container?.RestartPolicy ?? spec.RestartPolicy) switch
        {
            RestartPolicies.Always => true,
            RestartPolicies.OnFailure when isInit => true,
            RestartPolicies.OnFailure => exitCode != 0,
            _ => false,
        };
    }

    private static void Addresses<T>(ValueList<T> addresses, Func<T, string> text, string field, ErrorList errors)
    {
        for (var i = 0; i < addresses.Count; i++)
        {
            errors.Check(Status.Child(field).Index(i), text(addresses[i]), AddressRules.AddressProblem(text(addresses[i])));
        }

        if (addresses.Count > 2 || (addresses.Count == 2 && AddressRules.IsIPv6(text(addresses[0])) == AddressRules.IsIPv6(text(addresses[1]))))
        {
            errors.Invalid(Status.Child(field), addresses.Select(text), "may specify no more than one IP for each IP family");
        }
    }
}
