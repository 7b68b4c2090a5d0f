using Microsoft.Extensions.Logging.Abstractions;
using Navarch.Api;
using Navarch.Api.Core.V1;
using Navarch.Client;
using Navarch.Client.Caching;
using Navarch.Client.Events;

namespace Navarch.Reconciling;

/// <summary>The runtime under a small controller: each ConfigMap of two entries wants as many secrets as its "count" says.</summary>
public sealed class ControllerRunTests : IAsyncLifetime
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);
    private readonly FakeApi api = new();
    private readonly CancellationTokenSource stop = new();
    private Caches caches = null!;
    private EventRecorder events = null!;
    private Task running = Task.CompletedTask;
    private int looks;

    public Task InitializeAsync()
    {
        caches = new(api, TimeProvider.System, NullLoggerFactory.Instance);
        events = new(api, TimeProvider.System, NullLoggerFactory.Instance);
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        await stop.CancelAsync();
        await running;
        await events.DisposeAsync();
        await caches.DisposeAsync();
        stop.Dispose();
    }

    [Fact]
    public async Task What_exists_before_the_start_is_looked_at()
    {
        await api.CreateAsync(Wanting(2));

        Start();

        await Until(() => Secrets() == 2);
    }

    [Fact]
    public async Task A_key_is_not_decided_again_before_its_own_writes_are_in_sight()
    {
        Start();
        await Until(() => caches.Of<Secret>().Objects.Synced.IsCompleted && caches.Of<ConfigMap>().Objects.Synced.IsCompleted);
        var wish = await api.CreateAsync(Wanting(3));
        await Until(() => Secrets() == 3);

        // The secrets come late; meanwhile the wish changes, again and again.
        api.Hold();
        wish = await api.UpdateAsync(Wanting(5) with { Metadata = wish.Value.Metadata });
        await api.UpdateAsync(Wanting(6) with { Metadata = wish.Value.Metadata });
        api.Release();
        await Until(() => Secrets() == 6);
        await Task.Delay(50);

        Assert.Equal(6, Secrets());
    }

    [Fact]
    public async Task A_refused_write_is_tried_again_until_it_succeeds()
    {
        var refusals = 3;
        api.Refuse = (verb, _) => verb == "create" && looks > 0 && refusals-- > 0 ? new Status { Reason = "InternalError", Message = "no" } : null;
        Start();

        await api.CreateAsync(Wanting(1));

        await Until(() => Secrets() == 1);
        Assert.True(refusals < 0);
    }

    [Fact]
    public async Task A_controller_that_breaks_looks_again()
    {
        var breaks = 2;
        Start(() =>
        {
            if (breaks-- > 0)
            {
                throw new InvalidOperationException("a bug");
            }
        });

        await api.CreateAsync(Wanting(1));

        await Until(() => Secrets() == 1);
    }

    [Fact]
    public async Task Expired_history_is_listed_anew_and_nothing_is_missed()
    {
        Start();
        await Until(() => caches.Of<ConfigMap>().Objects.Synced.IsCompleted);
        var lists = api.Lists;
        api.EndWatches(new Status { Code = 410, Reason = "Expired" });

        await api.CreateAsync(Wanting(2));

        await Until(() => Secrets() == 2);
        Assert.True(api.Lists > lists);
    }

    [Fact]
    public async Task Idle_means_no_looks()
    {
        Start();
        await api.CreateAsync(Wanting(1));
        await Until(() => Secrets() == 1);
        await Task.Delay(100);
        var before = looks;

        await Task.Delay(300);

        Assert.Equal(before, looks);
    }

    private static ConfigMap Wanting(int count) => new()
    {
        Metadata = new() { Namespace = "ns", Name = "wish" },
        Data = ValueMap.Of(("count", count.ToString())),
    };

    private static Decision Decide(Observed observed, DateTimeOffset now)
    {
        var create = new Effect.Create(new Secret
        {
            Metadata = new() { Namespace = "ns", GenerateName = "secret-", OwnerReferences = [OwnerReferences.ControllerReference(observed.Wish)] },
        });
        return Decision.Of(Enumerable.Repeat(create, Math.Max(0, int.Parse(observed.Wish.Data["count"]) - observed.Secrets)));
    }

    private void Start(Action? onLook = null)
    {
        var controller = Controller.Define<Observed>(
            "test-controller",
            [Watch.Self<ConfigMap>(), Watch.ControlledBy<ConfigMap, Secret>()],
            (key, world) =>
            {
                Interlocked.Increment(ref looks);
                onLook?.Invoke();
                return world.Of<ConfigMap>().Get(key) is { } wish ? new(wish, world.Of<Secret>().ControlledBy(wish.Metadata.UID).Length) : null;
            },
            Decide);
        running = new ControllerRuntime(api, caches, events, TimeProvider.System, NullLoggerFactory.Instance).RunAsync([controller], stop.Token);
    }

    private int Secrets() => api.All(Secret.Info).Length;

    private static async Task Until(Func<bool> holds)
    {
        using var limit = new CancellationTokenSource(Limit);
        while (!holds())
        {
            Assert.False(limit.IsCancellationRequested, "did not happen in time");
            await Task.Delay(5);
        }
    }

    private sealed record Observed(ConfigMap Wish, int Secrets);
}
