using Navarch.Api.Core.V1;
using Navarch.Node.Probes;

namespace Navarch.Node.Pods;

/// <summary>The rules for one container that is wanted to run, and for stopping those that are not.</summary>
public static class ContainerRules
{
    /// <summary>The least time a process gets between being asked to end and being killed.</summary>
    public static TimeSpan LeastGrace { get; } = TimeSpan.FromSeconds(2);

    /// <summary>Plans what keeps a container running: start it, wait for its back-off, or replace it.</summary>
    public static void KeepRunning(PodPlan plan, Container container, ContainerRole role, SandboxObservation sandbox)
    {
        var observed = plan.Observed;
        if (observed.IsBusy(container.Name))
        {
            return;
        }

        var latest = observed.Latest(container.Name);
        if (latest is { Life: ContainerLife.Running })
        {
            if (latest.SandboxId != sandbox.Id)
            {
                plan.Do(new StopContainer(container.Name, latest.Id, LeastGrace, $"Pod sandbox changed, container {container.Name} will be restarted"));
            }
            else if (WhyReplace(observed, container, latest) is { } why)
            {
                plan.Do(new StopContainer(container.Name, latest.Id, GraceOf(observed.Pod, why.Probe), why.Message));
            }

            return;
        }

        if (latest is { Life: ContainerLife.Created })
        {
            // Left behind between its making and its start: no process of it ever ran, so the same attempt is made again.
            plan.Do(new RemoveContainer(container.Name, latest.Id));
            return;
        }

        PlanStart(plan, container, role, sandbox, latest);
    }

    private static void PlanStart(PodPlan plan, Container container, ContainerRole role, SandboxObservation sandbox, ContainerObservation? latest)
    {
        var observed = plan.Observed;
        var trouble = observed.Memory(container.Name).Trouble;
        if (!plan.MayRetry(trouble))
        {
            if (trouble is { Reason: Trouble.PullFailed })
            {
                plan.Wake(trouble.ShownAs(observed.Now) == Trouble.PullFailed ? trouble.FailedAt + Trouble.FailureShown : trouble.RetryAt);
                plan.Announce(new(container.Name, $"{container.Name}:pull:{trouble.Tries}", "BackOff", $"Back-off pulling image \"{container.Image}\""));
            }

            return;
        }

        if (latest is null)
        {
            plan.Do(new StartContainer(container.Name, sandbox.Id, observed.NextAttempt(container.Name), TimeSpan.Zero));
            return;
        }

        var sandboxDied = latest.SandboxId != sandbox.Id;
        if (!sandboxDied && !RestartRules.Restarts(observed.Pod.Spec, container, role, latest.ExitCode))
        {
            return;
        }

        var due = RestartRules.DueAt(latest);
        if (due > observed.Now && !sandboxDied)
        {
            plan.Wake(due);
            if (trouble is not null && trouble.FailedAt + Trouble.FailureShown > observed.Now)
            {
                plan.Wake(trouble.FailedAt + Trouble.FailureShown);
            }

            var metadata = observed.Pod.Metadata;
            plan.Announce(new(container.Name, latest.Id, "BackOff", $"Back-off restarting failed container {container.Name} in pod {metadata.Name}_{metadata.Namespace}({metadata.UID})"));
            return;
        }

        plan.Do(new StartContainer(container.Name, sandbox.Id, latest.Attempt + 1, RestartRules.NextBackoff(latest)));
    }

    /// <summary>Plans stopping containers by <paramref name="deadline"/>: the main ones together, then the sidecars, last started first.</summary>
    /// <returns>Whether nothing runs any more.</returns>
    public static bool StopInOrder(PodPlan plan, DateTimeOffset deadline, bool mainToo, string message)
    {
        var observed = plan.Observed;
        var sidecars = new List<ContainerObservation>();
        var mainRuns = false;
        foreach (var container in observed.Containers)
        {
            if (container.Life != ContainerLife.Running)
            {
                continue;
            }

            var role = PodContainers.RoleOf(observed.Pod.Spec, container.Name);
            if (role == ContainerRole.Sidecar)
            {
                sidecars.Add(container);
                continue;
            }

            mainRuns = true;
            if (mainToo || role == ContainerRole.Ephemeral)
            {
                StopBy(plan, container, deadline, message);
            }
        }

        if (mainRuns || sidecars.Count == 0)
        {
            return !mainRuns;
        }

        sidecars.Sort((a, b) => IndexOfInit(observed.Pod.Spec, b.Name).CompareTo(IndexOfInit(observed.Pod.Spec, a.Name)));
        StopBy(plan, sidecars[0], deadline, message);
        return false;
    }

