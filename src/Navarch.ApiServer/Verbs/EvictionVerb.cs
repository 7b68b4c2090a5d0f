using Navarch.Api.Core.V1;
using Navarch.Api.Policy.V1;

namespace Navarch.ApiServer.Verbs;

/// <summary>Evicts a pod: deletes it, as far as the disruption budgets that cover it allow another one to go.</summary>
internal sealed class EvictionVerb(ServerCore core, UpdateVerb update, DeleteVerb delete)
{
    private const int RetrySeconds = 10;

    /// <summary>Success, or why the pod stays.</summary>
    public async ValueTask<Status> ExecuteAsync(ResourceCall call, Eviction eviction, CancellationToken cancellationToken)
    {
        if (eviction.Metadata.Name.Length > 0 && eviction.Metadata.Name != call.Name)
        {
            return Failures.BadRequest("name in URL does not match name in Eviction object");
        }

        if (core.Objects.Find<Pod>(call.Namespace, call.Name) is not { } pod)
        {
            return Failures.NotFound(Pod.Info, call.Name);
        }

        var counts = pod is { Metadata.DeletionTimestamp: null, Status.Phase: not ("Succeeded" or "Failed" or "Pending") };
        if (counts && await ChargeBudgetAsync(call, pod, cancellationToken) is { } refused)
        {
            return refused;
        }

        var result = await delete.ExecuteAsync(call with { Subresource = "" }, eviction.DeleteOptions ?? DeleteOptions.Empty, cancellationToken);
        return result.IsSuccess ? new Status { Outcome = "Success", Code = 201 } : result.Status;
    }

    private async ValueTask<Status?> ChargeBudgetAsync(ResourceCall call, Pod pod, CancellationToken cancellationToken)
    {
        var budgets = core.Objects.List<PodDisruptionBudget>(call.Namespace)
            .Where(b => LabelSelectors.Matches(b.Spec.Selector, pod.Metadata.Labels))
            .ToList();
        if (budgets.Count > 1)
        {
            return Failures.InternalError("This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.");
        }

        if (budgets.Count == 0)
        {
            return null;
        }

        var target = new ResourceCall(UserInfo.Server, core.Registry.Of(PodDisruptionBudget.Info), call.Namespace, budgets[0].Metadata.Name) { Subresource = "status", DryRun = call.DryRun };
        var result = await update.ExecuteAsync(target, (obj, _) => Charged((PodDisruptionBudget)obj, pod), retry: true, cancellationToken);
        return result.Status;
    }

    private ApiResult<IKubernetesObject> Charged(PodDisruptionBudget budget, Pod pod)
    {
        if (budget.Status.ObservedGeneration < budget.Metadata.Generation || budget.Status.DisruptionsAllowed <= 0)
        {
            var refused = Failures.TooManyRequests("Cannot evict pod as it would violate the pod's disruption budget.", RetrySeconds);
            var detail = $"The disruption budget {budget.Metadata.Name} needs {budget.Status.DesiredHealthy} healthy pods and has {budget.Status.CurrentHealthy} currently";
            return refused with { Details = refused.Details! with { Causes = [new StatusCause { Type = "DisruptionBudget", Message = detail }] } };
        }

        return ApiResult<IKubernetesObject>.Ok(budget with
        {
            Status = budget.Status with
            {
                DisruptionsAllowed = budget.Status.DisruptionsAllowed - 1,
                DisruptedPods = budget.Status.DisruptedPods.SetItem(pod.Metadata.Name, core.Now),
            },
        });
    }
}
