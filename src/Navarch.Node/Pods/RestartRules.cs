using Navarch.Api.Core.V1;

namespace Navarch.Node.Pods;

/// <summary>What a container is to its pod.</summary>
public enum ContainerRole
{
    /// <summary>Runs to its end before the next one starts.</summary>
    Init,

    /// <summary>Starts in its turn among the init containers and then runs as long as the pod does.</summary>
    Sidecar,

    /// <summary>Runs beside the other main containers.</summary>
    Main,

    /// <summary>Was added to the running pod to look into it; runs once.</summary>
    Ephemeral,
}

/// <summary>Says whether, and when, a container that ended runs again.</summary>
public static class RestartRules
{
    /// <summary>The first wait after a container ended twice in a row.</summary>
    public static TimeSpan FirstBackoff { get; } = TimeSpan.FromSeconds(10);

    /// <summary>The longest wait.</summary>
    public static TimeSpan LongestBackoff { get; } = TimeSpan.FromMinutes(5);

    /// <summary>A container that ran this long starts counting anew.</summary>
    public static TimeSpan CalmAfter { get; } = TimeSpan.FromMinutes(10);

    /// <summary>What an init container of the pod is: one with restart policy Always is a sidecar.</summary>
    public static ContainerRole RoleOfInit(Container container) =>
        container.RestartPolicy == ContainerRestartPolicies.Always ? ContainerRole.Sidecar : ContainerRole.Init;

    /// <summary>Whether a container that ended with <paramref name="exitCode"/> is to run again.</summary>
    public static bool Restarts(PodSpec pod, Container container, ContainerRole role, int exitCode)
    {
        if (role is ContainerRole.Sidecar or ContainerRole.Ephemeral)
        {
            return role == ContainerRole.Sidecar;
        }

        foreach (var rule in container.RestartPolicyRules)
        {
            if (rule.ExitCodes is { } codes && rule.Action == "Restart" && codes.Values.Contains(exitCode) == (codes.Operator == "In"))
            {
                return true;
            }
        }

        var policy = container.RestartPolicy ?? pod.RestartPolicy;
        return policy switch
        {
            "Never" => false,
            "OnFailure" => exitCode != 0,
            _ => role == ContainerRole.Main || exitCode != 0,
        };
    }

    /// <summary>When the attempt after <paramref name="last"/> is due.</summary>
    public static DateTimeOffset DueAt(ContainerObservation last)
    {
        var finished = last.FinishedAt ?? last.CreatedAt;
        return IsCalm(last) ? finished : finished + last.Backoff;
    }

    /// <summary>The wait that the attempt after <paramref name="last"/> carries: ten seconds, then double, up to five minutes.</summary>
    public static TimeSpan NextBackoff(ContainerObservation last)
    {
        if (last.Backoff == TimeSpan.Zero || IsCalm(last))
        {
            return FirstBackoff;
        }

        var doubled = last.Backoff * 2;
        return doubled < LongestBackoff ? doubled : LongestBackoff;
    }

    private static bool IsCalm(ContainerObservation last) => (last.FinishedAt ?? last.CreatedAt) - last.CreatedAt >= CalmAfter;
}
