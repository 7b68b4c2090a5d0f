using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Navarch.Client.Grpc.Cri;
using Navarch.Node.Cri;

namespace Navarch.Node.Server.Logs;

/// <summary>Serves <c>/containerLogs/{namespace}/{pod}/{container}</c>.</summary>
internal sealed class LogEndpoint
{
    private readonly ICriClient _cri;
    private readonly TimeProvider _time;

    public LogEndpoint(ICriClient cri, TimeProvider time)
    {
        _cri = cri;
        _time = time;
    }

    public async Task ServeAsync(HttpContext context, string podName, LocatedContainer container)
    {
        var ct = context.RequestAborted;
        if (LogQuery.Parse(context.Request.Query, _time.GetUtcNow(), out var problem) is not { } query)
        {
            await NodeServer.RefuseAsync(context, HttpStatusCode.BadRequest, problem!);
            return;
        }
        var file = query.Previous ? container.PreviousLogFile : container.LogFile;
        if (file is null || !File.Exists(file))
        {
            var message = query.Previous
                ? $"previous terminated container \"{container.Name}\" in pod \"{podName}\" not found"
                : $"container \"{container.Name}\" in pod \"{podName}\" is waiting to start: {(container.WaitingReason.Length > 0 ? container.WaitingReason : "ContainerCreating")}";
            await NodeServer.RefuseAsync(context, HttpStatusCode.BadRequest, message);
            return;
        }
        context.Response.ContentType = "text/plain";
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        await context.Response.StartAsync(ct);
        // Sends the headers now: a follower must know at once that it is connected.
        await context.Response.BodyWriter.FlushAsync(ct);
        var follow = query.Follow && !query.Previous;
        await new LogReader(file, query with { Follow = follow }, c => IsRunningAsync(container.ContainerId, c), _time)
            .CopyToAsync(context.Response.BodyWriter, ct);
    }

    private async ValueTask<bool> IsRunningAsync(string? containerId, CancellationToken ct) =>
        containerId is not null
        && await _cri.ListContainersAsync(new ContainerFilter { Id = containerId }, ct) is [{ State: ContainerState.ContainerRunning or ContainerState.ContainerCreated }, ..];
}
