using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Navarch.Api;
using Navarch.Api.Certificates.V1;
using Navarch.Api.Core.V1;
using Navarch.Reconciling;

namespace Navarch.Controllers.Certificates;

public class SigningRequestTests
{
    private const string NodeClient = "kubernetes.io/kube-apiserver-client-kubelet";
    private const string NodeServing = "kubernetes.io/kubelet-serving";
    private const string ApiClient = "kubernetes.io/kube-apiserver-client";

    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly Node N1 = new() { Metadata = new() { Name = "n1" }, Status = new() { Addresses = [new() { Type = "InternalIP", Address = "10.0.0.1" }] } };

    [Theory]
    [InlineData("a bootstrapper asks for a node", NodeClient, "system:bootstrap:abc", "system:bootstrappers", "CN=system:node:n1, O=system:nodes", "", "client auth", true)]
    [InlineData("a node renews", NodeClient, "system:node:n1", "system:nodes", "CN=system:node:n1, O=system:nodes", "", "client auth", true)]
    [InlineData("a node asks for another", NodeClient, "system:node:n1", "system:nodes", "CN=system:node:n2, O=system:nodes", "", "client auth", false)]
    [InlineData("anybody asks", NodeClient, "eve", "system:authenticated", "CN=system:node:n1, O=system:nodes", "", "client auth", false)]
    [InlineData("it would be an administrator", NodeClient, "system:bootstrap:abc", "system:bootstrappers", "CN=system:node:n1, O=system:masters", "", "client auth", false)]
    [InlineData("a node serves under its address", NodeServing, "system:node:n1", "system:nodes", "CN=system:node:n1, O=system:nodes", "10.0.0.1", "server auth", true)]
    [InlineData("a node would serve as another", NodeServing, "system:node:n1", "system:nodes", "CN=system:node:n1, O=system:nodes", "10.0.0.2", "server auth", false)]
    [InlineData("a person decides about people", ApiClient, "ann", "system:authenticated", "CN=ann", "", "client auth", false)]
    public void Only_what_nodes_ask_for_themselves_is_approved(string why, string signer, string user, string group, string subject, string address, string usage, bool approved)
    {
        var request = Request(signer, user, group, subject, address, usage);

        var effects = RequestApprovalController.Decide(new(request, N1), Now).Effects;

        Assert.True(approved == !effects.IsEmpty, why);
        Assert.All(effects.OfType<Effect.Update>(), u => Assert.Equal("approval", u.Subresource));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void An_approved_request_is_signed_with_what_it_asks_for(bool rsa)
    {
        using var authority = Authority();
        var request = Approved(Request(ApiClient, "ann", "system:authenticated", "CN=ann, O=team", "", "client auth", rsa));

        var effect = Assert.IsType<Effect.Update>(Assert.Single(RequestSigningController.Decide(RequestSigningController.Try(request, new(authority), Now), Now).Effects));

        using var certificate = X509Certificate2.CreateFromPem(((CertificateSigningRequest)effect.Object).Status.Certificate.ToText());
        Assert.Equal("CN=ann, O=team", certificate.Subject);
        Assert.Equal(authority.Subject, certificate.Issuer);
        Assert.Equal(Now.AddHours(1).UtcDateTime, certificate.NotAfter.ToUniversalTime());
        Assert.Equal("1.3.6.1.5.5.7.3.2", certificate.Extensions.OfType<X509EnhancedKeyUsageExtension>().Single().EnhancedKeyUsages[0].Value);
    }

    [Fact]
    public void A_request_for_an_administrator_fails_though_approved()
    {
        using var authority = Authority();
        var request = Approved(Request(ApiClient, "ann", "system:authenticated", "CN=ann, O=system:masters", "", "client auth"));

        var effect = Assert.IsType<Effect.Update>(Assert.Single(RequestSigningController.Decide(RequestSigningController.Try(request, new(authority), Now), Now).Effects));

        Assert.Contains(((CertificateSigningRequest)effect.Object).Status.Conditions, c => c is { Type: "Failed", Reason: "SignerValidationFailure" });
    }

    [Theory]
    [InlineData("", 23, false)]
    [InlineData("", 25, true)]
    [InlineData("Denied", 2, true)]
    [InlineData("Approved", 2, false)]
    public void Old_requests_go(string condition, int hours, bool goes)
    {
        var request = Request(ApiClient, "ann", "g", "CN=ann", "", "client auth");
        request = condition.Length == 0 ? request : request with { Status = new() { Conditions = [new() { Type = condition, Status = "True", LastUpdateTime = Now }] } };

        Assert.Equal(goes, !RequestCleaningController.Decide(new(request, null), Now.AddHours(hours)).Effects.IsEmpty);
    }

    private static CertificateSigningRequest Approved(CertificateSigningRequest request) =>
        request with { Status = new() { Conditions = [new() { Type = "Approved", Status = "True" }] } };

    private static CertificateSigningRequest Request(string signer, string user, string group, string subject, string address, string usage, bool rsa = false)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var rsaKey = RSA.Create(2048);
        var request = rsa
            ? new CertificateRequest(subject, rsaKey, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            : new CertificateRequest(subject, key, HashAlgorithmName.SHA256);
        if (address.Length > 0)
        {
            var names = new SubjectAlternativeNameBuilder();
            names.AddIpAddress(IPAddress.Parse(address));
            request.CertificateExtensions.Add(names.Build());
        }

        return new()
        {
            Metadata = new() { Name = "csr", CreationTimestamp = Now },
            Spec = new()
            {
                SignerName = signer,
                Username = user,
                Groups = [group],
                Usages = ["digital signature", usage],
                ExpirationSeconds = 3600,
                Request = ByteString.FromText(request.CreateSigningRequestPem()),
            },
        };
    }

    private static X509Certificate2 Authority()
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=authority", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        return request.CreateSelfSigned(Now.AddYears(-1), Now.AddYears(9));
    }
}
