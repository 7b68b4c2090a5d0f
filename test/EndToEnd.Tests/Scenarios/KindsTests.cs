using EndToEnd.Tests.Harness;

namespace EndToEnd.Tests.Scenarios;

/// <summary>The other kinds of workloads, with what pods are given; and a namespace that goes with all there is in it.</summary>
[Collection(SharedCluster.Name)]
public sealed class KindsTests(TestCluster cluster)
{
    [ClusterFact]
    public async Task Jobs_stateful_sets_and_daemon_sets_run_and_go_with_their_namespace()
    {
        await cluster.ApplyAsync("kinds.yaml");
        await cluster.WaitAsync("condition=Complete", "job/once", "-n", "kinds");
        Assert.Equal($"from init\nhello\nsesame {TestMachine.Name} kinds\n", await cluster.KubectlAsync("logs", "job/once", "-n", "kinds"));

        await cluster.KubectlAsync("rollout", "status", "statefulset/ordered", "-n", "kinds", "--timeout=60s");
        Assert.Equal("ordered-0 ordered-1", await cluster.ValueAsync("{.items[*].metadata.name}", "pods", "-n", "kinds", "-l", "app=ordered"));
        await cluster.KubectlAsync("rollout", "status", "daemonset/everywhere", "-n", "kinds", "--timeout=60s");
        Assert.Matches(@"everywhere\s+1\s+1\s+1\s+1\s+1", await cluster.KubectlAsync("get", "daemonsets", "-n", "kinds"));

        await cluster.KubectlAsync("delete", "namespace", "kinds", "--timeout=80s");
        Assert.Contains("No resources found", (await cluster.TryKubectlAsync("get", "pods", "-n", "kinds")).Error, StringComparison.Ordinal);
    }
}
