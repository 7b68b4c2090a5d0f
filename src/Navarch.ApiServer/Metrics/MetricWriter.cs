using System.Globalization;
using System.Text;

namespace Navarch.ApiServer.Metrics;

/// <summary>Writes metrics in Prometheus' text format 0.0.4, or in OpenMetrics 1.0, which names counters without their suffix and ends with a mark.</summary>
internal sealed class MetricWriter(bool openMetrics)
{
    /// <summary>The media type of the text format.</summary>
    public const string TextMediaType = "text/plain; version=0.0.4; charset=utf-8; escaping=underscores";

    /// <summary>The media type of OpenMetrics.</summary>
    public const string OpenMediaType = "application/openmetrics-text; version=1.0.0; charset=utf-8; escaping=underscores";

    private const string Total = "_total";
    private readonly StringBuilder text = new();

    /// <summary>Writes these families, in the order of their names.</summary>
    public static byte[] Write(IEnumerable<MetricFamily> families, bool openMetrics)
    {
        var writer = new MetricWriter(openMetrics);
        foreach (var family in families.OrderBy(f => f.Name, StringComparer.Ordinal))
        {
            writer.Family(family);
        }

        if (openMetrics)
        {
            writer.text.Append("# EOF\n");
        }

        return Encoding.UTF8.GetBytes(writer.text.ToString());
    }

    /// <summary>Writes one value.</summary>
    /// <param name="family">The metric.</param>
    /// <param name="suffix">What its name ends with.</param>
    /// <param name="values">The values of its labels.</param>
    /// <param name="value">The value.</param>
    /// <param name="bound">The bound of a bucket; null: it is none.</param>
    public void Sample(MetricFamily family, string suffix, IReadOnlyList<string> values, double value, string? bound = null)
    {
        text.Append(NameOf(family)).Append(suffix.Length == 0 && family.Type == "counter" && openMetrics ? Total : suffix);
        if (values.Count > 0 || bound is not null)
        {
            text.Append('{');
            for (var i = 0; i < values.Count; i++)
            {
                text.Append(i > 0 ? "," : "").Append(family.Labels[i]).Append("=\"").Append(Escaped(values[i])).Append('"');
            }

            if (bound is not null)
            {
                text.Append(values.Count > 0 ? "," : "").Append("le=\"").Append(bound).Append('"');
            }

            text.Append('}');
        }

        text.Append(' ').Append(Number(value)).Append('\n');
    }

    /// <summary>Writes a histogram: its buckets, each with all below it, its sum and its count.</summary>
    public void Histogram(MetricFamily family, IReadOnlyList<string> values, Histogram histogram)
    {
        var count = 0L;
        for (var i = 0; i <= histogram.Bounds.Count; i++)
        {
            count += histogram.CountOf(i);
            Sample(family, "_bucket", values, count, i < histogram.Bounds.Count ? Number(histogram.Bounds[i]) : "+Inf");
        }

        Sample(family, "_sum", values, histogram.Sum);
        Sample(family, "_count", values, count);
    }

    private void Family(MetricFamily family)
    {
        var before = text.Length;
        text.Append("# HELP ").Append(NameOf(family)).Append(' ').Append(family.Help.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal)).Append('\n');
        text.Append("# TYPE ").Append(NameOf(family)).Append(' ').Append(family.Type).Append('\n');
        var head = text.Length;
        family.Write(this);
        if (text.Length == head)
        {
            // A metric without series is not told of.
            text.Length = before;
        }
    }

    private string NameOf(MetricFamily family) =>
        openMetrics && family.Type == "counter" && family.Name.EndsWith(Total, StringComparison.Ordinal) ? family.Name[..^Total.Length] : family.Name;

    private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private static string Escaped(string value) => value.AsSpan().IndexOfAny('\\', '"', '\n') < 0
        ? value
        : value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
}
