using Navarch.Api.FlowControl.V1;
using Navarch.ApiServer.Fairness;
using Navarch.ApiServer.Tests.Support;

namespace Navarch.ApiServer.Tests.Fairness;

public sealed class FlowDispatcherTests : IDisposable
{
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(15);
    private readonly ManualTime time = new();
    private readonly FlowDispatcher dispatcher;

    public FlowDispatcherTests()
    {
        dispatcher = new FlowDispatcher(100, time);
        dispatcher.Configure([.. DefaultFlowControl.Schemas], [.. DefaultFlowControl.Levels]);
    }

    public void Dispose() => dispatcher.Dispose();

    [Theory]
    [InlineData("admin", "system:masters", "get", "", "pods", "default", "exempt", "exempt")]
    [InlineData("system:node:n", "system:nodes", "update", "", "nodes/status", "", "system-node-high", "node-high")]
    [InlineData("system:node:n", "system:nodes", "update", "coordination.k8s.io", "leases", "kube-node-lease", "system-node-high", "node-high")]
    [InlineData("system:node:n", "system:nodes", "list", "", "pods", "", "system-nodes", "system")]
    [InlineData("system:kube-scheduler", "", "update", "coordination.k8s.io", "leases", "kube-system", "system-leader-election", "leader-election")]
    [InlineData("system:kube-scheduler", "", "create", "", "pods/binding", "default", "kube-scheduler", "workload-high")]
    [InlineData("system:kube-controller-manager", "", "update", "", "endpoints", "default", "endpoint-controller", "workload-high")]
    [InlineData("system:kube-controller-manager", "", "list", "apps", "deployments", "", "kube-controller-manager", "workload-high")]
    [InlineData("system:serviceaccount:kube-system:coredns", "system:serviceaccounts", "list", "", "services", "", "kube-system-service-accounts", "workload-high")]
    [InlineData("system:serviceaccount:kube-system:x", "system:serviceaccounts", "update", "", "configmaps", "any", "workload-leader-election", "leader-election")]
    [InlineData("system:serviceaccount:shop:x", "system:serviceaccounts", "update", "", "configmaps", "shop", "service-accounts", "workload-low")]
    [InlineData("jane", "", "list", "", "pods", "default", "global-default", "global-default")]
    public void The_default_schemas_take_in_whom_they_are_for(string user, string group, string verb, string apiGroup, string resource, string ns, string schema, string level)
    {
        var parts = resource.Split('/');
        var who = UserInfo.Authenticated(user, group.Length > 0 ? [group] : []);
        var found = dispatcher.Configuration.Classify(new FlowDigest(who, verb, "", apiGroup, parts[0], parts.Length > 1 ? parts[1] : "", ns));
        Assert.Equal((schema, level), (found.Name, found.Level.Name));
    }

    [Theory]
    [InlineData("/healthz", "probes")]
    [InlineData("/livez", "probes")]
    [InlineData("/livez/ping", "global-default")]
    [InlineData("/version", "global-default")]
    public void Probes_are_exempt_for_everybody_and_other_paths_are_not(string path, string schema) =>
        Assert.Equal(schema, dispatcher.Configuration.Classify(new FlowDigest(UserInfo.Anonymous, "get", path)).Name);

    [Theory]
    [InlineData("verbs list not get", "get", "pods", "", "shop", false)]
    [InlineData("", "list", "pods", "", "shop", true)]
    [InlineData("a subresource is another resource", "list", "pods", "status", "shop", false)]
    [InlineData("another namespace", "list", "pods", "", "other", false)]
    [InlineData("all namespaces are cluster scope", "list", "pods", "", "", false)]
    [InlineData("named with its subresource", "list", "deployments", "scale", "shop", true)]
    public void Rules_take_in_what_they_name(string why, string verb, string resource, string subresource, string ns, bool matches)
    {
        var rule = new CompiledFlowRule(new PolicyRulesWithSubjects
        {
            Subjects = [new() { Kind = SubjectKinds.User, User = new() { Name = "*" } }],
            ResourceRules = [new() { Verbs = ["list"], APIGroups = ["*"], Resources = ["pods", "deployments/scale"], Namespaces = ["shop"] }],
        });
        Assert.True(matches == rule.Matches(new FlowDigest(UserInfo.Anonymous, verb, "", "", resource, subresource, ns)), why);
    }

