using Navarch.Api.Apps.V1;
using Navarch.Api.Batch.V1;
using Navarch.Api.Core.V1;
using Navarch.Api.Policy.V1;

namespace Navarch.Api.Printing;

/// <summary>The tables of what makes pods.</summary>
internal static class WorkloadColumns
{
    public static readonly ColumnSet Deployments = ColumnSet.Of<Deployment>(
        ColumnSet.Name<Deployment>(),
        new("Ready", d => $"{d.Status.ReadyReplicas}/{d.Spec.Replicas ?? 0}", description: "The ready pods of those wanted."),
        new("Up-to-date", d => d.Status.UpdatedReplicas, description: "The pods of the newest template."),
        new("Available", d => d.Status.AvailableReplicas, description: "The pods ready for long enough."),
        ColumnSet.Age<Deployment>(),
        new("Containers", d => Texts.Containers(d.Spec.Template.Spec), wide: true, description: "The names of the containers."),
        new("Images", d => Texts.Images(d.Spec.Template.Spec), wide: true, description: "The images of the containers."),
        new("Selector", d => Texts.Selector(d.Spec.Selector), wide: true, description: "The labels of its pods."));

    public static readonly ColumnSet ReplicaSets = ColumnSet.Of<ReplicaSet>(
        ColumnSet.Name<ReplicaSet>(),
        new("Desired", r => r.Spec.Replicas ?? 0, type: "integer", description: "The pods wanted."),
        new("Current", r => r.Status.Replicas, type: "integer", description: "The pods there are."),
        new("Ready", r => r.Status.ReadyReplicas, type: "integer", description: "The ready pods."),
        ColumnSet.Age<ReplicaSet>(),
        new("Containers", r => Texts.Containers(r.Spec.Template.Spec), wide: true, description: "The names of the containers."),
        new("Images", r => Texts.Images(r.Spec.Template.Spec), wide: true, description: "The images of the containers."),
        new("Selector", r => Texts.Selector(r.Spec.Selector), wide: true, description: "The labels of its pods."));

    public static readonly ColumnSet ReplicationControllers = ColumnSet.Of<ReplicationController>(
        ColumnSet.Name<ReplicationController>(),
        new("Desired", r => r.Spec.Replicas ?? 0, type: "integer", description: "The pods wanted."),
        new("Current", r => r.Status.Replicas, type: "integer", description: "The pods there are."),
        new("Ready", r => r.Status.ReadyReplicas, type: "integer", description: "The ready pods."),
        ColumnSet.Age<ReplicationController>(),
        new("Containers", r => Texts.Containers(r.Spec.Template?.Spec), wide: true, description: "The names of the containers."),
        new("Images", r => Texts.Images(r.Spec.Template?.Spec), wide: true, description: "The images of the containers."),
        new("Selector", r => Texts.Labels(r.Spec.Selector), wide: true, description: "The labels of its pods."));

    public static readonly ColumnSet DaemonSets = ColumnSet.Of<DaemonSet>(
        ColumnSet.Name<DaemonSet>(),
        new("Desired", d => d.Status.DesiredNumberScheduled, type: "integer", description: "The nodes that should have a pod."),
        new("Current", d => d.Status.CurrentNumberScheduled, type: "integer", description: "The nodes that have one."),
        new("Ready", d => d.Status.NumberReady, type: "integer", description: "The nodes with a ready pod."),
        new("Up-to-date", d => d.Status.UpdatedNumberScheduled, type: "integer", description: "The nodes with a pod of the newest template."),
        new("Available", d => d.Status.NumberAvailable, type: "integer", description: "The nodes with a pod ready for long enough."),
        new("Node Selector", d => Texts.Labels(d.Spec.Template.Spec.NodeSelector), description: "The labels of its nodes."),
        ColumnSet.Age<DaemonSet>(),
        new("Containers", d => Texts.Containers(d.Spec.Template.Spec), wide: true, description: "The names of the containers."),
        new("Images", d => Texts.Images(d.Spec.Template.Spec), wide: true, description: "The images of the containers."),
        new("Selector", d => Texts.Selector(d.Spec.Selector), wide: true, description: "The labels of its pods."));

    public static readonly ColumnSet StatefulSets = ColumnSet.Of<StatefulSet>(
        ColumnSet.Name<StatefulSet>(),
        new("Ready", s => $"{s.Status.ReadyReplicas}/{s.Spec.Replicas ?? 0}", description: "The ready pods of those wanted."),
        ColumnSet.Age<StatefulSet>(),
        new("Containers", s => Texts.Containers(s.Spec.Template.Spec), wide: true, description: "The names of the containers."),
        new("Images", s => Texts.Images(s.Spec.Template.Spec), wide: true, description: "The images of the containers."));

