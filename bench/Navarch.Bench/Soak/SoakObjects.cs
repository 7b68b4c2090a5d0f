using System.Net;
using Navarch.Bench.Api;

namespace Navarch.Bench.Soak;

/// <summary>
/// The objects of one kind that the soak works on, by number. Each worker has numbers of its own, so that it knows which of its
/// objects are there: any answer but the expected one is an error.
/// </summary>
/// <param name="Resource">The resource.</param>
/// <param name="Create">The JSON of an object to create, by name.</param>
/// <param name="Patch">A merge patch, by a value.</param>
internal sealed record SoakObjects(string Resource, Func<string, byte[]> Create, Func<int, byte[]> Patch)
{
    /// <summary>The namespace.</summary>
    public const string Namespace = "soak";

    /// <summary>The path of the collection.</summary>
    public string Path => $"/api/v1/namespaces/{Namespace}/{Resource}";

    /// <summary>Creates, patches, reads and deletes until cancelled.</summary>
    /// <param name="client">The connection.</param>
    /// <param name="counts">Where operations are counted.</param>
    /// <param name="worker">Whose objects.</param>
    /// <param name="objects">How many there are at most.</param>
    /// <param name="random">Decides what comes next.</param>
    /// <param name="stop">Ends it.</param>
    public async Task WorkAsync(HttpClient client, SoakCounts counts, int worker, int objects, Random random, CancellationToken stop)
    {
        var there = new bool[objects];
        for (var round = 0; !stop.IsCancellationRequested; round++)
        {
            var number = random.Next(objects);
            var name = $"soak-{worker}-{number}";
            var (what, request, expected) = (there[number], random.Next(20)) switch
            {
                (false, _) => ("create", ApiLoad.Post(Path, Create(name)), HttpStatusCode.Created),
                (true, 0) => ("delete", new HttpRequestMessage(HttpMethod.Delete, $"{Path}/{name}"), HttpStatusCode.OK),
                (true, < 10) => ("patch", ApiLoad.Patch($"{Path}/{name}", Patch(round)), HttpStatusCode.OK),
                _ => ("get", ApiLoad.Get($"{Path}/{name}", random.Next(2) == 0 ? "application/json" : ApiLoad.Protobuf), HttpStatusCode.OK),
            };
            await CheckAsync(client, counts, what, request, expected, stop);
            there[number] = what != "delete";
        }
    }

    /// <summary>Lists in every way clients do, with a pause between, until cancelled.</summary>
    public async Task ListAsync(HttpClient client, SoakCounts counts, TimeSpan pause, CancellationToken stop)
    {
        string[] queries = ["?limit=500", "?labelSelector=app%3Dnone", "", "?resourceVersion=0"];
        string[] formats = ["application/json", ApiLoad.Protobuf, "application/json;as=Table;g=meta.k8s.io;v=v1", "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1"];
        for (var i = 0; !stop.IsCancellationRequested; i++)
        {
            await CheckAsync(client, counts, "list", ApiLoad.Get(Path + queries[i % queries.Length], formats[i / queries.Length % formats.Length]), HttpStatusCode.OK, stop);
            await Task.Delay(pause, stop);
        }
    }

    private static async Task CheckAsync(HttpClient client, SoakCounts counts, string what, HttpRequestMessage request, HttpStatusCode expected, CancellationToken stop)
    {
        using (request)
        using (var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stop))
        {
            if (answer.StatusCode != expected)
            {
                counts.Fail($"{request.Method} {request.RequestUri}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync(stop)}");
            }

            await answer.Content.CopyToAsync(Stream.Null, stop);
            counts.Add(what);
        }
    }
}
