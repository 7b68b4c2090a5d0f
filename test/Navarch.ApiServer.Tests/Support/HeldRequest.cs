using System.Net;

namespace Navarch.ApiServer.Tests.Support;

/// <summary>A write whose body does not end until it is told to: it holds its seats meanwhile.</summary>
internal sealed class HeldRequest : HttpContent
{
    private readonly TaskCompletionSource begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource release = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly string json;

    private HeldRequest(string json)
    {
        this.json = json;
        Headers.ContentType = new("application/json");
    }

    public Task<HttpResponseMessage> Response { get; private set; } = null!;

    /// <summary>Sends the request but the end of its body.</summary>
    public static async Task<HeldRequest> BeginAsync(HttpClient client, string path, string json)
    {
        var held = new HeldRequest(json);
        held.Response = client.PostAsync(new Uri(path, UriKind.Relative), held);
        await Task.WhenAny(held.begun.Task, held.Response);
        return held;
    }

    /// <summary>Sends such a request until one is known to hold its seats: while it is open, <paramref name="refuses"/> becomes true.</summary>
    public static async Task<HeldRequest> HoldAsync(HttpClient client, string path, string json, Func<Task<bool>> refuses)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (true)
        {
            // The request before it may hold its seat a moment longer than its answer took: then this one is refused itself.
            var held = await BeginAsync(client, path, json);
            while (!held.Response.IsCompleted)
            {
                if (await refuses())
                {
                    return held;
                }

                await Task.Delay(10, patience.Token);
            }

            patience.Token.ThrowIfCancellationRequested();
        }
    }

    /// <summary>Sends the rest of the body, and gives the answer's code.</summary>
    public async Task<HttpStatusCode> EndAsync()
    {
        release.TrySetResult();
        using var response = await Response;
        return response.StatusCode;
    }

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        var bytes = System.Text.Encoding.UTF8.GetBytes(json);
        await stream.WriteAsync(bytes.AsMemory(0, 1));
        await stream.FlushAsync();
        begun.TrySetResult();
        await release.Task;
        await stream.WriteAsync(bytes.AsMemory(1));
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
