namespace Navarch.Node.Server.Streaming;

/// <summary>Joins two byte streams until either side ends.</summary>
internal static class StreamCopy
{
    private static readonly TimeSpan FarewellTime = TimeSpan.FromSeconds(1);

    public static async Task BothWaysAsync(Stream one, Stream other, CancellationToken ct)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var there = OneWayAsync(one, other, ended.Token);
        var back = OneWayAsync(other, one, ended.Token);
        await Task.WhenAny(there, back);
        // A side that got its last bytes closes by itself; cutting it off at once could lose what is still on the way.
        ended.CancelAfter(FarewellTime);
        await Task.WhenAll(there, back);
        await ended.CancelAsync();
        await one.DisposeAsync();
        await other.DisposeAsync();
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
