namespace Navarch.Node.Pods;

/// <summary>What a decision asks for: the state the pod is in, what to do now and when to look again.</summary>
/// <param name="State">The state the observation shows.</param>
/// <param name="Actions">What to do now.</param>
/// <param name="WakeAt">When to decide again if nothing happens before; null for never.</param>
/// <param name="Announcements">What to tell the user, each once.</param>
public sealed record PodDecision(PodState State, IReadOnlyList<PodAction> Actions, DateTimeOffset? WakeAt, IReadOnlyList<Announcement> Announcements);

/// <summary>A warning event that a decision calls for.</summary>
/// <param name="Container">The container it is about.</param>
/// <param name="Key">What tells this occasion from the next one: an announcement of the same key is made once.</param>
/// <param name="Reason">The event's reason.</param>
/// <param name="Message">The event's message.</param>
public sealed record Announcement(string Container, string Key, string Reason, string Message);

/// <summary>Gathers a decision while a state is making it.</summary>
public sealed class PodPlan(PodObservation observed)
{
    private readonly List<PodAction> actions = [];
    private readonly List<Announcement> announcements = [];

    /// <summary>What the decision rests on.</summary>
    public PodObservation Observed { get; } = observed;

    /// <summary>What to do, so far.</summary>
    public IReadOnlyList<PodAction> Actions => actions;

    /// <summary>What to tell the user.</summary>
    public IReadOnlyList<Announcement> Announcements => announcements;

    /// <summary>When to look again.</summary>
    public DateTimeOffset? WakeAt { get; private set; }

    /// <summary>Do this, unless the same work is already under way.</summary>
    public void Do(PodAction action)
    {
        if (!Observed.Busy.Contains(action.Operation))
        {
            actions.Add(action);
        }
    }

    /// <summary>Do this even though work of the same name is under way: a shorter grace overtakes a longer one.</summary>
    public void Overtake(PodAction action) => actions.Add(action);

    /// <summary>Tell the user this.</summary>
    public void Announce(Announcement announcement) => announcements.Add(announcement);

    /// <summary>Look again at <paramref name="time"/> at the latest.</summary>
    public void Wake(DateTimeOffset time) => WakeAt = WakeAt is { } already && already <= time ? already : time;

    /// <summary>Whether the wait that a trouble asks for is over; when not, wakes at its end.</summary>
    public bool MayRetry(Trouble? trouble)
    {
        if (trouble is null || trouble.RetryAt <= Observed.Now)
        {
            return true;
        }

        Wake(trouble.RetryAt);
        return false;
    }
}
