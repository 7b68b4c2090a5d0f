using Navarch.Api.Core.V1;
using Navarch.Node.Pods;
using Navarch.Node.Probes;
using Navarch.Node.Tests.Support;

namespace Navarch.Node.Tests.Pods;

public sealed class PodMachineTests
{
    private static readonly TimeSpan NoWait = TimeSpan.Zero;

    /// <summary>An observation of each state, by the state's name; several where a state has several faces.</summary>
    internal static readonly IReadOnlyDictionary<string, PodObservation> Shows = new Dictionary<string, PodObservation>
    {
        ["Preparing"] = new() { Pod = Make.Pod(), Now = Make.Now },
        ["Initializing"] = Make.Ready(Make.Pod(init: [Make.Container("i")])),
        ["Running"] = Make.Ready(Make.Pod(), Make.Running("c")),
        ["Ending"] = Make.Ready(Make.Pod("Never"), Make.Exited("c", 1)),
        ["Finished"] = Make.Ready(Make.Pod("Never").InPhase("Failed"), Make.Exited("c", 1)),
        ["Rejected"] = new() { Pod = Make.Pod(), Now = Make.Now, Rejection = new("OutOfcpu", "no") },
        ["Terminating"] = Make.Ready(Make.Pod().Deleted(), Make.Running("c")),
        ["Leaving"] = Make.Ready(Make.Pod(), Make.Running("c")) with { Gone = true },
    };

    public static TheoryData<string, string> Edges()
    {
        var edges = new TheoryData<string, string>();
        foreach (var state in PodState.All)
        {
            foreach (var next in state.Next)
            {
                edges.Add(state.Name, next.Name);
            }
        }

        return edges;
    }

    [Theory]
    [MemberData(nameof(Edges))]
    public void Every_declared_edge_can_be_walked(string from, string to)
    {
        Assert.Equal(from, PodMachine.Classify(Shows[from]).Name);

        // The same pod one event later.
        var later = (from, to) switch
        {
            (_, "Leaving") => Shows[from] with { Gone = true },
            (_, "Terminating") => Shows[from] with { Pod = Shows[from].Pod.Deleted() },
            (_, "Finished") => Shows[from] with { Pod = Shows[from].Pod.InPhase("Failed") },
            ("Preparing", "Initializing") => Make.Ready(Make.Pod(init: [Make.Container("i")])),
            ("Preparing", "Running") or ("Initializing", "Running") => Make.Ready(Make.Pod(init: [Make.Container("i")]), Make.Exited("i", 0)),
            (_, "Preparing") => Shows[from] with { Sandboxes = [Make.Sandbox(ready: false)] },
            (_, "Ending") => Shows[from] with { Pod = Shows[from].Pod with { Spec = Shows[from].Pod.Spec with { ActiveDeadlineSeconds = 5 }, Status = new() { StartTime = Make.Now.AddSeconds(-9) } } },
            _ => throw new InvalidOperationException($"no event leads from {from} to {to}"),
        };
        Assert.Equal(to, PodMachine.Classify(later).Name);
    }

    [Fact]
    public void A_new_pod_gets_its_volumes_and_its_sandbox_at_the_same_time()
    {
        Assert.Equal([new MountVolumes(), new CreateSandbox(0)], Decide(Shows["Preparing"]));
    }

    [Fact]
    public void Work_under_way_is_not_started_again()
    {
        Assert.Empty(Decide(Shows["Preparing"].Busy(OperationKind.Volumes).Busy(OperationKind.Sandbox)));
    }

    [Fact]
    public void Main_containers_start_together()
    {
        var pod = Make.Pod(containers: [Make.Container("a"), Make.Container("b")]);
        Assert.Equal([new StartContainer("a", "s0", 0, NoWait), new StartContainer("b", "s0", 0, NoWait)], Decide(Make.Ready(pod)));
    }

    [Fact]
    public void Init_containers_run_one_after_the_other()
    {
        var pod = Make.Pod(init: [Make.Container("i1"), Make.Container("i2")]);
        Assert.Equal([new StartContainer("i1", "s0", 0, NoWait)], Decide(Make.Ready(pod)));
        Assert.Empty(Decide(Make.Ready(pod, Make.Running("i1"))));
        Assert.Equal([new StartContainer("i2", "s0", 0, NoWait)], Decide(Make.Ready(pod, Make.Exited("i1", 0))));
        Assert.Equal([new StartContainer("c", "s0", 0, NoWait)], Decide(Make.Ready(pod, Make.Exited("i1", 0), Make.Exited("i2", 0))));
    }

