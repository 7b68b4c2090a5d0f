using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Navarch.ApiServer.Metrics;
using Navarch.ApiServer.Pipeline;
using Navarch.ApiServer.Tests.Support;
using Navarch.Storage.Embedded;

namespace Navarch.ApiServer.Tests.Discovery;

public sealed partial class MetricTests(TestApi api) : IClassFixture<TestApi>
{
    [Fact]
    public void Text_is_as_Prometheus_reads_it()
    {
        var counter = new CounterFamily("x_total", "Counts\nx\\y.", "a", "b");
        counter.With("1", "say \"hi\"\n").Add(3);
        var histogram = new HistogramFamily("h_seconds", "Times.", [0.5, 2], "a");
        histogram.With("v").Observe(0.5);
        histogram.With("v").Observe(1);
        histogram.With("v").Observe(9.25);
        var empty = new CounterFamily("none_total", "Nothing.");
        Assert.Equal(
            """
            # HELP h_seconds Times.
            # TYPE h_seconds histogram
            h_seconds_bucket{a="v",le="0.5"} 1
            h_seconds_bucket{a="v",le="2"} 2
            h_seconds_bucket{a="v",le="+Inf"} 3
            h_seconds_sum{a="v"} 10.75
            h_seconds_count{a="v"} 3
            # HELP x_total Counts\nx\\y.
            # TYPE x_total counter
            x_total{a="1",b="say \"hi\"\n"} 3

            """.ReplaceLineEndings("\n"),
            Encoding.UTF8.GetString(MetricWriter.Write([counter, histogram, empty], openMetrics: false)));
        Assert.Equal(
            "# HELP x Counts\\nx\\\\y.\n# TYPE x counter\nx_total{a=\"1\",b=\"say \\\"hi\\\"\\n\"} 3\n# EOF\n",
            Encoding.UTF8.GetString(MetricWriter.Write([counter], openMetrics: true)));
    }

    [Fact]
    public void Counting_from_many_threads_loses_nothing()
    {
        var histogram = new Histogram([1, 2]);
        Parallel.For(0, 10_000, i => histogram.Observe(i % 3));
        Assert.Equal((6667, 3333, 0), (histogram.CountOf(0), histogram.CountOf(1), histogram.CountOf(2)));
        Assert.Equal(9999, histogram.Sum);
    }

    [Theory]
    [InlineData("get", "", "", "GET")]
    [InlineData("patch", "", "application/apply-patch+yaml", "APPLY")]
    [InlineData("patch", "", "application/merge-patch+json", "PATCH")]
    [InlineData("create", "exec", "", "CONNECT")]
    [InlineData("deletecollection", "", "", "DELETECOLLECTION")]
    [InlineData("brew", "", "", "other")]
    public void Verbs_have_upstreams_names(string verb, string subresource, string type, string name) =>
        Assert.Equal(name, MetricsStage.VerbOf(new RequestInfo { Path = "/", Verb = verb, Subresource = subresource, IsResourceRequest = true }, type));

