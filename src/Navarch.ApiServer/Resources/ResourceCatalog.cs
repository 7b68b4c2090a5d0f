using Navarch.ApiServer.Resources.Batch;
using Navarch.ApiServer.Resources.Certificates;
using Navarch.ApiServer.Resources.Coordination;
using Navarch.ApiServer.Resources.Conversion;
using Navarch.ApiServer.Resources.Core;
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
            ["events"] = new CreatedOnUpdateResource(),
            ["events.k8s.io/events"] = new CreatedOnUpdateResource(),
            ["serviceaccounts"] = new ReturnedWhenDeletedResource(),
            ["podtemplates"] = new ReturnedWhenDeletedResource(),
            ["resourcequotas"] = new ReturnedWhenDeletedResource(),
            ["persistentvolumes"] = new PhasedVolumeResource(),
            ["persistentvolumeclaims"] = new PhasedVolumeResource(),
            ["replicationcontrollers"] = new ReplicationControllerResource(),
            ["batch/jobs"] = new JobResource(),
            ["certificates.k8s.io/certificatesigningrequests"] = new CertificateSigningRequestResource(),
            ["coordination.k8s.io/leases"] = new LeaseResource(),
            ["endpoints"] = new CreatedOnUpdateResource(),
        };
        var converters = new IKindConverter[] { new EventConverter(), new HorizontalPodAutoscalerConverter() }.ToDictionary(c => c.Served);
        return new ResourceRegistry(KindRegistry.All
            .Where(kind => kind.IsServed)
            .Select(kind => new ServedResource(
                kind, special.GetValueOrDefault(ServedResource.BucketOf(kind)) ?? ResourceStrategy.Default, time, converters.GetValueOrDefault(kind))));
    }
}
