using System.Globalization;
using Navarch.Api.Apps.V1;
using Navarch.Api.Batch.V1;
using Navarch.Api.Certificates.V1;
using Navarch.Api.Core.V1;
using Navarch.Api.Resource.V1;
using CoreEvent = Navarch.Api.Core.V1.Event;
using CoreNode = Navarch.Api.Core.V1.Node;

namespace Navarch.Api;

/// <summary>The fields objects can be selected by: name and namespace for all, a few more for some kinds.</summary>
public static class FieldSelectors
{
    /// <summary>The fields a kind adds to <c>metadata.name</c> and <c>metadata.namespace</c>.</summary>
    private static readonly Dictionary<Type, Dictionary<string, Func<IKubernetesObject, string>>> OfKind = new()
    {
        [typeof(Pod)] = Table<Pod>(
            ("spec.nodeName", p => p.Spec.NodeName),
            ("spec.host", p => p.Spec.NodeName),
            ("spec.restartPolicy", p => p.Spec.RestartPolicy),
            ("spec.schedulerName", p => p.Spec.SchedulerName),
            ("spec.serviceAccountName", p => p.Spec.ServiceAccountName),
            ("spec.hostNetwork", p => Truth(p.Spec.HostNetwork)),
            ("status.phase", p => p.Status.Phase),
            ("status.podIP", p => p.Status.PodIPs is [var first, ..] ? first.IP : p.Status.PodIP),
            ("status.nominatedNodeName", p => p.Status.NominatedNodeName)),
        [typeof(CoreEvent)] = Table<CoreEvent>(
            ("involvedObject.kind", e => e.InvolvedObject.Kind),
            ("involvedObject.namespace", e => e.InvolvedObject.Namespace),
            ("involvedObject.name", e => e.InvolvedObject.Name),
            ("involvedObject.uid", e => e.InvolvedObject.UID),
            ("involvedObject.apiVersion", e => e.InvolvedObject.APIVersion),
            ("involvedObject.resourceVersion", e => e.InvolvedObject.ResourceVersion),
            ("involvedObject.fieldPath", e => e.InvolvedObject.FieldPath),
            ("reason", e => e.Reason),
            ("reportingComponent", e => e.ReportingController),
            ("source", e => e.Source.Component.Length > 0 ? e.Source.Component : e.ReportingController),
            ("type", e => e.Type)),
        [typeof(Events.V1.Event)] = Table<Events.V1.Event>(
            ("reason", e => e.Reason),
            ("reportingController", e => e.ReportingController),
            ("type", e => e.Type),
            ("regarding.kind", e => e.Regarding.Kind),
            ("regarding.namespace", e => e.Regarding.Namespace),
            ("regarding.name", e => e.Regarding.Name),
            ("regarding.uid", e => e.Regarding.UID),
            ("regarding.apiVersion", e => e.Regarding.APIVersion),
            ("regarding.resourceVersion", e => e.Regarding.ResourceVersion),
            ("regarding.fieldPath", e => e.Regarding.FieldPath)),
        [typeof(CoreNode)] = Table<CoreNode>(("spec.unschedulable", n => Truth(n.Spec.Unschedulable))),
        [typeof(Namespace)] = Table<Namespace>(("status.phase", n => n.Status.Phase)),
        [typeof(Secret)] = Table<Secret>(("type", s => s.Type)),
        [typeof(Service)] = Table<Service>(("spec.clusterIP", s => s.Spec.ClusterIP), ("spec.type", s => s.Spec.Type)),
        [typeof(ReplicationController)] = Table<ReplicationController>(("status.replicas", r => Number(r.Status.Replicas))),
        [typeof(ReplicaSet)] = Table<ReplicaSet>(("status.replicas", r => Number(r.Status.Replicas))),
        [typeof(Job)] = Table<Job>(("status.successful", j => Number(j.Status.Succeeded))),
        [typeof(ResourceSlice)] = Table<ResourceSlice>(("spec.nodeName", s => s.Spec.NodeName ?? ""), ("spec.driver", s => s.Spec.Driver)),
        [typeof(CertificateSigningRequest)] = Table<CertificateSigningRequest>(("spec.signerName", c => c.Spec.SignerName)),
    };

    /// <summary>Whether a kind can be selected by more than name and namespace.</summary>
    public static bool HasOwnFields(KindInfo kind) => OfKind.ContainsKey(kind.ClrType);

    /// <summary>Whether objects of a kind can be selected by a field.</summary>
    public static bool IsSupported(KindInfo kind, string field) =>
        field == "metadata.name" || (field == "metadata.namespace" && (kind.Namespaced || !HasOwnFields(kind))) || (OfKind.TryGetValue(kind.ClrType, out var fields) && fields.ContainsKey(field));

    /// <summary>The value of a field as selectors compare it; null when the kind cannot be selected by it.</summary>
    public static string? Value(IKubernetesObject obj, string field) => field switch
    {
        "metadata.name" => obj.Metadata.Name,
        "metadata.namespace" => obj.Metadata.Namespace,
        _ => OfKind.TryGetValue(obj.GetType(), out var fields) && fields.TryGetValue(field, out var read) ? read(obj) : null,
    };

    private static Dictionary<string, Func<IKubernetesObject, string>> Table<T>(params (string Field, Func<T, string> Read)[] fields)
        where T : class, IKubernetesObject =>
        fields.ToDictionary(f => f.Field, f => (Func<IKubernetesObject, string>)(o => f.Read((T)o)), StringComparer.Ordinal);

    private static string Truth(bool value) => value ? "true" : "false";

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
