using System.Collections.Concurrent;

namespace Navarch.ApiServer.Metrics;

/// <summary>A metric: its name, what it measures, and its series, one for each set of label values.</summary>
internal abstract class MetricFamily(string name, string help, string type, string[] labels)
{
    /// <summary>Its name, as upstream calls it where upstream has it.</summary>
    public string Name { get; } = name;

    /// <summary>What it measures.</summary>
    public string Help { get; } = help;

    /// <summary><c>counter</c>, <c>gauge</c> or <c>histogram</c>.</summary>
    public string Type { get; } = type;

    /// <summary>The names of its labels.</summary>
    public IReadOnlyList<string> Labels { get; } = labels;

    /// <summary>Writes its series.</summary>
    public abstract void Write(MetricWriter writer);
}

/// <summary>Counters. Who counts often keeps the <see cref="Counter"/> of its labels.</summary>
internal sealed class CounterFamily(string name, string help, params string[] labels) : MetricFamily(name, help, "counter", labels)
{
    private readonly ConcurrentDictionary<string[], Counter> series = new(LabelValuesComparer.Instance);

    /// <summary>The counter of these label values.</summary>
    public Counter With(params string[] values) => series.GetOrAdd(values, static _ => new Counter());

    /// <inheritdoc/>
    public override void Write(MetricWriter writer)
    {
        foreach (var (values, counter) in series)
        {
            writer.Sample(this, "", values, counter.Value);
        }
    }
}

/// <summary>Histograms. Who observes often keeps the <see cref="Histogram"/> of its labels.</summary>
internal sealed class HistogramFamily(string name, string help, double[] bounds, params string[] labels) : MetricFamily(name, help, "histogram", labels)
{
    private readonly ConcurrentDictionary<string[], Histogram> series = new(LabelValuesComparer.Instance);

    /// <summary>The histogram of these label values.</summary>
    public Histogram With(params string[] values) => series.GetOrAdd(values, static (_, bounds) => new Histogram(bounds), bounds);

    /// <inheritdoc/>
    public override void Write(MetricWriter writer)
    {
        foreach (var (values, histogram) in series)
        {
            writer.Histogram(this, values, histogram);
        }
    }
}

/// <summary>A value of a metric that is read when somebody asks.</summary>
/// <param name="Value">The value.</param>
/// <param name="Labels">The values of the labels.</param>
internal readonly record struct Sample(double Value, params string[] Labels);

/// <summary>Values that are kept elsewhere and read when somebody asks.</summary>
internal sealed class ReadFamily(string name, string help, string type, string[] labels, Func<IEnumerable<Sample>> read) : MetricFamily(name, help, type, labels)
{
    /// <inheritdoc/>
    public override void Write(MetricWriter writer)
    {
        foreach (var sample in read())
        {
            writer.Sample(this, "", sample.Labels, sample.Value);
        }
    }
}
