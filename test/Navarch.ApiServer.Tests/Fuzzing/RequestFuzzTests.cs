using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Navarch.Api.Json;
using Navarch.Api.Tests.Json;
using Navarch.ApiServer.Protobuf;
using Navarch.ApiServer.Tests.Support;

namespace Navarch.ApiServer.Tests.Fuzzing;

/// <summary>Random requests to a running server: every one is answered, none with an error of the server, and the server goes on.</summary>
public sealed class RequestFuzzTests(TestApi api) : IClassFixture<TestApi>
{
    private static readonly string[] Methods = ["GET", "GET", "POST", "POST", "PUT", "PATCH", "PATCH", "DELETE", "HEAD", "OPTIONS", "FROB"];
    private static readonly string[] Names = ["a", "b", "default", "kube-system", "A_b", "%20", "%2F", "x%00", "..%2f", "é", new('n', 300), ""];
    private static readonly string[] Subresources = ["status", "scale", "binding", "eviction", "token", "finalize", "approval", "ephemeralcontainers", "resize", "log", "nosuch"];
    private static readonly string[] Types =
    [
        "application/json", "application/json", "application/yaml", "application/vnd.kubernetes.protobuf", "application/merge-patch+json", "application/strategic-merge-patch+json",
        "application/json-patch+json", "application/apply-patch+yaml", "text/plain", ";", "application/json;charset=\"",
    ];

    private static readonly string[] Accepts =
    [
        "application/json", "*/*", "application/vnd.kubernetes.protobuf", "application/json;as=Table;v=v1;g=meta.k8s.io", "application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io",
        "application/vnd.kubernetes.protobuf;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io,application/json;q=0.1", "application/xml", ";;q=,", "application/json;q=x",
    ];

    private static readonly string[] Query =
    [
        "watch=0", "limit=1", "limit=-1", "limit=x", "resourceVersion=0", "resourceVersion=1", "resourceVersion=x", "resourceVersionMatch=Exact", "resourceVersionMatch=NotOlderThan",
        "continue=abc", "labelSelector=a%3Db", "labelSelector=%21%21", "fieldSelector=metadata.name%3Da", "fieldSelector=x", "dryRun=All", "dryRun=x", "fieldManager=m", "force=true",
        "fieldValidation=Strict", "fieldValidation=Ignore", "propagationPolicy=Foreground", "gracePeriodSeconds=-1", "gracePeriodSeconds=0", "pretty=true", "includeObject=Object", "=", "&&", "%zz",
    ];

    [Fact]
    public async Task Every_request_is_answered_and_none_breaks_the_server()
    {
        var served = new HashSet<string>(StringComparer.Ordinal);
        await Fuzz.RunAsync(2500, random => SendAsync(random, served));

        // The requests are not all so broken that they get no further than the door.
        foreach (var expected in new[] { "GET 200", "POST 201", "PATCH 200", "DELETE 200", "PUT 200", "POST 422", "POST 409" })
        {
            Assert.Contains(expected, served);
        }
    }

    private async Task SendAsync(Random random, HashSet<string> served)
    {
        var kind = KindRegistry.All.Where(k => k.IsServed).ElementAt(random.Next(KindRegistry.All.Count(k => k.IsServed)));
        var method = Methods[random.Next(Methods.Length)];
        var subresource = random.Next(4) == 0 ? Subresources[random.Next(Subresources.Length)] : "";
        var path = PathOf(random, kind, subresource);
        var query = string.Join('&', random.GetItems(Query, Math.Max(0, random.Next(-2, 4))));
        if (path.Contains("/log", StringComparison.Ordinal))
        {
            // Logs come from nodes, which are not there.
            query = "dryRun=All";
        }

        var type = random.Next(6) == 0 ? Types[random.Next(Types.Length)] : method == "PATCH" ? Types[random.Next(4, 8)] : Types[random.Next(4)];
        var body = method is "GET" or "HEAD" or "OPTIONS" || (method == "DELETE" && random.Next(2) == 0) ? null : Body(random, kind, type);
        var answer = await api.Admin.SendRawAsync(method, $"{path}?{query}", body, type, Accepts[random.Next(Accepts.Length)]);
        served.Add($"{method} {(int)answer.Code}");
        Assert.True((int)answer.Code is (>= 200 and < 500) or 504, $"{method} {path}?{query} {type}: {(int)answer.Code} {answer.Text}");
        if ((int)answer.Code >= 400 && answer.ContentType.StartsWith("application/json", StringComparison.Ordinal) && method != "HEAD")
        {
            answer.Refuses((int)answer.Code, (string)answer.Json["reason"]!);
        }
    }

