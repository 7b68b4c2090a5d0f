using Navarch.Api;
using Navarch.Api.Core.V1;
using Navarch.Node.Hollow;
using Navarch.Node.Tests.Support;

namespace Navarch.Node.Tests.Hollow;

/// <summary>What a simulated node does for a pod, as a table: the pod, the moment (seconds after it was seen), what is shown, when it is looked at again.</summary>
public sealed class HollowPodRulesTests
{
    private static readonly HollowPodTimes Slow = new() { StartDelay = TimeSpan.FromSeconds(5), StopDelay = TimeSpan.FromSeconds(4) };

    [Theory]
    [InlineData("Always", 0, "Pending", 5)]
    [InlineData("Always", 4, "Pending", 5)]
    [InlineData("Always", 5, "Running", -1)]
    [InlineData("Never", 5, "Running", -1)]
    public void A_pod_starts_when_its_time_has_come(string restart, int second, string phase, int again)
    {
        var step = Decide(Make.Pod(restart), second);
        Assert.Equal(phase, step.Status?.Phase);
        Assert.Equal(again < 0 ? null : At(again), step.Again);
        Assert.Equal(phase == "Running" ? "True" : "False", Ready(step.Status!));
        Assert.Equal(phase == "Running" ? "10.128.0.7" : "", step.Status!.PodIP);
    }

    [Theory]
    [InlineData("Never", "Failed", "Error")]
    [InlineData("OnFailure", "Running", "CrashLoopBackOff")]
    [InlineData("Always", "Running", "CrashLoopBackOff")]
    public void A_pod_that_fails_ends_or_waits_to_restart(string restart, string phase, string reason)
    {
        var status = Decide(Make.Pod(restart), 5, fails: true).Status!;
        var state = status.ContainerStatuses[0].State;
        Assert.Equal((phase, reason, "False"), (status.Phase, state.Terminated?.Reason ?? state.Waiting?.Reason, Ready(status)));
    }

    [Theory]
    [InlineData("Never", 6, "", 15)]
    [InlineData("Never", 15, "Succeeded", -1)]
    [InlineData("OnFailure", 15, "Succeeded", -1)]
    [InlineData("Always", 15, "", -1)]
    public void A_pod_ends_by_itself_when_it_is_told_to_and_may(string restart, int second, string phase, int again)
    {
        var pod = Make.Pod(restart);
        pod = Running(pod with { Metadata = pod.Metadata with { Annotations = ValueMap.Of((HollowPodRules.RunSeconds, "10")) } });
        var step = Decide(pod, second);
        Assert.Equal(phase, step.Status?.Phase ?? "");
        Assert.Equal(again < 0 ? null : At(again), step.Again);
    }

    [Theory]
    [InlineData(30, 23, false, 24)]
    [InlineData(30, 24, true, -1)]
    [InlineData(2, 22, true, -1)]
    [InlineData(0, 20, true, -1)]
    public void A_deleted_pod_goes_when_its_containers_have_ended_or_its_grace_is_over(int grace, int second, bool removes, int again)
    {
        var step = Decide(Deleted(Running(Make.Pod()), grace), second);
        Assert.Null(step.Status);
        Assert.Equal((removes, again < 0 ? null : At(again)), (step.Removes, step.Again));
    }

    [Fact]
    public void A_deleted_pod_that_is_held_shows_first_how_it_ended()
    {
        var pod = Deleted(Running(Make.Pod()), 0);
        pod = pod with { Metadata = pod.Metadata with { Finalizers = ["batch.kubernetes.io/job-tracking"] } };
        var shown = Decide(pod, 21);
        Assert.Equal((false, "Failed"), (shown.Removes, shown.Status?.Phase));
        Assert.True(Decide(pod with { Status = shown.Status! }, 21).Removes);
    }

    [Fact]
    public void A_pod_that_ended_or_runs_as_shown_is_left_alone()
    {
        Assert.Equal(default, Decide(Running(Make.Pod()), 60));
        Assert.Equal(default, Decide(Make.Pod() with { Status = new() { Phase = "Succeeded" } }, 60));
    }

    [Fact]
    public void A_readiness_gate_keeps_a_running_pod_from_being_ready()
    {
        var pod = Make.Pod();
        pod = pod with { Spec = pod.Spec with { ReadinessGates = [new() { ConditionType = "lb" }] } };
        var shown = Decide(pod, 5).Status!;
        Assert.Equal("False", Ready(shown));
        var opened = pod with { Status = shown with { Conditions = shown.Conditions.Add(new() { Type = "lb", Status = "True" }) } };
        Assert.Equal("True", Ready(Decide(opened, 6).Status!));
    }

    private static Pod Running(Pod pod) => pod with { Status = Decide(pod, 5).Status! };

    private static Pod Deleted(Pod pod, int grace) =>
        pod with { Metadata = pod.Metadata with { DeletionTimestamp = At(20 + grace), DeletionGracePeriodSeconds = grace } };

    private static HollowStep Decide(Pod pod, int second, bool fails = false) =>
        HollowPodRules.Decide(new(pod, Make.Now, "100.64.0.1", "10.128.0.7", fails), Slow, At(second));

    private static DateTimeOffset At(int second) => Make.Now.AddSeconds(second);

    private static string? Ready(PodStatus status) => status.Conditions.First(c => c.Type == "Ready").Status;
}
