using Navarch.Api.Core.V1;
using Navarch.Api.Validation;

namespace Navarch.ApiServer.Verbs;

/// <summary>Binds a pod to a node: what a scheduler does once it has decided. A pod is bound once.</summary>
internal sealed class BindingVerb(ServerCore core, UpdateVerb update)
{
    private const string Conflicting = "pods/binding";

    /// <summary>Success, or why the pod is not bound.</summary>
    public async ValueTask<Status> ExecuteAsync(ResourceCall call, Binding binding, CancellationToken cancellationToken)
    {
        if (binding.Metadata.Name.Length > 0 && binding.Metadata.Name != call.Name)
        {
            return Failures.BadRequest("name in URL does not match name in Binding object");
        }

        var faults = new List<FieldError>();
        if (binding.Target.Kind is not ("" or "Node"))
        {
            faults.Add(Faults.NotSupported("target.kind", binding.Target.Kind, "Node", "<empty>"));
        }

        if (binding.Target.Name.Length == 0)
        {
            faults.Add(Faults.Required("target.name", ""));
        }

        if (faults.Count > 0)
        {
            return Failures.Invalid(Binding.Info, call.Name, faults);
        }

        var result = await update.ExecuteAsync(call with { Subresource = "binding" }, (obj, _) => Bound((Pod)obj, binding), retry: true, cancellationToken);
        return result.IsSuccess ? new Status { Outcome = "Success", Code = 201 } : result.Status;
    }

    private ApiResult<IKubernetesObject> Bound(Pod pod, Binding binding)
    {
        var name = pod.Metadata.Name;
        if (binding.Metadata.UID.Length > 0 && binding.Metadata.UID != pod.Metadata.UID)
        {
            return Failures.Conflict(Pod.Info, name, $"Precondition failed: UID in precondition: {binding.Metadata.UID}, UID in object meta: {pod.Metadata.UID}");
        }

        var problem = pod switch
        {
            { Metadata.DeletionTimestamp: not null } => $"pod {name} is being deleted, cannot be assigned to a host",
            { Spec.NodeName: { Length: > 0 } node } => $"pod {name} is already assigned to node \"{node}\"",
            { Spec.SchedulingGates.IsEmpty: false } => $"pod {name} has non-empty .spec.schedulingGates",
            _ => null,
        };
        if (problem is not null)
        {
            return Failures.Conflict(Conflicting, name, problem);
        }

        var annotations = pod.Metadata.Annotations;
        foreach (var (key, value) in binding.Metadata.Annotations)
        {
            annotations = annotations.SetItem(key, value);
        }

        var scheduled = new PodCondition { Type = "PodScheduled", Status = "True", LastTransitionTime = core.Now };
        return ApiResult<IKubernetesObject>.Ok(pod with
        {
            Metadata = pod.Metadata with { Annotations = annotations },
            Spec = pod.Spec with { NodeName = binding.Target.Name },
            Status = pod.Status with
            {
                NominatedNodeName = "",
                Conditions = pod.Status.Conditions.Where(c => c.Type != "PodScheduled").Append(scheduled).ToValueList(),
            },
        });
    }
}
