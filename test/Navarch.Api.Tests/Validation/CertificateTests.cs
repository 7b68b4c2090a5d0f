using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Navarch.Api.Certificates.V1;

namespace Navarch.Api.Tests.Validation;

public class CertificateTests
{
    private const string Issued = "LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCkFRSUQKLS0tLS1FTkQgQ0VSVElGSUNBVEUtLS0tLQo=";
    private const string NoCertificate = "LS0tLS1CRUdJTiBQVUJMSUMgS0VZLS0tLS0KQVFJRAotLS0tLUVORCBQVUJMSUMgS0VZLS0tLS0K";

    private static readonly DecisionTable Requests = new(CertificateSigningRequest.Info, $$"""
        metadata: {name: "system:node:a"}
        spec: {request: {{Request()}}, signerName: example.com/my-signer, usages: [digital signature, client auth], expirationSeconds: 600}
        """);

    [Theory]
    [InlineData("", "")]
    [InlineData("metadata.name = a/b", "metadata.name: Invalid")]
    [InlineData("spec.request = YWJj", "spec.request: Invalid value: \"YWJj\": PEM block type must be CERTIFICATE REQUEST")]
    [InlineData("spec.usages = []", "spec.usages: Required value: usages must be provided")]
    [InlineData("spec.usages = [flying]", "spec.usages[0]: NotSupported")]
    [InlineData("spec.usages = [client auth, client auth]", "spec.usages[1]: Duplicate value: \"client auth\"")]
    [InlineData("-spec.signerName", "spec.signerName: Required")]
    [InlineData("spec.signerName = kubernetes.io/legacy-unknown", "spec.signerName: Invalid value: \"kubernetes.io/legacy-unknown\": kubernetes.io/legacy-unknown is not allowed via this API version")]
    [InlineData("spec.signerName = example.com", "spec.signerName: Invalid value: \"example.com\": must be a fully qualified domain and path of the form 'example.com/signer-name'")]
    [InlineData("spec.signerName = a/b/c", "spec.signerName: Invalid")]
    [InlineData("spec.signerName = example/s", "spec.signerName: Invalid value: \"example\": should be a domain with at least two segments separated by dots")]
    [InlineData("spec.signerName = example.com/A", "spec.signerName: Invalid")]
    [InlineData("spec.expirationSeconds = 599", "spec.expirationSeconds: Invalid value: 599: may not specify a duration less than 600 seconds (10 minutes)")]
    public void A_new_request(string changes, string faults) => Requests.Creating(changes, faults);

    [Fact]
    public void What_is_in_the_block_is_a_request()
    {
        var broken = Convert.ToBase64String(Encoding.ASCII.GetBytes("-----BEGIN CERTIFICATE REQUEST-----\nAQID\n-----END CERTIFICATE REQUEST-----\n"));
        Requests.Creating($"spec.request = {broken}", "spec.request: Invalid");
    }

    [Fact]
    public void A_signers_name_has_at_most_571_bytes() =>
        Requests.Creating($"spec.signerName = example.com/{string.Join('.', Enumerable.Repeat(new string('a', 60), 10))}", "spec.signerName: TooLong");

    [Theory]
    [InlineData("", "status.conditions = [{type: Approved, status: 'True'}, {type: Mine, status: 'False'}]", "")]
    [InlineData("", "status.conditions = [{type: '', status: ''}]", "status.conditions[0].type: Required | status.conditions[0].status: Required")]
    [InlineData("", "status.conditions = [{type: Approved, status: 'False'}]", "status.conditions[0].status: Unsupported value: \"False\": supported values: \"True\"")]
    [InlineData("", "status.conditions = [{type: Mine, status: Maybe}]", "status.conditions[0].status: NotSupported")]
    [InlineData("", "status.conditions = [{type: Mine, status: 'True'}, {type: Mine, status: 'True'}]", "status.conditions[1].type: Duplicate")]
    [InlineData("", "status.conditions = [{type: Approved, status: 'True'}, {type: Denied, status: 'True'}]", "status.conditions: Invalid value: \"Denied\": Approved and Denied conditions are mutually exclusive")]
    [InlineData("status.conditions = [{type: Approved, status: 'True'}]", "status.conditions = []", "status.conditions: Forbidden: updates may not remove a condition of type \"Approved\"")]
    [InlineData("status.conditions = [{type: Failed, status: 'True'}]", "status.conditions = []", "status.conditions: Forbidden")]
    [InlineData("", "status.certificate = " + Issued, "")]
    [InlineData("", "status.certificate = YWJj", "status.certificate: Invalid value: \"<certificate data>\": must contain one or more PEM blocks")]
    [InlineData("", "status.certificate = " + NoCertificate, "status.certificate: Invalid")]
    [InlineData("status.certificate = " + Issued, "", "status.certificate: Forbidden: updates may not modify existing certificate content")]
    public void A_verdict_or_a_certificate(string before, string after, string faults) => Requests.UpdatingStatus(before, after, faults);

    private static string Request()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return Convert.ToBase64String(Encoding.ASCII.GetBytes(new CertificateRequest("CN=a", key, HashAlgorithmName.SHA256).CreateSigningRequestPem()));
    }
}
