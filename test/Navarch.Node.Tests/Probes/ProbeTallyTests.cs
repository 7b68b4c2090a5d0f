using Navarch.Api.Core.V1;
using Navarch.Node.Probes;

namespace Navarch.Node.Tests.Probes;

public sealed class ProbeTallyTests
{
    [Theory]
    [InlineData("Readiness", "", ProbeVerdict.Unknown)]
    [InlineData("Readiness", "+", ProbeVerdict.Success)]
    [InlineData("Readiness", "+--", ProbeVerdict.Success)]
    [InlineData("Readiness", "+---", ProbeVerdict.Failure)]
    [InlineData("Readiness", "+---+", ProbeVerdict.Success)]
    [InlineData("Readiness", "+--+--", ProbeVerdict.Success)]
    [InlineData("Liveness", "", ProbeVerdict.Success)]
    [InlineData("Liveness", "--", ProbeVerdict.Success)]
    [InlineData("Liveness", "---", ProbeVerdict.Failure)]
    [InlineData("Startup", "--", ProbeVerdict.Unknown)]
    [InlineData("Startup", "--+", ProbeVerdict.Success)]
    public void The_verdict_turns_when_the_threshold_is_reached(string kind, string results, ProbeVerdict verdict)
    {
        var tally = ProbeTally.Initial(Enum.Parse<ProbeKind>(kind));
        foreach (var result in results)
        {
            tally = tally.After(result == '+', new Probe { FailureThreshold = 3, SuccessThreshold = 1 });
        }

        Assert.Equal(verdict, tally.Verdict);
    }
}
