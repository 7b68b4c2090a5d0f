using System.Collections.Concurrent;

namespace Navarch.ApiServer.Metrics;

/// <summary>The metrics of the API server's requests, under upstream's names: each declared here beside what it measures.</summary>
internal sealed class ServerMetrics
{
    private const string Component = "apiserver";
    private static readonly string[] RequestLabels = ["verb", "group", "version", "resource", "subresource", "scope", "component", "dry_run"];
    private static readonly double[] Durations = [0.005, 0.025, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 1, 1.25, 1.5, 2, 3, 4, 5, 6, 8, 10, 15, 20, 30, 45, 60];

    private readonly ConcurrentDictionary<RequestKey, RequestSeries> requests = new();
    private readonly CounterFamily total = new(
        "apiserver_request_total", "Counts requests by verb, resource, scope and the code of their answer.", [.. RequestLabels, "code"]);

    private readonly HistogramFamily duration = new(
        "apiserver_request_duration_seconds", "How long requests took that are not long-running, in seconds.", Durations, RequestLabels);

    private readonly HistogramFamily responseSizes = new(
        "apiserver_response_sizes", "How large answers were whose length was known before they were sent, in bytes.", Histogram.Exponential(1000, 10, 7), [.. RequestLabels[..7]]);

    private readonly HistogramFamily bodySizes = new(
        "apiserver_request_body_size_bytes", "How large the bodies of requests were, in bytes.", Histogram.Linear(50_000, 100_000, 31), "resource", "verb");

    private readonly CounterFamily watchEvents = new("apiserver_watch_events_total", "Counts the events sent to watchers.", "group", "version", "kind");
    private readonly HistogramFamily watchSizes = new(
        "apiserver_watch_events_sizes", "How large the events sent to watchers were, in bytes.", Histogram.Exponential(1024, 2, 8), "group", "version", "kind");

    private readonly CounterFamily authentications = new("authentication_attempts", "Counts the requests that were authenticated, and those that were not.", "result");
    private readonly CounterFamily authorizations = new("authorization_attempts_total", "Counts the requests that were allowed, and those that were denied.", "result");
    private readonly ConcurrentDictionary<RequestKey, Counter> longRunning = new();
    private int reads;
    private int writes;

    /// <summary>Series of no requests yet.</summary>
    public ServerMetrics()
    {
        Authenticated = authentications.With("success");
        NotAuthenticated = authentications.With("failure");
        Allowed = authorizations.With("allowed");
        Denied = authorizations.With("denied");
        Families =
        [
            total, duration, responseSizes, bodySizes, watchEvents, watchSizes, authentications, authorizations,
            new ReadFamily(
                "apiserver_current_inflight_requests", "The requests in flight that are not long-running.", "gauge", ["request_kind"],
                () => [new(Volatile.Read(ref reads), "readOnly"), new(Volatile.Read(ref writes), "mutating")]),
            new ReadFamily(
                "apiserver_longrunning_requests", "The watches, logs and streams that are open.", "gauge", [.. RequestLabels[..7]],
                () => longRunning.Select(r => new Sample(r.Value.Value, r.Key.Verb, r.Key.Group, r.Key.Version, r.Key.Resource, r.Key.Subresource, r.Key.Scope, Component))),
        ];
    }

    /// <summary>The metrics.</summary>
    public IReadOnlyList<MetricFamily> Families { get; }

    /// <summary>Counts requests whose user is known, the anonymous one included.</summary>
    public Counter Authenticated { get; }

    /// <summary>Counts requests whose credentials are not valid.</summary>
    public Counter NotAuthenticated { get; }

    /// <summary>Counts requests that may be.</summary>
    public Counter Allowed { get; }

    /// <summary>Counts requests that may not be.</summary>
    public Counter Denied { get; }

    /// <summary>A request that is not long-running begins; <see cref="End"/> takes the same.</summary>
    public void Begin(bool isReadOnly) => Interlocked.Increment(ref isReadOnly ? ref reads : ref writes);

    /// <summary>A request that is not long-running has ended.</summary>
    public void End(bool isReadOnly) => Interlocked.Decrement(ref isReadOnly ? ref reads : ref writes);

    /// <summary>How many long-running requests of that sort are open: counted up when one begins and down when it ends.</summary>
    public Counter LongRunning(in RequestKey key) => longRunning.GetOrAdd(key, static _ => new Counter());

    /// <summary>Where a request is counted.</summary>
    public RequestSeries Of(in RequestKey key, bool isLongRunning) =>
        requests.TryGetValue(key, out var series) ? series : requests.GetOrAdd(key, Make(key, isLongRunning));

    /// <summary>Where events of a kind are counted: their number and their sizes.</summary>
    public (Counter Total, Histogram Sizes) WatchEventsOf(KindInfo kind)
    {
        var gvk = kind.GroupVersionKind;
        return (watchEvents.With(gvk.Group, gvk.Version, gvk.Kind), watchSizes.With(gvk.Group, gvk.Version, gvk.Kind));
    }

    private RequestSeries Make(RequestKey key, bool isLongRunning)
    {
        string[] labels = [key.Verb, key.Group, key.Version, key.Resource, key.Subresource, key.Scope, Component, key.DryRun];
        return new RequestSeries(
            total.With([.. labels, key.Code.ToString()]),
            isLongRunning ? null : duration.With(labels),
            responseSizes.With(labels[..7]),
            bodySizes.With(key.Resource, key.Verb));
    }
}
