using System.Text.RegularExpressions;
using EndToEnd.Tests.Harness;

namespace EndToEnd.Tests.Scenarios;

/// <summary>Whole sessions of clients that know nothing of Navarch.</summary>
[Collection(SharedCluster.Name)]
public sealed partial class ClientTests(TestCluster cluster)
{
    private static readonly string Sources =
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(TestCluster.Program)!, "..", "..", "test", "EndToEnd.Tests"));

    [KubectlSessionFact]
    public async Task A_session_of_kubectl_goes_through()
    {
        var script = Path.Combine(Sources, "Sessions", "kubectl.sh");
        var session = await cluster.Machine.RunAsync(240, "bash", [script]);
        Assert.True(session.ExitCode == 0, session.ToString());
        var steps = (await File.ReadAllLinesAsync(script)).Count(line => Step().IsMatch(line));
        Assert.Contains(FormattableString.Invariant($"session complete: {steps} steps"), session.Output, StringComparison.Ordinal);
    }

    [NodeClientFact]
    public async Task A_session_of_the_JavaScript_client_goes_through()
    {
        var package = await NodePackage.InstallAsync(Path.Combine(Sources, "NodeClient"));
        var session = await cluster.Machine.RunAsync(
            240, "env", ["IMAGE=nginx:1.27", "SHELL_IMAGE=busybox:latest", "node", "--test", Path.Combine(package, "session.test.mjs")]);
        Assert.True(session.ExitCode == 0, session.ToString());
        var tests = (await File.ReadAllLinesAsync(Path.Combine(package, "session.test.mjs"))).Count(line => line.StartsWith("test('", StringComparison.Ordinal));
        Assert.Matches($@"(?m)pass {tests}$", session.Output);
        Assert.Matches(@"(?m)skipped 0$", session.Output);
    }

    [GeneratedRegex("^(?:step|refusal) \"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Step();
}
