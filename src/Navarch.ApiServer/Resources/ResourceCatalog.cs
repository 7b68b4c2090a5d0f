using Navarch.ApiServer.Fairness;
using Navarch.ApiServer.Resources.Batch;
using Navarch.ApiServer.Resources.Certificates;
using Navarch.ApiServer.Resources.Coordination;
using Navarch.ApiServer.Resources.Conversion;
using Navarch.ApiServer.Resources.Core;
using Navarch.ApiServer.Resources.Devices;
using Navarch.ApiServer.Resources.Extensions;
using Navarch.ApiServer.Resources.Services;

namespace Navarch.ApiServer.Resources;

/// <summary>Which kinds behave in ways of their own: the one list.</summary>
internal static class ResourceCatalog
{
    /// <summary>The registry of every served kind.</summary>
    public static ResourceRegistry Create(ServiceResource services, TimeProvider time)
    {
        var special = new Dictionary<string, ResourceStrategy>(StringComparer.Ordinal)
        {
            ["pods"] = new PodResource(),
            ["namespaces"] = new NamespaceResource(),
            ["nodes"] = new NodeResource(),
            ["services"] = services,
            ["secrets"] = new SecretResource(),
            ["events"] = new PlainResource(createdOnUpdate: true),
            ["events.k8s.io/events"] = new PlainResource(createdOnUpdate: true),
            ["serviceaccounts"] = new PlainResource(returnedWhenDeleted: true),
            ["podtemplates"] = new PlainResource(returnedWhenDeleted: true),
            ["resourcequotas"] = new PlainResource(returnedWhenDeleted: true),
            ["persistentvolumes"] = new PhasedVolumeResource(),
            ["persistentvolumeclaims"] = new PhasedVolumeResource(),
            ["replicationcontrollers"] = new ReplicationControllerResource(),
            ["batch/jobs"] = new JobResource(),
            ["certificates.k8s.io/certificatesigningrequests"] = new CertificateSigningRequestResource(),
            ["coordination.k8s.io/leases"] = new LeaseResource(),
            ["flowcontrol.apiserver.k8s.io/flowschemas"] = new MandatoryFlowResource(),
            ["flowcontrol.apiserver.k8s.io/prioritylevelconfigurations"] = new MandatoryFlowResource(),
            ["endpoints"] = new PlainResource(createdOnUpdate: true),
            ["admissionregistration.k8s.io/mutatingadmissionpolicies"] = new PlainResource(needsVersion: true),
            ["admissionregistration.k8s.io/mutatingadmissionpolicybindings"] = new PlainResource(needsVersion: true),
            ["admissionregistration.k8s.io/mutatingwebhookconfigurations"] = new PlainResource(needsVersion: true),
            ["admissionregistration.k8s.io/validatingadmissionpolicies"] = new PlainResource(needsVersion: true),
            ["admissionregistration.k8s.io/validatingadmissionpolicybindings"] = new PlainResource(needsVersion: true),
            ["admissionregistration.k8s.io/validatingwebhookconfigurations"] = new PlainResource(needsVersion: true),
            ["apiextensions.k8s.io/customresourcedefinitions"] = new CustomResourceDefinitionResource(),
            ["apiregistration.k8s.io/apiservices"] = new PlainResource(needsVersion: true),
            ["discovery.k8s.io/endpointslices"] = new PlainResource(createdOnUpdate: true),
            ["policy/poddisruptionbudgets"] = new PlainResource(needsVersion: true),
            ["node.k8s.io/runtimeclasses"] = new PlainResource(needsVersion: true),
            ["rbac.authorization.k8s.io/clusterrolebindings"] = new PlainResource(createdOnUpdate: true),
            ["rbac.authorization.k8s.io/clusterroles"] = new PlainResource(createdOnUpdate: true),
            ["rbac.authorization.k8s.io/rolebindings"] = new PlainResource(createdOnUpdate: true),
            ["rbac.authorization.k8s.io/roles"] = new PlainResource(createdOnUpdate: true),
            ["resource.k8s.io/deviceclasses"] = new PlainResource(returnedWhenDeleted: true),
            ["resource.k8s.io/resourceclaims"] = new PlainResource(returnedWhenDeleted: true),
            ["resource.k8s.io/resourceclaimtemplates"] = new PlainResource(returnedWhenDeleted: true),
            ["resource.k8s.io/resourceslices"] = new ResourceSliceResource(),
            ["storage.k8s.io/csidrivers"] = new PlainResource(needsVersion: true, returnedWhenDeleted: true),
            ["storage.k8s.io/csinodes"] = new PlainResource(needsVersion: true, returnedWhenDeleted: true),
            ["storage.k8s.io/csistoragecapacities"] = new PlainResource(needsVersion: true),
            ["storage.k8s.io/storageclasses"] = new PlainResource(returnedWhenDeleted: true),
            ["storage.k8s.io/volumeattachments"] = new PlainResource(needsVersion: true, returnedWhenDeleted: true),
            ["storage.k8s.io/volumeattributesclasses"] = new PlainResource(returnedWhenDeleted: true),
        };
        var converters = new IKindConverter[] { new EventConverter(), new HorizontalPodAutoscalerConverter() }.ToDictionary(c => c.Served);
        return new ResourceRegistry(KindRegistry.All
            .Where(kind => kind.IsServed)
            .Select(kind => new ServedResource(
                kind, special.GetValueOrDefault(ServedResource.BucketOf(kind)) ?? ResourceStrategy.Default, time, converters.GetValueOrDefault(kind))));
    }
}
