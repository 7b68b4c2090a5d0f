using System.Threading.Channels;
using Google.Protobuf;

namespace Navarch.Client.Grpc;

/// <summary>An open call on which both sides send messages. Dispose it to give the call up.</summary>
public sealed class GrpcDuplexCall<TRequest, TResponse> : IAsyncDisposable
    where TRequest : class, IMessage<TRequest>
    where TResponse : class, IMessage<TResponse>, new()
{
    private readonly GrpcMethod<TRequest, TResponse> _method;
    private readonly ChannelWriter<TRequest> _requests;
    private readonly Task<HttpResponseMessage> _response;
    private readonly GrpcDeadline _limit;
    private Stream? _stream;
    private bool _ended;

    internal GrpcDuplexCall(
        GrpcMethod<TRequest, TResponse> method, ChannelWriter<TRequest> requests, Task<HttpResponseMessage> response, GrpcDeadline limit)
    {
        _method = method;
        _requests = requests;
        _response = response;
        _limit = limit;
    }

    /// <summary>Queues one message; waits when the server reads slowly.</summary>
    public async ValueTask WriteAsync(TRequest message, CancellationToken ct)
    {
        if (_response.IsFaulted)
        {
            await FirstResponseAsync();
        }
        await _requests.WriteAsync(message, ct);
    }

    /// <summary>Says that no further message will be written.</summary>
    public void CompleteRequests() => _requests.TryComplete();

    /// <summary>The next message of the server; null when it ended the call well.</summary>
    /// <exception cref="GrpcException">The call failed, broke, or its deadline passed.</exception>
    public async ValueTask<TResponse?> ReadAsync(CancellationToken ct)
    {
        if (_ended)
        {
            return null;
        }
        try
        {
            var response = await FirstResponseAsync().WaitAsync(ct);
            _stream ??= await response.Content.ReadAsStreamAsync(_limit.Token);
            if (await GrpcMessageFormat.ReadAsync(_stream, _method.Parser, _limit.Token) is { } message)
            {
                return message;
            }
            _ended = true;
            GrpcTrailers.ThrowUnlessOk(response);
            return null;
        }
        catch (Exception e) when (_limit.Translate(e) is { } failure)
        {
            _ended = true;
            throw new GrpcException(failure.Code, failure.Message, e);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _requests.TryComplete();
        _limit.Cancel();
        if (_stream is not null)
        {
            await _stream.DisposeAsync();
        }
        await _response.ContinueWith(
            static sent =>
            {
                // A call given up before its answer faults; reading the fault marks it as seen.
                if (sent.IsCompletedSuccessfully)
                {
                    sent.Result.Dispose();
                }
                else
                {
                    _ = sent.Exception;
                }
            },
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
        _limit.Dispose();
    }

    private Task<HttpResponseMessage> FirstResponseAsync() => _response;
}
