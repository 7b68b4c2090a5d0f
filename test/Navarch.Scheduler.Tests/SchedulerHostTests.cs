using Microsoft.Extensions.Logging.Abstractions;
using Navarch.Client.Caching;
using Navarch.Client.Events;
using Navarch.Scheduler.Configuration;

namespace Navarch.Scheduler.Tests;

/// <summary>The whole scheduler against an API in memory.</summary>
public sealed class SchedulerHostTests : IAsyncLifetime
{
    private static readonly SchedulerConfiguration TwoProfiles = new()
    {
        Profiles =
        [
            new(),
            new()
            {
                SchedulerName = "packing",
                Args = new Dictionary<string, object> { ["NodeResourcesFit"] = new NodeResourcesFitArgs { Strategy = ScoringStrategyTypes.MostAllocated } },
                Plugins = new Dictionary<string, PluginSet> { ["score"] = new([new("NodeResourcesFit")], ["*"]) },
            },
        ],
    };

    private readonly PodApi api = new();
    private readonly CancellationTokenSource stop = new();
    private Caches caches = null!;
    private EventRecorder events = null!;
    private Task running = Task.CompletedTask;

    public Task InitializeAsync()
    {
        caches = new(api, TimeProvider.System, NullLoggerFactory.Instance);
        events = new(api, TimeProvider.System, NullLoggerFactory.Instance);
        running = new SchedulerHost(api, caches, events, TimeProvider.System, NullLoggerFactory.Instance, new Random(1), TwoProfiles).RunAsync(stop.Token);
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        await stop.CancelAsync();
        await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await events.DisposeAsync();
        await caches.DisposeAsync();
        stop.Dispose();
    }

    [Fact]
    public async Task A_pod_is_bound_and_the_event_says_where()
    {
        api.Put(Make.Node("n1"));
        api.Put(Make.Pod("p"));
        await UntilAsync(() => api.NodeOf("p") == "n1");
        await UntilAsync(() => api.Notes.Contains("Scheduled p: Successfully assigned default/p to n1"));
    }

    [Fact]
    public async Task A_pod_that_fits_nowhere_says_why_and_is_bound_when_room_comes()
    {
        api.Put(Make.Node("small", cpu: "1"));
        api.Put(Make.Pod("p", cpu: "2"));
        const string Message = "0/1 nodes are available: 1 Insufficient cpu.";
        await UntilAsync(() => api.Notes.Any(n => n.StartsWith("FailedScheduling p: " + Message, StringComparison.Ordinal)));
        await UntilAsync(() => api.Notes.Any(n => n.StartsWith("status p:", StringComparison.Ordinal) && n.Contains("\"reason\":\"Unschedulable\"", StringComparison.Ordinal) && n.Contains(Message, StringComparison.Ordinal)));
        api.Put(Make.Node("big", cpu: "4"));
        await UntilAsync(() => api.NodeOf("p") == "big");
    }

    [Fact]
    public async Task Each_pod_is_placed_by_the_profile_it_names_and_strangers_are_left_alone()
    {
        api.Put(Make.Node("used"));
        api.Put(Make.Pod("first", "2", "4Gi"));
        await UntilAsync(() => api.NodeOf("first") == "used");
        api.Put(Make.Node("empty"));
        api.Put(Make.Pod("stranger", spec: s => s with { SchedulerName = "someone-elses" }));
        api.Put(Make.Pod("packed", "1", "2Gi", spec: s => s with { SchedulerName = "packing" }));
        await UntilAsync(() => api.NodeOf("packed") == "used");
        api.Put(Make.Pod("spread", "500m", "1Gi"));
        await UntilAsync(() => api.NodeOf("spread") == "empty");
        Assert.Equal("", api.NodeOf("stranger"));
        Assert.DoesNotContain(api.Notes, n => n.Contains("stranger", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_refused_binding_is_tried_again()
    {
        api.RefuseBindings = 1;
        api.Put(Make.Node("n1"));
        api.Put(Make.Pod("p"));
        await UntilAsync(() => api.NodeOf("p") == "n1");
    }

    [Fact]
    public async Task A_pod_that_wants_company_is_woken_when_the_company_is_placed()
    {
        api.Put(Make.Node("n1"));
        api.Put(Make.Pod("friend", spec: s => s with
        {
            Affinity = new()
            {
                PodAffinity = new()
                {
                    RequiredDuringSchedulingIgnoredDuringExecution =
                        [new() { TopologyKey = "kubernetes.io/hostname", LabelSelector = new() { MatchLabels = ValueMap.Of(("app", "db")) } }],
                },
            },
        }));
        await UntilAsync(() => api.Notes.Any(n => n.StartsWith("FailedScheduling friend", StringComparison.Ordinal)));
        api.Put(Make.Pod("db", labels: [("app", "db")]));
        await UntilAsync(() => api.NodeOf("friend") == "n1");
    }

    [Fact]
    public async Task An_important_pod_gets_the_place_of_a_lesser_one()
    {
        api.Put(Make.Node("n1", cpu: "1"));
        api.Put(Make.Pod("lesser", cpu: "1"));
        await UntilAsync(() => api.NodeOf("lesser") == "n1");
        api.Put(Make.Pod("important", cpu: "1", spec: s => s with { Priority = 1000 }));
        await UntilAsync(() => api.NodeOf("important") == "n1");
        Assert.Contains("delete lesser", api.Notes);
        await UntilAsync(() => api.Notes.Contains("Preempted lesser: Preempted by pod uid-important on node n1"));
        Assert.Contains(api.Notes, n => n.StartsWith("status important:", StringComparison.Ordinal) && n.Contains("\"nominatedNodeName\":\"n1\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_pod_with_gates_waits_until_they_are_gone()
    {
        api.Put(Make.Node("n1"));
        api.Put(Make.Pod("p", spec: s => s with { SchedulingGates = [new() { Name = "example.com/wait" }] }));
        await UntilAsync(() => api.Notes.Any(n => n.Contains("SchedulingGated", StringComparison.Ordinal)));
        Assert.Equal("", api.NodeOf("p"));
        api.Put(Make.Pod("p"));
        await UntilAsync(() => api.NodeOf("p") == "n1");
    }

    [Fact]
    public async Task No_pod_is_lost_and_no_node_is_overfull_when_many_come_at_once()
    {
        for (var i = 0; i < 20; i++)
        {
            api.Put(Make.Node($"n{i}", pods: 10));
        }

        for (var i = 0; i < 200; i++)
        {
            api.Put(Make.Pod($"p{i}", owner: "rs"));
        }

        await UntilAsync(() => Enumerable.Range(0, 200).All(i => api.NodeOf($"p{i}").Length > 0));
        Assert.All(Enumerable.Range(0, 200).GroupBy(i => api.NodeOf($"p{i}")), node => Assert.Equal(10, node.Count()));
    }

    private static async Task UntilAsync(Func<bool> holds)
    {
        for (var i = 0; i < 1000 && !holds(); i++)
        {
            await Task.Delay(20);
        }

        Assert.True(holds());
    }
}
