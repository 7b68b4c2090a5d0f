using System.Text;

namespace Navarch.Storage.Tests;

/// <summary>What every store promises; a store's tests subclass this and say how one is opened.</summary>
public abstract partial class StoreContract : IAsyncLifetime
{
    /// <summary>The store under test, with the default options.</summary>
    protected IStore Store { get; private set; } = null!;

    /// <summary>Opens an empty store.</summary>
    protected abstract IStore Open(StoreOptions options);

    public virtual Task InitializeAsync()
    {
        Store = Open(new StoreOptions());
        return Task.CompletedTask;
    }

    public virtual async Task DisposeAsync() => await Store.DisposeAsync();

    /// <summary>Closes the store and opens another with other options.</summary>
    protected async Task<IStore> ReplaceAsync(StoreOptions options)
    {
        await Store.DisposeAsync();
        return Store = Open(options);
    }

    protected static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    protected static string Text(Entry? entry) => entry is null ? "(none)" : Encoding.UTF8.GetString(entry.Value.Span);

    protected ValueTask<WriteResult> CreateAsync(string name, string value = "v", string bucket = "pods") =>
        Store.WriteAsync(new Write(new StoreKey(bucket, name), Bytes(value), Expected: 0));

    protected ValueTask<WriteResult> UpdateAsync(string name, string value, long expected = Write.AnyRevision, string bucket = "pods") =>
        Store.WriteAsync(new Write(new StoreKey(bucket, name), Bytes(value), expected));

    protected ValueTask<WriteResult> DeleteAsync(string name, long expected = Write.AnyRevision, string bucket = "pods") =>
        Store.WriteAsync(new Write(new StoreKey(bucket, name), null, expected));

    protected ISnapshot Take(string bucket = "pods", long revision = 0)
    {
        SnapshotResult result = Store.Snapshot(bucket, revision);
        Assert.Equal(SnapshotStatus.Ok, result.Status);
        return result.Snapshot!;
    }

    protected IWatch OpenWatch(long after, string prefix = "", string bucket = "pods")
    {
        WatchResult result = Store.Watch(bucket, prefix, after);
        Assert.Equal(WatchStatus.Ok, result.Status);
        return result.Watch!;
    }

    /// <summary>Reads until so many events came.</summary>
    protected static async Task<List<StoreEvent>> ReadAsync(IWatch watch, int count)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        var events = new List<StoreEvent>();
        while (events.Count < count)
        {
            events.AddRange(await watch.NextAsync(limit.Token));
        }

        return events;
    }

    protected static string Describe(StoreEvent change) =>
        $"{(change.Type == StoreEventType.Delete ? "deleted" : change.Previous is null ? "created" : "updated")} {change.Entry.Key.Name}={Text(change.Entry)}";

    protected static string Names(IEnumerable<Entry> entries) => string.Join(' ', entries.Select(entry => entry.Key.Name));
}
