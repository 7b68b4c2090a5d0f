namespace Navarch.Scheduler.Configuration;

/// <summary>One point of the line that gives a score for how full a node would be.</summary>
/// <param name="Utilization">How full, in percent, 0 to 100.</param>
/// <param name="Score">The score there, 0 to 10.</param>
public sealed record UtilizationShapePoint(int Utilization, int Score)
{
    /// <summary>A line of the file: at least one point, by rising utilization.</summary>
    internal static List<UtilizationShapePoint> Read(ConfigNode node, string field)
    {
        var points = new List<UtilizationShapePoint>();
        foreach (var item in node.Children(field))
        {
            var utilization = item.Number("utilization", 0, 100);
            var score = item.Number("score", 0, 10);
            if (utilization is { } at && points.Count > 0 && at <= points[^1].Utilization)
            {
                item.Fault("utilization", $"Invalid value: {at}: utilization values must be sorted in increasing order");
            }

            points.Add(new(utilization ?? 0, score ?? 0));
            item.End();
        }

        if (points.Count == 0)
        {
            node.Fault(field, "Required value: at least one point must be specified");
        }

        return points;
    }
}
