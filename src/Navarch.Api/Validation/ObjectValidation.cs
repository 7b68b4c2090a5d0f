using Navarch.Api.AdmissionRegistration.V1;
using Navarch.Api.Apps.V1;
using Navarch.Api.Authorization.V1;
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
using CoreNode = Navarch.Api.Core.V1.Node;

namespace Navarch.Api.Validation;

/// <summary>
/// Whether objects may be stored. Works on objects with defaults filled in, knows nothing but the object (and, for updates, the stored one),
/// and finds all faults at once.
/// </summary>
public static class ObjectValidation
{
    private static readonly Dictionary<Type, KindRules> OfKind = new()
    {
        [typeof(Pod)] = KindRules.For<Pod>(PodRules.Validate, PodUpdateRules.Validate, PodStatusRules.Validate, warnings: PodWarnings.Of),
        [typeof(PodTemplate)] = KindRules.For<PodTemplate>((t, e) => PodRules.ValidateTemplate(t.Template, FieldPath.Of("template"), e), warnings: WorkloadWarnings.Of),
        [typeof(ReplicationController)] = KindRules.For<ReplicationController>(WorkloadRules.Validate, status: WorkloadStatusRules.Validate, warnings: WorkloadWarnings.Of),
        [typeof(Deployment)] = KindRules.For<Deployment>(WorkloadRules.Validate, WorkloadRules.ValidateUpdate, WorkloadStatusRules.Validate, warnings: WorkloadWarnings.Of),
        [typeof(ReplicaSet)] = KindRules.For<ReplicaSet>(WorkloadRules.Validate, WorkloadRules.ValidateUpdate, WorkloadStatusRules.Validate, warnings: WorkloadWarnings.Of),
        [typeof(DaemonSet)] = KindRules.For<DaemonSet>(WorkloadRules.Validate, WorkloadRules.ValidateUpdate, WorkloadStatusRules.Validate, warnings: WorkloadWarnings.Of),
        [typeof(StatefulSet)] = KindRules.For<StatefulSet>(WorkloadRules.Validate, WorkloadRules.ValidateUpdate, WorkloadStatusRules.Validate, warnings: WorkloadWarnings.Of),
        [typeof(ControllerRevision)] = KindRules.For<ControllerRevision>(WorkloadRules.Validate, WorkloadRules.ValidateUpdate),
        [typeof(Job)] = KindRules.For<Job>(JobRules.Validate, JobUpdateRules.Validate, JobUpdateRules.ValidateStatus, warnings: WorkloadWarnings.Of),
        [typeof(CronJob)] = KindRules.For<CronJob>(CronJobRules.Validate, warnings: WorkloadWarnings.Of),
        [typeof(Service)] = KindRules.For<Service>(ServiceRules.Validate, ServiceRules.ValidateUpdate, ServiceRules.ValidateStatus, warnings: ServiceRules.Warnings),
        [typeof(Endpoints)] = KindRules.For<Endpoints>(EndpointsRules.Validate, warnings: EndpointsRules.Warnings),
        [typeof(EndpointSlice)] = KindRules.For<EndpointSlice>(EndpointSliceRules.Validate, EndpointSliceRules.ValidateUpdate, warnings: EndpointSliceRules.Warnings),
        [typeof(Ingress)] = KindRules.For<Ingress>(IngressRules.Validate, status: IngressRules.ValidateStatus, warnings: IngressRules.Warnings, fresh: IngressRules.ValidateNew),
        [typeof(IngressClass)] = KindRules.For<IngressClass>(IngressRules.Validate, IngressRules.ValidateUpdate),
        [typeof(IPAddress)] = KindRules.For<IPAddress>(NetworkingRules.Validate, NetworkingRules.ValidateUpdate),
        [typeof(ServiceCIDR)] = KindRules.For<ServiceCIDR>(NetworkingRules.Validate, NetworkingRules.ValidateUpdate, warnings: NetworkingRules.Warnings),
        [typeof(NetworkPolicy)] = KindRules.For<NetworkPolicy>(NetworkingRules.Validate, warnings: NetworkingRules.Warnings),
        [typeof(ServiceAccount)] = KindRules.For<ServiceAccount>((_, _) => { }, warnings: WorkloadWarnings.Of),
        [typeof(ConfigMap)] = KindRules.For<ConfigMap>(ConfigurationRules.Validate, ConfigurationRules.ValidateUpdate),
        [typeof(Secret)] = KindRules.For<Secret>(ConfigurationRules.Validate, ConfigurationRules.ValidateUpdate),
        [typeof(CoreNode)] = KindRules.For<CoreNode>(NodeRules.Validate, NodeRules.ValidateUpdate, NodeRules.ValidateStatus, warnings: NodeRules.Warnings),
        [typeof(Namespace)] = KindRules.For<Namespace>(NodeRules.Validate, status: NodeRules.ValidateStatus),
        [typeof(LimitRange)] = KindRules.For<LimitRange>(LimitRangeRules.Validate),
        [typeof(ResourceQuota)] = KindRules.For<ResourceQuota>(ResourceQuotaRules.Validate, ResourceQuotaRules.ValidateUpdate, ResourceQuotaRules.ValidateStatus),
        [typeof(PriorityClass)] = KindRules.For<PriorityClass>(PlatformRules.Validate, PlatformRules.ValidateUpdate),
        [typeof(Lease)] = KindRules.For<Lease>(PlatformRules.Validate),
        [typeof(PodDisruptionBudget)] = KindRules.For<PodDisruptionBudget>(WorkloadRules.Validate, status: WorkloadStatusRules.Validate),
        [typeof(PersistentVolume)] = KindRules.For<PersistentVolume>(PersistentVolumeRules.Validate, PersistentVolumeRules.ValidateUpdate, warnings: VolumeWarnings.Of),
        [typeof(PersistentVolumeClaim)] = KindRules.For<PersistentVolumeClaim>(ClaimRules.Validate, ClaimRules.ValidateUpdate, ClaimRules.ValidateStatus, warnings: VolumeWarnings.Of),
        [typeof(StorageClass)] = KindRules.For<StorageClass>(StorageClassRules.Validate, StorageClassRules.ValidateUpdate, warnings: StorageClassRules.Warnings),
        [typeof(VolumeAttributesClass)] = KindRules.For<VolumeAttributesClass>(StorageClassRules.Validate, StorageClassRules.ValidateUpdate),
        [typeof(CSIStorageCapacity)] = KindRules.For<CSIStorageCapacity>(StorageClassRules.Validate, StorageClassRules.ValidateUpdate, warnings: StorageClassRules.Warnings),
        [typeof(CSIDriver)] = KindRules.For<CSIDriver>(CsiRules.Validate, CsiRules.ValidateUpdate),
        [typeof(CSINode)] = KindRules.For<CSINode>(CsiRules.Validate, CsiRules.ValidateUpdate),
        [typeof(VolumeAttachment)] = KindRules.For<VolumeAttachment>(CsiRules.Validate, CsiRules.ValidateUpdate, CsiRules.ValidateStatus),
        [typeof(RuntimeClass)] = KindRules.For<RuntimeClass>(PlatformRules.Validate, PlatformRules.ValidateUpdate, warnings: PlatformRules.Warnings),
        [typeof(Event)] = KindRules.For<Event>(EventRules.Validate),
        [typeof(Events.V1.Event)] = KindRules.For<Events.V1.Event>(EventRules.Validate, EventRules.ValidateUpdate, fresh: EventRules.ValidateNew),
        [typeof(Role)] = KindRules.For<Role>(RbacRules.Validate),
        [typeof(ClusterRole)] = KindRules.For<ClusterRole>(RbacRules.Validate),
        [typeof(RoleBinding)] = KindRules.For<RoleBinding>(RbacRules.Validate, RbacRules.ValidateUpdate),
        [typeof(ClusterRoleBinding)] = KindRules.For<ClusterRoleBinding>(RbacRules.Validate, RbacRules.ValidateUpdate),
        [typeof(Autoscaling.V2.HorizontalPodAutoscaler)] = KindRules.For<Autoscaling.V2.HorizontalPodAutoscaler>(AutoscalingRules.Validate, status: AutoscalingRules.ValidateStatus),
        [typeof(Autoscaling.V1.HorizontalPodAutoscaler)] = KindRules.For<Autoscaling.V1.HorizontalPodAutoscaler>(AutoscalingRules.Validate, status: AutoscalingRules.ValidateStatus),
        [typeof(ValidatingWebhookConfiguration)] = KindRules.For<ValidatingWebhookConfiguration>(WebhookRules.Validate),
        [typeof(MutatingWebhookConfiguration)] = KindRules.For<MutatingWebhookConfiguration>(WebhookRules.Validate),
        [typeof(ValidatingAdmissionPolicy)] = KindRules.For<ValidatingAdmissionPolicy>(AdmissionPolicyRules.Validate, status: AdmissionPolicyRules.ValidateStatus),
        [typeof(ValidatingAdmissionPolicyBinding)] = KindRules.For<ValidatingAdmissionPolicyBinding>(AdmissionPolicyRules.Validate),
        [typeof(MutatingAdmissionPolicy)] = KindRules.For<MutatingAdmissionPolicy>(AdmissionPolicyRules.Validate),
        [typeof(MutatingAdmissionPolicyBinding)] = KindRules.For<MutatingAdmissionPolicyBinding>(AdmissionPolicyRules.Validate),
        [typeof(FlowSchema)] = KindRules.For<FlowSchema>(FlowControlRules.Validate, status: FlowControlRules.ValidateStatus),
        [typeof(PriorityLevelConfiguration)] = KindRules.For<PriorityLevelConfiguration>(FlowControlRules.Validate, status: FlowControlRules.ValidateStatus),
        [typeof(ApiRegistration.V1.APIService)] = KindRules.For<ApiRegistration.V1.APIService>(ApiServiceRules.Validate, status: ApiServiceRules.ValidateStatus),
        [typeof(CertificateSigningRequest)] = KindRules.For<CertificateSigningRequest>(CertificateRules.Validate, status: CertificateRules.ValidateStatus),
        [typeof(SelfSubjectAccessReview)] = KindRules.For<SelfSubjectAccessReview>(ReviewRules.Validate),
        [typeof(SubjectAccessReview)] = KindRules.For<SubjectAccessReview>(ReviewRules.Validate),
        [typeof(LocalSubjectAccessReview)] = KindRules.For<LocalSubjectAccessReview>(ReviewRules.Validate),
        [typeof(Resource.V1.ResourceClaim)] = KindRules.For<Resource.V1.ResourceClaim>(ResourceClaimRules.Validate, ResourceClaimRules.ValidateUpdate, ResourceClaimStatusRules.Validate),
        [typeof(ResourceClaimTemplate)] = KindRules.For<ResourceClaimTemplate>(ResourceClaimRules.Validate, ResourceClaimRules.ValidateUpdate),
        [typeof(DeviceClass)] = KindRules.For<DeviceClass>(ResourceClaimRules.Validate),
        [typeof(ResourceSlice)] = KindRules.For<ResourceSlice>(ResourceSliceRules.Validate, ResourceSliceRules.ValidateUpdate),
        [typeof(ApiExtensions.V1.CustomResourceDefinition)] = KindRules.For<ApiExtensions.V1.CustomResourceDefinition>(
            CustomResourceDefinitionRules.Validate,
            CustomResourceDefinitionRules.ValidateUpdate,
            CustomResourceDefinitionRules.ValidateStatus,
            CustomResourceDefinitionRules.ValidateNew,
            CustomResourceDefinitionRules.Warnings),
    };

