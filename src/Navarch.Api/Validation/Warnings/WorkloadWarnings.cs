using Navarch.Api.Apps.V1;
using Navarch.Api.Batch.V1;
using Navarch.Api.Core.V1;

namespace Navarch.Api.Validation;

/// <summary>What the writer of something that makes pods should know: of its name, and of its template when that is new.</summary>
internal static class WorkloadWarnings
{
    private const string Template = "spec.template";
    private const string MountableSecrets = "kubernetes.io/enforce-mountable-secrets";
    private const int ManyCompletions = 100_000;
    private const int MuchParallelism = 10_000;

    public static IEnumerable<string> Of(PodTemplate template, PodTemplate? old) => template.Template == old?.Template ? [] : PodWarnings.Of(template.Template, "template");

    public static IEnumerable<string> Of(ReplicationController controller, ReplicationController? old) =>
        Name(controller, old).Concat(controller.Spec.Template is { } template && template != old?.Spec.Template ? PodWarnings.Of(template, Template) : []);

    public static IEnumerable<string> Of(Deployment deployment, Deployment? old) => Name(deployment, old).Concat(OfTemplate(deployment.Spec.Template, old?.Spec.Template));

    public static IEnumerable<string> Of(ReplicaSet set, ReplicaSet? old) => Name(set, old).Concat(OfTemplate(set.Spec.Template, old?.Spec.Template));

    public static IEnumerable<string> Of(DaemonSet set, DaemonSet? old) => OfTemplate(set.Spec.Template, old?.Spec.Template);

    public static IEnumerable<string> Of(StatefulSet set, StatefulSet? old)
    {
        foreach (var warning in OfTemplate(set.Spec.Template, old?.Spec.Template))
        {
            yield return warning;
        }

        for (var i = 0; i < set.Spec.VolumeClaimTemplates.Count; i++)
        {
            foreach (var warning in VolumeWarnings.Of(set.Spec.VolumeClaimTemplates[i], null))
            {
                yield return $"spec.volumeClaimTemplates[{i}].{warning}";
            }
        }

        if (set.Spec.RevisionHistoryLimit < 0)
        {
            yield return "spec.revisionHistoryLimit: a negative value retains all historical revisions; a value >= 0 is recommended";
        }
    }

    public static IEnumerable<string> Of(Job job, Job? old)
    {
        var many = job.Spec is { CompletionMode: CompletionModes.Indexed, Completions: > ManyCompletions, Parallelism: > MuchParallelism };
        return Name(job, old)
            .Concat(many ? [$"In Indexed Jobs with a number of completions higher than {ManyCompletions} and a parallelism higher than {MuchParallelism}, Kubernetes might not be able to track completedIndexes when a big number of indexes fail"] : [])
            .Concat(OfTemplate(job.Spec.Template, old?.Spec.Template));
    }

    public static IEnumerable<string> Of(CronJob job, CronJob? old) =>
        Name(job, old).Concat(job.Spec.JobTemplate.Spec.Template == old?.Spec.JobTemplate.Spec.Template
            ? [] : PodWarnings.Of(job.Spec.JobTemplate.Spec.Template, "spec.jobTemplate.spec.template"));

    public static IEnumerable<string> Of(ServiceAccount account, ServiceAccount? old) =>
        account.Metadata.Annotations.ContainsKey(MountableSecrets) && old?.Metadata.Annotations.ContainsKey(MountableSecrets) != true
            ? [$"metadata.annotations[{MountableSecrets}]: deprecated in v1.32+; prefer separate namespaces to isolate access to mounted secrets"]
            : [];

    private static IEnumerable<string> OfTemplate(PodTemplateSpec template, PodTemplateSpec? old) => template == old ? [] : PodWarnings.Of(template, Template);

    private static IEnumerable<string> Name(IKubernetesObject obj, IKubernetesObject? old) =>
        old is null && Names.Dns1123LabelProblem(obj.Metadata.Name) is { } problem
            ? [$"metadata.name: this is used in Pod names and hostnames, which can result in surprising behavior; a DNS label is recommended: [{problem}]"]
            : [];
}
