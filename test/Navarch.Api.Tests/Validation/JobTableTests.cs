using Navarch.Api.Batch.V1;

namespace Navarch.Api.Tests.Validation;

/// <summary>Each rule for jobs and cron jobs.</summary>
public class JobTableTests
{
    private static readonly DecisionTable Jobs = new(Job.Info, """
        apiVersion: batch/v1
        kind: Job
        metadata: {name: j, uid: u}
        spec:
          selector: {matchLabels: {batch.kubernetes.io/controller-uid: u}}
          template:
            metadata: {labels: {batch.kubernetes.io/controller-uid: u}}
            spec:
              restartPolicy: Never
              containers: [{name: c, image: nginx}]
        """);

    private static readonly DecisionTable CronJobs = new(CronJob.Info, """
        apiVersion: batch/v1
        kind: CronJob
        metadata: {name: j}
        spec:
          schedule: "*/5 * * * *"
          jobTemplate:
            spec:
              template:
                spec:
                  restartPolicy: OnFailure
                  containers: [{name: c, image: nginx}]
        """);

    public static TheoryData<string, string> New => new()
    {
        { "", "" },
        { "spec.parallelism = -1; spec.completions = -1; spec.activeDeadlineSeconds = -1; spec.backoffLimit = -1; spec.ttlSecondsAfterFinished = -1", "spec.activeDeadlineSeconds: Invalid | spec.backoffLimit: Invalid | spec.completions: Invalid | spec.parallelism: Invalid | spec.ttlSecondsAfterFinished: Invalid" },
        { "-spec.selector", "spec.selector: Required" },
        { "spec.selector = {matchLabels: {a: b}}; spec.template.metadata.labels = {a: b}", "spec.selector: Invalid" },
        { "spec.manualSelector = true; spec.selector = {matchLabels: {a: b}}; spec.template.metadata.labels = {a: b}", "" },
        { "spec.manualSelector = true; spec.selector = {matchLabels: {a: b}}", "spec.template.metadata.labels: Invalid" },
        { "spec.template.spec.restartPolicy = Always", "spec.template.spec.restartPolicy: Required value: valid values: \"OnFailure\", \"Never\"" },
        { "spec.completionMode = Sorted", "spec.completionMode: NotSupported" },
        { "spec.completionMode = Indexed", "" },
        { "spec.completionMode = Indexed; spec.parallelism = 2", "spec.completions: Required" },
        { "spec.completionMode = Indexed; spec.completions = 1; spec.parallelism = 100001", "spec.parallelism: Invalid" },
        { "spec.completionMode = Indexed; spec.completions = 1000; metadata.name = a-name-of-sixty-letters-which-leaves-no-room-for-the-index-abcd", "metadata.name: Invalid" },
        { "spec.backoffLimitPerIndex = 1", "spec.backoffLimitPerIndex: Invalid" },
        { "spec.completionMode = Indexed; spec.completions = 5; spec.backoffLimitPerIndex = -1", "spec.backoffLimitPerIndex: Invalid" },
        { "spec.completionMode = Indexed; spec.completions = 5; spec.maxFailedIndexes = 6", "spec.backoffLimitPerIndex: Required | spec.maxFailedIndexes: Invalid" },
        { "spec.completionMode = Indexed; spec.completions = 5; spec.backoffLimitPerIndex = 1; spec.maxFailedIndexes = 5", "" },
        { "spec.completionMode = Indexed; spec.completions = 100001; spec.parallelism = 10001; spec.backoffLimitPerIndex = 1", "spec.maxFailedIndexes: Required | spec.parallelism: Invalid" },
        { "spec.managedBy = example.com/queue", "" },
        { "spec.managedBy = queue", "spec.managedBy: Invalid" },
        { "spec.managedBy = example.com/a-path-of-more-than-sixty-three-letters-is-too-long-for-a-manager", "spec.managedBy: TooLong" },
        { "spec.podReplacementPolicy = Later", "spec.podReplacementPolicy: NotSupported" },
        { "spec.podFailurePolicy = {rules: [{action: FailJob, onExitCodes: {operator: In, values: [1, 2]}}, {action: Ignore, onPodConditions: [{type: DisruptionTarget}]}]}", "" },
        { "spec.template.spec.restartPolicy = OnFailure; spec.podFailurePolicy = {rules: []}", "spec.template.spec.restartPolicy: Invalid" },
        { "spec.podReplacementPolicy = TerminatingOrFailed; spec.podFailurePolicy = {rules: []}", "spec.podReplacementPolicy: NotSupported" },
        { "spec.podFailurePolicy = {rules: [{action: Panic}, {action: FailIndex, onExitCodes: {operator: In, values: [1]}, onPodConditions: [{type: A}]}]}", "spec.podFailurePolicy.rules[0].action: NotSupported | spec.podFailurePolicy.rules[0]: Invalid | spec.podFailurePolicy.rules[1].action: Invalid | spec.podFailurePolicy.rules[1]: Invalid" },
        { "spec.podFailurePolicy = {rules: [{action: Count, onExitCodes: {operator: Near, containerName: x, values: []}}, {action: Count, onExitCodes: {operator: In, values: [0, 3, 2, 3]}}]}", "spec.podFailurePolicy.rules[0].onExitCodes.containerName: Invalid | spec.podFailurePolicy.rules[0].onExitCodes.operator: NotSupported | spec.podFailurePolicy.rules[0].onExitCodes.values: Invalid | spec.podFailurePolicy.rules[1].onExitCodes.values: Invalid | spec.podFailurePolicy.rules[1].onExitCodes.values[0]: Invalid | spec.podFailurePolicy.rules[1].onExitCodes.values[3]: Duplicate" },
        { "spec.podFailurePolicy = {rules: [{action: Count, onPodConditions: [{type: 'a b', status: Perhaps}]}]}", "spec.podFailurePolicy.rules[0].onPodConditions[0].status: NotSupported | spec.podFailurePolicy.rules[0].onPodConditions[0].type: Invalid" },
        { "spec.successPolicy = {rules: [{succeededCount: 1}]}", "spec.successPolicy: Invalid" },
        { "spec.completionMode = Indexed; spec.completions = 5; spec.successPolicy = {rules: []}", "spec.successPolicy.rules: Required" },
        { "spec.completionMode = Indexed; spec.completions = 5; spec.successPolicy = {rules: [{}, {succeededCount: 6}, {succeededCount: -1}, {succeededIndexes: '0-1,3', succeededCount: 4}]}", "spec.successPolicy.rules[0]: Required | spec.successPolicy.rules[1].succeededCount: Invalid | spec.successPolicy.rules[2].succeededCount: Invalid | spec.successPolicy.rules[3].succeededCount: Invalid" },
        { "spec.completionMode = Indexed; spec.completions = 5; spec.successPolicy = {rules: [{succeededIndexes: '1,0'}, {succeededIndexes: '4-9'}, {succeededIndexes: 'a'}, {succeededIndexes: '3-2'}, {succeededIndexes: '0,2-4'}]}", "spec.successPolicy.rules[0].succeededIndexes: Invalid | spec.successPolicy.rules[1].succeededIndexes: Invalid | spec.successPolicy.rules[2].succeededIndexes: Invalid | spec.successPolicy.rules[3].succeededIndexes: Invalid" },
    };

