using Microsoft.AspNetCore.Http;

namespace Navarch.ApiServer.Responses;

/// <summary>How long the server waits for a watcher that does not read. One that reads slowly is waited for; one that reads next to nothing is dropped.</summary>
/// <param name="Longest">The longest time in which it takes 64 KiB, or what it is sent when that is less.</param>
/// <param name="Time">The clock.</param>
internal readonly record struct WatchPatience(TimeSpan Longest, TimeProvider Time)
{
    private const int Part = 64 * 1024;

    /// <summary>How long it may take for so many bytes: large events are sent in one go, and are not read in one.</summary>
    public TimeSpan For(long bytes) => Longest * Math.Max(1, (bytes + Part - 1) / Part);

    /// <summary>Sends what is written; false when the client is gone, or is dropped because it takes nothing.</summary>
    public async ValueTask<bool> FlushAsync(HttpContext http, BlockWriter output, CancellationToken cancellationToken)
    {
        var limit = For(output.Unsent);
        var flush = output.FlushAsync(cancellationToken);
        if (flush.IsCompletedSuccessfully)
        {
            // The common case: the connection's buffers take it.
            return await flush;
        }

        try
        {
            return await flush.AsTask().WaitAsync(limit, Time, cancellationToken);
        }
        catch (TimeoutException)
        {
            http.Abort();
            return false;
        }
    }
}
