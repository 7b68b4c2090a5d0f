using System.Net;
using Navarch.ApiServer.Tests.Support;

namespace Navarch.ApiServer.Tests.Hosting;

/// <summary>What clients that send or take too much, too slowly or nonsense get, over raw connections.</summary>
public sealed class LimitTests : IAsyncLifetime
{
    private const string ConfigMaps = "/api/v1/namespaces/default/configmaps";
    private readonly TestApi api = new()
    {
        Options = options => options with { HeadersTimeout = TimeSpan.FromSeconds(1), LongestStall = TimeSpan.FromSeconds(1), MaxConnections = 20 },
    };

    public async Task InitializeAsync() => await api.InitializeAsync();

    public async Task DisposeAsync() => await api.DisposeAsync();

    [Fact]
    public async Task A_body_beyond_three_MiB_is_refused_before_or_while_it_comes()
    {
        await using var announced = await OpenAsync();
        await announced.SendAsync($"POST {ConfigMaps} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 104857600\r\n\r\n");
        var (code, _, body) = await announced.AnswerAsync();
        Assert.Equal((413, "RequestEntityTooLarge"), (code, (string?)body!["reason"]));
        Assert.Equal("Request entity too large: limit is 3145728", (string?)body["message"]);

        await using var chunked = await OpenAsync();
        await chunked.SendAsync($"POST {ConfigMaps} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n");
        var chunk = $"10000\r\n{new string(' ', 0x10000)}\r\n";
        for (var i = 0; i < 49; i++)
        {
            await chunked.SendAsync(chunk);
        }

        Assert.Equal(413, (await chunked.AnswerAsync()).Code);
    }

    [Theory]
    [InlineData("nonsense\r\n\r\n", 400)]
    [InlineData("GET /version HTTP/9.9\r\nHost: x\r\n\r\n", 505)]
    [InlineData("GET /version HTTP/1.1\r\n\r\n", 400)]
    [InlineData("GET /version HTTP/1.1\r\nHost: x\r\nBroken header\r\n\r\n", 400)]
    [InlineData("POST /api/v1/namespaces HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: nonsense\r\n\r\n", 501)]
    [InlineData("POST /api/v1/namespaces HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n", 400)]
    public async Task What_is_no_request_is_answered_and_its_connection_closed(string sent, int code)
    {
        await using var connection = await OpenAsync();
        await connection.SendAsync(sent);
        var answer = await connection.AnswerAsync();
        Assert.True(answer.Code == code || (code == 501 && answer.Code == 400), $"{answer.Code}");
        Assert.Equal(0, await connection.DrainAsync());
    }

