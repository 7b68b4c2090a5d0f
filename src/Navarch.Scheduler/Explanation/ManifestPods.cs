using Navarch.Api;
using Navarch.Api.Apps.V1;
using Navarch.Api.Batch.V1;
using Navarch.Api.Core.V1;

namespace Navarch.Scheduler.Explanation;

/// <summary>The pods that an object of a manifest stands for, as its controller would make them.</summary>
public static class ManifestPods
{
    /// <summary>The pods; none for kinds that make no pods.</summary>
    /// <param name="obj">A pod or a workload with its defaults and its namespace.</param>
    /// <param name="nodes">The names of the nodes: a DaemonSet wants a pod on each.</param>
    public static IEnumerable<Pod> Of(IKubernetesObject obj, IEnumerable<string> nodes) => obj switch
    {
        Pod pod => [pod],
        Deployment workload => Many(obj, workload.Spec.Template, workload.Spec.Replicas ?? 1),
        ReplicaSet workload => Many(obj, workload.Spec.Template, workload.Spec.Replicas ?? 1),
        ReplicationController { Spec.Template: { } template } workload => Many(obj, template, workload.Spec.Replicas ?? 1),
        StatefulSet workload => Many(obj, workload.Spec.Template, workload.Spec.Replicas ?? 1),
        Job job => Many(obj, job.Spec.Template, Math.Min(job.Spec.Parallelism ?? 1, job.Spec.Completions ?? int.MaxValue)),
        CronJob job => Many(obj, job.Spec.JobTemplate.Spec.Template, job.Spec.JobTemplate.Spec.Parallelism ?? 1),
        DaemonSet workload => nodes.Select(node => OnNode(Made(obj, workload.Spec.Template, node), node)),
        _ => [],
    };

    private static IEnumerable<Pod> Many(IKubernetesObject owner, PodTemplateSpec template, int count) =>
        Enumerable.Range(0, count).Select(i => Made(owner, template, $"{i}"));

    private static Pod Made(IKubernetesObject owner, PodTemplateSpec template, string suffix) => new()
    {
        Metadata = template.Metadata with
        {
            Name = $"{owner.Metadata.Name}-{suffix}",
            Namespace = owner.Metadata.Namespace,

            // Siblings keep apart by the uid of their owner, which it has none of yet.
            OwnerReferences = [new() { Kind = owner.KindInfo.Kind, Name = owner.Metadata.Name, UID = $"{owner.KindInfo.Kind}/{owner.Metadata.Namespace}/{owner.Metadata.Name}", Controller = true }],
        },
        Spec = template.Spec,
    };

    private static Pod OnNode(Pod pod, string node) => pod with
    {
        Spec = pod.Spec with
        {
            Tolerations = [.. pod.Spec.Tolerations, new() { Key = "node.kubernetes.io/unschedulable", Operator = "Exists", Effect = "NoSchedule" }],
            Affinity = (pod.Spec.Affinity ?? new()) with
            {
                NodeAffinity = (pod.Spec.Affinity?.NodeAffinity ?? new()) with
                {
                    RequiredDuringSchedulingIgnoredDuringExecution = new()
                    {
                        NodeSelectorTerms = [new() { MatchFields = [new() { Key = "metadata.name", Operator = "In", Values = [node] }] }],
                    },
                },
            },
        },
    };
}
