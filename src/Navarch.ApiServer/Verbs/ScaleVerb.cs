using Navarch.Api.Apps.V1;
using Navarch.Api.Autoscaling.V1;
using Navarch.Api.Core.V1;

namespace Navarch.ApiServer.Verbs;

/// <summary>The scale of an object that has replicas, in the form that is the same for all of them.</summary>
internal sealed class ScaleVerb(IStore store, UpdateVerb update)
{
    /// <summary>The object's scale.</summary>
    public ApiResult<Scale> Get(ResourceCall call) => store.Get(call.Key) is { } entry ? ScaleOf(call.Resource.Decode(entry)) : Failures.NotFound(call.Kind, call.Name);

    /// <summary>Changes the object's scale.</summary>
    public async ValueTask<ApiResult<Scale>> UpdateAsync(ResourceCall call, Func<Scale, ApiResult<Scale>> change, bool retry, CancellationToken cancellationToken)
    {
        var result = await update.ExecuteAsync(call, (obj, _) => Changed(call, obj, change), retry, cancellationToken);
        return result.IsSuccess ? ScaleOf(call.Resource.Decode(result.Value)) : result.Status;
    }

    private static ApiResult<IKubernetesObject> Changed(ResourceCall call, IKubernetesObject obj, Func<Scale, ApiResult<Scale>> change)
    {
        var wanted = change(ScaleOf(obj));
        if (!wanted.IsSuccess)
        {
            return wanted.Status;
        }

        var scale = wanted.Value;
        if (scale.Spec.Replicas < 0)
        {
            return Failures.Invalid(Scale.Info, call.Name, [Faults.Invalid("spec.replicas", scale.Spec.Replicas, "must be greater than or equal to 0")]);
        }

        var scaled = WithReplicas(obj, scale.Spec.Replicas);
        return ApiResult<IKubernetesObject>.Ok(scaled.WithMetadata(obj.Metadata with { ResourceVersion = scale.Metadata.ResourceVersion, UID = scale.Metadata.UID }));
    }

    private static Scale ScaleOf(IKubernetesObject obj)
    {
        var (wanted, present, selector) = obj switch
        {
            Deployment d => (d.Spec.Replicas ?? 1, d.Status.Replicas, LabelSelectors.ToFilter(d.Spec.Selector).ToString()),
            ReplicaSet r => (r.Spec.Replicas ?? 1, r.Status.Replicas, LabelSelectors.ToFilter(r.Spec.Selector).ToString()),
            StatefulSet s => (s.Spec.Replicas ?? 1, s.Status.Replicas, LabelSelectors.ToFilter(s.Spec.Selector).ToString()),
            ReplicationController c => (c.Spec.Replicas ?? 1, c.Status.Replicas, LabelSelectors.ToFilter(c.Spec.Selector).ToString()),
            _ => throw new InvalidOperationException($"{obj.KindInfo.Kind} has no scale"),
        };
        return new Scale
        {
            Metadata = new ObjectMeta
            {
                Name = obj.Metadata.Name,
                Namespace = obj.Metadata.Namespace,
                UID = obj.Metadata.UID,
                ResourceVersion = obj.Metadata.ResourceVersion,
                CreationTimestamp = obj.Metadata.CreationTimestamp,
            },
            Spec = new ScaleSpec { Replicas = wanted },
            Status = new ScaleStatus { Replicas = present, Selector = selector },
        };
    }

    private static IKubernetesObject WithReplicas(IKubernetesObject obj, int replicas) => obj switch
    {
        Deployment d => d with { Spec = d.Spec with { Replicas = replicas } },
        ReplicaSet r => r with { Spec = r.Spec with { Replicas = replicas } },
        StatefulSet s => s with { Spec = s.Spec with { Replicas = replicas } },
        ReplicationController c => c with { Spec = c.Spec with { Replicas = replicas } },
        _ => obj,
    };
}
