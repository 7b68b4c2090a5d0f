using System.Globalization;
using Navarch.Api;
using Navarch.Api.Apps.V1;
using Navarch.Api.Core.V1;

namespace Navarch.Controllers.Workloads;

/// <summary>The pods of a StatefulSet by number.</summary>
/// <param name="Wanted">Each number that should have a pod, ascending, with its pod if there is one.</param>
/// <param name="Condemned">The pods with numbers that should have none, the highest first.</param>
internal sealed record StatefulMembers(ValueList<(int Ordinal, Pod? Pod)> Wanted, ValueList<(int Ordinal, Pod Pod)> Condemned)
{
    /// <summary>Every number that has or should have a pod.</summary>
    public IEnumerable<int> Ordinals => Wanted.Select(w => w.Ordinal).Concat(Condemned.Select(c => c.Ordinal));

    public static StatefulMembers Of(StatefulSet set, IEnumerable<Pod> pods)
    {
        var byOrdinal = new SortedDictionary<int, Pod>();
        foreach (var pod in pods)
        {
            if (OrdinalOf(set, pod) is { } ordinal)
            {
                byOrdinal[ordinal] = pod;
            }
        }

        var start = set.Spec.Ordinals?.Start ?? 0;
        var wanted = Enumerable.Range(start, set.Spec.Replicas ?? 1).ToList();
        return new(
            wanted.Select(o => (o, byOrdinal.GetValueOrDefault(o))).ToValueList(),
            byOrdinal.Where(p => p.Key < start || p.Key >= start + wanted.Count).Reverse().Select(p => (p.Key, p.Value)).ToValueList());
    }

    private static int? OrdinalOf(StatefulSet set, Pod pod)
    {
        var prefix = set.Metadata.Name + "-";
        return pod.Metadata.Name.StartsWith(prefix, StringComparison.Ordinal) &&
            int.TryParse(pod.Metadata.Name.AsSpan(prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var ordinal)
            ? ordinal
            : null;
    }
}
