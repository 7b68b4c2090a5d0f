using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Navarch.ApiServer.Pipeline;

/// <summary>
/// Turns whatever escaped into an answer: a store that cannot write into 503, a body too large into 413, a bug into 500.
/// A client that has gone is nobody's error.
/// </summary>
internal sealed partial class ErrorStage(ILogger logger) : IStage
{
    /// <inheritdoc/>
    public async ValueTask InvokeAsync(ApiCall call, NextStage next)
    {
        try
        {
            await next(call);
        }
        catch (Exception e) when (e is OperationCanceledException or ConnectionAbortedException or ConnectionResetException && call.Aborted.IsCancellationRequested)
        {
            ClientGone(call.Info.Path);
        }
        catch (BadHttpRequestException e)
        {
            await AnswerAsync(call, e.StatusCode == StatusCodes.Status413PayloadTooLarge
                ? Failures.RequestEntityTooLarge(e.Message)
                : Failures.BadRequest(e.Message));
        }
        catch (StoreUnavailableException e)
        {
            StoreUnavailable(e, call.Info.Path);
            await AnswerAsync(call, Failures.ServiceUnavailable(e.Message));
        }
        catch (Exception e)
        {
            Failed(e, call.Http.Request.Method, call.Info.Path);
            await AnswerAsync(call, Failures.InternalError($"an error of the server prevented the request from succeeding: {e.GetType().Name}"));
        }
    }

    /// <summary>Answers with a status, unless the answer has begun: then it is broken off.</summary>
    public static async ValueTask AnswerAsync(ApiCall call, Status status)
    {
        if (call.Http.Response.HasStarted)
        {
            // Too late for a status: the client must see a broken response, not one that looks complete.
            call.Http.Abort();
            return;
        }

        call.Http.Response.Clear();
        await StatusResponse.WriteAsync(call.Http, status);
    }

    [LoggerMessage(LogLevel.Debug, "The client of {Path} has gone")]
    private partial void ClientGone(string path);

    [LoggerMessage(LogLevel.Error, "The store is unavailable for {Path}")]
    private partial void StoreUnavailable(Exception error, string path);

    [LoggerMessage(LogLevel.Error, "{Method} {Path} failed")]
    private partial void Failed(Exception error, string method, string path);
}
