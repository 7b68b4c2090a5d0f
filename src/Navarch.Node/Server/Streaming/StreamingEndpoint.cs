using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Navarch.Client.Grpc.Cri;
using Navarch.Node.Cri;

namespace Navarch.Node.Server.Streaming;

/// <summary>
/// Serves exec, attach and port-forward. The container runtime offers them by SPDY only. A client that asks for SPDY is passed
/// through byte by byte; for one that comes by WebSocket, we speak SPDY in its stead.
/// </summary>
internal sealed class StreamingEndpoint : IDisposable
{
    private const string TunnelProtocol = "SPDY/3.1+portforward.k8s.io";
    private const string PortForwardVersion = "portforward.k8s.io";
    private const string RuntimeCommandVersion = "v4.channel.k8s.io";

    private static readonly string[] CommandProtocols = ["v5.channel.k8s.io", "v4.channel.k8s.io"];

    private readonly ICriClient _cri;
    private readonly RuntimeStreams _runtime;

    public StreamingEndpoint(ICriClient cri, string? runtimeNetworkNamespace)
    {
        _cri = cri;
        _runtime = new RuntimeStreams(runtimeNetworkNamespace);
    }

    public async Task ExecAsync(HttpContext context, string podName, LocatedContainer container)
    {
        if (!await IsRunningAsync(context, podName, container))
        {
            return;
        }
        var options = RemoteCommandOptions.Parse(context.Request.Query);
        var request = new ExecRequest
        {
            ContainerId = container.ContainerId,
            Stdin = options.Stdin,
            Stdout = options.Stdout,
            Stderr = options.Stderr,
            Tty = options.Tty,
        };
        request.Cmd.AddRange(context.Request.Query["command"].OfType<string>());
        if (request.Cmd.Count == 0)
        {
            await NodeServer.RefuseAsync(context, HttpStatusCode.BadRequest, "a command is needed");
            return;
        }
        await CommandAsync(context, options, ct => _cri.ExecAsync(request, ct));
    }

    public async Task AttachAsync(HttpContext context, string podName, LocatedContainer container)
    {
        if (!await IsRunningAsync(context, podName, container))
        {
            return;
        }
        var options = RemoteCommandOptions.Parse(context.Request.Query);
        var request = new AttachRequest
        {
            ContainerId = container.ContainerId,
            Stdin = options.Stdin,
            Stdout = options.Stdout,
            Stderr = options.Stderr,
            Tty = options.Tty,
        };
        await CommandAsync(context, options, ct => _cri.AttachAsync(request, ct));
    }

    public async Task PortForwardAsync(HttpContext context, LocatedPod pod)
    {
        if (pod.SandboxId is not { } sandbox)
        {
            await NodeServer.RefuseAsync(context, HttpStatusCode.BadRequest, "the pod is not running");
            return;
        }
        var ct = context.RequestAborted;
        if (!WebSocketHandshake.IsAskedFor(context))
        {
            await PassThroughAsync(context, await _cri.PortForwardAsync(sandbox, [], ct));
            return;
        }
        if (!WebSocketHandshake.Offered(context).Contains(TunnelProtocol))
        {
            await NodeServer.RefuseAsync(context, HttpStatusCode.BadRequest, $"of the WebSocket subprotocols for port-forward only {TunnelProtocol} is served");
            return;
        }
        var address = await _cri.PortForwardAsync(sandbox, [], ct);
        using var answer = await _runtime.UpgradeAsync(address, [PortForwardVersion], ct);
        if (answer.StatusCode != HttpStatusCode.SwitchingProtocols)
        {
            await RelayRefusalAsync(context, answer);
            return;
        }
        using var client = await WebSocketHandshake.AcceptAsync(context, TunnelProtocol);
        await using var bytes = new WebSocketBytes(client);
        await StreamCopy.BothWaysAsync(bytes, await answer.Content.ReadAsStreamAsync(ct), ct);
    }

    public void Dispose() => _runtime.Dispose();

    private async Task CommandAsync(HttpContext context, RemoteCommandOptions options, Func<CancellationToken, Task<Uri>> prepare)
    {
        var ct = context.RequestAborted;
        if (!(options.Stdin || options.Stdout || options.Stderr))
        {
            await NodeServer.RefuseAsync(context, HttpStatusCode.BadRequest, "you must specify at least 1 of stdin, stdout, stderr");
            return;
        }
        if (!WebSocketHandshake.IsAskedFor(context))
        {
            await PassThroughAsync(context, await prepare(ct));
            return;
        }
        if (WebSocketHandshake.Offered(context).FirstOrDefault(CommandProtocols.Contains) is not { } protocol)
        {
            await NodeServer.RefuseAsync(context, HttpStatusCode.BadRequest, $"of the WebSocket subprotocols only {string.Join(" and ", CommandProtocols)} are served");
            return;
        }
        using var answer = await _runtime.UpgradeAsync(await prepare(ct), [RuntimeCommandVersion], ct);
        if (answer.StatusCode != HttpStatusCode.SwitchingProtocols)
        {
            await RelayRefusalAsync(context, answer);
            return;
        }
        using var client = await WebSocketHandshake.AcceptAsync(context, protocol);
        await using var runtime = new SpdyConnection(await answer.Content.ReadAsStreamAsync(ct));
        await new RemoteCommandSession(client, runtime).RunAsync(options, ct);
    }

    /// <summary>Joins the client, which speaks SPDY itself, to the runtime.</summary>
    private async Task PassThroughAsync(HttpContext context, Uri address)
    {
        var ct = context.RequestAborted;
        if (context.Features.Get<IHttpUpgradeFeature>() is not { IsUpgradableRequest: true } upgrade
            || !RuntimeStreams.Protocol.Equals(context.Request.Headers.Upgrade, StringComparison.OrdinalIgnoreCase))
        {
            await NodeServer.RefuseAsync(context, HttpStatusCode.BadRequest, $"an upgrade to {RuntimeStreams.Protocol} or websocket is needed");
            return;
        }
        using var answer = await _runtime.UpgradeAsync(address, context.Request.Headers[RuntimeStreams.VersionHeader].OfType<string>(), ct);
        if (answer.StatusCode != HttpStatusCode.SwitchingProtocols)
        {
            await RelayRefusalAsync(context, answer);
            return;
        }
        context.Response.Headers.Connection = "Upgrade";
        context.Response.Headers.Upgrade = RuntimeStreams.Protocol;
        if (answer.Headers.TryGetValues(RuntimeStreams.VersionHeader, out var version))
        {
            context.Response.Headers[RuntimeStreams.VersionHeader] = version.ToArray();
        }
        await using var client = await upgrade.UpgradeAsync();
        await StreamCopy.BothWaysAsync(client, await answer.Content.ReadAsStreamAsync(ct), ct);
    }

    private static async Task RelayRefusalAsync(HttpContext context, HttpResponseMessage answer) =>
        await NodeServer.RefuseAsync(context, answer.StatusCode, await answer.Content.ReadAsStringAsync(context.RequestAborted));

    private static async Task<bool> IsRunningAsync(HttpContext context, string podName, LocatedContainer container)
    {
        if (container is { IsRunning: true, ContainerId: not null })
        {
            return true;
        }
        await NodeServer.RefuseAsync(context, HttpStatusCode.InternalServerError, $"container not found (\"{container.Name}\" of pod {podName} is not running)");
        return false;
    }
}
