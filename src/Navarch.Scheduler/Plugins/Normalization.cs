using Navarch.Scheduler.Framework;

namespace Navarch.Scheduler.Plugins;

/// <summary>Brings raw scores into the range of the framework.</summary>
internal static class Normalization
{
    /// <summary>Scales so that the greatest becomes the best score; reversed, the smallest raw score is the best.</summary>
    public static void Scale(Span<long> scores, bool reverse = false)
    {
        long greatest = 0;
        foreach (var score in scores)
        {
            greatest = Math.Max(greatest, score);
        }

        for (var i = 0; i < scores.Length; i++)
        {
            var scaled = greatest == 0 ? 0 : scores[i] * IScorePlugin.MaxScore / greatest;
            scores[i] = reverse ? IScorePlugin.MaxScore - scaled : scaled;
        }
    }
}
