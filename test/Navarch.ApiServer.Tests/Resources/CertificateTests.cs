using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Navarch.ApiServer.Tests.Support;

namespace Navarch.ApiServer.Tests.Resources;

public sealed class CertificateTests(TestApi api) : IClassFixture<TestApi>
{
    private const string Requests = "/apis/certificates.k8s.io/v1/certificatesigningrequests";

    [Fact]
    public async Task Only_the_approval_gives_a_verdict_and_nobody_takes_it_back()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var pem = new CertificateRequest("CN=a", key, HashAlgorithmName.SHA256).CreateSigningRequestPem();
        var body = $$$"""
            {"metadata":{"name":"asked"},"spec":{"request":"{{{Convert.ToBase64String(Encoding.ASCII.GetBytes(pem))}}}","signerName":"example.com/s","usages":["client auth"]}}
            """;
        await api.Admin.PostAsync(Requests, body).Expect(HttpStatusCode.Created);
        const string approved = """{"status":{"conditions":[{"type":"Approved","status":"True","reason":"Seen"}]}}""";
        var refused = await api.Admin.PatchAsync($"{Requests}/asked/status", approved).Expect(HttpStatusCode.UnprocessableEntity);
        Assert.Equal("Forbidden: updates may not add a condition of type \"Approved\"", (string?)refused["details"]!["causes"]![0]!["message"]);

        await api.Admin.PatchAsync($"{Requests}/asked/approval", approved).Expect(HttpStatusCode.OK);
        await api.Admin.PatchAsync($"{Requests}/asked/approval", """{"status":{"conditions":[]}}""").Expect(HttpStatusCode.UnprocessableEntity);
        await api.Admin.PatchAsync($"{Requests}/asked/status", """{"status":{"conditions":null}}""").Expect(HttpStatusCode.UnprocessableEntity);
        var kept = await api.Admin.PatchAsync(
            $"{Requests}/asked/status", """{"status":{"conditions":[{"type":"Approved","status":"True","reason":"Forged"},{"type":"Mine","status":"True"}]}}""").Expect(HttpStatusCode.OK);
        Assert.Equal(["Seen", null], kept["status"]!["conditions"]!.AsArray().Select(c => (string?)c!["reason"]));
    }
}
