namespace Navarch.Node.Server.Streaming;

/// <summary>Joins two byte streams until either side ends.</summary>
internal static class StreamCopy
{
    public static async Task BothWaysAsync(Stream one, Stream other, CancellationToken ct)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var there = OneWayAsync(one, other, ended.Token);
        var back = OneWayAsync(other, one, ended.Token);
        await Task.WhenAny(there, back);
        await ended.CancelAsync();
        await one.DisposeAsync();
        await other.DisposeAsync();
        await Task.WhenAll(there, back);
    }

    private static async Task OneWayAsync(Stream from, Stream to, CancellationToken ct)
    {
        var buffer = new byte[32 * 1024];
        try
        {
            int got;
            while ((got = await from.ReadAsync(buffer, ct)) > 0)
            {
                await to.WriteAsync(buffer.AsMemory(0, got), ct);
                await to.FlushAsync(ct);
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // A side that breaks off ends the connection like one that closes it.
            return;
        }
    }
}
