using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Navarch.ApiServer.Tests.Support;

/// <summary>A server over a store in memory, and clients that reach it over real HTTPS.</summary>
public sealed class TestApi : IAsyncLifetime
{
    private const string Administrator = "O=system:masters, CN=admin";
    private readonly List<HttpClient> clients = [];

    public MemoryStore Store { get; } = new();

    public ApiServerHost Server { get; private set; } = null!;

    public HttpClient Admin { get; private set; } = null!;

    /// <summary>Changes the options of the server.</summary>
    public Func<ApiServerOptions, ApiServerOptions> Options { get; init; } = options => options;

    /// <summary>The options of the server, also for another one over the same store.</summary>
    public ApiServerOptions OptionsNow() => Options(new ApiServerOptions
    {
        Store = Store,
        Port = 0,
        ServingCertificate = TestCertificates.Shared.Server,
        ClientAuthority = TestCertificates.Shared.Authority,
        NodeAuthority = TestCertificates.Shared.Authority,
        ServiceAccountKey = ECDsa.Create(ECCurve.NamedCurves.nistP256),
    });

    public async Task InitializeAsync()
    {
        Server = await ApiServerHost.StartAsync(OptionsNow());
        Admin = Client(Administrator);
    }

    /// <summary>Stops the server and starts another one over the same store.</summary>
    public async Task RestartAsync()
    {
        await Server.DisposeAsync();
        await InitializeAsync();
    }

    public async Task DisposeAsync()
    {
        clients.ForEach(c => c.Dispose());
        await Server.DisposeAsync();
        await Store.DisposeAsync();
    }

    /// <summary>A client with a certificate of this subject; without one when it is empty.</summary>
    public HttpClient Client(string subject) => Client(subject, Server.EndPoint.Port);

    /// <summary>A client of a server at another port.</summary>
    public HttpClient Client(string subject, int port)
    {
        var handler = new SocketsHttpHandler { SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = (_, shown, _, _) => shown?.GetCertHashString() == TestCertificates.Shared.Server.GetCertHashString() } };
        if (subject.Length > 0)
        {
            var certificate = TestCertificates.Shared.Client(subject);
            handler.SslOptions.ClientCertificates = [certificate];
            handler.SslOptions.LocalCertificateSelectionCallback = (_, _, _, _, _) => certificate;
        }

        var client = new HttpClient(handler) { BaseAddress = new Uri($"https://127.0.0.1:{port}") };
        client.DefaultRequestHeaders.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        clients.Add(client);
        return client;
    }

    /// <summary>A namespace of its own with its default service account.</summary>
    public async Task<string> NamespaceAsync()
    {
        var name = $"t{Guid.NewGuid():N}"[..12];
        await Admin.PostAsync("/api/v1/namespaces", $$$"""{"metadata":{"name":"{{{name}}}"}}""").Expect(HttpStatusCode.Created);
        await Admin.PostAsync($"/api/v1/namespaces/{name}/serviceaccounts", """{"metadata":{"name":"default"}}""").Expect(HttpStatusCode.Created);
        return name;
    }
}

internal static class Requests
{
    public static async Task<JsonNode> Expect(this Task<(HttpStatusCode Code, JsonNode Body)> answer, HttpStatusCode code)
    {
        var (got, body) = await answer;
        Assert.True(got == code, $"{got}: {body.ToJsonString()}");
        return body;
    }

    public static Task<(HttpStatusCode Code, JsonNode Body)> PostAsync(this HttpClient client, string path, string json, string type = "application/json") =>
        SendAsync(client, HttpMethod.Post, path, json, type);

    public static Task<(HttpStatusCode Code, JsonNode Body)> PutAsync(this HttpClient client, string path, string json) =>
        SendAsync(client, HttpMethod.Put, path, json, "application/json");

    public static Task<(HttpStatusCode Code, JsonNode Body)> PatchAsync(this HttpClient client, string path, string json, string type = "application/merge-patch+json") =>
        SendAsync(client, HttpMethod.Patch, path, json, type);

    public static Task<(HttpStatusCode Code, JsonNode Body)> ReadAsync(this HttpClient client, string path) =>
        SendAsync(client, HttpMethod.Get, path, null, "");

    public static Task<(HttpStatusCode Code, JsonNode Body)> RemoveAsync(this HttpClient client, string path, string? options = null) =>
        SendAsync(client, HttpMethod.Delete, path, options, "application/json");

    private static async Task<(HttpStatusCode Code, JsonNode Body)> SendAsync(HttpClient client, HttpMethod method, string path, string? body, string type)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) { Headers = { ContentType = MediaTypeHeaderValue.Parse(type) } };
        }

        using var response = await client.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return (response.StatusCode, JsonNode.Parse(text)!);
    }
}
