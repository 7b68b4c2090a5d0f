using Navarch.Api.Core.V1;
using Wire = Navarch.Client.Grpc.Cri;

namespace Navarch.Node.Containers;

/// <summary>Computes the security settings of sandboxes and containers: what a container says wins over what its pod says.</summary>
public static class SecurityComposer
{
    private static readonly string[] MaskedPaths =
    [
        "/proc/asound", "/proc/acpi", "/proc/interrupts", "/proc/kcore", "/proc/keys", "/proc/latency_stats", "/proc/timer_list", "/proc/timer_stats",
        "/proc/sched_debug", "/proc/scsi", "/sys/firmware", "/sys/devices/virtual/powercap",
    ];

    private static readonly string[] ReadOnlyPaths = ["/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger"];

    /// <summary>The settings of a pod's sandbox.</summary>
    public static Wire.LinuxSandboxSecurityContext ForSandbox(Pod pod, NodePaths paths)
    {
        var security = pod.Spec.SecurityContext;
        var context = new Wire.LinuxSandboxSecurityContext
        {
            NamespaceOptions = Namespaces(pod.Spec),
            Privileged = pod.Spec.InitContainers.Concat(pod.Spec.Containers).Any(c => c.SecurityContext?.Privileged == true),
            Seccomp = Seccomp(security?.SeccompProfile, paths, Wire.SecurityProfile.Types.ProfileType.RuntimeDefault),
        };
        if (security?.RunAsUser is { } user)
        {
            context.RunAsUser = new() { Value = user };
        }

        if (security?.RunAsGroup is { } group && security.RunAsUser is not null)
        {
            context.RunAsGroup = new() { Value = group };
        }

        context.SupplementalGroups.AddRange(Groups(security));
        return context;
    }

    /// <summary>The settings of a container.</summary>
    public static Wire.LinuxContainerSecurityContext ForContainer(Pod pod, Container container, NodePaths paths)
    {
        var (own, shared) = (container.SecurityContext, pod.Spec.SecurityContext);
        var privileged = own?.Privileged == true;
        var context = new Wire.LinuxContainerSecurityContext
        {
            Privileged = privileged,
            NamespaceOptions = Namespaces(pod.Spec),
            ReadonlyRootfs = own?.ReadOnlyRootFilesystem == true,
            NoNewPrivs = own?.AllowPrivilegeEscalation == false,
            Seccomp = privileged
                ? new() { ProfileType = Wire.SecurityProfile.Types.ProfileType.Unconfined }
                : Seccomp(own?.SeccompProfile ?? shared?.SeccompProfile, paths, Wire.SecurityProfile.Types.ProfileType.Unconfined),
        };
        if ((own?.RunAsUser ?? shared?.RunAsUser) is { } user)
        {
            context.RunAsUser = new() { Value = user };
        }

        if ((own?.RunAsGroup ?? shared?.RunAsGroup) is { } group)
        {
            context.RunAsGroup = new() { Value = group };
        }

        context.SupplementalGroups.AddRange(Groups(shared));
        if (own?.Capabilities is { } capabilities)
        {
            context.Capabilities = new();
            context.Capabilities.AddCapabilities.AddRange(capabilities.Add);
            context.Capabilities.DropCapabilities.AddRange(capabilities.Drop);
        }

        if (own?.ProcMount != "Unmasked" && !privileged)
        {
            context.MaskedPaths.AddRange(MaskedPaths);
            context.ReadonlyPaths.AddRange(ReadOnlyPaths);
        }

        return context;
    }

    /// <summary>
    /// Why a container may not run as the user it would run as, or null. An image that names a user in letters cannot be
    /// checked and is refused when a number is asked for.
    /// </summary>
    /// <param name="pod">The pod.</param>
    /// <param name="container">The container.</param>
    /// <param name="imageUid">The image's user, when it is a number.</param>
    /// <param name="imageUser">The image's user, when it is a name.</param>
    public static string? WhyNotUser(Pod pod, Container container, long? imageUid, string imageUser)
    {
        var (own, shared) = (container.SecurityContext, pod.Spec.SecurityContext);
        if ((own?.RunAsNonRoot ?? shared?.RunAsNonRoot) != true)
        {
            return null;
        }

        if ((own?.RunAsUser ?? shared?.RunAsUser) is { } user)
        {
            return user == 0 ? "container's runAsUser breaks non-root policy" : null;
        }

        if (imageUid is > 0)
        {
            return null;
        }

        return imageUid == 0 || imageUser.Length == 0
            ? "container has runAsNonRoot and image will run as root"
            : $"container has runAsNonRoot and image has non-numeric user ({imageUser}), cannot verify user is non-root";
    }

    private static Wire.NamespaceOption Namespaces(PodSpec spec) => new()
    {
        Network = spec.HostNetwork ? Wire.NamespaceMode.Node : Wire.NamespaceMode.Pod,
        Ipc = spec.HostIPC ? Wire.NamespaceMode.Node : Wire.NamespaceMode.Pod,
        Pid = spec.HostPID ? Wire.NamespaceMode.Node : spec.ShareProcessNamespace == true ? Wire.NamespaceMode.Pod : Wire.NamespaceMode.Container,
    };

    private static IEnumerable<long> Groups(PodSecurityContext? security)
    {
        if (security is null)
        {
            return [];
        }

        IEnumerable<long> groups = security.SupplementalGroups;
        return security.FSGroup is { } fsGroup ? groups.Append(fsGroup).Distinct() : groups;
    }

    private static Wire.SecurityProfile Seccomp(SeccompProfile? profile, NodePaths paths, Wire.SecurityProfile.Types.ProfileType unsaid) => profile?.Type switch
    {
        "RuntimeDefault" => new() { ProfileType = Wire.SecurityProfile.Types.ProfileType.RuntimeDefault },
        "Unconfined" => new() { ProfileType = Wire.SecurityProfile.Types.ProfileType.Unconfined },
        "Localhost" => new() { ProfileType = Wire.SecurityProfile.Types.ProfileType.Localhost, LocalhostRef = Path.Combine(paths.SeccompProfiles, profile.LocalhostProfile ?? "") },
        _ => new() { ProfileType = unsaid },
    };
}
