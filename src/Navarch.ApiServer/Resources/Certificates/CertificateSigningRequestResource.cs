using Navarch.Api.Certificates.V1;

namespace Navarch.ApiServer.Resources.Certificates;

/// <summary>
/// Certificate signing requests: who asks is what the server knows, not what is sent; what is asked for never changes; approval changes only
/// the conditions; a verdict or a certificate once given stays.
/// </summary>
internal sealed class CertificateSigningRequestResource : ResourceStrategy
{
    /// <inheritdoc/>
    public override IKubernetesObject PrepareForCreate(IKubernetesObject obj, WriteContext context)
    {
        var request = (CertificateSigningRequest)obj;
        return request with
        {
            Spec = request.Spec with
            {
                Username = context.User.Name,
                UID = context.User.Uid,
                Groups = context.User.Groups,
                Extra = context.User.Extra.ToValueMap(),
            },
            Status = new(),
        };
    }

    /// <inheritdoc/>
    public override IKubernetesObject PrepareForUpdate(IKubernetesObject obj, IKubernetesObject old, WriteContext context)
    {
        var (request, before) = ((CertificateSigningRequest)obj, (CertificateSigningRequest)old);
        return context.Subresource == "approval"
            ? before with { Metadata = request.Metadata, Status = before.Status with { Conditions = Dated(Judged(request, before), before.Status.Conditions, context.Now) } }
            : request with { Spec = before.Spec };
    }

    /// <inheritdoc/>
    public override IKubernetesObject PrepareForStatusUpdate(IKubernetesObject obj, IKubernetesObject old, WriteContext context)
    {
        var (request, before) = ((CertificateSigningRequest)obj, (CertificateSigningRequest)old);
        var conditions = before.Status.Conditions.Where(IsVerdict).Concat(request.Status.Conditions.Where(c => !IsVerdict(c))).ToValueList();
        var certificate = before.Status.Certificate.IsEmpty ? request.Status.Certificate : before.Status.Certificate;
        return request with { Status = request.Status with { Certificate = certificate, Conditions = Dated(conditions, before.Status.Conditions, context.Now) } };
    }

    /// <summary>The conditions of an approval: a verdict once given stays, and there is never a second one.</summary>
    private static ValueList<CertificateSigningRequestCondition> Judged(CertificateSigningRequest request, CertificateSigningRequest before)
    {
        var given = before.Status.Conditions.Where(IsVerdict).ToArray();
        var verdicts = given.Length > 0 ? given : request.Status.Conditions.Where(IsVerdict).Take(1);
        return verdicts.Concat(request.Status.Conditions.Where(c => !IsVerdict(c))).ToValueList();
    }

    private static bool IsVerdict(CertificateSigningRequestCondition condition) => condition.Type is "Approved" or "Denied";

    private static ValueList<CertificateSigningRequestCondition> Dated(
        ValueList<CertificateSigningRequestCondition> now, ValueList<CertificateSigningRequestCondition> before, DateTimeOffset time) =>
        now.Select(c => c with
        {
            LastUpdateTime = c.LastUpdateTime ?? time,
            LastTransitionTime = c.LastTransitionTime ?? before.FirstOrDefault(b => b.Type == c.Type && b.Status == c.Status)?.LastTransitionTime ?? time,
        }).ToValueList();
}