    [Fact]
    public async Task Broken_request_lines_and_headers_end_one_connection_and_nothing_else()
    {
        await Fuzz.RunAsync(300, async random =>
        {
            var request = $"GET /api/v1/namespaces/default HTTP/1.1\r\nHost: x\r\nAccept: application/json\r\nContent-Length: {random.Next(3)}\r\nX-Long: {new string('x', random.Next(2) * 70_000)}\r\n\r\n";
            var bytes = random.Next(5) == 0 ? Rubbish(random) : new ByteMutation(random).Broken(Encoding.Latin1.GetBytes(request));
            using var socket = new TcpClient();
            await socket.ConnectAsync(IPAddress.Loopback, api.Server.EndPoint.Port);
            await using var tls = new SslStream(socket.GetStream(), false, (_, shown, _, _) => shown?.GetCertHashString() == TestCertificates.Shared.Server.GetCertHashString());
            try
            {
                await tls.AuthenticateAsClientAsync("127.0.0.1");
                await tls.WriteAsync(bytes);
                socket.Client.Shutdown(SocketShutdown.Send);
                var answer = new StringBuilder();
                var buffer = new byte[4096];
                for (int read; (read = await tls.ReadAsync(buffer)) > 0;)
                {
                    answer.Append(Encoding.Latin1.GetString(buffer, 0, read));
                }

                Assert.DoesNotContain("HTTP/1.1 50", answer.ToString().Replace("HTTP/1.1 505 ", "", StringComparison.Ordinal), StringComparison.Ordinal);
            }
            catch (IOException)
            {
                // Cutting such a connection is an answer, too.
            }
        });
        await api.Admin.ReadAsync("/api/v1/namespaces/default").Expect(HttpStatusCode.OK);
    }

    private static byte[] Rubbish(Random random)
    {
        var bytes = new byte[random.Next(1, 500)];
        random.NextBytes(bytes);
        return bytes;
    }

    private static string PathOf(Random random, KindInfo kind, string subresource)
    {
        var gvr = kind.GroupVersionResource;
        var path = new StringBuilder(gvr.Group.Length == 0 ? $"/api/{gvr.Version}" : $"/apis/{gvr.Group}/{gvr.Version}");
        if (kind.Namespaced != (random.Next(10) == 0))
        {
            path.Append("/namespaces/").Append(random.Next(4) == 0 ? Names[random.Next(Names.Length)] : "default");
        }

        path.Append('/').Append(gvr.Resource);
        if (subresource.Length > 0 || random.Next(2) == 0)
        {
            path.Append('/').Append(random.Next(3) == 0 ? Names[random.Next(Names.Length)] : "a");
        }

        return subresource.Length > 0 ? path.Append('/').Append(subresource).ToString() : path.ToString();
    }

    private static byte[] Body(Random random, KindInfo kind, string type)
    {
        var json = new ValueGenerator(random, random.Next(2) * random.NextDouble() * 0.5).Kind(kind);
        json["metadata"] = new JsonObject { ["name"] = "a", ["labels"] = new JsonObject { ["a"] = "b" } };
        var bytes = Encoding.UTF8.GetBytes(json.ToJsonString());
        if (type == ProtobufBody.MediaType && random.Next(3) > 0)
        {
            bytes = ProtobufDocument.Of(ApiJson.ToBytes(ApiJson.Read(kind, bytes)))!;
        }

        return random.Next(3) == 0 ? new ByteMutation(random).Broken(bytes) : bytes;
    }
}
