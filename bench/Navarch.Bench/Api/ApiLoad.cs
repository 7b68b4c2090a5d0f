using System.Diagnostics;
using System.Net.Http.Headers;

namespace Navarch.Bench.Api;

/// <summary>A server under load, and the clients that load it.</summary>
internal sealed class ApiLoad : IAsyncDisposable
{
    /// <summary>How many pods the rows that read meet.</summary>
    public const int Pods = 10_000;

    /// <summary>The namespace they are in.</summary>
    public const string Namespace = "bench";

    /// <summary>The media type of protobuf.</summary>
    public const string Protobuf = "application/vnd.kubernetes.protobuf";

    private const int FillingClients = 32;
    private static readonly MediaTypeHeaderValue Json = new("application/json");
    private static readonly MediaTypeHeaderValue MergePatch = new("application/merge-patch+json");

    private readonly List<HttpClient> clients = [];
    private bool isFilled;
    private int value;

    private ApiLoad(ServerProcess server, string? program)
    {
        Server = server;
        Program = program;
    }

    /// <summary>The server.</summary>
    public ServerProcess Server { get; }

    /// <summary>The program it runs; null: what the launcher built.</summary>
    public string? Program { get; }

    /// <summary>How long one round of a measurement lasts.</summary>
    public TimeSpan Round { get; private init; }

    /// <summary>How many rounds the median is taken of.</summary>
    public int Rounds { get; private init; }

    /// <summary>Starts a server with an empty data folder.</summary>
    public static async Task<ApiLoad> StartAsync(string? program, int rounds, TimeSpan round)
    {
        var server = await ServerProcess.StartAsync(Directory.CreateTempSubdirectory("navarch-bench-").FullName, program);
        return new(server, program) { Rounds = rounds, Round = round };
    }

    /// <summary>The client of that number: each has connections of its own.</summary>
    public HttpClient Client(int number = 0)
    {
        lock (clients)
        {
            while (clients.Count <= number)
            {
                clients.Add(Server.Connect());
            }

            return clients[number];
        }
    }

    /// <summary>Creates a namespace and waits until pods can be created in it.</summary>
    public async Task CreateNamespaceAsync(string name)
    {
        await SendAsync(Client(), Post("/api/v1/namespaces", System.Text.Encoding.UTF8.GetBytes($$$"""{"metadata":{"name":"{{{name}}}"}}""")));
        var limit = Stopwatch.StartNew();
        while (!await IsThereAsync($"/api/v1/namespaces/{name}/serviceaccounts/default"))
        {
            if (limit.Elapsed > TimeSpan.FromSeconds(30))
            {
                throw new InvalidOperationException($"namespace {name} got no service account");
            }

            await Task.Delay(20);
        }
    }

    /// <summary>Sees to it that there are <see cref="Pods"/> pods.</summary>
    public async Task FillAsync()
    {
        if (isFilled)
        {
            return;
        }

        isFilled = true;
        if (!await IsThereAsync($"/api/v1/namespaces/{Namespace}"))
        {
            await CreateNamespaceAsync(Namespace);
        }

        await CountedAsync(FillingClients, Pods, i => Post($"/api/v1/namespaces/{Namespace}/pods", LoadObjects.Pod(PodName(i))));
    }

    /// <summary>Says that the pods were deleted.</summary>
    public void Emptied() => isFilled = false;

    /// <summary>A value no patch had before: a patch that changes nothing is no event.</summary>
    public int NextValue() => Interlocked.Increment(ref value);

    /// <summary>The name of a pod of <see cref="FillAsync"/>.</summary>
    public static string PodName(int number) => $"storefront-6d4cf56db6-{number:00000}";

    /// <summary>A request that creates.</summary>
    public static HttpRequestMessage Post(string path, byte[] body) => With(HttpMethod.Post, path, body, Json);

    /// <summary>A merge patch.</summary>
    public static HttpRequestMessage Patch(string path, byte[] body) => With(HttpMethod.Patch, path, body, MergePatch);

