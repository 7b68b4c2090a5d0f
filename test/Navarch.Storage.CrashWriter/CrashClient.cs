namespace Navarch.Storage.CrashWriter;

/// <summary>One client: creates, updates and deletes keys of its own, some lazily, and counts on a key all clients share.</summary>
internal sealed class CrashClient(IStore store, LineWriter report, int client, int seed)
{
    public const string Bucket = "keys";
    public const int Clients = 8;
    private const int Keys = 10;

    private readonly Random random = new((seed * Clients) + client);

    /// <summary>The counter: its value is as many bytes long as it was incremented.</summary>
    public static Entry? Counter(IStore store) => store.Get(new StoreKey("counter", "all"));

    public async Task RunAsync()
    {
        for (int step = 0; ; step++)
        {
            if (random.Next(5) == 0)
            {
                await CountAsync();
            }
            else
            {
                await WriteAsync($"{seed}.{client}.{step}");
            }
        }
    }

    private async Task WriteAsync(string id)
    {
        var key = new StoreKey(Bucket, $"{client}/{random.Next(Keys)}");
        Entry? current = store.Get(key);
        bool delete = current is not null && random.Next(4) == 0;
        bool lazy = random.Next(5) == 0;
        report.Write($"s {client} {key.Name} {(delete ? "-" : id)} {(lazy ? 1 : 0)}");
        WriteResult result = await store.WriteAsync(new Write(key, delete ? null : CrashValue.Make(id), current?.ModRevision ?? 0)
        {
            RevisionOffset = delete ? -1 : 0,
            Lazy = lazy,
        });
        report.Write(result.Status == WriteStatus.Committed
            ? $"a {client} {result.Entry!.ModRevision}"
            : $"bad the only writer of {key.Name} was answered {result.Status}");
    }

    private async Task CountAsync()
    {
        Entry? counter = Counter(store);
        report.Write($"S {client}");
        WriteResult result = await store.WriteAsync(
            new Write(new StoreKey("counter", "all"), new byte[(counter?.Value.Length ?? 0) + 1], counter?.ModRevision ?? 0));
        report.Write(result.Status == WriteStatus.Committed ? $"A {client} {result.Entry!.ModRevision}" : $"C {client}");
    }
}
