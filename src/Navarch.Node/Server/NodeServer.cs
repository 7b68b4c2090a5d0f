using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Navarch.Client.Grpc;
using Navarch.Node.Cri;
using Navarch.Node.Server.Logs;
using Navarch.Node.Server.Stats;
using Navarch.Node.Server.Streaming;

namespace Navarch.Node.Server;

/// <summary>
/// What the API server asks a node for: logs, byte streams into containers, and what was used of processor and memory. HTTPS with client certificates;
/// only the identities named in the settings are let in. Paths and parameters are those of upstream's node agent.
/// </summary>
public sealed partial class NodeServer : IAsyncDisposable
{
    private readonly NodeServerSettings _settings;
    private readonly IPodLocator _pods;
    private readonly LogEndpoint _logs;
    private readonly StreamingEndpoint _streaming;
    private readonly NodeStats _stats;
    private readonly ILogger<NodeServer> _logger;
    private readonly WebApplication _app;

    public NodeServer(NodeServerSettings settings, IPodLocator pods, ICriClient cri, TimeProvider time, ILoggerFactory loggers)
    {
        _settings = settings;
        _pods = pods;
        _logger = loggers.CreateLogger<NodeServer>();
        _logs = new LogEndpoint(cri, time);
        _stats = new NodeStats(settings.NodeName, cri, time);
        _streaming = new StreamingEndpoint(cri, settings.RuntimeNetworkNamespace);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.RemoveAll<ILoggerFactory>();
        builder.Services.AddSingleton(loggers);
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(Configure);
        _app = builder.Build();
        _app.Run(HandleAsync);
    }

    /// <summary>The port it listens on; differs from the setting when that was 0.</summary>
    public int Port => new Uri(_app.Urls.First()).Port;

    /// <summary>Starts listening.</summary>
    /// <exception cref="IOException">The port is taken.</exception>
    public Task StartAsync(CancellationToken ct) => _app.StartAsync(ct);

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _streaming.Dispose();
    }

    private void Configure(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MinResponseDataRate = null;
        kestrel.Limits.MinRequestBodyDataRate = null;
        kestrel.Listen(_settings.Address, _settings.Port, listen =>
        {
            // Streams are taken over from HTTP/1.1 by an upgrade; HTTP/2 has none.
            listen.Protocols = HttpProtocols.Http1;
            listen.UseHttps(new HttpsConnectionAdapterOptions
            {
                ServerCertificate = _settings.ServerCertificate,
                ClientCertificateMode = ClientCertificateMode.AllowCertificate,
                ClientCertificateValidation = (certificate, _, _) => ClientIdentity.IsTrusted(certificate, _settings.ClientAuthorities),
            });
        });
    }

    private async Task HandleAsync(HttpContext context)
    {
        if (context.Connection.ClientCertificate is not { } certificate)
        {
            await RefuseAsync(context, HttpStatusCode.Unauthorized, "a client certificate is needed");
            return;
        }
        if (!ClientIdentity.IsAllowed(certificate, _settings))
        {
            await RefuseAsync(context, HttpStatusCode.Forbidden, $"{certificate.Subject} may not use this node's server");
            return;
        }
        var path = context.Request.Path.Value ?? "";
        try
        {
            await RouteAsync(context);
        }
        catch (GrpcException e)
        {
            RuntimeRefused(path, e.Code, e.Message);
            if (!context.Response.HasStarted)
            {
                await RefuseAsync(context, e.Code == GrpcStatusCode.NotFound ? HttpStatusCode.NotFound : HttpStatusCode.InternalServerError, e.Message);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException && context.RequestAborted.IsCancellationRequested)
        {
            // The client hung up: how every followed log and every stream may end.
            ClientLeft(path);
        }
    }

    private async Task RouteAsync(HttpContext context)
    {
        var path = (context.Request.Path.Value ?? "").Split('/', StringSplitOptions.RemoveEmptyEntries);
        switch (path)
        {
            case ["healthz"]:
                await context.Response.WriteAsync("ok", context.RequestAborted);
                break;
            case ["pods"]:
                context.Response.ContentType = "application/json";
                await context.Response.Body.WriteAsync(await _pods.DescribePodsAsync(context.RequestAborted), context.RequestAborted);
                break;
            case ["stats", "summary"]:
                context.Response.ContentType = "application/json";
                await context.Response.Body.WriteAsync(SummaryDocument.Of(await _stats.ReadAsync(context.RequestAborted)), context.RequestAborted);
                break;
            case ["metrics", "resource"]:
                context.Response.ContentType = ResourceExposition.MediaType;
                await context.Response.WriteAsync(ResourceExposition.Of(await _stats.ReadAsync(context.RequestAborted)), context.RequestAborted);
                break;
            case ["containerLogs", var ns, var name, var container]:
                await WithContainerAsync(context, ns, name, null, container, _logs.ServeAsync);
                break;
            case ["exec", var ns, var name, var container]:
                await WithContainerAsync(context, ns, name, null, container, _streaming.ExecAsync);
                break;
            case ["exec", var ns, var name, var uid, var container]:
                await WithContainerAsync(context, ns, name, uid, container, _streaming.ExecAsync);
                break;
            case ["attach", var ns, var name, var container]:
                await WithContainerAsync(context, ns, name, null, container, _streaming.AttachAsync);
                break;
            case ["attach", var ns, var name, var uid, var container]:
                await WithContainerAsync(context, ns, name, uid, container, _streaming.AttachAsync);
                break;
            case ["portForward", var ns, var name]:
                await WithPodAsync(context, ns, name, null, pod => _streaming.PortForwardAsync(context, pod));
                break;
            case ["portForward", var ns, var name, var uid]:
                await WithPodAsync(context, ns, name, uid, pod => _streaming.PortForwardAsync(context, pod));
                break;
            default:
                await RefuseAsync(context, HttpStatusCode.NotFound, $"there is no {context.Request.Path} here");
                break;
        }
    }

    private Task WithContainerAsync(
        HttpContext context, string ns, string name, string? uid, string container, Func<HttpContext, string, LocatedContainer, Task> serve) =>
        WithPodAsync(context, ns, name, uid, pod =>
            pod.Containers.FirstOrDefault(c => c.Name == container) is { } found
                ? serve(context, name, found)
                : RefuseAsync(context, HttpStatusCode.NotFound, $"container {container} is not valid for pod {name}"));

    private async Task WithPodAsync(HttpContext context, string ns, string name, string? uid, Func<LocatedPod, Task> serve)
    {
        var pod = await _pods.FindAsync(ns, name, context.RequestAborted);
        if (pod is null || (uid is not null && pod.Uid != uid))
        {
            await RefuseAsync(context, HttpStatusCode.NotFound, $"pod {ns}/{name} is not on this node");
            return;
        }
        await serve(pod);
    }

    internal static Task RefuseAsync(HttpContext context, HttpStatusCode status, string message)
    {
        context.Response.StatusCode = (int)status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(message, context.RequestAborted);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Path}: the container runtime refused: {Code}: {Reason}")]
    private partial void RuntimeRefused(string path, GrpcStatusCode code, string reason);

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Path}: the client left")]
    private partial void ClientLeft(string path);
}
