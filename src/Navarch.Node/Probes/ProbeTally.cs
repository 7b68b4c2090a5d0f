using Navarch.Api.Core.V1;

namespace Navarch.Node.Probes;

/// <summary>Counts a probe's results in a row and says what they come to.</summary>
/// <param name="Verdict">What the results say.</param>
/// <param name="Same">How many results of the last kind came in a row.</param>
/// <param name="LastPassed">What the last result was; null before the first.</param>
public sealed record ProbeTally(ProbeVerdict Verdict, int Same, bool? LastPassed)
{
    /// <summary>
    /// Before any result: a container counts as alive until shown otherwise, as not ready until shown otherwise, and
    /// its start is open.
    /// </summary>
    public static ProbeTally Initial(ProbeKind kind) => new(kind == ProbeKind.Liveness ? ProbeVerdict.Success : ProbeVerdict.Unknown, 0, null);

    /// <summary>The tally after one more result; the verdict turns when the threshold is reached.</summary>
    public ProbeTally After(bool passed, Probe probe)
    {
        var same = LastPassed == passed ? Same + 1 : 1;
        var threshold = Math.Max(passed ? probe.SuccessThreshold : probe.FailureThreshold, passed ? 1 : DefaultFailures(probe));
        var verdict = same < threshold ? Verdict : passed ? ProbeVerdict.Success : ProbeVerdict.Failure;
        return new(verdict, same, passed);
    }

    private static int DefaultFailures(Probe probe) => probe.FailureThreshold > 0 ? 1 : 3;
}