    [Theory]
    [InlineData("/a/*", "/a/b", true)]
    [InlineData("/a/*", "/a", false)]
    [InlineData("/a/*", "/ab", false)]
    [InlineData("/a", "/a", true)]
    [InlineData("*", "/x", true)]
    public void Paths_match_whole_or_below_their_star(string rule, string path, bool matches)
    {
        var compiled = new CompiledFlowRule(new PolicyRulesWithSubjects
        {
            Subjects = [new() { Kind = SubjectKinds.Group, Group = new() { Name = UserInfo.UnauthenticatedGroup } }],
            NonResourceRules = [new() { Verbs = ["*"], NonResourceURLs = [rule] }],
        });
        Assert.Equal(matches, compiled.Matches(new FlowDigest(UserInfo.Anonymous, "get", path)));
    }

    [Fact]
    public async Task Who_waits_runs_when_another_ends_and_is_refused_when_its_time_is_over()
    {
        Single(LimitResponseTypes.Queue);
        var first = await BeginAsync("jane");
        var second = BeginAsync("jane").AsTask();
        var third = BeginAsync("joe").AsTask();
        Assert.False(second.IsCompleted || third.IsCompleted);
        first.End();
        var done = await Task.WhenAny(second, third);
        var waits = done == second ? third : second;
        Assert.Equal(Arrival.Started, (await done).Outcome);
        time.Advance(Wait + TimeSpan.FromSeconds(1));
        Assert.Equal(Arrival.TimedOut, (await waits).Outcome);
        var counts = dispatcher.Counts.Single(c => c.Schema == "single");
        Assert.Equal((2, 1, 1, 0), (counts.Started, counts.Executing, counts.Refused(Arrival.TimedOut), counts.Waiting));
    }

    [Fact]
    public async Task Who_gives_up_leaves_the_queue()
    {
        Single(LimitResponseTypes.Queue);
        var first = await BeginAsync("jane");
        using var client = new CancellationTokenSource();
        var second = dispatcher.BeginAsync(Digest("jane"), WorkEstimate.One, Wait, false, client.Token).AsTask();
        await client.CancelAsync();
        Assert.Equal(Arrival.Cancelled, (await second).Outcome);
        first.End();
        Assert.Equal(Arrival.Started, (await BeginAsync("joe")).Outcome);
    }

    [Fact]
    public async Task A_change_of_the_level_is_followed_by_those_who_wait()
    {
        Single(LimitResponseTypes.Queue);
        var first = await BeginAsync("jane");
        var second = BeginAsync("jane").AsTask();
        Single(LimitResponseTypes.Queue, shares: 200);
        Assert.Equal(Arrival.Started, (await second).Outcome);
        first.End();
    }

    [Fact]
    public async Task Seats_held_on_to_after_a_write_come_back_by_themselves()
    {
        Single(LimitResponseTypes.Reject);
        var write = await dispatcher.BeginAsync(Digest("jane"), new WorkEstimate(1, 1, TimeSpan.FromMilliseconds(5)), Wait, false, default);
        write.End();
        Assert.Equal(Arrival.ConcurrencyLimit, (await BeginAsync("jane")).Outcome);
        time.Advance(TimeSpan.FromMilliseconds(5));
        Assert.Equal(Arrival.Started, (await BeginAsync("jane")).Outcome);
    }

