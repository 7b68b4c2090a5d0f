using Navarch.Api.Core.V1;
using Navarch.Scheduler.Configuration;
using Navarch.Scheduler.Framework;
using Navarch.Scheduler.Snapshot;

namespace Navarch.Scheduler.Plugins;

/// <summary>
/// Required pod affinity and anti-affinity, of the pod and of the pods already placed, must hold; preferred terms, of both
/// sides, add or take their weights.
/// </summary>
/// <param name="args">How scores are made.</param>
public sealed class InterPodAffinity(InterPodAffinityArgs args) : IPreFilterPlugin, IFilterPlugin, IPreScorePlugin, IScorePlugin
{
    /// <inheritdoc/>
    public string Name => nameof(InterPodAffinity);

    /// <inheritdoc/>
    public PluginStatus PreFilter(CycleState state, PodInfo pod, ClusterSnapshot snapshot)
    {
        var required = PodAffinityTerms.RequiredAffinity(pod);
        var repelling = PodAffinityTerms.RequiredAntiAffinity(pod);
        var counts = new RequiredCounts(
            [.. required.Select(_ => new Dictionary<string, int>(StringComparer.Ordinal))],
            required.All(t => PodAffinityTerms.Selects(t, pod, pod, snapshot)));
        // A pod without terms of its own only has to ask those that have some.
        var alone = required.IsEmpty && repelling.IsEmpty;
        foreach (var node in alone ? snapshot.NodesWithAffinity : snapshot.Nodes)
        {
            var labels = node.Node.Metadata.Labels;
            foreach (var other in alone ? node.PodsWithAffinity : node.Pods)
            {
                for (var i = 0; i < required.Count; i++)
                {
                    if (labels.TryGetValue(required[i].TopologyKey, out var domain) && PodAffinityTerms.Selects(required[i], pod, other, snapshot))
                    {
                        counts.Attracting[i][domain] = counts.Attracting[i].GetValueOrDefault(domain) + 1;
                    }
                }

                foreach (var term in repelling)
                {
                    if (labels.TryGetValue(term.TopologyKey, out var domain) && PodAffinityTerms.Selects(term, pod, other, snapshot))
                    {
                        counts.RepelledByIncoming.Add((term.TopologyKey, domain));
                    }
                }

                foreach (var term in PodAffinityTerms.RequiredAntiAffinity(other))
                {
                    if (labels.TryGetValue(term.TopologyKey, out var domain) && PodAffinityTerms.Selects(term, other, pod, snapshot))
                    {
                        counts.RepelledByExisting.Add((term.TopologyKey, domain));
                    }
                }
            }
        }

        if (required.Count == 0 && counts.RepelledByIncoming.Count == 0 && counts.RepelledByExisting.Count == 0)
        {
            return PluginStatus.Skip;
        }

        state.Set(counts);
        return PluginStatus.Success;
    }

    /// <inheritdoc/>
    public PluginStatus Filter(CycleState state, PodInfo pod, NodeInfo node)
    {
        var counts = state.Get<RequiredCounts>()!;
        if (!HasAttraction(counts, pod, node))
        {
            return PluginStatus.Unresolvable("node(s) didn't match pod affinity rules");
        }

        if (Repelled(counts.RepelledByIncoming, node))
        {
            return PluginStatus.Unschedulable("node(s) didn't match pod anti-affinity rules");
        }

        return Repelled(counts.RepelledByExisting, node)
            ? PluginStatus.Unschedulable("node(s) didn't satisfy existing pods anti-affinity rules")
            : PluginStatus.Success;
    }

    /// <inheritdoc/>
    public PluginStatus PreScore(CycleState state, PodInfo pod, ClusterSnapshot snapshot, IReadOnlyList<NodeInfo> nodes)
    {
        var weights = new PreferredWeights([]);
        var own = PodAffinityTerms.Preferred(pod);
        if (own.Count == 0 && args.IgnorePreferredTermsOfExistingPods)
        {
            return PluginStatus.Skip;
        }

        foreach (var node in own.Count == 0 ? snapshot.NodesWithAffinity : snapshot.Nodes)
        {
            foreach (var other in own.Count == 0 ? node.PodsWithAffinity : node.Pods)
            {
                foreach (var (term, weight) in own)
                {
                    weights.Add(node, term, PodAffinityTerms.Selects(term, pod, other, snapshot) ? weight : 0);
                }

                foreach (var (term, weight) in PodAffinityTerms.PreferredAndRequired(other, args.HardPodAffinityWeight))
                {
                    weights.Add(node, term, PodAffinityTerms.Selects(term, other, pod, snapshot) ? weight : 0);
                }
            }
        }

        state.Set(weights);
        return weights.ByDomain.Count == 0 ? PluginStatus.Skip : PluginStatus.Success;
    }

    /// <inheritdoc/>
    public long Score(CycleState state, PodInfo pod, NodeInfo node)
    {
        long score = 0;
        foreach (var ((key, domain), weight) in state.Get<PreferredWeights>()!.ByDomain)
        {
            if (node.Node.Metadata.Labels.TryGetValue(key, out var actual) && actual == domain)
            {
                score += weight;
            }
        }

        return score;
    }

    /// <inheritdoc/>
    public void Normalize(CycleState state, PodInfo pod, IReadOnlyList<NodeInfo> nodes, Span<long> scores)
    {
        long least = long.MaxValue, greatest = long.MinValue;
        foreach (var score in scores)
        {
            least = Math.Min(least, score);
            greatest = Math.Max(greatest, score);
        }

        for (var i = 0; i < scores.Length; i++)
        {
            scores[i] = greatest == least ? 0 : IScorePlugin.MaxScore * (scores[i] - least) / (greatest - least);
        }
    }

    private static bool HasAttraction(RequiredCounts counts, PodInfo pod, NodeInfo node)
    {
        var terms = PodAffinityTerms.RequiredAffinity(pod);
        var satisfied = true;
        for (var i = 0; i < terms.Count; i++)
        {
            if (!node.Node.Metadata.Labels.TryGetValue(terms[i].TopologyKey, out var domain))
            {
                return false;
            }

            satisfied &= counts.Attracting[i].ContainsKey(domain);
        }

        // The first pod of a group that wants to be together finds nobody: it may start anywhere, if it matches its own terms.
        return satisfied || (counts.SelectsItself && counts.Attracting.All(c => c.Count == 0));
    }

    private static bool Repelled(HashSet<(string Key, string Domain)> domains, NodeInfo node)
    {
        foreach (var (key, domain) in domains)
        {
            if (node.Node.Metadata.Labels.TryGetValue(key, out var actual) && actual == domain)
            {
                return true;
            }
        }

        return false;
    }

    private sealed record RequiredCounts(Dictionary<string, int>[] Attracting, bool SelectsItself)
    {
        public HashSet<(string Key, string Domain)> RepelledByIncoming { get; } = [];

        public HashSet<(string Key, string Domain)> RepelledByExisting { get; } = [];
    }

    private sealed record PreferredWeights(Dictionary<(string Key, string Domain), long> ByDomain)
    {
        public void Add(NodeInfo node, PodAffinityTerm term, long weight)
        {
            if (weight != 0 && node.Node.Metadata.Labels.TryGetValue(term.TopologyKey, out var domain))
            {
                ByDomain[(term.TopologyKey, domain)] = ByDomain.GetValueOrDefault((term.TopologyKey, domain)) + weight;
            }
        }
    }
}