    [Theory]
    [InlineData("GET", "/version?timeout=soon", "", 400, "invalid timeout specified in the request URL")]
    [InlineData("POST", ConfigMaps, "{", 400, "")]
    [InlineData("POST", ConfigMaps, "\u00ff\u00fe", 400, "")]
    [InlineData("BREW", ConfigMaps, "", 405, "the server does not allow this method")]
    public async Task What_is_a_request_but_makes_no_sense_is_answered_with_a_status(string method, string path, string body, int code, string message)
    {
        await using var connection = await OpenAsync();
        await connection.SendAsync($"{method} {path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n{body}");
        var answer = await connection.AnswerAsync();
        Assert.Equal((code, "Status", "Failure"), (answer.Code, (string?)answer.Body!["kind"], (string?)answer.Body["status"]));
        Assert.Contains(message, (string?)answer.Body["message"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Long_lines_and_many_headers_are_read_and_endless_ones_refused()
    {
        await using var connection = await OpenAsync();
        var labels = string.Join(',', Enumerable.Range(0, 3000).Select(i => $"label{i}"));
        await connection.SendAsync($"GET {ConfigMaps}?labelSelector={labels} HTTP/1.1\r\nHost: x\r\n{string.Concat(Enumerable.Range(0, 300).Select(i => $"X-Some-{i}: {new string('a', 100)}\r\n"))}\r\n");
        Assert.Equal(200, (await connection.AnswerAsync()).Code);

        foreach (var (request, code) in new[]
        {
            ($"GET /{new string('a', 200_000)} HTTP/1.1\r\nHost: x\r\n\r\n", 414),
            ($"GET /version HTTP/1.1\r\nHost: x\r\nX: {new string('a', 300_000)}\r\n\r\n", 431),
            ($"GET /version HTTP/1.1\r\nHost: x\r\n{string.Concat(Enumerable.Range(0, 600).Select(i => $"X{i}: a\r\n"))}\r\n", 431),
        })
        {
            await using var endless = await OpenAsync();
            await endless.SendAsync(request);
            Assert.Equal(code, (await endless.AnswerAsync()).Code);
        }
    }

    [Fact]
    public async Task Headers_that_do_not_come_end_the_connection()
    {
        await using var connection = await OpenAsync();
        await connection.SendAsync("GET /version HTTP/1.1\r\nHost: x\r\nX-Slow: ");
        Assert.Equal(408, (await connection.AnswerAsync()).Code);
        Assert.Equal(0, await connection.DrainAsync());
    }

    [Fact]
    public async Task A_request_that_is_not_done_in_its_time_is_answered_with_504()
    {
        await using var connection = await OpenAsync();
        await connection.SendAsync($"POST {ConfigMaps}?timeout=300ms HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{{");
        var (code, _, body) = await connection.AnswerAsync();
        Assert.Equal((504, "Timeout"), (code, (string?)body!["reason"]));
        Assert.Equal("Timeout: request did not complete within requested timeout - context deadline exceeded", (string?)body["message"]);
    }

    [Fact]
    public async Task A_watcher_that_reads_nothing_is_dropped_and_others_get_everything()
    {
        await using var reads = await WatchStream.OpenAsync(api.Admin, $"{ConfigMaps}?watch=1");
        await using var silent = await RawConnection.OpenAsync(api.Server.EndPoint.Port, receiveBuffer: 8 * 1024);
        await silent.SendAsync($"GET {ConfigMaps}?watch=1 HTTP/1.1\r\nHost: x\r\n\r\n");
        var data = new string('x', 500_000);
        for (var i = 0; i < 40; i++)
        {
            await api.Admin.PostAsync(ConfigMaps, $$$"""{"metadata":{"name":"large{{{i}}}"},"data":{"x":"{{{data}}}"}}""").Expect(HttpStatusCode.Created);
        }

        for (var i = 0; i < 40; i++)
        {
            Assert.Equal(("ADDED", $"large{i}"), await reads.NextAsync());
        }

        // The server waits for no more than its patience, whose end is seen by the watch's leaving; then its connection is at an end.
        await Until(() => api.Server.WatchersOf("configmaps") == 1);
        Assert.True(await silent.DrainAsync() < 20_000_000);
    }

    [Fact]
    public async Task Connections_beyond_the_limit_are_closed()
    {
        var open = new List<RawConnection>();
        try
        {
            await Assert.ThrowsAnyAsync<IOException>(async () =>
            {
                for (var i = 0; i < 25; i++)
                {
                    open.Add(await OpenAsync());
                }
            });
            Assert.InRange(open.Count, 15, 20);
        }
        finally
        {
            foreach (var connection in open)
            {
                await connection.DisposeAsync();
            }
        }
    }

    [Fact]
    public async Task An_HTTP2_connection_is_told_how_many_streams_it_has()
    {
        await using var connection = await RawConnection.OpenAsync(api.Server.EndPoint.Port, "h2");
        await connection.SendAsync("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
        await connection.Stream.WriteAsync(new byte[] { 0, 0, 0, 4, 0, 0, 0, 0, 0 });
        var head = new byte[9];
        await connection.Stream.ReadExactlyAsync(head);
        Assert.Equal(4, head[3]);
        var settings = new byte[(head[0] << 16) | (head[1] << 8) | head[2]];
        await connection.Stream.ReadExactlyAsync(settings);
        var streams = settings.Chunk(6).Single(s => s[1] == 3);
        Assert.Equal(1000, (streams[2] << 24) | (streams[3] << 16) | (streams[4] << 8) | streams[5]);
    }

    private static async Task Until(Func<bool> holds)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(40));
        while (!holds())
        {
            await Task.Delay(20, patience.Token);
        }
    }

    private Task<RawConnection> OpenAsync() => RawConnection.OpenAsync(api.Server.EndPoint.Port);
}