    [Fact]
    public async Task A_busy_level_borrows_within_a_period_what_idle_ones_lend()
    {
        var level = dispatcher.Configuration.Levels.Single(l => l.Name == "global-default");
        var nominal = level.SeatCounts.Seats;
        var open = Enumerable.Range(0, 60).Select(i => BeginAsync($"user{i}").AsTask()).ToList();
        Assert.Equal(nominal, open.Count(t => t.IsCompleted));
        time.Advance(TimeSpan.FromMinutes(30));
        Assert.InRange(level.SeatCounts.Seats, nominal + 5, 100);
        Assert.True(dispatcher.Configuration.Levels.Where(l => !l.Shares.IsExempt).Sum(l => l.SeatCounts.Seats) <= 108);
        foreach (var task in open)
        {
            (await task).End();
        }

        Assert.Equal((0, 0), (level.SeatCounts.Executing, level.SeatCounts.Waiting));
    }

    [Fact]
    public void A_schema_whose_level_is_missing_is_ignored_and_the_mandatory_ones_are_there_without_objects()
    {
        dispatcher.Configure([Schema("nowhere")], []);
        Assert.Equal(["exempt", "catch-all"], dispatcher.Configuration.Schemas.Select(s => s.Name));
        Assert.Equal("catch-all", dispatcher.Configuration.Classify(Digest("jane")).Level.Name);
    }

    [Theory]
    [InlineData(true, false, false, null, 0, "Create")]
    [InlineData(true, true, false, "false", 7, "Update")]
    [InlineData(true, true, true, "true", 1, "Nothing")]
    [InlineData(false, false, false, null, 0, "Create")]
    [InlineData(false, true, false, "true", 7, "Update")]
    [InlineData(false, true, false, "false", 7, "Nothing")]
    [InlineData(false, true, false, null, 1, "Update")]
    [InlineData(false, true, false, null, 2, "Update")]
    [InlineData(false, true, true, "nonsense", 1, "Update")]
    public void Defaults_are_kept_as_their_annotation_says(bool mandatory, bool present, bool same, string? annotation, long generation, string action)
    {
        Assert.Equal(action, FlowControlKeeper.Judge(mandatory, present, same, annotation, generation, out var isServers).ToString());
        Assert.Equal(mandatory || annotation == "true" || (annotation is null or "nonsense" && generation <= 1), isServers);
    }

    private void Single(string response, int shares = 1) => dispatcher.Configure(
        [.. DefaultFlowControl.Schemas, Schema("single")],
        [
            .. DefaultFlowControl.Levels,
            new()
            {
                Metadata = new() { Name = "single" },
                Spec = new()
                {
                    Type = PriorityLevelEnablements.Limited,
                    Limited = new()
                    {
                        NominalConcurrencyShares = shares,
                        BorrowingLimitPercent = 0,
                        LimitResponse = new() { Type = response, Queuing = response == LimitResponseTypes.Queue ? new() { Queues = 16, HandSize = 4, QueueLengthLimit = 10 } : null },
                    },
                },
            },
        ]);

    private static FlowSchema Schema(string level) => new()
    {
        Metadata = new() { Name = "single" },
        Spec = new()
        {
            MatchingPrecedence = 50,
            PriorityLevelConfiguration = new() { Name = level },
            DistinguisherMethod = new() { Type = FlowDistinguisherMethodTypes.ByUser },
            Rules = [new() { Subjects = [new() { Kind = SubjectKinds.User, User = new() { Name = "*" } }], ResourceRules = [new() { Verbs = ["*"], APIGroups = ["*"], Resources = ["*"], Namespaces = ["*"] }] }],
        },
    };

    private static FlowDigest Digest(string user) => new(UserInfo.Authenticated(user), "get", "", "", "pods", "", "default");

    private ValueTask<FlowAdmission> BeginAsync(string user) => dispatcher.BeginAsync(Digest(user), WorkEstimate.One, Wait, isLocal: false, default);
}