    /// <summary>Plans removing sandboxes that died and of which nothing is shown any more.</summary>
    public static void DropOldSandboxes(PodPlan plan)
    {
        var observed = plan.Observed;
        if (observed.Sandboxes.Count < 2)
        {
            return;
        }

        foreach (var sandbox in observed.Sandboxes)
        {
            if (!sandbox.Ready && sandbox.Id != observed.ReadySandbox?.Id && !observed.Containers.Any(c => c.SandboxId == sandbox.Id))
            {
                plan.Do(new RemoveSandbox(sandbox.Id));
            }
        }
    }

    /// <summary>Plans bringing volumes up to date whose content is due, and waking when the next one is.</summary>
    public static void KeepVolumesFresh(PodPlan plan)
    {
        if (plan.Observed.VolumesRefreshAt is not { } due)
        {
            return;
        }

        if (due <= plan.Observed.Now)
        {
            plan.Do(new MountVolumes());
        }
        else
        {
            plan.Wake(due);
        }
    }

    /// <summary>Plans removing every attempt of a container but the newest two: the one shown and the one before it.</summary>
    public static void DropOldAttempts(PodPlan plan, Container container)
    {
        var latest = plan.Observed.Latest(container.Name);
        var previous = plan.Observed.Previous(container.Name);
        foreach (var attempt in plan.Observed.Containers)
        {
            if (attempt.Name == container.Name && attempt.Life != ContainerLife.Running && !ReferenceEquals(attempt, latest) && !ReferenceEquals(attempt, previous)
                && !plan.Observed.IsBusy(container.Name))
            {
                plan.Do(new RemoveContainer(container.Name, attempt.Id));
            }
        }
    }

    private static void StopBy(PodPlan plan, ContainerObservation container, DateTimeOffset deadline, string message)
    {
        var left = deadline - plan.Observed.Now;
        var grace = left > LeastGrace ? left : LeastGrace;
        var action = new StopContainer(container.Name, container.Id, grace, message);
        if (!plan.Observed.Busy.Contains(action.Operation))
        {
            plan.Do(action);
        }
        else if (plan.Observed.Memory(container.Name).StopBy is { } by && by > plan.Observed.Now + grace + LeastGrace)
        {
            plan.Overtake(action);
        }
    }

    private static (string Message, Probe? Probe)? WhyReplace(PodObservation observed, Container container, ContainerObservation running)
    {
        if (running.Image.Length > 0 && running.Image != container.Image)
        {
            return ($"Container {container.Name} definition changed, will be restarted", null);
        }

        var memory = observed.Memory(container.Name);
        if (memory.ProbedId != running.Id)
        {
            return null;
        }

        if (memory.Startup == ProbeVerdict.Failure)
        {
            return ($"Container {container.Name} failed startup probe, will be restarted", container.StartupProbe);
        }

        return memory.Liveness == ProbeVerdict.Failure
            ? ($"Container {container.Name} failed liveness probe, will be restarted", container.LivenessProbe)
            : null;
    }

    private static TimeSpan GraceOf(Pod pod, Probe? probe) =>
        TimeSpan.FromSeconds(Math.Max(probe?.TerminationGracePeriodSeconds ?? pod.Spec.TerminationGracePeriodSeconds ?? 30, (long)LeastGrace.TotalSeconds));

    private static int IndexOfInit(PodSpec spec, string name)
    {
        for (var i = 0; i < spec.InitContainers.Count; i++)
        {
            if (spec.InitContainers[i].Name == name)
            {
                return i;
            }
        }

        return -1;
    }
}