    public static readonly ColumnSet ControllerRevisions = ColumnSet.Of<ControllerRevision>(
        ColumnSet.Name<ControllerRevision>(),
        new("Controller", Controller, description: "The object whose state it keeps."),
        new("Revision", r => r.Revision, description: "The number of the state."),
        ColumnSet.Age<ControllerRevision>());

    public static readonly ColumnSet Jobs = ColumnSet.Of<Job>(
        ColumnSet.Name<Job>(),
        new("Status", JobStatus, description: "What the job is doing."),
        new("Completions", Completions, description: "The pods that succeeded of those wanted."),
        new("Duration", Duration, Description: "How long it took or takes."),
        ColumnSet.Age<Job>(),
        new("Containers", j => Texts.Containers(j.Spec.Template.Spec), wide: true, description: "The names of the containers."),
        new("Images", j => Texts.Images(j.Spec.Template.Spec), wide: true, description: "The images of the containers."),
        new("Selector", j => Texts.Selector(j.Spec.Selector), wide: true, description: "The labels of its pods."));

    public static readonly ColumnSet CronJobs = ColumnSet.Of<CronJob>(
        ColumnSet.Name<CronJob>(),
        new("Schedule", c => c.Spec.Schedule, description: "When it runs."),
        new("Timezone", c => c.Spec.TimeZone ?? Texts.None, description: "The time zone of the schedule."),
        new("Suspend", c => c.Spec.Suspend is { } suspend ? suspend ? "True" : "False" : Texts.Unset, type: "boolean", description: "Whether it rests."),
        new("Active", c => c.Status.Active.Count, type: "integer", description: "Its jobs that run."),
        new("Last Schedule", (c, now) => c.Status.LastScheduleTime is { } last ? Ages.Since(last, now) : Texts.None, Description: "When it last made a job."),
        ColumnSet.Age<CronJob>(),
        new("Containers", c => Texts.Containers(c.Spec.JobTemplate.Spec.Template.Spec), wide: true, description: "The names of the containers."),
        new("Images", c => Texts.Images(c.Spec.JobTemplate.Spec.Template.Spec), wide: true, description: "The images of the containers."),
        new("Selector", c => Texts.Selector(c.Spec.JobTemplate.Spec.Selector), wide: true, description: "The labels of its pods."));

    public static readonly ColumnSet PodDisruptionBudgets = ColumnSet.Of<PodDisruptionBudget>(
        ColumnSet.Name<PodDisruptionBudget>(),
        new("Min Available", b => b.Spec.MinAvailable?.ToString() ?? "N/A", description: "The pods that must stay available."),
        new("Max Unavailable", b => b.Spec.MaxUnavailable?.ToString() ?? "N/A", description: "The pods that may be unavailable."),
        new("Allowed Disruptions", b => b.Status.DisruptionsAllowed, type: "integer", description: "The pods that may be evicted now."),
        ColumnSet.Age<PodDisruptionBudget>());

    private static Cell Controller(ControllerRevision revision) => revision.Metadata.ControllerOwner() is { } owner
        ? $"{owner.Kind.ToLowerInvariant()}{(owner.APIVersion.Split('/') is [var group, _] ? "." + group : "")}/{owner.Name}"
        : Texts.None;

    private static Cell JobStatus(Job job)
    {
        bool Has(string type) => job.Status.Conditions.Any(c => c.Type == type && c.Status == ConditionStatuses.True);
        return Has(JobConditionTypes.Complete) ? "Complete"
            : Has(JobConditionTypes.Failed) ? "Failed"
            : job.Metadata.IsDeleting() ? "Terminating"
            : Has(JobConditionTypes.Suspended) ? "Suspended"
            : Has(JobConditionTypes.FailureTarget) ? "FailureTarget"
            : Has(JobConditionTypes.SuccessCriteriaMet) ? "SuccessCriteriaMet"
            : "Running";
    }

    private static Cell Completions(Job job) => job.Spec.Completions is { } wanted
        ? $"{job.Status.Succeeded}/{wanted}"
        : job.Spec.Parallelism is > 1 ? $"{job.Status.Succeeded}/1 of {job.Spec.Parallelism}" : $"{job.Status.Succeeded}/1";

    private static Cell Duration(Job job, DateTimeOffset now) =>
        job.Status.StartTime is not { } start ? "" : Ages.Of((job.Status.CompletionTime ?? now) - start);
}
