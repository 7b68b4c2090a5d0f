using Navarch.Api;
using Navarch.Api.Core.V1;
using Navarch.Node.Pods;
using Navarch.Node.Probes;
using Navarch.Node.Tests.Support;

namespace Navarch.Node.Tests.Pods;

public sealed class PodStatusTests
{
    private static readonly HostAddresses Host = new(["192.168.1.9"]);

    public static TheoryData<string, string, string> Phases() => new()
    {
        { "nothing made", "Pending", "ContainerCreating" },
        { "waiting for init", "Pending", "PodInitializing" },
        { "running", "Running", "" },
        { "back-off", "Running", "CrashLoopBackOff" },
        { "pull failed", "Pending", "ErrImagePull" },
        { "pull failed a while ago", "Pending", "ImagePullBackOff" },
        { "cannot run", "Running", "RunContainerError" },
        { "cannot run, a while ago", "Running", "CrashLoopBackOff" },
        { "ended well", "Succeeded", "" },
        { "ended badly", "Failed", "" },
        { "ended badly, sidecar runs", "Running", "" },
        { "rejected", "Failed", "" },
        { "deleted and ended", "Succeeded", "" },
    };

    [Theory]
    [MemberData(nameof(Phases))]
    public void The_phase_and_the_waiting_reason_follow_from_what_is_observed(string situation, string phase, string waiting)
    {
        var status = Compose(Situation(situation));
        Assert.Equal(phase, status.Phase);
        if (waiting.Length > 0)
        {
            Assert.Equal(waiting, status.ContainerStatuses[0].State.Waiting?.Reason);
        }
    }

    [Fact]
    public void A_running_pod_shows_its_addresses_and_conditions()
    {
        var status = Compose(Situation("running"));
        Assert.Equal(("10.244.0.5", "192.168.1.9", "BestEffort"), (status.PodIP, status.HostIP, status.QOSClass));
        Assert.All(status.Conditions.ToArray(), c => Assert.Equal("True", c.Status));
        Assert.Equal(["PodReadyToStartContainers", "Initialized", "Ready", "ContainersReady", "PodScheduled"], status.Conditions.Select(c => c.Type));
        var container = status.ContainerStatuses[0];
        Assert.Equal((true, true, "containerd://c0", 0), (container.Ready, container.Started, container.ContainerID, container.RestartCount));
    }

    [Fact]
    public void A_condition_keeps_its_time_while_its_status_stays()
    {
        var observed = Situation("running");
        var first = Compose(observed);
        var later = Compose(observed with { Pod = observed.Pod with { Status = first }, Now = Make.Now.AddMinutes(5) });
        Assert.Equal(first, later);
    }

    [Fact]
    public void Conditions_of_others_are_kept_and_readiness_gates_count()
    {
        var pod = Make.Pod();
        pod = pod with
        {
            Spec = pod.Spec with { ReadinessGates = [new() { ConditionType = "example.com/gate" }] },
            Status = new() { Conditions = [new() { Type = "example.com/gate", Status = "False" }] },
        };
        var status = Compose(Make.Ready(pod, Make.Running("c")));
        Assert.Contains(status.Conditions.ToArray(), c => c.Type == "example.com/gate");
        var ready = status.Conditions.First(c => c.Type == "Ready");
        Assert.Equal(("False", "ReadinessGatesNotReady"), (ready.Status, ready.Reason));
    }

    [Fact]
    public void An_unready_container_is_named_in_the_condition()
    {
        var pod = Make.Pod(containers: [Make.Container("a"), Make.Container("b") with { ReadinessProbe = new() }]);
        var observed = Make.Ready(pod, Make.Running("a"), Make.Running("b")).Remember("b", new() { ProbedId = "b0", Readiness = ProbeVerdict.Failure });
        var ready = Compose(observed).Conditions.First(c => c.Type == "Ready");
        Assert.Equal("containers with unready status: [b]", ready.Message);
    }

    [Fact]
    public void A_restarted_container_shows_how_the_attempt_before_ended()
    {
        var status = Compose(Make.Ready(Make.Pod(), Make.Exited("c", 3), Make.Running("c", attempt: 1))).ContainerStatuses[0];
        Assert.Equal(1, status.RestartCount);
        Assert.NotNull(status.State.Running);
        Assert.Equal((3, "Error", "containerd://c0"), (status.LastTerminationState.Terminated!.ExitCode, status.LastTerminationState.Terminated.Reason, status.LastTerminationState.Terminated.ContainerID));
    }

