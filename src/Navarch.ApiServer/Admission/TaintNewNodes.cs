using Navarch.Api.Core.V1;

namespace Navarch.ApiServer.Admission;

/// <summary>A new node takes no pods until the node lifecycle controller has seen it ready.</summary>
internal sealed class TaintNewNodes : IAdmissionRule
{
    private const string NotReady = "node.kubernetes.io/not-ready";

    /// <inheritdoc/>
    public ValueTask<ApiResult<IKubernetesObject?>> AdmitAsync(IKubernetesObject? obj, AdmissionRequest request, CancellationToken cancellationToken)
    {
        if (request.Operation == AdmissionOperation.Create && obj is Node node && !node.Spec.Taints.Any(t => t is { Key: NotReady, Effect: "NoSchedule" }))
        {
            obj = node with { Spec = node.Spec with { Taints = node.Spec.Taints.Add(new Taint { Key = NotReady, Effect = "NoSchedule" }) } };
        }

        return ValueTask.FromResult(ApiResult<IKubernetesObject?>.Ok(obj));
    }
}