    /// <summary>A request without a body.</summary>
    public static HttpRequestMessage Get(string path, string accept = "application/json")
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.TryAddWithoutValidation("Accept", accept);
        return request;
    }

    /// <summary>Sends, reads the whole answer and gives its length; anything but success is an error of the measurement.</summary>
    public static async Task<long> SendAsync(HttpClient client, HttpRequestMessage request, byte[]? scratch = null, CancellationToken cancellation = default)
    {
        using (request)
        using (var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation))
        {
            if (!answer.IsSuccessStatusCode)
            {
                throw new InvalidOperationException(
                    $"{request.Method} {request.RequestUri}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync(cancellation)}");
            }

            scratch ??= new byte[64 * 1024];
            await using var body = await answer.Content.ReadAsStreamAsync(cancellation);
            long length = 0;
            while (await body.ReadAsync(scratch, cancellation) is > 0 and var read)
            {
                length += read;
            }

            return length;
        }
    }

    /// <summary>Rounds of a given length, after one that is not counted; the median of their rates.</summary>
    public async Task<Measured> RateAsync(int count, Func<int, int, HttpRequestMessage> request)
    {
        await TimedAsync(count, Round / 2, request);
        List<Measured> rounds = [];
        for (var round = 0; round < Rounds; round++)
        {
            rounds.Add(await TimedAsync(count, Round, request));
        }

        return Measured.Median(rounds);
    }

    /// <summary>So many operations over so many clients, each client one after the other.</summary>
    public async Task<Measured> CountedAsync(int count, int operations, Func<int, HttpRequestMessage> request)
    {
        var next = -1;
        return await RunAsync(count, async (client, scratch, times) =>
        {
            while (Interlocked.Increment(ref next) is var i && i < operations)
            {
                var begin = Stopwatch.GetTimestamp();
                await SendAsync(client, request(i), scratch);
                times.Add(Stopwatch.GetElapsedTime(begin).TotalMilliseconds);
            }
        });
    }

    /// <summary>One request several times after one another; the median of its seconds. The operation is the whole request.</summary>
    public async Task<Measured> RepeatedAsync(int warmUp, int times, Func<int, HttpRequestMessage> request)
    {
        var scratch = new byte[256 * 1024];
        for (var i = 0; i < warmUp; i++)
        {
            await SendAsync(Client(), request(i), scratch);
        }

        List<double> seconds = [];
        long bytes = 0;
        var before = Server.Sample();
        for (var i = 0; i < times; i++)
        {
            var watch = Stopwatch.StartNew();
            bytes = await SendAsync(Client(), request(i), scratch);
            seconds.Add(watch.Elapsed.TotalSeconds);
        }

        return new(Figure.Percentile(seconds, 0.5))
        {
            P50 = 1000 * Figure.Percentile(seconds, 0.5),
            P99 = 1000 * Figure.Percentile(seconds, 0.99),
            ProcessorMicroseconds = 1e6 * (Server.Sample().ProcessorSeconds - before.ProcessorSeconds) / times,
            Remark = $"{bytes / 1e6:0.0} MB each",
        };
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        clients.ForEach(client => client.Dispose());
        await Server.DisposeAsync();
        Directory.Delete(Server.Folder, recursive: true);
    }

    private Task<Measured> TimedAsync(int count, TimeSpan length, Func<int, int, HttpRequestMessage> request)
    {
        var number = -1;
        return RunAsync(count, async (client, scratch, times) =>
        {
            var mine = Interlocked.Increment(ref number);
            var start = Stopwatch.GetTimestamp();
            for (var i = 0; Stopwatch.GetElapsedTime(start) < length; i++)
            {
                var begin = Stopwatch.GetTimestamp();
                await SendAsync(client, request(mine, i), scratch);
                times.Add(Stopwatch.GetElapsedTime(begin).TotalMilliseconds);
            }
        });
    }

    private async Task<Measured> RunAsync(int count, Func<HttpClient, byte[], List<double>, Task> run)
    {
        HttpClient[] used = [.. Enumerable.Range(0, count).Select(Client)];
        List<double>[] times = [.. used.Select(_ => new List<double>())];
        var before = Server.Sample();
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(used.Select((client, i) => run(client, new byte[16 * 1024], times[i])));
        var seconds = watch.Elapsed.TotalSeconds;
        double[] all = [.. times.SelectMany(list => list)];
        return new(all.Length / seconds)
        {
            P50 = Figure.Percentile(all, 0.5),
            P99 = Figure.Percentile(all, 0.99),
            ProcessorMicroseconds = 1e6 * (Server.Sample().ProcessorSeconds - before.ProcessorSeconds) / all.Length,
        };
    }

    private async Task<bool> IsThereAsync(string path)
    {
        using var answer = await Client().GetAsync(new Uri(path, UriKind.Relative));
        return answer.IsSuccessStatusCode;
    }

    private static HttpRequestMessage With(HttpMethod method, string path, byte[] body, MediaTypeHeaderValue type) =>
        new(method, path) { Content = new ByteArrayContent(body) { Headers = { ContentType = type } } };
}
