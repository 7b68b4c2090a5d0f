using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Navarch.Api.Core.V1;
using Navarch.ApiServer.Proxying;

namespace Navarch.ApiServer.ResourceMetrics;

/// <summary>
/// What nodes use, asked of them when somebody wants to know: nobody asks, nothing is done. Answers are good for fifteen seconds, so
/// that a crowd that asks costs as little as one; a first question takes two samples a second apart.
/// </summary>
internal sealed partial class MetricsCollector(ObjectReader objects, NodeConnector nodes, TimeProvider time, ILogger<MetricsCollector> logger)
{
    private static readonly TimeSpan Freshness = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan ShortestWindow = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestWindow = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private readonly ConcurrentDictionary<string, State> states = new(StringComparer.Ordinal);

    /// <summary>What every node that answers used lately, by its name.</summary>
    public async ValueTask<IReadOnlyDictionary<string, NodeUsage>> UsageAsync(CancellationToken cancellationToken)
    {
        var present = objects.List<Node>().ToDictionary(node => node.Metadata.Name, StringComparer.Ordinal);
        foreach (var gone in states.Keys.Where(name => !present.ContainsKey(name)))
        {
            states.TryRemove(gone, out _);
        }

        var usages = await Task.WhenAll(present.Values.Select(node => UsageAsync(node, cancellationToken)));
        return present.Keys.Zip(usages).Where(pair => pair.Second is not null).ToDictionary(pair => pair.First, pair => pair.Second!, StringComparer.Ordinal);
    }

    private async Task<NodeUsage?> UsageAsync(Node node, CancellationToken cancellationToken)
    {
        if (NodeEndpoint.Of(node) is not { } address || !node.Status.Conditions.Any(c => c is { Type: "Ready", Status: "True" }))
        {
            return null;
        }

        var state = states.GetOrAdd(node.Metadata.Name, _ => new State());
        await state.Gate.WaitAsync(cancellationToken);
        try
        {
            if (state.Usage is { } known && time.GetUtcNow() - state.Asked < Freshness)
            {
                return known;
            }

            var earlier = state.Latest is { } latest && time.GetUtcNow() - latest.Time < LongestWindow ? latest : null;
            if (earlier is null)
            {
                earlier = await SampleAsync(address, cancellationToken);
                await Task.Delay(ShortestWindow, time, cancellationToken);
            }

            var later = await SampleAsync(address, cancellationToken);
            state.Latest = later;
            state.Asked = time.GetUtcNow();
            state.Usage = NodeUsage.Between(earlier, later);
            return state.Usage;
        }
        catch (Exception failure) when (failure is HttpRequestException or JsonException || (failure is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            NoAnswer(node.Metadata.Name, failure.Message);
            return null;
        }
        finally
        {
            state.Gate.Release();
        }
    }

    private async Task<NodeSample> SampleAsync(NodeEndpoint address, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        return NodeSample.Read(await nodes.Http.GetByteArrayAsync(new Uri($"https://{address.Authority}/stats/summary"), limit.Token));
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "node {Node} did not tell what it uses: {Reason}")]
    private partial void NoAnswer(string node, string reason);

    private sealed class State
    {
        public SemaphoreSlim Gate { get; } = new(1);

        public NodeSample? Latest { get; set; }

        public NodeUsage? Usage { get; set; }

        public DateTimeOffset Asked { get; set; }
    }
}
