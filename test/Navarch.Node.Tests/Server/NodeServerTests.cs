using System.Net;
using System.Net.Http.Headers;
using System.Net.WebSockets;
using System.Text;
using Navarch.Node.Server.Streaming;
using Navarch.Node.Tests.Runtime;

namespace Navarch.Node.Tests.Server;

[Collection(RuntimeCollection.Name)]
public sealed class NodeServerTests : IAsyncLifetime
{
    private readonly RuntimeHost _runtime;
    private readonly CancellationTokenSource _limit = new(TimeSpan.FromSeconds(60));
    private NodeServerHost? _host;

    public NodeServerTests(RuntimeHost runtime) => _runtime = runtime;

    private NodeServerHost Host => _host!;

    public async Task InitializeAsync() => _host = await NodeServerHost.StartAsync(_runtime);

    public async Task DisposeAsync() => await Host.DisposeAsync();

    [Fact]
    public async Task Only_the_API_server_is_let_in()
    {
        foreach (var (certificate, expected) in new[]
        {
            (null, HttpStatusCode.Unauthorized),
            (Host.Issue("CN=someone", "1.3.6.1.5.5.7.3.2"), HttpStatusCode.Forbidden),
            (Host.Issue("CN=admin, O=system:masters", "1.3.6.1.5.5.7.3.2"), HttpStatusCode.OK),
            (Host.Client, HttpStatusCode.OK),
        })
        {
            using var client = Host.NewClient(certificate);
            Assert.Equal(expected, (await client.GetAsync("/healthz")).StatusCode);
        }
    }

    [Fact]
    public async Task Logs_are_served_and_followed_to_the_end_of_the_container()
    {
        await Host.RunAsync("logs", "echo one; echo two; read line; echo $line");
        using var client = Host.NewClient(Host.Client);
        using var follow = await client.GetAsync("/containerLogs/default/logs/c?follow=true&tailLines=1", HttpCompletionOption.ResponseHeadersRead);
        using var reader = new StreamReader(await follow.Content.ReadAsStreamAsync());
        Assert.Equal("two", await reader.ReadLineAsync(_limit.Token));
        await using (var attached = await OpenAsync("/attach/default/logs/c?stdin=1&stdout=1"))
        {
            await attached.SendAsync(0, "three\n");
            Assert.Equal("three", await reader.ReadLineAsync(_limit.Token));
        }
        Assert.Null(await reader.ReadLineAsync(_limit.Token));
        Assert.Equal("one\ntwo\nthree\n", await client.GetStringAsync("/containerLogs/default/logs/c"));
        Assert.Equal(HttpStatusCode.BadRequest, (await client.GetAsync("/containerLogs/default/logs/waiting")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync("/containerLogs/default/other/c")).StatusCode);
    }