    [Fact]
    public async Task Requests_are_counted_by_verb_resource_scope_and_code()
    {
        var ns = await api.NamespaceAsync();
        var path = $"/api/v1/namespaces/{ns}/replicationcontrollers";
        await api.Admin.ReadAsync(path).Expect(HttpStatusCode.OK);
        await api.Admin.ReadAsync(path).Expect(HttpStatusCode.OK);
        await api.Admin.ReadAsync($"{path}/none").Expect(HttpStatusCode.NotFound);
        await api.Admin.ReadAsync($"/api/v1/namespaces/{ns}/made-up-{ns}").Expect(HttpStatusCode.NotFound);
        var text = await UntilAsync("apiserver_request_total{verb=\"GET\",group=\"\",version=\"v1\",resource=\"replicationcontrollers\",subresource=\"\",scope=\"resource\",component=\"apiserver\",dry_run=\"\",code=\"404\"} 1\n");
        Assert.Contains("apiserver_request_total{verb=\"LIST\",group=\"\",version=\"v1\",resource=\"replicationcontrollers\",subresource=\"\",scope=\"namespace\",component=\"apiserver\",dry_run=\"\",code=\"200\"} 2\n", text, StringComparison.Ordinal);
        Assert.Contains("apiserver_request_duration_seconds_count{verb=\"LIST\",group=\"\",version=\"v1\",resource=\"replicationcontrollers\",subresource=\"\",scope=\"namespace\",component=\"apiserver\",dry_run=\"\"} 2\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain("made-up", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Watches_objects_levels_and_the_process_are_told()
    {
        await using (await WatchStream.OpenAsync(api.Admin, "/api/v1/nodes?watch=1"))
        {
            var text = await UntilAsync("apiserver_longrunning_requests{verb=\"WATCH\",group=\"\",version=\"v1\",resource=\"nodes\",subresource=\"\",scope=\"cluster\",component=\"apiserver\"} 1\n");
            Assert.Contains("apiserver_registered_watchers{group=\"\",version=\"v1\",kind=\"Node\"} 1\n", text, StringComparison.Ordinal);
            Assert.Contains("apiserver_resource_objects{group=\"flowcontrol.apiserver.k8s.io\",resource=\"flowschemas\"} 13\n", text, StringComparison.Ordinal);
            Assert.Contains("apiserver_storage_objects{resource=\"flowschemas.flowcontrol.apiserver.k8s.io\"} 13\n", text, StringComparison.Ordinal);
            Assert.Contains("apiserver_flowcontrol_nominal_limit_seats{priority_level=\"workload-low\"} 245\n", text, StringComparison.Ordinal);
            Assert.Matches("""apiserver_flowcontrol_dispatched_requests_total\{flow_schema="exempt",priority_level="exempt"\} [1-9]""", text);
            Assert.Matches("""authentication_attempts\{result="success"\} [1-9]""", text);
            Assert.Matches("""process_resident_memory_bytes [1-9]\d{6}""", text);
            Assert.Matches("""dotnet_gc_collections_total\{generation="0"\} \d""", text);
            Assert.Contains("kubernetes_build_info{", text, StringComparison.Ordinal);
            Assert.DoesNotContain("apiserver_storage_size_bytes", text, StringComparison.Ordinal);
        }

        await UntilAsync("apiserver_longrunning_requests{verb=\"WATCH\",group=\"\",version=\"v1\",resource=\"nodes\",subresource=\"\",scope=\"cluster\",component=\"apiserver\"} 0\n");
    }

    [Fact]
    public async Task A_store_on_disk_tells_its_size()
    {
        var directory = Directory.CreateTempSubdirectory("navarch-metrics-");
        await using (var store = EmbeddedStore.Open(directory.FullName))
        {
            var durable = new TestApi { Options = options => options with { Store = store } };
            await durable.InitializeAsync();
            Assert.Matches("apiserver_storage_size_bytes\\{storage_cluster_id=\"embedded\"\\} [1-9][0-9]{4,}\n", await TextAsync(durable.Admin));
            await durable.DisposeAsync();
        }

        directory.Delete(recursive: true);
    }

    [Fact]
    public async Task Every_line_is_a_sample_of_a_metric_that_was_declared_before_it()
    {
        var declared = "";
        foreach (var line in (await TextAsync(api.Admin)).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.StartsWith("# TYPE ", StringComparison.Ordinal))
            {
                declared = line.Split(' ')[2];
            }
            else if (!line.StartsWith('#'))
            {
                Assert.Matches(SampleLine(), line);
                Assert.StartsWith(declared, line, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public async Task Only_who_may_monitor_reads_metrics()
    {
        Assert.Contains("apiserver_request_total", await TextAsync(api.Client("O=system:monitoring, CN=prometheus")), StringComparison.Ordinal);
        await api.Client("CN=jane").ReadAsync("/metrics").Expect(HttpStatusCode.Forbidden);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/metrics");
        request.Headers.Accept.ParseAdd("application/openmetrics-text;version=1.0.0");
        using var answer = await api.Admin.SendAsync(request);
        Assert.Equal("application/openmetrics-text", answer.Content.Headers.ContentType!.MediaType);
        Assert.EndsWith("# EOF\n", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/readyz", 200, "ok")]
    [InlineData("/readyz/ping", 200, "ok")]
    [InlineData("/readyz/poststarthook/bootstrap", 200, "ok")]
    [InlineData("/livez?verbose", 200, "[+]ping ok\nlivez check passed\n")]
    [InlineData("/readyz?verbose&exclude=ping", 200, "[+]ping excluded: ok\n[+]poststarthook/bootstrap ok\n[+]shutdown ok\nreadyz check passed\n")]
    [InlineData("/livez?verbose&exclude=odd", 200, "[+]ping ok\nwarn: some health checks cannot be excluded: no matches for \"odd\"\nlivez check passed\n")]
    public async Task Health_is_told_whole_or_check_by_check(string path, int code, string text)
    {
        using var answer = await api.Admin.GetAsync(new Uri(path, UriKind.Relative));
        Assert.Equal((code, text), ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync()));
    }

    [Fact]
    public async Task Dumps_of_the_queues_are_there_only_when_asked_for()
    {
        const string path = "/debug/api_priority_and_fairness/";
        await api.Admin.ReadAsync($"{path}dump_queues").Expect(HttpStatusCode.NotFound);
        var open = new TestApi { Options = options => options with { EnableDebugging = true } };
        await open.InitializeAsync();
        try
        {
            var levels = await open.Admin.GetStringAsync(new Uri($"{path}dump_priority_levels", UriKind.Relative));
            Assert.StartsWith("PriorityLevelName, ActiveQueues, IsIdle, IsQuiescing, WaitingRequests, ExecutingRequests,\n", levels, StringComparison.Ordinal);
            Assert.Contains("workload-low, 0, true, false, 0, 0,\n", levels, StringComparison.Ordinal);
            var queues = await open.Admin.GetStringAsync(new Uri($"{path}dump_queues", UriKind.Relative));
            Assert.Contains("leader-election, 15, 0, 0, 0, 0.0000,\n", queues, StringComparison.Ordinal);
            Assert.StartsWith("PriorityLevelName, FlowSchemaName,", await open.Admin.GetStringAsync(new Uri($"{path}dump_requests?includeRequestDetails=1", UriKind.Relative)), StringComparison.Ordinal);
            await open.Client("CN=jane").ReadAsync($"{path}dump_queues").Expect(HttpStatusCode.Forbidden);
        }
        finally
        {
            await open.DisposeAsync();
        }
    }

    [GeneratedRegex("""^[a-z_0-9]+(\{([a-z_]+="([^"\\]|\\.)*",?)*\})? [-+0-9.eEINaf]+$""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex SampleLine();

    private static async Task<string> TextAsync(HttpClient client)
    {
        using var answer = await client.GetAsync(new Uri("/metrics", UriKind.Relative));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadAsStringAsync();
    }

    /// <summary>Reads the metrics until a line is there: a request is counted just after its answer is sent.</summary>
    private async Task<string> UntilAsync(string line)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (true)
        {
            var text = await TextAsync(api.Admin);
            if (text.Contains(line, StringComparison.Ordinal))
            {
                return text;
            }

            await Task.Delay(20, patience.Token);
        }
    }
}