    /// <summary>The faults of an object that is to be created.</summary>
    public static ErrorList Validate(IKubernetesObject obj)
    {
        var errors = new ErrorList();
        MetadataRules.Validate(obj, errors);
        obj.CheckValues(FieldPath.Root, errors);
        if (OfKind.TryGetValue(obj.GetType(), out var rules))
        {
            rules.Always(obj, errors);
            rules.New?.Invoke(obj, errors);
        }

        return errors;
    }

    /// <summary>The faults of a question, which has no name and is never stored.</summary>
    public static ErrorList ValidateReview(IKubernetesObject review)
    {
        var errors = new ErrorList();
        review.CheckValues(FieldPath.Root, errors);
        if (OfKind.TryGetValue(review.GetType(), out var rules))
        {
            rules.Always(review, errors);
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
            rules.Always(obj, errors);
            rules.Update?.Invoke(obj, old, errors);
        }

        return errors;
    }

    /// <summary>The faults of an object of which a subresource is to replace the stored one's part: the metadata, and what the subresource changes.</summary>
    public static ErrorList ValidateUpdate(IKubernetesObject obj, IKubernetesObject old, string subresource)
    {
        var errors = new ErrorList();
        MetadataRules.ValidateUpdate(obj.Metadata, old.Metadata, errors);
        switch (subresource, obj)
        {
            case ("status" or "approval", _):
                OfKind.GetValueOrDefault(obj.GetType())?.Status?.Invoke(obj, old, errors);
                break;
            case ("ephemeralcontainers", Pod pod):
                pod.Spec.CheckValues(FieldPath.Of("spec"), errors);
                EphemeralContainerRules.Validate(pod.Spec, FieldPath.Of("spec"), errors);
                EphemeralContainerRules.ValidateUpdate(pod.Spec, ((Pod)old).Spec, FieldPath.Of("spec"), errors);
                break;
            case ("resize", Pod pod):
                pod.Spec.CheckValues(FieldPath.Of("spec"), errors);
                PodRules.Validate(pod, errors);
                PodResizeRules.Validate(pod, (Pod)old, errors);
                break;
            default:
                break;
        }

        return errors;
    }

    /// <summary>What the writer of a good object should know: what is deprecated, or does not do what it seems to. Without a stored object it is new.</summary>
    public static IEnumerable<string> Warnings(IKubernetesObject obj, IKubernetesObject? old) =>
        OfKind.TryGetValue(obj.GetType(), out var rules) && rules.Warnings is { } warnings ? warnings(obj, old) : [];
}
