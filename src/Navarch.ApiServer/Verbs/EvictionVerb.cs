using Navarch.Api.Core.V1;
using Navarch.Api.Policy.V1;

namespace Navarch.ApiServer.Verbs;

/// <summary>Evicts a pod: deletes it, as far as the disruption budgets that cover it allow another one to go.</summary>
internal sealed class EvictionVerb(ServerCore core, UpdateVerb update, DeleteVerb delete)
{
    private const int RetrySeconds = 10;
    private const int MostUnconfirmed = 2000;

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

        if (eviction.Metadata.Name.Length > 0 && eviction.Metadata.Name != call.Name)
        {
            return Failures.BadRequest("name in URL does not match name in Eviction object");
        }

        if (eviction.DeleteOptions is { } options && DeleteOptionsRules.Check(options) is { } wrong)
        {
            return wrong;
        }

        call = call with { DryRun = call.DryRun || eviction.DeleteOptions?.DryRun.Contains("All", StringComparer.Ordinal) == true };
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

        if (budgets.Count == 0 || MayGoAnyway(budgets[0], pod))
        {
            return null;
        }

        var target = new ResourceCall(UserInfo.Server, core.Registry.Of(PodDisruptionBudget.Info), call.Namespace, budgets[0].Metadata.Name) { Subresource = "status", DryRun = call.DryRun };
        var result = await update.ExecuteAsync(target, (obj, _) => Charged((PodDisruptionBudget)obj, pod), retry: true, cancellationToken);
        return result.Status;
    }

    /// <summary>Whether a pod that is not ready may go without being counted: always when its budget says so, else while enough others are healthy.</summary>
    private static bool MayGoAnyway(PodDisruptionBudget budget, Pod pod) =>
        !pod.Status.Conditions.Any(c => c is { Type: "Ready", Status: "True" })
        && (budget.Spec.UnhealthyPodEvictionPolicy == "AlwaysAllow" || (budget.Status is { DesiredHealthy: > 0 and var desired, CurrentHealthy: var current } && current >= desired));

    private ApiResult<IKubernetesObject> Charged(PodDisruptionBudget budget, Pod pod)
    {
        var (name, status) = (budget.Metadata.Name, budget.Status);
        if (status.ObservedGeneration < budget.Metadata.Generation)
        {
            return Refused(RetrySeconds, $"The disruption budget {name} is still being processed by the server.");
        }

        if (status.DisruptionsAllowed < 0)
        {
            return Failures.Forbidden(PodDisruptionBudget.Info, name, "pdb disruptions allowed is negative");
        }

        if (status.DisruptedPods.Count > MostUnconfirmed)
        {
            return Failures.Forbidden(PodDisruptionBudget.Info, name, "DisruptedPods map too big - too many evictions not confirmed by PDB controller");
        }

        if (status.DisruptionsAllowed == 0)
        {
            // When there is room again nobody knows: no time to try again is given.
            return Refused(0, $"The disruption budget {name} needs {status.DesiredHealthy} healthy pods and has {status.CurrentHealthy} currently");
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

    private static Status Refused(int retryAfterSeconds, string why)
    {
        var refused = Failures.TooManyRequests("Cannot evict pod as it would violate the pod's disruption budget.", retryAfterSeconds);
        return refused with { Details = refused.Details! with { Causes = [new StatusCause { Type = "DisruptionBudget", Message = why }] } };
    }
}
