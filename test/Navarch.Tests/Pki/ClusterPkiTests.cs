using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging.Abstractions;
using Navarch.Pki;

namespace Navarch.Tests.Pki;

public sealed class ClusterPkiTests : IDisposable
{
    private static readonly CertificateProfile Server = CertificateProfile.ApiServer(
        ApiServerNames.DnsNames("machine"), ApiServerNames.Addresses(IPNetwork.Parse("10.96.0.0/12"), [IPAddress.Parse("192.0.2.7")]));

    private readonly string directory = Directory.CreateTempSubdirectory("navarch-pki").FullName;
    private readonly SettableTime time = new();

    public void Dispose() => Directory.Delete(directory, recursive: true);

    [Fact]
    public void Every_certificate_chains_to_the_authority_and_serves_for_what_it_says()
    {
        using var pki = Open();
        AssertTrusted(pki, CertificateProfile.Admin, "1.3.6.1.5.5.7.3.2");
        AssertTrusted(pki, CertificateProfile.ControllerManager, "1.3.6.1.5.5.7.3.2");
        AssertTrusted(pki, CertificateProfile.NodeClient("n1"), "1.3.6.1.5.5.7.3.2");
        AssertTrusted(pki, CertificateProfile.NodeServer("n1", [IPAddress.Loopback]), "1.3.6.1.5.5.7.3.1");
        AssertTrusted(pki, Server, "1.3.6.1.5.5.7.3.1");
    }

    [Fact]
    public void A_certificate_of_another_cluster_is_not_trusted()
    {
        using var pki = Open();
        using var stranger = CertificateAuthority.Create("navarch-ca", time);
        using var certificate = stranger.Issue(CertificateProfile.Admin);
        Assert.False(BuildChain(pki, certificate.Certificate, "1.3.6.1.5.5.7.3.2"));
    }

    [Fact]
    public void The_server_is_reached_under_all_its_names()
    {
        using var pki = Open();
        using var server = pki.Ensure(Server);
        Assert.All(
            ["localhost", "machine", "kubernetes", "kubernetes.default", "kubernetes.default.svc", "kubernetes.default.svc.cluster.local", "127.0.0.1", "::1", "10.96.0.1", "192.0.2.7"],
            name => Assert.True(server.Certificate.MatchesHostname(name), name));
        Assert.False(server.Certificate.MatchesHostname("example.org"));
    }

    [Fact]
    public void User_and_groups_are_in_the_subject()
    {
        using var pki = Open();
        using var node = pki.Ensure(CertificateProfile.NodeClient("n1"));
        var names = node.Certificate.SubjectName.EnumerateRelativeDistinguishedNames()
            .Select(n => (n.GetSingleElementType().FriendlyName, n.GetSingleElementValue()));
        Assert.Equal([("CN", "system:node:n1"), ("O", "system:nodes")], names);
    }

    [Fact]
    public void What_is_there_and_serves_is_kept()
    {
        using var first = Open();
        using var before = first.Ensure(Server);
        using var second = Open();
        using var after = second.Ensure(Server);
        Assert.Equal(before.Certificate.Thumbprint, after.Certificate.Thumbprint);
        Assert.Equal(first.Authority.Certificate.Thumbprint, second.Authority.Certificate.Thumbprint);
        Assert.Equal(first.ServiceAccountKey.ExportSubjectPublicKeyInfo(), second.ServiceAccountKey.ExportSubjectPublicKeyInfo());
    }

    [Fact]
    public void A_certificate_is_issued_anew_before_it_expires()
    {
        using var pki = Open();
        using var before = pki.Ensure(CertificateProfile.Admin);
        time.Now += CertificateAuthority.CertificateLifetime - CertificateAuthority.RenewalMargin + TimeSpan.FromHours(1);
        using var after = pki.Ensure(CertificateProfile.Admin);
        Assert.NotEqual(before.Certificate.Thumbprint, after.Certificate.Thumbprint);
        AssertTrusted(pki, CertificateProfile.Admin, "1.3.6.1.5.5.7.3.2");
    }

    [Fact]
    public void A_new_address_of_the_machine_makes_a_new_certificate_and_an_old_one_lost_does_not()
    {
        using var pki = Open();
        using var before = pki.Ensure(Server);
        var more = Server with { Addresses = [.. Server.Addresses, IPAddress.Parse("192.0.2.8")] };
        using var after = pki.Ensure(more);
        Assert.True(after.Certificate.MatchesHostname("192.0.2.8"));
        using var fewer = pki.Ensure(Server);
        Assert.Equal(after.Certificate.Thumbprint, fewer.Certificate.Thumbprint);
    }

    [Fact]
    public void A_damaged_pair_is_replaced()
    {
        using var pki = Open();
        using var before = pki.Ensure(CertificateProfile.Admin);
        using (var other = pki.Ensure(CertificateProfile.Scheduler))
        {
            // As after a crash between writing the key and writing the certificate.
            File.WriteAllText(Path.Combine(directory, "admin.key"), other.KeyPem);
        }

        using var after = pki.Ensure(CertificateProfile.Admin);
        Assert.NotEqual(before.Certificate.Thumbprint, after.Certificate.Thumbprint);
        Assert.True(after.Certificate.HasPrivateKey);
    }

    [Fact]
    public void Only_the_owner_can_read_the_files()
    {
        using var pki = Open();
        using var server = pki.Ensure(Server);
        Assert.All(Directory.GetFiles(directory), file => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file)));
        Assert.Equal(["apiserver.crt", "apiserver.key", "ca.crt", "ca.key", "sa.key"], Directory.GetFiles(directory).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Service_account_tokens_are_signed_on_P256()
    {
        using var pki = Open();
        var signature = pki.ServiceAccountKey.SignData([1, 2, 3], HashAlgorithmName.SHA256);
        Assert.Equal(64, signature.Length);
    }

    private ClusterPki Open() => ClusterPki.Open(directory, time, NullLogger.Instance);

    private void AssertTrusted(ClusterPki pki, CertificateProfile profile, string usage)
    {
        using var issued = pki.Ensure(profile);
        Assert.True(issued.Certificate.HasPrivateKey);
        Assert.True(BuildChain(pki, issued.Certificate, usage));
    }

    private bool BuildChain(ClusterPki pki, X509Certificate2 certificate, string usage)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(pki.Authority.Certificate);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid(usage));
        chain.ChainPolicy.VerificationTime = time.Now.UtcDateTime;
        return chain.Build(certificate);
    }

    private sealed class SettableTime : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
