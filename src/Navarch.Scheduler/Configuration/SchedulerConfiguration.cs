namespace Navarch.Scheduler.Configuration;

/// <summary>What a scheduler is told: the content of a <c>KubeSchedulerConfiguration</c> (kubescheduler.config.k8s.io/v1).</summary>
public sealed record SchedulerConfiguration
{
    /// <summary>The scheduler as it is when nothing is said: one profile with upstream's default plugins and weights.</summary>
    public static SchedulerConfiguration Default { get; } = new();

    /// <summary>The share of the nodes, in percent, that is enough to choose among; 0 lets the number of nodes decide.</summary>
    public int PercentageOfNodesToScore { get; init; }

    /// <summary>How long a refused pod waits at first.</summary>
    public TimeSpan PodInitialBackoff { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a refused pod waits at most.</summary>
    public TimeSpan PodMaxBackoff { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>One for each <c>spec.schedulerName</c> that is served; at least one.</summary>
    public IReadOnlyList<ProfileConfiguration> Profiles { get; init; } = [new()];
}