    [Fact]
    public async Task A_command_by_WebSocket_has_its_streams_and_its_exit_code()
    {
        await Host.RunAsync("exec", "sleep 1000");
        await using var session = await OpenAsync("/exec/default/exec/c?stdin=1&stdout=1&stderr=1&command=sh&command=-c&command=cat;echo+err+>%262;exit+5");
        await session.SendAsync(0, "hello ");
        await session.SendAsync(0, "world");
        // The end of stdin: only then does cat end.
        await session.SendAsync(255, "\0");
        var channels = await session.ReadToEndAsync();
        Assert.Equal("hello world", channels[1]);
        Assert.Equal("err\n", channels[2]);
        Assert.Contains("\"ExitCode\",\"message\":\"5\"", channels[3], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_command_with_a_terminal_learns_its_size()
    {
        await Host.RunAsync("tty", "sleep 1000");
        await using var session = await OpenAsync("/exec/default/tty/c?stdin=1&stdout=1&tty=1&command=sh");
        await session.SendAsync(4, """{"Width":123,"Height":45}""");
        await session.SendAsync(0, "until stty size | grep -q '45 123'; do sleep 0.1; done; echo size-$((40+5)); exit\n");
        var channels = await session.ReadToEndAsync();
        Assert.Contains("size-45", channels[1], StringComparison.Ordinal);
        Assert.Contains("Success", channels[3], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Much_output_comes_through_whole()
    {
        await Host.RunAsync("much", "sleep 1000");
        await using var session = await OpenAsync("/exec/default/much/c?stdout=1&command=sh&command=-c&command=yes+12345678+|+head+-c+20000000");
        Assert.Equal(20_000_000, (await session.ReadToEndAsync())[1].Length);
    }

    [Fact]
    public async Task A_client_that_speaks_SPDY_is_passed_through()
    {
        await Host.RunAsync("spdy", "sleep 1000");
        using var client = Host.NewClient(Host.Client);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/exec/default/spdy/c?output=1&command=echo&command=hi");
        request.Headers.Connection.Add("Upgrade");
        request.Headers.Upgrade.Add(new ProductHeaderValue("SPDY", "3.1"));
        request.Headers.Add("X-Stream-Protocol-Version", ["v5.channel.k8s.io", "v4.channel.k8s.io"]);
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal(HttpStatusCode.SwitchingProtocols, response.StatusCode);
        Assert.Equal(["v4.channel.k8s.io"], response.Headers.GetValues("X-Stream-Protocol-Version"));
        await using var spdy = new SpdyConnection(await response.Content.ReadAsStreamAsync());
        await spdy.OpenAsync([new("streamtype", "error")], _limit.Token);
        var stdout = await spdy.OpenAsync([new("streamtype", "stdout")], _limit.Token);
        var text = "";
        while (!text.EndsWith('\n') && await spdy.ReadAsync(_limit.Token) is { } data)
        {
            text += data.StreamId == stdout ? Encoding.UTF8.GetString(data.Data.Span) : "";
        }
        Assert.Equal("hi\n", text);
    }

    [Fact]
    public async Task A_port_is_forwarded_through_a_WebSocket_tunnel()
    {
        await Host.RunAsync("ports", "while true; do echo welcome | nc -l -p 8080; done");
        // Not by ClientWebSocket: it refuses the slash in the name.
        using var client = Host.NewClient(Host.Client);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/portForward/default/ports");
        request.Headers.Connection.Add("Upgrade");
        request.Headers.Upgrade.Add(new ProductHeaderValue("websocket"));
        request.Headers.Add("Sec-WebSocket-Version", "13");
        // Key and answer are those of RFC 6455's example.
        request.Headers.Add("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==");
        request.Headers.Add("Sec-WebSocket-Protocol", "SPDY/3.1+portforward.k8s.io");
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal(["s3pPLMBiTxaQ9kYGzzhZRbK+xOo="], response.Headers.GetValues("Sec-WebSocket-Accept"));
        Assert.Equal(["SPDY/3.1+portforward.k8s.io"], response.Headers.GetValues("Sec-WebSocket-Protocol"));
        using var socket = WebSocket.CreateFromStream(await response.Content.ReadAsStreamAsync(), new WebSocketCreationOptions());
        await using var spdy = new SpdyConnection(new WebSocketBytes(socket));
        await ForwardedAsync(spdy, "8080", "welcome\n");
    }

    private async Task ForwardedAsync(SpdyConnection spdy, string port, string expected)
    {
        // The listener may need a moment: a refused connection is told on the error stream, and the next request tries again.
        for (var attempt = 0; ; attempt++)
        {
            KeyValuePair<string, string>[] headers = [new("port", port), new("requestid", attempt.ToString(System.Globalization.CultureInfo.InvariantCulture))];
            var error = await spdy.OpenAsync([new("streamtype", "error"), .. headers], _limit.Token);
            await spdy.SendAsync(error, default, isLast: true, _limit.Token);
            var data = await spdy.OpenAsync([new("streamtype", "data"), .. headers], _limit.Token);
            var text = "";
            var refused = false;
            while (text != expected && !refused)
            {
                var received = await spdy.ReadAsync(_limit.Token);
                Assert.NotNull(received);
                text += received.Value.StreamId == data ? Encoding.UTF8.GetString(received.Value.Data.Span) : "";
                refused = received.Value.StreamId == error && received.Value.Data.Length > 0;
            }
            if (!refused)
            {
                return;
            }
            await Task.Delay(50, _limit.Token);
        }
    }

    private async Task<ChannelSession> OpenAsync(string path) => new(await ConnectAsync(path, "v5.channel.k8s.io"), _limit.Token);

    private async Task<ClientWebSocket> ConnectAsync(string path, string protocol)
    {
        var socket = new ClientWebSocket();
        socket.Options.AddSubProtocol(protocol);
        socket.Options.ClientCertificates.Add(Host.Client);
        socket.Options.RemoteCertificateValidationCallback = (_, server, _, _) => Host.IsOurs(server);
        await socket.ConnectAsync(new Uri($"wss://127.0.0.1:{Host.Port}{path}"), _limit.Token);
        Assert.Equal(protocol, socket.SubProtocol);
        return socket;
    }

    /// <summary>The client's side of the channel protocol.</summary>
    private sealed class ChannelSession(ClientWebSocket socket, CancellationToken ct) : IAsyncDisposable
    {
        public Task SendAsync(byte channel, string text) =>
            socket.SendAsync((byte[])[channel, .. Encoding.UTF8.GetBytes(text)], WebSocketMessageType.Binary, true, ct);

        public async Task<Dictionary<int, string>> ReadToEndAsync()
        {
            var channels = new Dictionary<int, StringBuilder>();
            var buffer = new byte[64 * 1024];
            var channel = -1;
            while (true)
            {
                var message = await socket.ReceiveAsync(buffer.AsMemory(), ct);
                if (message.MessageType == WebSocketMessageType.Close)
                {
                    await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, ct);
                    return channels.ToDictionary(c => c.Key, c => c.Value.ToString());
                }
                var start = channel < 0 ? 1 : 0;
                channel = channel < 0 ? buffer[0] : channel;
                if (!channels.TryGetValue(channel, out var text))
                {
                    channels[channel] = text = new StringBuilder();
                }
                text.Append(Encoding.UTF8.GetString(buffer, start, message.Count - start));
                channel = message.EndOfMessage ? -1 : channel;
            }
        }

        public ValueTask DisposeAsync()
        {
            socket.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
