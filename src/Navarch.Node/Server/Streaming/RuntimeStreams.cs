using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using Navarch.Node.Runtime;

namespace Navarch.Node.Server.Streaming;

/// <summary>Opens SPDY connections to the container runtime's own streaming server.</summary>
internal sealed class RuntimeStreams : IDisposable
{
    public const string Protocol = "SPDY/3.1";
    public const string VersionHeader = "X-Stream-Protocol-Version";

    private readonly HttpMessageInvoker _http;

    /// <param name="networkNamespace">File of the network namespace in which the runtime listens; null for our own.</param>
    public RuntimeStreams(string? networkNamespace) => _http = new HttpMessageInvoker(new SocketsHttpHandler
    {
        UseProxy = false,
        AllowAutoRedirect = false,
        ActivityHeadersPropagator = null,
        // The address comes from the runtime, as a number.
        ConnectCallback = async (context, ct) => new NetworkStream(
            await NetworkNamespace.ConnectAsync(networkNamespace, IPEndPoint.Parse($"{context.DnsEndPoint.Host}:{context.DnsEndPoint.Port}"), ct),
            ownsSocket: true),
    });

    /// <summary>Asks for an upgrade.</summary>
    /// <param name="address">As the runtime gave it.</param>
    /// <param name="versions">Versions of the protocol inside the streams, best first.</param>
    /// <param name="ct">Gives up.</param>
    /// <returns>The answer: 101 with a two-way content stream when the runtime agrees. The caller disposes it.</returns>
    public Task<HttpResponseMessage> UpgradeAsync(Uri address, IEnumerable<string> versions, CancellationToken ct)
    {
        // Not disposed here: the request lives as long as its response stream.
        var request = new HttpRequestMessage(HttpMethod.Post, address) { Version = HttpVersion.Version11 };
        request.Headers.Connection.Add("Upgrade");
        request.Headers.Upgrade.Add(ProductHeaderValue.Parse(Protocol));
        foreach (var version in versions)
        {
            request.Headers.TryAddWithoutValidation(VersionHeader, version);
        }
        return _http.SendAsync(request, ct);
    }

    public void Dispose() => _http.Dispose();
}
