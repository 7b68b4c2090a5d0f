using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Navarch.ApiServer.Tests.Support;

namespace Navarch.ApiServer.Tests.ResourceMetrics;

/// <summary>The resource metrics API over what a node tells.</summary>
public sealed class MetricsApiTests(TestApi api) : IClassFixture<TestApi>
{
    private const string Metrics = "/apis/metrics.k8s.io/v1beta1";

    [Fact]
    public async Task Nodes_and_pods_tell_what_they_use()
    {
        var ns = await api.NamespaceAsync();
        using var stop = new CancellationTokenSource();
        using var node = new SummaryNode(ns);
        var serving = node.ServeAsync(stop.Token);
        await MakeNodeAsync("measured", node.Port);
        await MakeNodeAsync("silent", 1);
        foreach (var (name, host) in new[] { ("p", "measured"), ("q", "silent") })
        {
            await api.Admin.PostAsync(
                $"/api/v1/namespaces/{ns}/pods",
                $$$"""{"metadata":{"name":"{{{name}}}","labels":{"app":"{{{name}}}"}},"spec":{"nodeName":"{{{host}}}","containers":[{"name":"c","image":"i"}]}}""").Expect(HttpStatusCode.Created);
        }

        var nodes = await api.Admin.ReadAsync($"{Metrics}/nodes").Expect(HttpStatusCode.OK);
        Assert.Equal("NodeMetricsList", (string?)nodes["kind"]);
        var told = Assert.Single(nodes["items"]!.AsArray())!;
        Assert.Equal("measured", (string?)told["metadata"]!["name"]);
        Assert.Equal(("2", "1Gi"), ((string?)told["usage"]!["cpu"], (string?)told["usage"]!["memory"]));

        var pods = (await api.Admin.ReadAsync($"{Metrics}/namespaces/{ns}/pods?labelSelector=app%3Dp").Expect(HttpStatusCode.OK))["items"]!.AsArray();
        var pod = Assert.Single(pods)!;
        Assert.Equal(("p", "c", "500m", "64Mi"), (
            (string?)pod["metadata"]!["name"], (string?)pod["containers"]![0]!["name"], (string?)pod["containers"]![0]!["usage"]!["cpu"], (string?)pod["containers"]![0]!["usage"]!["memory"]));
        Assert.Matches(@"^\d+(\.\d+)?s$", (string?)pod["window"]);
        Assert.Empty((await api.Admin.ReadAsync($"{Metrics}/namespaces/{ns}/pods?labelSelector=app%3Dq").Expect(HttpStatusCode.OK))["items"]!.AsArray());
        await api.Admin.ReadAsync($"{Metrics}/namespaces/{ns}/pods/p").Expect(HttpStatusCode.OK);
        Assert.Equal(
            "pods.metrics.k8s.io \"q\" not found",
            (string?)(await api.Admin.ReadAsync($"{Metrics}/namespaces/{ns}/pods/q").Expect(HttpStatusCode.NotFound))["message"]);
        await api.Admin.RemoveAsync($"{Metrics}/namespaces/{ns}/pods/p").Expect(HttpStatusCode.MethodNotAllowed);

        // What is fresh is not asked for again.
        Assert.Equal(2, node.Answers);
        await stop.CancelAsync();
        await serving;
    }

    private async Task MakeNodeAsync(string name, int port) => await api.Admin.PostAsync("/api/v1/nodes", new JsonObject
    {
        ["metadata"] = new JsonObject { ["name"] = name },
        ["status"] = new JsonObject
        {
            ["addresses"] = new JsonArray(new JsonObject { ["type"] = "InternalIP", ["address"] = "127.0.0.1" }),
            ["conditions"] = new JsonArray(new JsonObject { ["type"] = "Ready", ["status"] = "True" }),
            ["daemonEndpoints"] = new JsonObject { ["kubeletEndpoint"] = new JsonObject { ["Port"] = port } },
        },
    }.ToJsonString()).Expect(HttpStatusCode.Created);

    /// <summary>A node of two busy cores with a pod that uses half a one; its clock goes ten seconds with each answer.</summary>
    private sealed class SummaryNode : IDisposable
    {
        private readonly TcpListener listener = new(IPAddress.Loopback, 0);
        private readonly string ns;

        public SummaryNode(string ns)
        {
            this.ns = ns;
            listener.Start();
        }

        public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

        public int Answers { get; private set; }

        public async Task ServeAsync(CancellationToken cancellationToken)
        {
            try
            {
                while (true)
                {
                    using var client = await listener.AcceptTcpClientAsync(cancellationToken);
                    await using var tls = new SslStream(client.GetStream());
                    await tls.AuthenticateAsServerAsync(TestCertificates.Shared.Server);
                    await Proxying.NodeStreamTests.ReadUntilAsync(tls, "\r\n\r\n", cancellationToken);
                    var body = Summary(TimeProvider.System.GetUtcNow().AddSeconds(10 * Answers), Answers);
                    Answers++;
                    await tls.WriteAsync(Encoding.UTF8.GetBytes($"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: {body.Length}\r\n\r\n{body}"), cancellationToken);
                    await tls.ShutdownAsync();
                }
            }
            catch (OperationCanceledException)
            {
                // The test is over.
            }
        }

        public void Dispose() => listener.Dispose();

        // The clock is set so that rates come out even, however long the asking took.
        private static string Summary(string at, long cpu, long half, string ns) => $$$"""
            {"node":{"nodeName":"measured","cpu":{"time":"{{{at}}}","usageCoreNanoSeconds":{{{cpu}}}},"memory":{"time":"{{{at}}}","workingSetBytes":1073741824}},
            "pods":[{"podRef":{"name":"p","namespace":"{{{ns}}}","uid":"u"},"containers":[{"name":"c","id":"1","cpu":{"time":"{{{at}}}","usageCoreNanoSeconds":{{{half}}}},"memory":{"time":"{{{at}}}","workingSetBytes":67108864}}]}]}
            """;

        private DateTimeOffset? first;

        private string Summary(DateTimeOffset now, int answers)
        {
            first ??= now;
            var at = first.Value.AddSeconds(10 * answers).UtcDateTime.ToString("O", CultureInfo.InvariantCulture);
            return Summary(at, 20_000_000_000L * answers, 5_000_000_000L * answers, ns);
        }
    }
}
