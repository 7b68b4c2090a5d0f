using System.Net;
using Navarch.ApiServer.Tests.Support;

namespace Navarch.ApiServer.Tests.Requests;

/// <summary>Watchers that do not read: they hold nobody else up, cost next to nothing, and learn that they missed something.</summary>
public sealed class SlowWatcherTests(TestApi api) : IClassFixture<TestApi>
{
    private const int Changes = 400;
    private const int Size = 100_000;

    [Fact]
    public async Task A_watcher_that_never_reads_delays_nobody_and_is_told_what_it_missed()
    {
        var path = $"/api/v1/namespaces/{await api.NamespaceAsync()}/configmaps";
        await api.Admin.PostAsync(path, """{"metadata":{"name":"a"}}""").Expect(HttpStatusCode.Created);
        var version = (string)(await api.Admin.ReadAsync(path).Expect(HttpStatusCode.OK))["metadata"]!["resourceVersion"]!;
        var watched = $"{path}?watch=1&resourceVersion={version}&timeoutSeconds=120";

        // Each has a connection of its own: one that is read, many that are not.
        await using var fast = await WatchStream.OpenAsync(api.Client("O=system:masters, CN=fast"), watched);
        var slow = new List<WatchStream>();
        for (var i = 0; i < 20; i++)
        {
            slow.Add(await WatchStream.OpenAsync(api.Client($"O=system:masters, CN=slow{i}"), watched));
        }

        var text = new string('x', Size);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var reading = Task.Run(async () =>
        {
            for (var i = 0; i < Changes; i++)
            {
                Assert.Equal(("MODIFIED", "a"), await fast.NextAsync());
                Assert.StartsWith($"{i} ", (string)fast.Last!["object"]!["data"]!["x"]!, StringComparison.Ordinal);
            }
        });
        for (var i = 0; i < Changes; i++)
        {
            await api.Admin.PatchAsync($"{path}/a", $$$"""{"data":{"x":"{{{i}}} {{{text}}}"}}""").Expect(HttpStatusCode.OK);
        }

        await reading;

        // 20 watchers times 40 MB are not kept anywhere: the history once, and a few buffers each.
        await api.Store.CompactAsync(api.Store.Revision);
        var grown = GC.GetTotalMemory(forceFullCollection: true) - before;
        Assert.True(grown < 200L * 1024 * 1024, $"grown by {grown / 1024 / 1024} MB");

        // Who reads at last gets what was on its way, then hears that the rest is gone.
        var last = ("", "");
        var got = 0;
        for (var next = await slow[0].NextAsync(); next.Type.Length > 0; next = await slow[0].NextAsync())
        {
            last = next;
            got++;
        }

        Assert.Equal("ERROR", last.Item1);
        Assert.Equal(410, (int?)slow[0].Last!["object"]!["code"]);
        Assert.Equal("Expired", (string?)slow[0].Last!["object"]!["reason"]);
        Assert.InRange(got, 1, Changes);
        foreach (var watch in slow)
        {
            await watch.DisposeAsync();
        }
    }
}
