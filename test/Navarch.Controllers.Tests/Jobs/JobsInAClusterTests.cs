using Navarch.Api.Batch.V1;
using Navarch.Api.Core.V1;
using Navarch.Client;

namespace Navarch.Controllers.Jobs;

public sealed class JobsInAClusterTests : IAsyncLifetime
{
    private const string Ns = "default";
    private TestCluster cluster = null!;

    public async Task InitializeAsync() => cluster = await TestCluster.StartAsync();

    public async Task DisposeAsync() => await cluster.DisposeAsync();

    [Fact]
    public async Task A_job_completes_when_enough_pods_succeeded()
    {
        await cluster.Create(JobOf("succeeds", new() { Completions = 5, Parallelism = 2 }));

        var job = await cluster.Eventually<Job>(Ns, "job", JobOutcomes.IsOver);

        Assert.Equal((5, 0, 0), (job.Status.Succeeded, job.Status.Failed, job.Status.Active));
        Assert.NotNull(job.Status.CompletionTime);
        Assert.All(await cluster.EventuallyAll<Pod>(Ns, p => p.Length == 5), p => Assert.True(p.Metadata.Finalizers.IsEmpty));
    }

    [Fact]
    public async Task An_indexed_job_completes_every_index()
    {
        await cluster.Create(JobOf("succeeds", new() { Completions = 4, Parallelism = 3, CompletionMode = "Indexed" }));

        var job = await cluster.Eventually<Job>(Ns, "job", JobOutcomes.IsOver);

        Assert.Equal(("0-3", 4), (job.Status.CompletedIndexes, job.Status.Succeeded));
    }

    [Fact]
    public async Task A_job_fails_after_too_many_failures()
    {
        await cluster.Create(JobOf("fails", new() { BackoffLimit = 0 }));

        var job = await cluster.Eventually<Job>(Ns, "job", JobOutcomes.IsOver);

        Assert.Contains(job.Status.Conditions, c => c is { Type: "Failed", Reason: "BackoffLimitExceeded" });
        Assert.Equal(1, job.Status.Failed);
    }

    [Fact]
    public async Task A_deleted_job_leaves_no_pod_behind()
    {
        await cluster.Create(JobOf("runs", new() { Parallelism = 2 }));
        await cluster.Eventually<Job>(Ns, "job", j => j.Status.Ready == 2);

        await cluster.Client.DeleteAsync<Job>(new(Ns, "job"), new() { PropagationPolicy = "Background" });

        await cluster.EventuallyAll<Pod>(Ns, p => p.Length == 0);
    }

    [Fact]
    public async Task A_suspended_job_runs_nothing_until_it_is_resumed()
    {
        await cluster.Create(JobOf("runs", new() { Suspend = true }));
        await cluster.Eventually<Job>(Ns, "job", j => j.Status.Conditions.Any(c => c is { Type: "Suspended", Status: "True" }));
        Assert.Empty((await cluster.Client.ListAsync<Pod>(new() { Namespace = Ns })).Value.Items);

        await cluster.Change<Job>(Ns, "job", j => j with { Spec = j.Spec with { Suspend = false } });

        await cluster.Eventually<Job>(Ns, "job", j => j.Status is { Active: 1, StartTime: not null });
    }

    [Fact]
    public async Task A_job_with_a_time_to_live_is_deleted_after_it()
    {
        await cluster.Create(JobOf("succeeds", new() { TTLSecondsAfterFinished = 0 }));

        await cluster.EventuallyGone<Job>(Ns, "job");
    }

    [Theory]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("0,1")]
    [InlineData("0-2,5,7,8,10-12")]
    public void Indexes_are_read_and_written(string text) =>
        Assert.Equal(text, JobCounting.Text(JobCounting.Indexes(text)));

    private static Job JobOf(string image, JobSpec spec) => new()
    {
        Metadata = new() { Namespace = Ns, Name = "job" },
        Spec = spec with { Template = new() { Spec = new() { RestartPolicy = "Never", Containers = [new() { Name = "main", Image = image }] } } },
    };
}
