using System.Text.RegularExpressions;
using EndToEnd.Tests.Harness;

namespace EndToEnd.Tests.Scenarios;

/// <summary>What the README tells people to do, done to the letter.</summary>
[Collection(SharedCluster.Name)]
public sealed partial class ReadmeTests(TestCluster cluster)
{
    [ClusterFact]
    public async Task Every_manifest_and_every_kubectl_command_of_the_readme_works()
    {
        var readme = await File.ReadAllTextAsync(Path.Combine(Path.GetDirectoryName(TestCluster.Program)!, "..", "..", "README.md"));
        var folder = Directory.CreateDirectory(Path.Combine(cluster.Machine.Folder, "readme")).FullName;
        foreach (Match manifest in Manifest().Matches(readme))
        {
            await File.WriteAllTextAsync(Path.Combine(folder, manifest.Groups["name"].Value), manifest.Groups["text"].Value);
        }

        var commands = Commands().Matches(readme).Select(block => block.Groups["text"].Value)
            .Where(text => text.Contains("kubectl", StringComparison.Ordinal) && !text.Contains("sudo", StringComparison.Ordinal)).ToList();
        Assert.Equal(2, Directory.GetFiles(folder).Length);
        Assert.Equal(2, commands.Count);
        var output = (await cluster.Machine.RunAsync(180, "sh", ["-ec", $"cd {folder}\n{string.Join('\n', commands)}"])).OutputOfSuccess();
        Assert.Contains("deployment.apps/nginx scaled", output, StringComparison.Ordinal);
        Assert.Contains("<h1>nginx 1.2", output, StringComparison.Ordinal);
        await cluster.KubectlAsync("delete", "deployment/nginx", "service/nginx", "pod/complexpod", "pod/client", "--grace-period=1", "--timeout=60s");
        await cluster.WaitForPodsAsync(0, "app=nginx");
    }

    [GeneratedRegex(@"`(?<name>\w+\.yaml)`:\n+```yaml\n(?<text>.*?)```", RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Manifest();

    [GeneratedRegex(@"```bash\n(?<text>.*?)```", RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Commands();
}
