using System.Net;
using Navarch.ApiServer.Tests.Support;

namespace Navarch.ApiServer.Tests.Hosting;

public sealed class ShutdownTests
{
    private const string ConfigMaps = "/api/v1/namespaces/default/configmaps";

    [Fact]
    public async Task A_server_that_stops_first_says_so_then_ends_watches_and_finishes_what_is_in_flight()
    {
        var time = new ManualTime();
        var api = new TestApi { Options = options => options with { Time = time, ShutdownDelay = TimeSpan.FromSeconds(30) } };
        await api.InitializeAsync();
        var watch = await WatchStream.OpenAsync(api.Admin, $"{ConfigMaps}?watch=1");
        await using var held = await RawConnection.OpenAsync(api.Server.EndPoint.Port);
        await held.SendAsync($"POST {ConfigMaps} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 28\r\n\r\n{{");
        using (var ready = await api.Admin.GetAsync(new Uri("/readyz", UriKind.Relative)))
        {
            Assert.Equal(HttpStatusCode.OK, ready.StatusCode);
        }

        var stopped = api.Server.DisposeAsync().AsTask();
        using (var ready = await api.Admin.GetAsync(new Uri("/readyz", UriKind.Relative)))
        {
            Assert.Equal(HttpStatusCode.InternalServerError, ready.StatusCode);
            Assert.Contains("[-]shutdown failed", await ready.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }

        // It is alive and answers while load balancers look elsewhere.
        using (var alive = await api.Admin.GetAsync(new Uri("/livez", UriKind.Relative)))
        {
            Assert.Equal(HttpStatusCode.OK, alive.StatusCode);
        }

        await api.Admin.ReadAsync(ConfigMaps).Expect(HttpStatusCode.OK);
        Assert.False(stopped.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(30));
        while (await watch.NextAsync() is not ("", ""))
        {
            // What was there before comes before the end.
        }

        await held.SendAsync("\"metadata\":{\"name\":\"last\"}}");
        Assert.Equal(201, (await held.AnswerAsync()).Code);
        await stopped;
        Assert.NotNull(api.Store.Get(new StoreKey("configmaps", "default/last")));
        await watch.DisposeAsync();
    }
}