    [Theory]
    [MemberData(nameof(New))]
    public void A_new_job(string changes, string faults) => Jobs.Creating(changes, faults);

    public static TheoryData<string, string, string> Changed => new()
    {
        { "spec.completions = 1", "spec.completions = 1; spec.parallelism = 5; spec.suspend = true; spec.backoffLimit = 1; spec.ttlSecondsAfterFinished = 1; spec.activeDeadlineSeconds = 9", "" },
        { "spec.completions = 2", "spec.completions = 3", "spec.completions: Invalid" },
        { "spec.completionMode = Indexed; spec.completions = 2; spec.parallelism = 2", "spec.completionMode = Indexed; spec.completions = 3; spec.parallelism = 3", "" },
        { "spec.completionMode = Indexed; spec.completions = 2; spec.parallelism = 2", "spec.completionMode = Indexed; spec.completions = 3; spec.parallelism = 2", "spec.completions: Invalid" },
        { "spec.completions = 2", "spec.completionMode = Indexed; spec.completions = 2", "spec.completionMode: Invalid" },
        { "", "spec.managedBy = a.example/b", "spec.managedBy: Invalid" },
        { "", "spec.podReplacementPolicy = Failed; spec.podFailurePolicy = {rules: [{action: Count, onPodConditions: [{type: A}]}]}", "spec.podFailurePolicy: Invalid" },
        { "spec.completionMode = Indexed; spec.completions = 2", "spec.completionMode = Indexed; spec.completions = 2; spec.successPolicy = {rules: [{succeededCount: 1}]}; spec.backoffLimitPerIndex = 1", "spec.backoffLimitPerIndex: Invalid | spec.successPolicy: Invalid" },
        { "spec.manualSelector = true; spec.selector = {matchLabels: {batch.kubernetes.io/controller-uid: u}}", "spec.manualSelector = true; spec.selector = {matchExpressions: [{key: batch.kubernetes.io/controller-uid, operator: Exists}]}", "spec.selector: Invalid" },
        { "", "spec.template.spec.containers[0].image = httpd", "spec.template: Invalid" },
        { "", "spec.template.spec.nodeSelector = {a: b}", "spec.template: Invalid" },
        { "spec.suspend = true", "spec.suspend = true; spec.template.spec.nodeSelector = {a: b}; spec.template.spec.tolerations = [{operator: Exists}]; spec.template.metadata.annotations = {x: y}; spec.template.spec.containers[0].resources = {requests: {cpu: 1}}", "" },
        { "spec.suspend = true", "spec.suspend = true; spec.template.spec.containers[0].image = httpd", "spec.template: Invalid" },
    };

