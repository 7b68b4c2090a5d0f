namespace Navarch.ApiServer.Admission;

/// <summary>The rules of admission, in the order in which they are asked.</summary>
internal sealed class AdmissionChain(params IReadOnlyList<IAdmissionRule> rules)
{
    /// <summary>Every rule of this server.</summary>
    public static AdmissionChain Standard(IAuthorizer authorizer) => new(
        new NamespaceLifecycle(),
        new RbacEscalation(authorizer),
        new LimitRangeAdmission(),
        new ServiceAccountAdmission(),
        new TaintNewNodes(),
        new PriorityAdmission(),
        new DefaultTolerations(),
        new VolumeAdmission(),
        new QuotaAdmission());

    /// <summary>The object as it may be written, or why it may not.</summary>
    public async ValueTask<ApiResult<IKubernetesObject?>> AdmitAsync(IKubernetesObject? obj, AdmissionRequest request, CancellationToken cancellationToken)
    {
        foreach (var rule in rules)
        {
            var result = await rule.AdmitAsync(obj, request, cancellationToken);
            if (!result.IsSuccess)
            {
                return result;
            }

            obj = result.Value;
        }

        return ApiResult<IKubernetesObject?>.Ok(obj);
    }
}