    [Fact]
    public void A_sidecar_lets_the_next_one_go_once_it_has_started()
    {
        var sidecar = Make.Container("s", "Always") with { StartupProbe = new() };
        var pod = Make.Pod(init: [sidecar, Make.Container("i")]);
        Assert.Equal([new StartContainer("s", "s0", 0, NoWait)], Decide(Make.Ready(pod)));
        Assert.Empty(Decide(Make.Ready(pod, Make.Running("s"))));
        var started = Make.Ready(pod, Make.Running("s")).Remember("s", new() { ProbedId = "s0", Startup = ProbeVerdict.Success });
        Assert.Equal([new StartContainer("i", "s0", 0, NoWait)], Decide(started));
    }

    [Fact]
    public void A_sidecar_that_ended_is_started_again_while_the_pod_runs()
    {
        var pod = Make.Pod("Never", init: [Make.Container("s", "Always")]);
        Assert.Equal([new StartContainer("s", "s0", 1, RestartRules.FirstBackoff)], Decide(Make.Ready(pod, Make.Exited("s", 0), Make.Running("c"))));
    }

    [Theory]
    [InlineData("Always", 0, true)]
    [InlineData("Always", 1, true)]
    [InlineData("OnFailure", 0, false)]
    [InlineData("OnFailure", 1, true)]
    [InlineData("Never", 0, false)]
    [InlineData("Never", 1, false)]
    public void The_restart_policy_says_whether_a_container_runs_again(string policy, int code, bool again)
    {
        var pod = Make.Pod(policy, [Make.Container("c"), Make.Container("other")]);
        var actions = Decide(Make.Ready(pod, Make.Exited("c", code), Make.Running("other")));
        Assert.Equal(again ? [new StartContainer("c", "s0", 1, RestartRules.FirstBackoff)] : [], actions);
    }

    [Fact]
    public void A_restart_rule_of_the_container_wins_over_the_policy()
    {
        var rule = new ContainerRestartRule { Action = "Restart", ExitCodes = new() { Operator = "In", Values = [42] } };
        var container = Make.Container("c", "Never") with { RestartPolicyRules = [rule] };
        Assert.True(RestartRules.Restarts(Make.Pod("Never").Spec, container, ContainerRole.Main, 42));
        Assert.False(RestartRules.Restarts(Make.Pod("Never").Spec, container, ContainerRole.Main, 1));
    }

    [Theory]
    [InlineData(0, 10)]
    [InlineData(10, 20)]
    [InlineData(160, 300)]
    [InlineData(300, 300)]
    public void The_wait_doubles_up_to_five_minutes(int before, int next)
    {
        var last = Make.Exited("c", 1, backoff: before);
        Assert.Equal(TimeSpan.FromSeconds(next), RestartRules.NextBackoff(last));
        Assert.Equal(last.FinishedAt!.Value.AddSeconds(before), RestartRules.DueAt(last));
    }

    [Fact]
    public void A_container_that_ran_ten_minutes_starts_counting_anew()
    {
        var last = Make.Exited("c", 1, ranSeconds: 601, backoff: 300);
        Assert.Equal(last.FinishedAt, RestartRules.DueAt(last));
        Assert.Equal(RestartRules.FirstBackoff, RestartRules.NextBackoff(last));
    }

    [Fact]
    public void A_container_in_back_off_waits_and_the_user_is_told_once()
    {
        var decision = PodMachine.Decide(Make.Ready(Make.Pod(), Make.Exited("c", 1, attempt: 1, backoff: 10, agoSeconds: 4)));
        Assert.Empty(decision.Actions);
        Assert.Equal(Make.Now.AddSeconds(6), decision.WakeAt);
        Assert.Equal("BackOff", Assert.Single(decision.Announcements).Reason);
    }

    [Theory]
    [InlineData(ProbeVerdict.Failure, ProbeVerdict.Success, "startup")]
    [InlineData(ProbeVerdict.Success, ProbeVerdict.Failure, "liveness")]
    public void A_failed_startup_or_liveness_probe_stops_the_container(ProbeVerdict startup, ProbeVerdict liveness, string probe)
    {
        var container = Make.Container("c") with { StartupProbe = new(), LivenessProbe = new() { TerminationGracePeriodSeconds = 7 } };
        var observed = Make.Ready(Make.Pod(containers: [container]), Make.Running("c")).Remember("c", new() { ProbedId = "c0", Startup = startup, Liveness = liveness });
        var stop = Assert.IsType<StopContainer>(Assert.Single(Decide(observed)));
        Assert.Contains(probe, stop.Message, StringComparison.Ordinal);
        Assert.Equal(probe == "liveness" ? 7 : 30, stop.Grace.TotalSeconds);
    }

    [Fact]
    public void A_changed_image_replaces_the_container()
    {
        var pod = Make.Pod(containers: [Make.Container("c") with { Image = "busybox:2" }]);
        Assert.IsType<StopContainer>(Assert.Single(Decide(Make.Ready(pod, Make.Running("c")))));
    }

