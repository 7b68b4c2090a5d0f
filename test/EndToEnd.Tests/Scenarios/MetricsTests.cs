using System.Text.RegularExpressions;
using EndToEnd.Tests.Harness;

namespace EndToEnd.Tests.Scenarios;

/// <summary>What pods use is measured, shown and acted on.</summary>
[Collection(SharedCluster.Name)]
public sealed partial class MetricsTests(TestCluster cluster)
{
    [ClusterFact]
    public async Task Use_is_shown_by_top_and_an_autoscaler_acts_on_it()
    {
        await cluster.ApplyAsync("busy.yaml");
        await cluster.WaitForPodsAsync(1, "app=busy");
        Assert.Matches($@"{TestMachine.Name}\s+\d+m\s+\d+%\s+\d+Mi\s+\d+%", await cluster.KubectlAsync("top", "node"));
        await Eventually.TrueAsync(
            "the pod is seen to be busy",
            async () => LooksBusy().IsMatch((await cluster.TryKubectlAsync("top", "pod", "-l", "app=busy", "--containers")).Output));

        await cluster.WaitForPodsAsync(3, "app=busy");
        Assert.Equal("3", await cluster.ValueAsync("{.spec.replicas}", "deployment", "busy"));
        Assert.Contains("SuccessfulRescale", await cluster.KubectlAsync("describe", "hpa", "busy"), StringComparison.Ordinal);
        await Eventually.TrueAsync(
            "the autoscaler has seen its three replicas",
            async () => LooksScaled().IsMatch(await cluster.KubectlAsync("get", "hpa", "busy")));
        await cluster.KubectlAsync("delete", "deployment/busy", "hpa/busy", "--timeout=60s");
        await cluster.WaitForPodsAsync(0, "app=busy");
    }

    [GeneratedRegex(@"busy-\S+\s+busy\s+\d{2,3}m\s+\d+Mi", RegexOptions.None, 1000)]
    private static partial Regex LooksBusy();

    [GeneratedRegex(@"busy\s+Deployment/busy\s+cpu: \d+%/50%\s+1\s+3\s+3", RegexOptions.None, 1000)]
    private static partial Regex LooksScaled();
}
