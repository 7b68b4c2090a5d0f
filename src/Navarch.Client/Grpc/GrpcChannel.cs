using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Google.Protobuf;

namespace Navarch.Client.Grpc;

/// <summary>
/// A connection to one gRPC server over HTTP/2, by Unix socket or TCP, shared by any number of concurrent calls.
/// It connects on the first call and again after a break; a call that meets a broken connection ends
/// with <see cref="GrpcStatusCode.Unavailable"/>.
/// </summary>
public sealed class GrpcChannel : IDisposable
{
    private readonly HttpMessageInvoker _http;
    private readonly Uri _address;

    private GrpcChannel(SocketsHttpHandler handler, Uri address)
    {
        handler.EnableMultipleHttp2Connections = true;
        handler.PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan;
        handler.AllowAutoRedirect = false;
        handler.UseCookies = false;
        handler.UseProxy = false;
        handler.ActivityHeadersPropagator = null;
        _http = new HttpMessageInvoker(handler);
        _address = address;
    }

    /// <summary>A channel to a server that listens on a Unix socket.</summary>
    public static GrpcChannel ForUnixSocket(string path)
    {
        var handler = new SocketsHttpHandler
        {
            ConnectCallback = async (_, ct) =>
            {
                var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                try
                {
                    await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), ct);
                    return new NetworkStream(socket, ownsSocket: true);
                }
                catch
                {
                    socket.Dispose();
                    throw;
                }
            },
        };
        return new GrpcChannel(handler, new Uri("http://localhost"));
    }

    /// <summary>A channel to a server on TCP: over TLS when the address says https, in the clear otherwise.</summary>
    public static GrpcChannel ForAddress(Uri address, SslClientAuthenticationOptions? tls = null)
    {
        var handler = new SocketsHttpHandler();
        if (tls is not null)
        {
            handler.SslOptions = tls;
        }
        return new GrpcChannel(handler, address);
    }

    /// <summary>One request, one response.</summary>
    /// <exception cref="GrpcException">The call failed, or its deadline passed.</exception>
    public async Task<TResponse> CallAsync<TRequest, TResponse>(
        GrpcMethod<TRequest, TResponse> method, TRequest request, GrpcCallOptions options, CancellationToken ct)
        where TRequest : class, IMessage<TRequest>
        where TResponse : class, IMessage<TResponse>, new()
    {
        using var limit = new GrpcDeadline(options.Deadline, ct);
        try
        {
            using var content = new GrpcUnaryContent<TRequest>(request);
            using var response = await SendAsync(method.Path, content, options, limit.Token);
            await using var stream = await response.Content.ReadAsStreamAsync(limit.Token);
            var message = await GrpcMessageFormat.ReadAsync(stream, method.Parser, limit.Token);
            await DrainAsync(stream, limit.Token);
            GrpcTrailers.ThrowUnlessOk(response);
            return message ?? throw new GrpcException(GrpcStatusCode.Internal, $"{method.Path} answered without a message");
        }
        catch (Exception e) when (limit.Translate(e) is { } failure)
        {
            throw new GrpcException(failure.Code, failure.Message, e);
        }
    }

    /// <summary>One request, any number of responses, until the server ends the stream or the caller stops reading.</summary>
    /// <exception cref="GrpcException">The call failed or broke; thrown from the enumeration.</exception>
    public async IAsyncEnumerable<TResponse> StreamAsync<TRequest, TResponse>(
        GrpcMethod<TRequest, TResponse> method,
        TRequest request,
        GrpcCallOptions options,
        [EnumeratorCancellation] CancellationToken ct)
        where TRequest : class, IMessage<TRequest>
        where TResponse : class, IMessage<TResponse>, new()
    {
        await using var call = OpenAsync(method, options, ct);
        await call.WriteAsync(request, ct);
        call.CompleteRequests();
        while (await call.ReadAsync(ct) is { } message)
        {
            yield return message;
        }
    }

    /// <summary>Opens a call on which both sides may send any number of messages.</summary>
    public GrpcDuplexCall<TRequest, TResponse> OpenAsync<TRequest, TResponse>(
        GrpcMethod<TRequest, TResponse> method, GrpcCallOptions options, CancellationToken ct)
        where TRequest : class, IMessage<TRequest>
        where TResponse : class, IMessage<TResponse>, new()
    {
        var requests = Channel.CreateBounded<TRequest>(new BoundedChannelOptions(64) { SingleReader = true });
        var limit = new GrpcDeadline(options.Deadline, ct);
        var content = new GrpcRequestContent<TRequest>(requests.Reader);
        var response = SendAsync(method.Path, content, options, limit.Token);
        return new GrpcDuplexCall<TRequest, TResponse>(method, requests.Writer, response, limit);
    }

    /// <summary>Closes the connection; calls in flight end as cancelled.</summary>
    public void Dispose() => _http.Dispose();

    private async Task<HttpResponseMessage> SendAsync(string path, HttpContent content, GrpcCallOptions options, CancellationToken ct)
    {
        // Not disposed here: the request lives as long as its response stream.
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_address, path))
        {
            Content = content,
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        request.Headers.TE.Add(new TransferCodingWithQualityHeaderValue("trailers"));
        if (options.Deadline is { } deadline)
        {
            var ms = Math.Max(1, (long)deadline.TotalMilliseconds);
            // The protocol allows at most eight digits.
            request.Headers.TryAddWithoutValidation("grpc-timeout", ms <= 99_999_999 ? $"{ms}m" : $"{Math.Min(ms / 1000, 99_999_999)}S");
        }
        foreach (var (name, value) in options.Headers ?? [])
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }
        var response = await _http.SendAsync(request, ct);
        if (response.StatusCode != HttpStatusCode.OK)
        {
            response.Dispose();
            throw new GrpcException(GrpcTrailers.FromHttp(response.StatusCode), $"the server answered HTTP {(int)response.StatusCode} to {path}");
        }
        return response;
    }

    private static async Task DrainAsync(Stream stream, CancellationToken ct)
    {
        var scratch = new byte[256];
        while (await stream.ReadAsync(scratch, ct) > 0)
        {
            // Trailers only arrive after the last byte of the body.
        }
    }
}