    [Fact]
    public void What_runs_in_a_dead_sandbox_is_stopped_before_a_new_one_is_made()
    {
        var dead = Make.Ready(Make.Pod(), Make.Running("c")) with { Sandboxes = [Make.Sandbox(ready: false)] };
        Assert.IsType<StopContainer>(Assert.Single(Decide(dead)));
        Assert.Equal([new CreateSandbox(1)], Decide(dead with { Containers = [Make.Exited("c", 137)] }));
    }

    [Fact]
    public void In_a_new_sandbox_containers_start_at_once_with_the_next_attempt()
    {
        var observed = Make.Ready(Make.Pod(), Make.Exited("c", 137, attempt: 3, backoff: 80)) with { Sandboxes = [Make.Sandbox(ready: false), Make.Sandbox(1)] };
        Assert.Equal([new StartContainer("c", "s1", 4, TimeSpan.FromSeconds(160))], Decide(observed));
    }

    [Fact]
    public void A_container_made_but_never_started_is_removed_and_made_again()
    {
        var made = Make.Running("c") with { Life = ContainerLife.Created };
        Assert.Equal([new RemoveContainer("c", "c0")], Decide(Make.Ready(Make.Pod(), made)));
    }

    [Fact]
    public void Old_attempts_are_removed_but_for_the_last_two()
    {
        var observed = Make.Ready(Make.Pod(), Make.Exited("c", 1), Make.Exited("c", 1, attempt: 1), Make.Running("c", attempt: 2));
        Assert.Equal([new RemoveContainer("c", "c0")], Decide(observed));
    }

    [Fact]
    public void A_pod_that_ended_gives_back_its_network_and_its_volumes_and_keeps_its_containers()
    {
        Assert.Equal([new StopSandbox("s0"), new UnmountVolumes()], Decide(Shows["Finished"]));
        Assert.Empty(Decide(Shows["Finished"] with { Sandboxes = [Make.Sandbox(ready: false)], Stopped = ["s0"], Volumes = VolumesPhase.Absent }));
    }

    [Fact]
    public void A_sandbox_that_died_by_itself_is_stopped_all_the_same()
    {
        var dead = Shows["Finished"] with { Sandboxes = [Make.Sandbox(ready: false)], Volumes = VolumesPhase.Absent };
        Assert.Equal([new StopSandbox("s0")], Decide(dead));
    }

    [Fact]
    public void When_the_main_containers_ended_the_sidecars_are_stopped_last_started_first()
    {
        var pod = Make.Pod("Never", init: [Make.Container("s1", "Always"), Make.Container("s2", "Always")]);
        var observed = Make.Ready(pod, Make.Running("s1"), Make.Running("s2"), Make.Exited("c", 0));
        Assert.Equal("s2", Assert.IsType<StopContainer>(Assert.Single(Decide(observed))).Name);
    }

    [Fact]
    public void A_deleted_pod_goes_step_by_step()
    {
        var pod = Make.Pod(containers: [Make.Container("a"), Make.Container("b")], init: [Make.Container("s", "Always")]).Deleted();
        var all = Make.Ready(pod, Make.Running("s"), Make.Running("a"), Make.Running("b"));
        Assert.Equal(["a", "b"], Decide(all).Cast<StopContainer>().Select(s => s.Name));
        var sidecar = all with { Containers = [Make.Running("s"), Make.Exited("a", 0), Make.Exited("b", 0)] };
        Assert.Equal(["s"], Decide(sidecar).Cast<StopContainer>().Select(s => s.Name));
        var quiet = all with { Containers = [Make.Exited("s", 0), Make.Exited("a", 0), Make.Exited("b", 0)] };
        Assert.Equal([new StopSandbox("s0"), new UnmountVolumes()], Decide(quiet));
        var settled = quiet with { Sandboxes = [Make.Sandbox(ready: false)], Stopped = ["s0"], Volumes = VolumesPhase.Absent };
        Assert.Equal([new DeleteFromApi()], Decide(settled));
        var gone = settled with { Gone = true };
        Assert.Equal([new RemoveSandbox("s0")], Decide(gone));
        Assert.Equal(3, Decide(gone with { Sandboxes = [] }).Count);
        Assert.Equal([new Forget()], Decide(gone with { Sandboxes = [], Containers = [] }));
    }

    [Fact]
    public void A_shorter_grace_overtakes_a_stop_under_way()
    {
        var stopping = Make.Ready(Make.Pod().Deleted(1), Make.Running("c")).Busy(OperationKind.Stop, "c").Remember("c", new() { StopBy = Make.Now.AddSeconds(30) });
        Assert.Equal(2, Assert.IsType<StopContainer>(Assert.Single(Decide(stopping))).Grace.TotalSeconds);
        Assert.Empty(Decide(stopping.Remember("c", new() { StopBy = Make.Now.AddSeconds(2) })));
    }

    private static IReadOnlyList<PodAction> Decide(PodObservation observed) => PodMachine.Decide(observed).Actions;
}
