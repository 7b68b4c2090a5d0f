using System.Text.Json.Nodes;

namespace Navarch.ApiServer.Tests.Support;

/// <summary>A watch read frame by frame; gives up when nothing comes for long.</summary>
internal sealed class WatchStream : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly HttpResponseMessage response;
    private readonly StreamReader reader;

    private WatchStream(HttpResponseMessage response, StreamReader reader)
    {
        this.response = response;
        this.reader = reader;
    }

    public JsonNode? Last { get; private set; }

    public string? LastVersion => (string?)Last?["object"]?["metadata"]?["resourceVersion"];

    public static async Task<WatchStream> OpenAsync(HttpClient client, string path)
    {
        var opened = await client.GetAsync(new Uri(path, UriKind.Relative), HttpCompletionOption.ResponseHeadersRead);
        Assert.True(opened.IsSuccessStatusCode, opened.StatusCode.ToString());
        return new WatchStream(opened, new StreamReader(await opened.Content.ReadAsStreamAsync()));
    }

    /// <summary>The next event and its object's name; empty at the end.</summary>
    public async Task<(string Type, string Name)> NextAsync()
    {
        var line = await reader.ReadLineAsync().WaitAsync(Patience);
        if (line is null)
        {
            return ("", "");
        }

        Last = JsonNode.Parse(line)!;
        return ((string)Last["type"]!, (string?)Last["object"]!["metadata"]!["name"] ?? "");
    }

    public ValueTask DisposeAsync()
    {
        reader.Dispose();
        response.Dispose();
        return ValueTask.CompletedTask;
    }
}
