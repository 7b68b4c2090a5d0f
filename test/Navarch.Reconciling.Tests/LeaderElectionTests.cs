using Microsoft.Extensions.Logging.Abstractions;
using Navarch.Api.Coordination.V1;

namespace Navarch.Reconciling;

public sealed class LeaderElectionTests
{
    private readonly FakeApi api = new();
    private readonly Lock gate = new();
    private int leading;
    private int most;
    private string leader = "";

    [Fact]
    public async Task One_leads_and_another_takes_over_when_it_stops()
    {
        using var stopA = new CancellationTokenSource();
        using var stopB = new CancellationTokenSource();
        var a = Contend("a", stopA.Token);
        await Until(() => leader == "a");
        var b = Contend("b", stopB.Token);

        await stopA.CancelAsync();
        await a;
        await Until(() => leader == "b");

        Assert.Equal(1, most);
        Assert.Equal(1, api.Find<Lease>("kube-system", "test")?.Spec.LeaseTransitions);
        await stopB.CancelAsync();
        await b;
        Assert.Equal("", api.Find<Lease>("kube-system", "test")?.Spec.HolderIdentity);
    }

    [Fact]
    public async Task A_leader_that_cannot_renew_steps_down_before_another_leads()
    {
        using var stop = new CancellationTokenSource();
        var a = Contend("a", stop.Token);
        await Until(() => leader == "a");
        var refusing = true;
        api.Refuse = (verb, _) => verb == "update" && refusing ? new() { Reason = "InternalError", Message = "no" } : null;

        await Until(() => leader == "");
        refusing = false;
        var b = Contend("b", stop.Token);
        await Until(() => leader.Length > 0);

        Assert.Equal(1, most);
        await stop.CancelAsync();
        await Task.WhenAll(a, b);
    }

    private Task Contend(string identity, CancellationToken cancellationToken)
    {
        var options = new LeaderElectionOptions(new("kube-system", "test"), identity)
        {
            Duration = TimeSpan.FromSeconds(1),
            RenewLimit = TimeSpan.FromMilliseconds(600),
            Period = TimeSpan.FromMilliseconds(50),
        };
        return new LeaderElection(options, api, TimeProvider.System, NullLoggerFactory.Instance).RunAsync(
            async stop =>
            {
                lock (gate)
                {
                    leader = identity;
                    most = Math.Max(most, ++leading);
                }

                await Task.Delay(Timeout.Infinite, stop).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
                lock (gate)
                {
                    leading--;
                    leader = "";
                }
            },
            cancellationToken);
    }

    private static async Task Until(Func<bool> holds)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (!holds())
        {
            Assert.False(limit.IsCancellationRequested, "did not happen in time");
            await Task.Delay(5);
        }
    }
}
