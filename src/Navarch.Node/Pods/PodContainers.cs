using Navarch.Api.Core.V1;

namespace Navarch.Node.Pods;

/// <summary>The containers of a pod, whatever their role.</summary>
public static class PodContainers
{
    /// <summary>Every container with its role: init containers and sidecars in their order, main ones, ephemeral ones.</summary>
    public static IEnumerable<(Container Container, ContainerRole Role)> All(PodSpec spec)
    {
        foreach (var container in spec.InitContainers.ToArray())
        {
            yield return (container, RestartRules.RoleOfInit(container));
        }

        foreach (var container in spec.Containers.ToArray())
        {
            yield return (container, ContainerRole.Main);
        }

        foreach (var container in spec.EphemeralContainers.ToArray())
        {
            yield return (FromEphemeral(container), ContainerRole.Ephemeral);
        }
    }

    /// <summary>The container of a name, or null.</summary>
    public static Container? Find(PodSpec spec, string name)
    {
        foreach (var (container, _) in All(spec))
        {
            if (container.Name == name)
            {
                return container;
            }
        }

        return null;
    }

    /// <summary>The role of the container of a name; a name that is not in the pod any more counts as a main container.</summary>
    public static ContainerRole RoleOf(PodSpec spec, string name)
    {
        foreach (var (container, role) in All(spec))
        {
            if (container.Name == name)
            {
                return role;
            }
        }

        return ContainerRole.Main;
    }

    /// <summary>An ephemeral container seen as a container: what it lacks, such as probes and hooks, is not taken over.</summary>
    public static Container FromEphemeral(EphemeralContainer container) => new()
    {
        Name = container.Name,
        Image = container.Image,
        Command = container.Command,
        Args = container.Args,
        WorkingDir = container.WorkingDir,
        EnvFrom = container.EnvFrom,
        Env = container.Env,
        VolumeMounts = container.VolumeMounts,
        TerminationMessagePath = container.TerminationMessagePath,
        TerminationMessagePolicy = container.TerminationMessagePolicy,
        ImagePullPolicy = container.ImagePullPolicy,
        SecurityContext = container.SecurityContext,
        Stdin = container.Stdin,
        StdinOnce = container.StdinOnce,
        TTY = container.TTY,
    };
}
