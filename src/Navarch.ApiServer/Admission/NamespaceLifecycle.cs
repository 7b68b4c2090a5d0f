using Navarch.Api.Core.V1;

namespace Navarch.ApiServer.Admission;

/// <summary>
/// Nothing is created in a namespace that does not exist or is terminating; the namespaces the cluster itself needs are not deleted.
/// </summary>
internal sealed class NamespaceLifecycle : IAdmissionRule
{
    private static readonly string[] Kept = ["default", "kube-system", "kube-public"];

    /// <inheritdoc/>
    public ValueTask<ApiResult<IKubernetesObject?>> AdmitAsync(IKubernetesObject? obj, AdmissionRequest request, CancellationToken cancellationToken)
    {
        var refused = (request.Operation, request.Context.Resource.Kind.Kind) switch
        {
            (AdmissionOperation.Delete, "Namespace") when Kept.Contains(request.Name, StringComparer.Ordinal) =>
                Failures.Forbidden(request.Context.Resource.Kind, request.Name, "this namespace may not be deleted"),
            (AdmissionOperation.Create, not "Namespace") when request.Context.Resource.IsNamespaced => CheckNamespace(request),
            _ => null,
        };
        return ValueTask.FromResult(refused is null ? ApiResult<IKubernetesObject?>.Ok(obj) : refused);
    }

    private static Status? CheckNamespace(AdmissionRequest request)
    {
        var context = request.Context;
        if (context.Objects.Find<Namespace>("", context.Namespace) is not { } ns)
        {
            return Failures.NotFound(Namespace.Info, context.Namespace);
        }

        if (ns.Metadata.DeletionTimestamp is null)
        {
            return null;
        }

        var refused = Failures.Forbidden(
            context.Resource.Kind,
            request.Name,
            $"unable to create new content in namespace {context.Namespace} because it is being terminated");
        return refused with
        {
            Details = refused.Details! with
            {
                Causes =
                [
                    new StatusCause
                    {
                        Type = "NamespaceTerminating",
                        Message = $"namespace {context.Namespace} is being terminated",
                        Field = "metadata.namespace",
                    },
                ],
            },
        };
    }
}
