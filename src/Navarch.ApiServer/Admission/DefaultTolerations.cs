using Navarch.Api.Core.V1;

namespace Navarch.ApiServer.Admission;

/// <summary>Every pod bears a node that is not ready or unreachable for five minutes, unless it says otherwise.</summary>
internal sealed class DefaultTolerations : IAdmissionRule
{
    private const long Seconds = 300;
    private static readonly string[] Borne = ["node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable"];

    /// <inheritdoc/>
    public ValueTask<ApiResult<IKubernetesObject?>> AdmitAsync(IKubernetesObject? obj, AdmissionRequest request, CancellationToken cancellationToken)
    {
        if (request.Operation == AdmissionOperation.Create && obj is Pod pod)
        {
            var tolerations = pod.Spec.Tolerations;
            foreach (var key in Borne)
            {
                if (!tolerations.Any(t => (t.Key == key || (t.Key.Length == 0 && t.Operator == "Exists")) && t.Effect is "NoExecute" or ""))
                {
                    tolerations = tolerations.Add(new Toleration { Key = key, Operator = "Exists", Effect = "NoExecute", TolerationSeconds = Seconds });
                }
            }

            obj = pod with { Spec = pod.Spec with { Tolerations = tolerations } };
        }

        return ValueTask.FromResult(ApiResult<IKubernetesObject?>.Ok(obj));
    }
}
