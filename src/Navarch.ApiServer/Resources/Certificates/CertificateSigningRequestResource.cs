using Navarch.Api.Certificates.V1;
using Navarch.Api.Validation;

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
            ? before with { Metadata = request.Metadata, Status = before.Status with { Conditions = Dated(request.Status.Conditions, before.Status.Conditions, context.Now) } }
            : request with { Spec = before.Spec };
    }

    /// <inheritdoc/>
    public override IKubernetesObject PrepareForStatusUpdate(IKubernetesObject obj, IKubernetesObject old, WriteContext context)
    {
        // A verdict that is there is kept as it was given.
        var (request, before) = ((CertificateSigningRequest)obj, (CertificateSigningRequest)old);
        var conditions = request.Status.Conditions.Change(c => IsVerdict(c) ? before.Status.Conditions.FirstOrDefault(b => b.Type == c.Type) ?? c : c);
        return request with { Status = request.Status with { Conditions = Dated(conditions, before.Status.Conditions, context.Now) } };
    }

    /// <inheritdoc/>
    public override IEnumerable<FieldError> ValidateStatus(IKubernetesObject obj, IKubernetesObject old, WriteContext context)
    {
        if (context.Subresource == "approval")
        {
            return [];
        }

        var before = ((CertificateSigningRequest)old).Status.Conditions;
        return ((CertificateSigningRequest)obj).Status.Conditions
            .Where(c => IsVerdict(c) && before.All(b => b.Type != c.Type))
            .Select(c => Faults.Forbidden("status.conditions", $"updates may not add a condition of type \"{c.Type}\""));
    }

    private static bool IsVerdict(CertificateSigningRequestCondition condition) => condition.Type is RequestConditionTypes.Approved or RequestConditionTypes.Denied;

    private static ValueList<CertificateSigningRequestCondition> Dated(
        ValueList<CertificateSigningRequestCondition> now, ValueList<CertificateSigningRequestCondition> before, DateTimeOffset time) =>
        now.Select(c => c with
        {
            LastUpdateTime = c.LastUpdateTime ?? time,
            LastTransitionTime = c.LastTransitionTime ?? before.FirstOrDefault(b => b.Type == c.Type && b.Status == c.Status)?.LastTransitionTime ?? time,
        }).ToValueList();
}
