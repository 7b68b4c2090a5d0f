using Microsoft.AspNetCore.Http;

namespace Navarch.ApiServer.Responses;

/// <summary>How long the server waits for a watcher that does not read. One that reads slowly is waited for; one that reads nothing is dropped.</summary>
/// <param name="Longest">The longest time in which it reads nothing.</param>
/// <param name="Time">The clock.</param>
internal readonly record struct WatchPatience(TimeSpan Longest, TimeProvider Time)
{
    /// <summary>Sends what is written; false when the client is gone, or is dropped because it takes nothing.</summary>
    public async ValueTask<bool> FlushAsync(HttpContext http, BlockWriter output, CancellationToken cancellationToken)
    {
        var flush = output.FlushAsync(cancellationToken);
        if (flush.IsCompletedSuccessfully)
        {
            // The common case: the connection's buffers take it.
            return await flush;
        }

        try
        {
            return await flush.AsTask().WaitAsync(Longest, Time, cancellationToken);
        }
        catch (TimeoutException)
        {
            http.Abort();
            return false;
        }
    }
}
