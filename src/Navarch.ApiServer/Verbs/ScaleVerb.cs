using System.Text.Json.Nodes;
using Navarch.Api.Apps.V1;
using Navarch.Api.Autoscaling.V1;
using Navarch.Api.Core.V1;
using Navarch.ApiServer.Apply;
using Navarch.ApiServer.Endpoints;

namespace Navarch.ApiServer.Verbs;

/// <summary>The scale of an object that has replicas, in the form that is the same for all of them.</summary>
internal sealed class ScaleVerb(IStore store, UpdateVerb update, ApplyVerb apply)
{
    private static readonly FieldSet Replicas = FieldSet.Of(false, [("f:spec", FieldSet.Of(false, [("f:replicas", FieldSet.Leaf)]))]);

    /// <summary>The object's scale.</summary>
    public ApiResult<Scale> Get(ResourceCall call) => store.Get(call.Key) is { } entry ? ScaleOf(call.Resource.Decode(entry)) : Failures.NotFound(call.Kind, call.Name);

    /// <summary>Changes the object's scale.</summary>
    public async ValueTask<ApiResult<Scale>> UpdateAsync(ResourceCall call, Func<Scale, ApiResult<Scale>> change, bool retry, CancellationToken cancellationToken)
    {
        var result = await update.ExecuteAsync(call, (obj, _) => Changed(call, obj, change), retry, cancellationToken);
        return result.IsSuccess ? ScaleOf(call.Resource.Decode(result.Value)) : result.Status;
    }

    /// <summary>Applies a scale: the manager owns the replicas of the object itself, by way of the subresource.</summary>
    public async ValueTask<ApiResult<Scale>> ApplyAsync(ResourceCall call, PatchBody patch, FieldJudge? judge, CancellationToken cancellationToken)
    {
        var read = ApplyConfiguration.Read(Scale.Info, call, patch, judge);
        if (!read.IsSuccess)
        {
            return read.Status;
        }

        var decoded = BodyReader.Decode(Scale.Info, JsonBytes.Of(read.Value), null);
        if (!decoded.IsSuccess)
        {
            return decoded.Status;
        }

        var scale = (Scale)decoded.Value;
        if (Refusal(call, scale) is { } refused)
        {
            return refused;
        }

        var gvk = call.Kind.GroupVersionKind;
        var metadata = new JsonObject { ["name"] = call.Name };
        foreach (var name in new[] { "uid", "resourceVersion" })
        {
            if (read.Value["metadata"] is JsonObject sent && sent[name] is { } value)
            {
                metadata[name] = value.DeepClone();
            }
        }

        var applied = new JsonObject { ["apiVersion"] = gvk.ApiVersion, ["kind"] = gvk.Kind, ["metadata"] = metadata };
        if (read.Value["spec"] is JsonObject spec && spec["replicas"] is not null)
        {
            applied["spec"] = new JsonObject { ["replicas"] = scale.Spec.Replicas };
        }

        var result = await apply.ExecuteAsync(call, applied, patch, cancellationToken);
        return result.IsSuccess ? ScaleOf(call.Resource.Decode(result.Value.Entry)) : result.Status;
    }

    /// <summary>What is wrong with a scale as such, or null.</summary>
    private static Status? Refusal(ResourceCall call, Scale scale)
    {
        var meta = scale.Metadata;
        if (meta.Name.Length > 0 && meta.Name != call.Name)
        {
            return Failures.BadRequest($"the name of the object ({meta.Name}) does not match the name on the URL ({call.Name})");
        }

        if (meta.Namespace.Length > 0 && meta.Namespace != call.Namespace)
        {
            return Failures.BadRequest($"the namespace of the object ({meta.Namespace}) does not match the namespace on the request ({call.Namespace})");
        }

        return scale.Spec.Replicas < 0
            ? Failures.Invalid(Scale.Info, call.Name, [Faults.Invalid("spec.replicas", scale.Spec.Replicas, "must be greater than or equal to 0")])
            : null;
    }

    /// <summary>The owners of an object's replicas, as owners of its scale.</summary>
    private static ValueList<ManagedFieldsEntry> OwnersOf(IKubernetesObject obj) => obj.Metadata.ManagedFields
        .Select(FieldOwner.Read)
        .Where(owner => owner is not null && !owner.Fields["f:spec"]["f:replicas"].IsEmpty)
        .Select(owner => new FieldOwner(owner!.Manager, owner.IsApply, Scale.Info.GroupVersionKind.ApiVersion, owner.Subresource) { Fields = Replicas, Time = owner.Time }.ToEntry())
        .ToValueList();

    private static ApiResult<IKubernetesObject> Changed(ResourceCall call, IKubernetesObject obj, Func<Scale, ApiResult<Scale>> change)
    {
        var wanted = change(ScaleOf(obj));
        if (!wanted.IsSuccess)
        {
            return wanted.Status;
        }

        var scale = wanted.Value;
        if (Refusal(call, scale) is { } refused)
        {
            return refused;
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
                ManagedFields = OwnersOf(obj),
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
