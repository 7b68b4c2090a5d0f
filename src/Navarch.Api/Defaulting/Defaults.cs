using Navarch.Api.AdmissionRegistration.V1;
using Navarch.Api.ApiExtensions.V1;
using Navarch.Api.ApiRegistration.V1;
using Navarch.Api.Apps.V1;
using Navarch.Api.Batch.V1;
using Navarch.Api.Core.V1;
using Navarch.Api.Discovery.V1;
using Navarch.Api.FlowControl.V1;
using Navarch.Api.Networking.V1;
using Navarch.Api.Rbac.V1;
using Navarch.Api.Resource.V1;
using Navarch.Api.Scheduling.V1;
using Navarch.Api.Storage.V1;
using CoreNode = Navarch.Api.Core.V1.Node;

namespace Navarch.Api.Defaulting;

/// <summary>
/// Fills in what a client left out, as the API documents it: what is stored is complete, so no reader has to know the defaults.
/// Applying defaults twice changes nothing, and an object that needs none comes back as the same instance.
/// </summary>
public static class Defaults
{
    private static readonly Dictionary<Type, Func<IKubernetesObject, IKubernetesObject>> OfKind = new()
    {
        [typeof(Pod)] = o => PodDefaults.Apply((Pod)o),
        [typeof(PodTemplate)] = o => PodDefaults.Apply((PodTemplate)o),
        [typeof(ReplicationController)] = o => WorkloadDefaults.Apply((ReplicationController)o),
        [typeof(Deployment)] = o => WorkloadDefaults.Apply((Deployment)o),
        [typeof(ReplicaSet)] = o => WorkloadDefaults.Apply((ReplicaSet)o),
        [typeof(DaemonSet)] = o => WorkloadDefaults.Apply((DaemonSet)o),
        [typeof(StatefulSet)] = o => WorkloadDefaults.Apply((StatefulSet)o),
        [typeof(Job)] = o => BatchDefaults.Apply((Job)o),
        [typeof(CronJob)] = o => BatchDefaults.Apply((CronJob)o),
        [typeof(Service)] = o => ServiceDefaults.Apply((Service)o),
        [typeof(Endpoints)] = o => ServiceDefaults.Apply((Endpoints)o),
        [typeof(EndpointSlice)] = o => ServiceDefaults.Apply((EndpointSlice)o),
        [typeof(PersistentVolumeClaim)] = o => StorageDefaults.Apply((PersistentVolumeClaim)o),
        [typeof(PersistentVolume)] = o => StorageDefaults.Apply((PersistentVolume)o),
        [typeof(StorageClass)] = o => StorageDefaults.Apply((StorageClass)o),
        [typeof(CSIDriver)] = o => StorageDefaults.Apply((CSIDriver)o),
        [typeof(Secret)] = o => ClusterDefaults.Apply((Secret)o),
        [typeof(Namespace)] = o => ClusterDefaults.Apply((Namespace)o),
        [typeof(CoreNode)] = o => ClusterDefaults.Apply((CoreNode)o),
        [typeof(LimitRange)] = o => ClusterDefaults.Apply((LimitRange)o),
        [typeof(PriorityClass)] = o => ClusterDefaults.Apply((PriorityClass)o),
        [typeof(Authentication.V1.TokenRequest)] = o => ClusterDefaults.Apply((Authentication.V1.TokenRequest)o),
        [typeof(RoleBinding)] = o => RbacDefaults.Apply((RoleBinding)o),
        [typeof(ClusterRoleBinding)] = o => RbacDefaults.Apply((ClusterRoleBinding)o),
        [typeof(NetworkPolicy)] = o => NetworkingDefaults.Apply((NetworkPolicy)o),
        [typeof(IngressClass)] = o => NetworkingDefaults.Apply((IngressClass)o),
        [typeof(Autoscaling.V1.HorizontalPodAutoscaler)] = o => AutoscalingDefaults.Apply((Autoscaling.V1.HorizontalPodAutoscaler)o),
        [typeof(Autoscaling.V2.HorizontalPodAutoscaler)] = o => AutoscalingDefaults.Apply((Autoscaling.V2.HorizontalPodAutoscaler)o),
        [typeof(ValidatingWebhookConfiguration)] = o => AdmissionDefaults.Apply((ValidatingWebhookConfiguration)o),
        [typeof(MutatingWebhookConfiguration)] = o => AdmissionDefaults.Apply((MutatingWebhookConfiguration)o),
        [typeof(ValidatingAdmissionPolicy)] = o => AdmissionDefaults.Apply((ValidatingAdmissionPolicy)o),
        [typeof(ValidatingAdmissionPolicyBinding)] = o => AdmissionDefaults.Apply((ValidatingAdmissionPolicyBinding)o),
        [typeof(MutatingAdmissionPolicy)] = o => AdmissionDefaults.Apply((MutatingAdmissionPolicy)o),
        [typeof(MutatingAdmissionPolicyBinding)] = o => AdmissionDefaults.Apply((MutatingAdmissionPolicyBinding)o),
        [typeof(CustomResourceDefinition)] = o => ExtensionDefaults.Apply((CustomResourceDefinition)o),
        [typeof(APIService)] = o => ExtensionDefaults.Apply((APIService)o),
        [typeof(FlowSchema)] = o => FlowControlDefaults.Apply((FlowSchema)o),
        [typeof(PriorityLevelConfiguration)] = o => FlowControlDefaults.Apply((PriorityLevelConfiguration)o),
        [typeof(Resource.V1.ResourceClaim)] = o => DeviceDefaults.Apply((Resource.V1.ResourceClaim)o),
        [typeof(ResourceClaimTemplate)] = o => DeviceDefaults.Apply((ResourceClaimTemplate)o),
    };

    /// <summary>The object with its defaults filled in.</summary>
    public static T Apply<T>(T obj)
        where T : class, IKubernetesObject
    {
        if (!OfKind.TryGetValue(obj.GetType(), out var apply))
        {
            return obj;
        }

        // The same instance shares its parts with the stored object that it was made from: nobody has to compare them again.
        var complete = (T)apply(obj);
        return complete.Equals(obj) ? obj : complete;
    }

    /// <summary>The text, or the default when it is empty.</summary>
    internal static string Or(this string value, string fallback) => value.Length == 0 ? fallback : value;
}