    [Theory]
    [MemberData(nameof(Changed))]
    public void A_changed_job(string before, string after, string faults) => Jobs.Updating(before, after, faults);

    [Theory]
    [InlineData("status = {active: -1, succeeded: -1, failed: -1, ready: -1, terminating: -1}", "status.active: Invalid | status.failed: Invalid | status.ready: Invalid | status.succeeded: Invalid | status.terminating: Invalid")]
    [InlineData("status.uncountedTerminatedPods = {succeeded: [a, ''], failed: [a]}", "status.uncountedTerminatedPods.failed[0]: Duplicate | status.uncountedTerminatedPods.succeeded[1]: Invalid")]
    public void A_jobs_status(string after, string faults) => Jobs.UpdatingStatus("", after, faults);

    public static TheoryData<string, string> Cron => new()
    {
        { "", "" },
        { "metadata.name = a-name-of-fifty-three-letters-is-one-letter-too-long-x", "metadata.name: Invalid" },
        { "spec.schedule = ''", "spec.schedule: Required" },
        { "spec.schedule = often", "spec.schedule: Invalid" },
        { "spec.schedule = 60 * * * *", "spec.schedule: Invalid" },
        { "spec.schedule = '@hourly'", "" },
        { "spec.schedule = 0-30/10 8-18 1,15 jan-mar mon-fri", "" },
        { "spec.schedule = TZ=UTC 0 * * * *", "spec.schedule: Invalid value: \"TZ=UTC 0 * * * *\": cannot use TZ or CRON_TZ in schedule, use timeZone field instead" },
        { "spec.timeZone = Europe/Berlin", "" },
        { "spec.timeZone = ''", "spec.timeZone: Invalid" },
        { "spec.timeZone = Local", "spec.timeZone: Invalid" },
        { "spec.timeZone = Mars/Olympus", "spec.timeZone: Invalid value: \"Mars/Olympus\": unknown time zone Mars/Olympus" },
        { "spec.concurrencyPolicy = Queue", "spec.concurrencyPolicy: NotSupported" },
        { "spec.startingDeadlineSeconds = -1; spec.successfulJobsHistoryLimit = -1; spec.failedJobsHistoryLimit = -1", "spec.failedJobsHistoryLimit: Invalid | spec.startingDeadlineSeconds: Invalid | spec.successfulJobsHistoryLimit: Invalid" },
        { "spec.jobTemplate.metadata.labels = {'!': a}", "spec.jobTemplate.metadata.labels: Invalid" },
        { "spec.jobTemplate.spec.backoffLimit = -1", "spec.jobTemplate.spec.backoffLimit: Invalid" },
        { "spec.jobTemplate.spec.manualSelector = true", "spec.jobTemplate.spec.manualSelector: Forbidden" },
        { "-spec.jobTemplate.spec.template.spec.restartPolicy", "spec.jobTemplate.spec.template.spec.restartPolicy: Required" },
    };

    [Theory]
    [MemberData(nameof(Cron))]
    public void A_new_cron_job(string changes, string faults) => CronJobs.Creating(changes, faults);
}
