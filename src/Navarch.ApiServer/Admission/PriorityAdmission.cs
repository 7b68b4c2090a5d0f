using Navarch.Api.Core.V1;
using Navarch.Api.Scheduling.V1;

namespace Navarch.ApiServer.Admission;

/// <summary>A pod's priority is its class's value; without a class, that of the global default class, or zero.</summary>
internal sealed class PriorityAdmission : IAdmissionRule
{
    /// <inheritdoc/>
    public ValueTask<ApiResult<IKubernetesObject?>> AdmitAsync(IKubernetesObject? obj, AdmissionRequest request, CancellationToken cancellationToken) =>
        ValueTask.FromResult(request.Operation == AdmissionOperation.Create && obj is Pod pod ? Admit(pod, request) : ApiResult<IKubernetesObject?>.Ok(obj));

    private static ApiResult<IKubernetesObject?> Admit(Pod pod, AdmissionRequest request)
    {
        var name = pod.Spec.PriorityClassName;
        var found = name.Length > 0
            ? request.Context.Objects.Find<PriorityClass>("", name)
            : request.Context.Objects.List<PriorityClass>().Where(c => c.GlobalDefault).MinBy(c => c.Value);
        if (found is null && name.Length > 0)
        {
            return Failures.Forbidden(request.Context.Resource.Kind, request.Name, $"no PriorityClass with name {name} was found");
        }

        var value = found?.Value ?? 0;
        var policy = found?.PreemptionPolicy ?? "PreemptLowerPriority";
        if (pod.Spec.Priority is { } given && given != value)
        {
            return Failures.Forbidden(
                request.Context.Resource.Kind,
                request.Name,
                $"the integer value of priority ({given}) must not be provided in pod spec; priority admission controller computed {value} from the given PriorityClass name");
        }

        return ApiResult<IKubernetesObject?>.Ok(pod with
        {
            Spec = pod.Spec with
            {
                PriorityClassName = found?.Metadata.Name ?? "",
                Priority = value,
                PreemptionPolicy = pod.Spec.PreemptionPolicy ?? policy,
            },
        });
    }
}
