using Navarch.Api.Apps.V1;
using Navarch.Api.Batch.V1;
using Navarch.Api.Coordination.V1;
using Navarch.Api.Core.V1;
using Navarch.Api.Discovery.V1;
using Navarch.Api.Networking.V1;
using Navarch.Api.Policy.V1;
using Navarch.Api.Rbac.V1;
using Navarch.Api.Scheduling.V1;
using Navarch.Api.Storage.V1;
using CoreNode = Navarch.Api.Core.V1.Node;

namespace Navarch.Api.Validation;

/// <summary>
/// Whether objects may be stored. Works on objects with defaults filled in, knows nothing but the object (and, for updates, the stored one),
/// and finds all faults at once.
/// </summary>
public static class ObjectValidation
{
    private sealed record Rules(Action<IKubernetesObject, ErrorList> Create, Action<IKubernetesObject, IKubernetesObject, ErrorList>? Update);

    private static readonly Dictionary<Type, Rules> OfKind = new()
    {
        [typeof(Pod)] = For<Pod>(PodRules.Validate, PodRules.ValidateUpdate),
        [typeof(PodTemplate)] = For<PodTemplate>((t, e) => PodRules.ValidateTemplate(t.Template, FieldPath.Of("template"), e)),
        [typeof(ReplicationController)] = For<ReplicationController>(WorkloadRules.Validate),
        [typeof(Deployment)] = For<Deployment>(WorkloadRules.Validate, WorkloadRules.ValidateUpdate),
        [typeof(ReplicaSet)] = For<ReplicaSet>(WorkloadRules.Validate, WorkloadRules.ValidateUpdate),
        [typeof(DaemonSet)] = For<DaemonSet>(WorkloadRules.Validate, WorkloadRules.ValidateUpdate),
        [typeof(StatefulSet)] = For<StatefulSet>(WorkloadRules.Validate, WorkloadRules.ValidateUpdate),
        [typeof(ControllerRevision)] = For<ControllerRevision>((r, e) => e.NotNegative(FieldPath.Of("revision"), r.Revision), WorkloadRules.ValidateUpdate),
        [typeof(Job)] = For<Job>(BatchRules.Validate, BatchRules.ValidateUpdate),
        [typeof(CronJob)] = For<CronJob>(BatchRules.Validate),
        [typeof(Service)] = For<Service>(ServiceRules.Validate, ServiceRules.ValidateUpdate),
        [typeof(Endpoints)] = For<Endpoints>(ServiceRules.Validate),
        [typeof(EndpointSlice)] = For<EndpointSlice>(ServiceRules.Validate, ServiceRules.ValidateUpdate),
        [typeof(Ingress)] = For<Ingress>(NetworkingRules.Validate),
        [typeof(NetworkPolicy)] = For<NetworkPolicy>(NetworkingRules.Validate),
        [typeof(ConfigMap)] = For<ConfigMap>(ConfigurationRules.Validate, ConfigurationRules.ValidateUpdate),
        [typeof(Secret)] = For<Secret>(ConfigurationRules.Validate, ConfigurationRules.ValidateUpdate),
        [typeof(CoreNode)] = For<CoreNode>(ClusterRules.Validate, ClusterRules.ValidateUpdate),
        [typeof(LimitRange)] = For<LimitRange>(ClusterRules.Validate),
        [typeof(ResourceQuota)] = For<ResourceQuota>(ClusterRules.Validate, ClusterRules.ValidateUpdate),
        [typeof(PriorityClass)] = For<PriorityClass>(ClusterRules.Validate, ClusterRules.ValidateUpdate),
        [typeof(Lease)] = For<Lease>(ClusterRules.Validate),
        [typeof(PodDisruptionBudget)] = For<PodDisruptionBudget>(WorkloadRules.Validate),
        [typeof(PersistentVolume)] = For<PersistentVolume>(StorageRules.Validate, StorageRules.ValidateUpdate),
        [typeof(PersistentVolumeClaim)] = For<PersistentVolumeClaim>(StorageRules.Validate, StorageRules.ValidateUpdate),
        [typeof(StorageClass)] = For<StorageClass>(StorageRules.Validate, StorageRules.ValidateUpdate),
        [typeof(Role)] = For<Role>(RbacRules.Validate),
        [typeof(ClusterRole)] = For<ClusterRole>(RbacRules.Validate),
        [typeof(RoleBinding)] = For<RoleBinding>(RbacRules.Validate, RbacRules.ValidateUpdate),
        [typeof(ClusterRoleBinding)] = For<ClusterRoleBinding>(RbacRules.Validate, RbacRules.ValidateUpdate),
        [typeof(Autoscaling.V2.HorizontalPodAutoscaler)] = For<Autoscaling.V2.HorizontalPodAutoscaler>(AutoscalingRules.Validate),
        [typeof(Autoscaling.V1.HorizontalPodAutoscaler)] = For<Autoscaling.V1.HorizontalPodAutoscaler>(AutoscalingRules.Validate),
        [typeof(Autoscaling.V1.Scale)] = For<Autoscaling.V1.Scale>((s, e) => e.NotNegative(FieldPath.Of("spec").Child("replicas"), s.Spec.Replicas)),
        [typeof(ApiExtensions.V1.CustomResourceDefinition)] = For<ApiExtensions.V1.CustomResourceDefinition>(ExtensionRules.Validate),
    };

    /// <summary>The faults of an object that is to be created.</summary>
    public static ErrorList Validate(IKubernetesObject obj)
    {
        var errors = new ErrorList();
        MetadataRules.Validate(obj, errors);
        obj.CheckValues(FieldPath.Root, errors);
        if (OfKind.TryGetValue(obj.GetType(), out var rules))
        {
            rules.Create(obj, errors);
        }

        return errors;
    }

    /// <summary>The faults of an object that is to replace a stored one of the same name.</summary>
    public static ErrorList ValidateUpdate(IKubernetesObject obj, IKubernetesObject old)
    {
        var errors = new ErrorList();
        MetadataRules.ValidateUpdate(obj.Metadata, old.Metadata, errors);
        MetadataRules.Validate(obj, errors);
        obj.CheckValues(FieldPath.Root, errors);
        if (OfKind.TryGetValue(obj.GetType(), out var rules))
        {
            rules.Create(obj, errors);
            rules.Update?.Invoke(obj, old, errors);
        }

        return errors;
    }

    /// <summary>The faults of an object whose status is to replace the stored one's: only the metadata counts.</summary>
    public static ErrorList ValidateStatusUpdate(IKubernetesObject obj, IKubernetesObject old)
    {
        var errors = new ErrorList();
        MetadataRules.ValidateUpdate(obj.Metadata, old.Metadata, errors);
        return errors;
    }

    private static Rules For<T>(Action<T, ErrorList> create, Action<T, T, ErrorList>? update = null)
        where T : class, IKubernetesObject =>
        new((o, e) => create((T)o, e), update is null ? null : (o, old, e) => update((T)o, (T)old, e));
}
