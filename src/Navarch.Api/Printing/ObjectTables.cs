using Navarch.Api.AdmissionRegistration.V1;
using Navarch.Api.ApiExtensions.V1;
using Navarch.Api.ApiRegistration.V1;
using Navarch.Api.Apps.V1;
using Navarch.Api.Batch.V1;
using Navarch.Api.Certificates.V1;
using Navarch.Api.Coordination.V1;
using Navarch.Api.Core.V1;
using Navarch.Api.Discovery.V1;
using Navarch.Api.FlowControl.V1;
using Navarch.Api.Networking.V1;
using Navarch.Api.Node.V1;
using Navarch.Api.Policy.V1;
using Navarch.Api.Rbac.V1;
using Navarch.Api.Resource.V1;
using Navarch.Api.Scheduling.V1;
using Navarch.Api.Storage.V1;

namespace Navarch.Api.Printing;

/// <summary>The tables <c>kubectl get</c> shows: which columns a kind has, and an object's cells.</summary>
public static class ObjectTables
{
    private static readonly Dictionary<Type, Func<ColumnSet>> OfKind = new()
    {
        [typeof(Pod)] = () => PodColumns.Pods,
        [typeof(PodTemplate)] = () => PodColumns.PodTemplates,
        [typeof(Deployment)] = () => WorkloadColumns.Deployments,
        [typeof(ReplicaSet)] = () => WorkloadColumns.ReplicaSets,
        [typeof(ReplicationController)] = () => WorkloadColumns.ReplicationControllers,
        [typeof(DaemonSet)] = () => WorkloadColumns.DaemonSets,
        [typeof(StatefulSet)] = () => WorkloadColumns.StatefulSets,
        [typeof(ControllerRevision)] = () => WorkloadColumns.ControllerRevisions,
        [typeof(Job)] = () => WorkloadColumns.Jobs,
        [typeof(CronJob)] = () => WorkloadColumns.CronJobs,
        [typeof(PodDisruptionBudget)] = () => WorkloadColumns.PodDisruptionBudgets,
        [typeof(Service)] = () => ServiceColumns.Services,
        [typeof(Endpoints)] = () => ServiceColumns.EndpointsOf,
        [typeof(EndpointSlice)] = () => ServiceColumns.EndpointSlices,
        [typeof(Ingress)] = () => ServiceColumns.Ingresses,
        [typeof(IngressClass)] = () => ServiceColumns.IngressClasses,
        [typeof(NetworkPolicy)] = () => ServiceColumns.NetworkPolicies,
        [typeof(ServiceCIDR)] = () => ServiceColumns.ServiceCIDRs,
        [typeof(IPAddress)] = () => ServiceColumns.IPAddresses,
        [typeof(Core.V1.Node)] = () => ClusterColumns.Nodes,
        [typeof(Namespace)] = () => ClusterColumns.Namespaces,
        [typeof(Core.V1.Event)] = () => ClusterColumns.Events,
        [typeof(ServiceAccount)] = () => ClusterColumns.ServiceAccounts,
        [typeof(ConfigMap)] = () => ClusterColumns.ConfigMaps,
        [typeof(Secret)] = () => ClusterColumns.Secrets,
        [typeof(Lease)] = () => ClusterColumns.Leases,
        [typeof(ResourceQuota)] = () => ClusterColumns.ResourceQuotas,
        [typeof(PriorityClass)] = () => ClusterColumns.PriorityClasses,
        [typeof(RuntimeClass)] = () => ClusterColumns.RuntimeClasses,
        [typeof(ComponentStatus)] = () => ClusterColumns.ComponentStatuses,
        [typeof(PersistentVolume)] = () => StorageColumns.PersistentVolumes,
        [typeof(PersistentVolumeClaim)] = () => StorageColumns.PersistentVolumeClaims,
        [typeof(StorageClass)] = () => StorageColumns.StorageClasses,
        [typeof(VolumeAttachment)] = () => StorageColumns.VolumeAttachments,
        [typeof(CSIDriver)] = () => StorageColumns.CSIDrivers,
        [typeof(CSINode)] = () => StorageColumns.CSINodes,
        [typeof(CSIStorageCapacity)] = () => StorageColumns.CSIStorageCapacities,
        [typeof(VolumeAttributesClass)] = () => StorageColumns.VolumeAttributesClasses,
        [typeof(RoleBinding)] = () => AccessColumns.RoleBindings,
        [typeof(ClusterRoleBinding)] = () => AccessColumns.ClusterRoleBindings,
        [typeof(CertificateSigningRequest)] = () => AccessColumns.CertificateSigningRequests,
        [typeof(APIService)] = () => AccessColumns.APIServices,
        [typeof(CustomResourceDefinition)] = () => AccessColumns.CustomResourceDefinitions,
        [typeof(ValidatingWebhookConfiguration)] = () => AccessColumns.ValidatingWebhookConfigurations,
        [typeof(MutatingWebhookConfiguration)] = () => AccessColumns.MutatingWebhookConfigurations,
        [typeof(ValidatingAdmissionPolicy)] = () => AccessColumns.ValidatingAdmissionPolicies,
        [typeof(ValidatingAdmissionPolicyBinding)] = () => AccessColumns.ValidatingAdmissionPolicyBindings,
        [typeof(MutatingAdmissionPolicy)] = () => AccessColumns.MutatingAdmissionPolicies,
        [typeof(MutatingAdmissionPolicyBinding)] = () => AccessColumns.MutatingAdmissionPolicyBindings,
        [typeof(FlowSchema)] = () => AccessColumns.FlowSchemas,
        [typeof(PriorityLevelConfiguration)] = () => AccessColumns.PriorityLevelConfigurations,
        [typeof(Metrics.V1beta1.NodeMetrics)] = () => MetricsColumns.Nodes,
        [typeof(Metrics.V1beta1.PodMetrics)] = () => MetricsColumns.Pods,
        [typeof(Autoscaling.V1.Scale)] = () => AutoscalingColumns.Scales,
        [typeof(Autoscaling.V2.HorizontalPodAutoscaler)] = () => AutoscalingColumns.HorizontalPodAutoscalers,
        [typeof(Resource.V1.ResourceClaim)] = () => DeviceColumns.ResourceClaims,
        [typeof(ResourceClaimTemplate)] = () => DeviceColumns.ResourceClaimTemplates,
        [typeof(DeviceClass)] = () => DeviceColumns.DeviceClasses,
        [typeof(ResourceSlice)] = () => DeviceColumns.ResourceSlices,
    };

    private static readonly ColumnSet NameAndTime = ColumnSet.Of(ColumnSet.Name<IKubernetesObject>(), ColumnSet.CreatedAt<IKubernetesObject>());

    /// <summary>A kind's columns; name and creation time for kinds that have none of their own.</summary>
    public static ColumnSet Columns(KindInfo kind) => OfKind.TryGetValue(kind.ClrType, out var columns) ? columns() : NameAndTime;

    /// <summary>The row conditions of an object: a pod that ended says so, which clients may show dimmed.</summary>
    public static ValueList<TableRowCondition> Conditions(IKubernetesObject obj) => obj is not Pod pod ? default : pod.Status.Phase switch
    {
        PodPhases.Succeeded => [new() { Type = "Completed", Status = "True", Reason = "Succeeded", Message = "The pod has completed successfully." }],
        PodPhases.Failed => [new() { Type = "Completed", Status = "True", Reason = "Failed", Message = "The pod failed." }],
        _ => default,
    };
}
