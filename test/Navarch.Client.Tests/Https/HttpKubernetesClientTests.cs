using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Navarch.Api;
using Navarch.Api.Authentication.V1;
using Navarch.Api.Core.V1;
using Navarch.ApiServer;
using Navarch.Client.Kubeconfig;
using Navarch.Storage;

namespace Navarch.Client.Https;

/// <summary>The client over TLS with certificates, against the real server.</summary>
public sealed class HttpKubernetesClientTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Start = DateTimeOffset.UnixEpoch;
    private static readonly DateTimeOffset End = Start.AddYears(100);
    private readonly CancellationTokenSource limit = new(TimeSpan.FromSeconds(30));
    private ApiServerHost server = null!;
    private KubeconfigEntry entry = null!;
    private HttpKubernetesClient client = null!;

    public async Task InitializeAsync()
    {
        using var caKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var caRequest = new CertificateRequest("CN=ca", caKey, HashAlgorithmName.SHA256);
        caRequest.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        var ca = caRequest.CreateSelfSigned(Start, End);
        server = await ApiServerHost.StartAsync(new ApiServerOptions
        {
            Store = new MemoryStore(),
            ServingCertificate = Signed(ca, "CN=kube-apiserver", IPAddress.Loopback),
            ClientAuthority = ca,
            ServiceAccountKey = RSA.Create(2048),
            Port = 0,
        });
        using var admin = Signed(ca, "O=system:masters,CN=admin", null);
        entry = new()
        {
            Name = "test",
            Server = new Uri($"https://127.0.0.1:{server.EndPoint.Port}"),
            CertificateAuthorityPem = ca.ExportCertificatePem(),
            ClientCertificatePem = admin.ExportCertificatePem(),
            ClientKeyPem = admin.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem(),
        };
        client = new(entry, TimeProvider.System, "navarch-test");
    }

    public async Task DisposeAsync()
    {
        client.Dispose();
        await server.DisposeAsync();
        limit.Dispose();
    }

    [Fact]
    public async Task Objects_are_created_read_changed_and_deleted()
    {
        var created = (await client.CreateAsync(MapOf("a", "1"))).Value;
        Assert.NotEmpty(created.Metadata.UID);
        Assert.Equal(created, (await client.GetAsync<ConfigMap>("default", "a")).Value);

        var updated = (await client.UpdateAsync(created with { Data = ValueMap.Of(("k", "2")) })).Value;
        Assert.Equal("2", updated.Data["k"]);
        Assert.True((await client.UpdateAsync(created)).IsConflict);

        var patched = (await client.PatchAsync<ConfigMap>(new("default", "a"), PatchBody.Merge("""{"data":{"k":"3"}}"""))).Value;
        Assert.Equal("3", patched.Data["k"]);

        Assert.True((await client.DeleteAsync<ConfigMap>(new("default", "a"))).IsSuccess);
        Assert.True((await client.GetAsync<ConfigMap>("default", "a")).IsNotFound);
        Assert.True((await client.DeleteAsync<ConfigMap>(new("default", "a"))).IsNotFound);
    }

    [Fact]
    public async Task Lists_are_paged_and_selected()
    {
        foreach (var name in new[] { "a", "b", "c" })
        {
            await client.CreateAsync(MapOf(name, "1") with { Metadata = new() { Namespace = "default", Name = name, Labels = ValueMap.Of(("name", name)) } });
        }

        var first = (await client.ListAsync<ConfigMap>(new() { Namespace = "default", Limit = 2 })).Value;
        var rest = (await client.ListAsync<ConfigMap>(new() { Namespace = "default", Limit = 2, Continue = first.Continue })).Value;
        Assert.Equal(["a", "b", "c"], first.Items.Concat(rest.Items).Select(m => m.Metadata.Name));

        var selected = (await client.ListAsync<ConfigMap>(new() { LabelSelector = "name in (b)" })).Value;
        Assert.Equal("b", Assert.Single(selected.Items).Metadata.Name);
    }

    [Fact]
    public async Task A_watch_streams_changes_as_they_happen()
    {
        var from = (await client.ListAsync<ConfigMap>()).Value.ResourceVersion;
        var seen = new List<string>();
        await using var watch = client.WatchAsync<ConfigMap>(new() { ResourceVersion = from, Namespace = "default" }, limit.Token).GetAsyncEnumerator();

        var large = (await client.CreateAsync(MapOf("a", new string('x', 300_000)))).Value;
        Assert.True(await watch.MoveNextAsync());
        Assert.Equal((WatchEventType.Added, large), (watch.Current.Type, watch.Current.Object));

        await client.DeleteAsync<ConfigMap>(new("default", "a"));
        Assert.True(await watch.MoveNextAsync());
        Assert.Equal(WatchEventType.Deleted, watch.Current.Type);
        Assert.Empty(seen);
    }

    [Fact]
    public async Task A_token_is_asked_for_through_the_subresource_and_works()
    {
        await client.CreateAsync(new ServiceAccount { Metadata = new() { Namespace = "default", Name = "robot" } });

        var token = await client.CreateSubresourceAsync<TokenRequest, TokenRequest>(ServiceAccount.Info, new("default", "robot"), "token", new());

        Assert.True(token.IsSuccess, token.ToString());
        using var robot = new HttpKubernetesClient(entry with { ClientCertificatePem = "", ClientKeyPem = "", Token = token.Value.Status.Token }, TimeProvider.System);
        var refused = await robot.ListAsync<Secret>();
        Assert.True(refused.IsForbidden, refused.ToString());
        Assert.Contains("system:serviceaccount:default:robot", refused.Status!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_of_another_authority_is_not_trusted()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var other = new CertificateRequest("CN=other", key, HashAlgorithmName.SHA256).CreateSelfSigned(Start, End);
        using var wary = new HttpKubernetesClient(entry with { CertificateAuthorityPem = other.ExportCertificatePem() }, TimeProvider.System);

        await Assert.ThrowsAsync<HttpRequestException>(async () => await wary.ListAsync<Pod>());
    }

    private static ConfigMap MapOf(string name, string value) => new()
    {
        Metadata = new() { Namespace = "default", Name = name },
        Data = ValueMap.Of(("k", value)),
    };

    private static X509Certificate2 Signed(X509Certificate2 ca, string subject, IPAddress? address)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256);
        if (address is not null)
        {
            var names = new SubjectAlternativeNameBuilder();
            names.AddIpAddress(address);
            request.CertificateExtensions.Add(names.Build());
        }

        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new(address is null ? "1.3.6.1.5.5.7.3.2" : "1.3.6.1.5.5.7.3.1")], false));
        using var certificate = request.Create(ca, Start, End, [1, 2, 3, 4]);
        return certificate.CopyWithPrivateKey(key);
    }
}
