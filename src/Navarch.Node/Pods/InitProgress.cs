using Navarch.Api.Core.V1;

namespace Navarch.Node.Pods;

/// <summary>How far a pod's init containers are.</summary>
public static class InitProgress
{
    /// <summary>
    /// The init container that holds up the ones after it, or null when all are done. Once a main container was made in
    /// the present sandbox the init containers are done for good, even if what was left of them is gone.
    /// </summary>
    public static Container? Current(PodObservation observed)
    {
        var spec = observed.Pod.Spec;
        if (spec.InitContainers.IsEmpty || MainWasMade(observed))
        {
            return null;
        }

        foreach (var container in spec.InitContainers)
        {
            if (!IsDone(observed, container))
            {
                return container;
            }
        }

        return null;
    }

    /// <summary>Whether an init container lets the next one go: it succeeded, or, being a sidecar, it started.</summary>
    public static bool IsDone(PodObservation observed, Container container)
    {
        if (RestartRules.RoleOfInit(container) == ContainerRole.Sidecar)
        {
            return observed.IsStarted(container);
        }

        return observed.Latest(container.Name) is { Life: ContainerLife.Exited, ExitCode: 0 } last && last.SandboxId == observed.ReadySandbox?.Id;
    }

    /// <summary>Whether a main container was made in the present sandbox.</summary>
    public static bool MainWasMade(PodObservation observed)
    {
        var sandbox = observed.ReadySandbox;
        foreach (var container in observed.Pod.Spec.Containers)
        {
            if (observed.Latest(container.Name) is { } latest && (sandbox is null || latest.SandboxId == sandbox.Id))
            {
                return true;
            }
        }

        return false;
    }
}
