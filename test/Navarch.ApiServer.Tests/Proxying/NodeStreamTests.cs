using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using Navarch.ApiServer.Tests.Support;

namespace Navarch.ApiServer.Tests.Proxying;

public sealed class NodeStreamTests(TestApi api) : IClassFixture<TestApi>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task An_upgraded_stream_reaches_the_node_and_bytes_go_both_ways()
    {
        using var stop = new CancellationTokenSource(Patience);
        using var node = new FakeNode("HTTP/1.1 101 Switching Protocols\r\nUpgrade: SPDY/3.1\r\nConnection: Upgrade\r\nX-Stream-Protocol-Version: v4.channel.k8s.io\r\n\r\nfirst");
        var serving = node.ServeAsync(stop.Token);
        var pod = await PodOnAsync(node.Port);

        await using var client = await ConnectAsync(stop.Token);
        await client.WriteAsync(Encoding.ASCII.GetBytes(
            $"POST {pod}/exec?command=ls&command=-l&stdin=true&stdout=true HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: SPDY/3.1\r\n"
            + "X-Stream-Protocol-Version: v4.channel.k8s.io\r\nContent-Length: 0\r\n\r\n"), stop.Token);
        var head = await ReadUntilAsync(client, "first", stop.Token);
        Assert.StartsWith("HTTP/1.1 101", head, StringComparison.Ordinal);
        Assert.Contains("X-Stream-Protocol-Version: v4.channel.k8s.io", head, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("Upgrade: SPDY/3.1", head, StringComparison.OrdinalIgnoreCase);

        await client.WriteAsync("ping"u8.ToArray(), stop.Token);
        Assert.EndsWith("echo:ping", await ReadUntilAsync(client, "ping", stop.Token), StringComparison.Ordinal);
        await client.DisposeAsync();
        var asked = await serving;
        Assert.Matches("^POST /exec/[a-z0-9]+/p/[-0-9a-f]+/c\\?input=1&output=1&command=ls&command=-l HTTP/1.1\r\n", asked);
        Assert.Contains("Upgrade: SPDY/3.1\r\n", asked, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refusal_of_the_node_is_told_in_its_words()
    {
        using var stop = new CancellationTokenSource(Patience);
        using var node = new FakeNode("HTTP/1.1 404 Not Found\r\nContent-Length: 18\r\nConnection: close\r\n\r\nno such container!");
        var serving = node.ServeAsync(stop.Token);
        var pod = await PodOnAsync(node.Port);
        var status = await api.Admin.ReadAsync($"{pod}/log").Expect(HttpStatusCode.NotFound);
        Assert.Equal("no such container!", (string?)status["message"]);
        Assert.Matches("^GET /containerLogs/[a-z0-9]+/p/c HTTP/1.1\r\n", await serving);
    }

    [Fact]
    public async Task A_node_that_is_not_there_is_an_error_and_not_a_hang()
    {
        var pod = await PodOnAsync(1);
        await api.Admin.ReadAsync($"{pod}/log").Expect(HttpStatusCode.InternalServerError);
        var status = await api.Admin.ReadAsync($"{pod}/exec?command=ls&container=nosuch").Expect(HttpStatusCode.BadRequest);
        Assert.Equal("container nosuch is not valid for pod p", (string?)status["message"]);
    }

    private async Task<string> PodOnAsync(int port)
    {
        var ns = await api.NamespaceAsync();
        await api.Admin.PostAsync("/api/v1/nodes", $$$$"""
            {"metadata":{"name":"n-{{{{ns}}}}"},"status":{"addresses":[{"type":"InternalIP","address":"127.0.0.1"}],"daemonEndpoints":{"kubeletEndpoint":{"Port":{{{{port}}}} } } } }
            """).Expect(HttpStatusCode.Created);
        await api.Admin.PostAsync($"/api/v1/namespaces/{ns}/pods", $$$"""{"metadata":{"name":"p"},"spec":{"nodeName":"n-{{{ns}}}","containers":[{"name":"c","image":"i"}]}}""").Expect(HttpStatusCode.Created);
        return $"/api/v1/namespaces/{ns}/pods/p";
    }

    private async Task<SslStream> ConnectAsync(CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, api.Server.EndPoint.Port, cancellationToken);
        var tls = new SslStream(new NetworkStream(socket, ownsSocket: true));
        var certificate = TestCertificates.Shared.Client("O=system:masters, CN=admin");
        await tls.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions
            {
                TargetHost = "127.0.0.1",
                ClientCertificates = [certificate],
                RemoteCertificateValidationCallback = (_, shown, _, _) => shown?.GetCertHashString() == TestCertificates.Shared.Server.GetCertHashString(),
            },
            cancellationToken);
        return tls;
    }

    internal static async Task<string> ReadUntilAsync(Stream stream, string end, CancellationToken cancellationToken)
    {
        var text = new StringBuilder();
        var buffer = new byte[4096];
        while (!text.ToString().EndsWith(end, StringComparison.Ordinal))
        {
            var read = await stream.ReadAsync(buffer, cancellationToken);
            Assert.True(read > 0, $"the stream ended after: {text}");
            text.Append(Encoding.ASCII.GetString(buffer, 0, read));
        }

        return text.ToString();
    }

    /// <summary>A node's server that answers one request with a fixed text, then echoes.</summary>
    private sealed class FakeNode : IDisposable
    {
        private readonly string answer;
        private readonly TcpListener listener = new(IPAddress.Loopback, 0);

        public FakeNode(string answer)
        {
            this.answer = answer;
            listener.Start();
        }

        public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

        public async Task<string> ServeAsync(CancellationToken cancellationToken)
        {
            using var client = await listener.AcceptTcpClientAsync(cancellationToken);
            await using var tls = new SslStream(client.GetStream());
            await tls.AuthenticateAsServerAsync(TestCertificates.Shared.Server);
            var head = await ReadUntilAsync(tls, "\r\n\r\n", cancellationToken);
            await tls.WriteAsync(Encoding.ASCII.GetBytes(answer), cancellationToken);
            var buffer = new byte[4096];
            int read;
            while (answer.Contains(" 101 ", StringComparison.Ordinal) && (read = await tls.ReadAsync(buffer, cancellationToken)) > 0)
            {
                await tls.WriteAsync(Encoding.ASCII.GetBytes("echo:" + Encoding.ASCII.GetString(buffer, 0, read)), cancellationToken);
            }

            return head;
        }

        public void Dispose() => listener.Dispose();
    }
}