    [Fact]
    public void The_back_off_message_is_in_the_usual_words()
    {
        var waiting = Compose(Situation("back-off")).ContainerStatuses[0].State.Waiting!;
        Assert.Equal("back-off 10s restarting failed container=c pod=web_default(u1)", waiting.Message);
    }

    [Fact]
    public void A_refused_pod_shows_no_containers()
    {
        var refused = Compose(Situation("rejected"));
        var later = Compose(new PodObservation { Pod = Make.Pod() with { Status = refused }, Now = Make.Now.AddHours(1) });
        Assert.Equal(("OutOfcpu", 0), (later.Reason, later.ContainerStatuses.Count));
    }

    [Fact]
    public void A_finished_pod_keeps_what_it_showed_when_its_containers_are_lost()
    {
        var ended = Compose(Situation("ended badly"));
        var pod = Make.Pod("Never") with { Status = ended };
        var lost = Compose(new PodObservation { Pod = pod, Now = Make.Now.AddHours(1) });
        Assert.Equal("Failed", lost.Phase);
        Assert.Equal(ended.ContainerStatuses[0].State, lost.ContainerStatuses[0].State);
    }

    [Theory]
    [InlineData("", "", "", "", "BestEffort")]
    [InlineData("100m", "", "", "", "Burstable")]
    [InlineData("100m", "100m", "1Mi", "1Mi", "Guaranteed")]
    [InlineData("", "100m", "", "1Mi", "Guaranteed")]
    [InlineData("50m", "100m", "1Mi", "1Mi", "Burstable")]
    public void The_quality_of_service_follows_from_requests_and_limits(string cpu, string cpuLimit, string memory, string memoryLimit, string expected)
    {
        var container = Make.Container("c") with { Resources = new() { Requests = Amounts(cpu, memory), Limits = Amounts(cpuLimit, memoryLimit) } };
        Assert.Equal(expected, QosClass.Of(Make.Pod(containers: [container]).Spec));
    }

    private static ValueMap<Quantity> Amounts(string cpu, string memory)
    {
        ValueMap<Quantity> amounts = default;
        amounts = cpu.Length > 0 ? amounts.SetItem("cpu", Quantity.Parse(cpu)) : amounts;
        return memory.Length > 0 ? amounts.SetItem("memory", Quantity.Parse(memory)) : amounts;
    }

    private static PodObservation Situation(string name)
    {
        var sidecarPod = Make.Pod("Never", init: [Make.Container("s", "Always")]);
        var pull = new Trouble(Trouble.PullFailed, "no such image", Make.Now.AddSeconds(10), 1, Make.Now);
        return name switch
        {
            "nothing made" => new() { Pod = Make.Pod(), Now = Make.Now },
            "waiting for init" => Make.Ready(Make.Pod(init: [Make.Container("i")]), Make.Running("i")),
            "running" => Make.Ready(Make.Pod(), Make.Running("c")),
            "back-off" => Make.Ready(Make.Pod(), Make.Exited("c", 1, attempt: 1, backoff: 10, agoSeconds: 2)),
            "pull failed" => Make.Ready(Make.Pod()).Remember("c", new() { Trouble = pull }),
            "pull failed a while ago" => Make.Ready(Make.Pod()).Remember("c", new() { Trouble = pull with { FailedAt = Make.Now.AddSeconds(-3) } }),
            "cannot run" => Make.Ready(Make.Pod(), Make.Exited("c", 128, backoff: 10)).Remember("c", new() { Trouble = new(Trouble.RunFailed, "no such program", Make.Now, 1, Make.Now) }),
            "cannot run, a while ago" => Make.Ready(Make.Pod(), Make.Exited("c", 128, backoff: 10)).Remember("c", new() { Trouble = new(Trouble.RunFailed, "no such program", Make.Now, 1, Make.Now.AddSeconds(-5)) }),
            "ended well" => Make.Ready(Make.Pod("Never"), Make.Exited("c", 0)),
            "ended badly" => Make.Ready(Make.Pod("Never"), Make.Exited("c", 1)),
            "ended badly, sidecar runs" => Make.Ready(sidecarPod, Make.Running("s"), Make.Exited("c", 1)),
            "rejected" => new() { Pod = Make.Pod(), Now = Make.Now, Rejection = new("OutOfcpu", "no") },
            "deleted and ended" => Make.Ready(Make.Pod().Deleted(), Make.Exited("c", 0)),
            _ => throw new ArgumentOutOfRangeException(nameof(name)),
        };
    }

    private static PodStatus Compose(PodObservation observed) => PodStatusComposer.Compose(observed, PodMachine.Classify(observed), Host);
}
