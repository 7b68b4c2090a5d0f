using Navarch.Scheduler.Framework;
using Navarch.Scheduler.Plugins;
using Navarch.Scheduler.Queue;
using Navarch.Scheduler.Snapshot;

namespace Navarch.Scheduler.Tests;

public sealed class SchedulingQueueTests
{
    private static readonly DateTimeOffset Start = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly ClusterChange NoRoom = new NodeResourcesFit(new()).HelpedBy;
    private readonly SchedulingQueue queue = new(new PrioritySort(), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(10));

    private static PodInfo Pod(string name, int priority = 0) => new(Make.Pod(name, spec: s => s with { Priority = priority }));

    [Fact]
    public void Higher_priority_goes_first_then_who_came_first()
    {
        queue.Put(Pod("a"), Start);
        queue.Put(Pod("b"), Start);
        queue.Put(Pod("urgent", 10), Start.AddSeconds(1));
        Assert.Equal(["urgent", "a", "b"], Take(3, Start.AddSeconds(1)));
    }

    [Fact]
    public void A_refused_pod_waits_for_a_change_that_can_help()
    {
        Refuse("a", Start);
        queue.Changed(ClusterChange.NodeLabels);
        Assert.Null(queue.Next(Start.AddMinutes(1)));
        queue.Changed(ClusterChange.PodRemoved);
        Assert.Equal("a", queue.Next(Start.AddMinutes(1))!.Pod.Name.Name);
    }

    [Fact]
    public void A_helpful_change_does_not_shorten_the_backoff()
    {
        Refuse("a", Start);
        queue.Changed(ClusterChange.PodRemoved);
        Assert.Null(queue.Next(Start.AddMilliseconds(900)));
        Assert.Equal(Start.AddSeconds(1), queue.NextDue);
        Assert.NotNull(queue.Next(Start.AddSeconds(1)));
    }

    [Fact]
    public void A_change_during_the_attempt_is_not_lost()
    {
        queue.Put(Pod("a"), Start);
        queue.Next(Start);
        queue.Changed(ClusterChange.NodeAdded);
        queue.Refused(new("default", "a"), NoRoom, Start);
        Assert.NotNull(queue.Next(Start.AddSeconds(1)));
    }

    [Fact]
    public void A_pod_nothing_helps_is_tried_again_in_the_end()
    {
        Refuse("a", Start);
        Assert.Equal(Start + SchedulingQueue.LongestWait, queue.NextDue);
        Assert.NotNull(queue.Next(Start + SchedulingQueue.LongestWait));
    }

    [Fact]
    public void The_backoff_doubles_up_to_ten_seconds()
    {
        var now = Start;
        foreach (var seconds in new[] { 1, 2, 4, 8, 10, 10 })
        {
            Refuse("a", now);
            queue.Changed(ClusterChange.PodRemoved);
            Assert.Equal(now.AddSeconds(seconds), queue.NextDue);
            now = now.AddSeconds(seconds);
        }
    }

    [Fact]
    public void A_removed_pod_is_never_given_out()
    {
        queue.Put(Pod("a"), Start);
        queue.Remove(new("default", "a"));
        Assert.Null(queue.Next(Start));
        Refuse("b", Start);
        queue.Remove(new("default", "b"));
        Assert.Null(queue.NextDue);
    }

    [Fact]
    public void A_changed_pod_is_tried_again_at_once()
    {
        Refuse("a", Start);
        queue.Put(Pod("a"), Start);
        Assert.Null(queue.Next(Start));
        queue.Put(Pod("a", priority: 3), Start);
        Assert.NotNull(queue.Next(Start));
    }

    private void Refuse(string name, DateTimeOffset now)
    {
        queue.Put(Pod(name), now);
        Assert.NotNull(queue.Next(now));
        queue.Refused(new("default", name), NoRoom, now);
    }

    private string[] Take(int count, DateTimeOffset now) => [.. Enumerable.Range(0, count).Select(_ => queue.Next(now)!.Pod.Name.Name)];
}
