using System.Net;
using System.Net.Sockets;
using System.Text;
using Navarch.ApiServer.Tests.Support;

namespace Navarch.ApiServer.Tests.Proxying;

public sealed class ProxyTests(TestApi api) : IClassFixture<TestApi>
{
    [Fact]
    public async Task A_request_to_a_pod_reaches_it_as_it_was_asked_without_the_callers_credentials()
    {
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var asked = AnswerAsync(listener, "HTTP/1.1 418 I'm a teapot\r\nContent-Length: 2\r\nX-Kind: pot\r\n\r\nhi", stop.Token);
        var ns = await api.NamespaceAsync();
        await api.Admin.PostAsync($"/api/v1/namespaces/{ns}/pods", """{"metadata":{"name":"p"},"spec":{"containers":[{"name":"c","image":"i"}]}}""").Expect(HttpStatusCode.Created);
        await api.Admin.PatchAsync($"/api/v1/namespaces/{ns}/pods/p/status", """{"status":{"podIP":"127.0.0.1","podIPs":[{"ip":"127.0.0.1"}]}}""").Expect(HttpStatusCode.OK);

        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/namespaces/{ns}/pods/p:{((IPEndPoint)listener.LocalEndpoint).Port}/proxy/a/b?c=d");
        request.Headers.Add("X-Mine", "yes");
        using var response = await api.Admin.SendAsync(request, stop.Token);
        Assert.Equal((HttpStatusCode)418, response.StatusCode);
        Assert.Equal("hi", await response.Content.ReadAsStringAsync(stop.Token));
        Assert.Equal("pot", Assert.Single(response.Headers.GetValues("X-Kind")));
        var head = await asked;
        Assert.StartsWith("GET /a/b?c=d HTTP/1.1\r\n", head, StringComparison.Ordinal);
        Assert.Contains("X-Mine: yes", head, StringComparison.Ordinal);
        Assert.DoesNotContain("Authorization", head, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_service_without_endpoints_is_unavailable()
    {
        var ns = await api.NamespaceAsync();
        await api.Admin.PostAsync($"/api/v1/namespaces/{ns}/services", """{"metadata":{"name":"s"},"spec":{"ports":[{"port":80}]}}""").Expect(HttpStatusCode.Created);
        var status = await api.Admin.ReadAsync($"/api/v1/namespaces/{ns}/services/s:80/proxy/").Expect(HttpStatusCode.ServiceUnavailable);
        Assert.Equal("no endpoints available for service \"s\"", (string?)status["message"]);
    }

    private static async Task<string> AnswerAsync(TcpListener listener, string answer, CancellationToken cancellationToken)
    {
        using var client = await listener.AcceptTcpClientAsync(cancellationToken);
        await using var stream = client.GetStream();
        var head = await NodeStreamTests.ReadUntilAsync(stream, "\r\n\r\n", cancellationToken);
        await stream.WriteAsync(Encoding.ASCII.GetBytes(answer), cancellationToken);
        return head;
    }
}
