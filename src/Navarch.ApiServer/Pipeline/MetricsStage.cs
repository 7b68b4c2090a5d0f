using System.Diagnostics;
using Navarch.ApiServer.Metrics;

namespace Navarch.ApiServer.Pipeline;

/// <summary>Counts and times each request under upstream's verbs and scopes.</summary>
internal sealed class MetricsStage(ServerMetrics metrics, ResourceRegistry registry) : IStage
{
    /// <inheritdoc/>
    public async ValueTask InvokeAsync(ApiCall call, NextStage next)
    {
        call.Metrics = metrics;
        var isLongRunning = call.Info.IsLongRunning;
        var key = KeyOf(call);
        var began = Stopwatch.GetTimestamp();
        if (isLongRunning)
        {
            metrics.LongRunning(key).Add();
        }
        else
        {
            metrics.Begin(call.Info.IsReadOnly);
        }

        try
        {
            await next(call);
        }
        finally
        {
            if (isLongRunning)
            {
                metrics.LongRunning(key).Add(-1);
            }
            else
            {
                metrics.End(call.Info.IsReadOnly);
            }

            Count(call, metrics.Of(key with { Code = call.Http.Response.StatusCode }, isLongRunning), began);
        }
    }

    /// <summary>The verb as metrics name it: what is asked for, in capitals; streams into pods are all one.</summary>
    public static string VerbOf(RequestInfo info, string contentType) => info switch
    {
        { IsResourceRequest: true, Subresource: "exec" or "attach" or "portforward" or "proxy" } => "CONNECT",
        { Verb: "get" or "head" } => "GET",
        { Verb: "list" } => "LIST",
        { Verb: "watch" } => "WATCH",
        { Verb: "create" or "post" } => "POST",
        { Verb: "update" or "put" } => "PUT",
        { Verb: "patch" } => contentType.StartsWith("application/apply-patch", StringComparison.Ordinal) ? "APPLY" : "PATCH",
        { Verb: "delete" } => "DELETE",
        { Verb: "deletecollection" } => "DELETECOLLECTION",
        _ => "other",
    };

    private static void Count(ApiCall call, RequestSeries series, long began)
    {
        series.Total.Add();
        series.Duration?.Observe(Stopwatch.GetElapsedTime(began).TotalSeconds);
        if (call.Http.Response.ContentLength is { } sent)
        {
            series.ResponseSize.Observe(sent);
        }

        if (call.Http.Request.ContentLength is > 0 and var received)
        {
            series.BodySize.Observe(received);
        }
    }

    /// <summary>Names that clients make up are not told: they would be series without end.</summary>
    private RequestKey KeyOf(ApiCall call)
    {
        var info = call.Info;
        var verb = VerbOf(info, info.Verb == "patch" ? call.Http.Request.ContentType ?? "" : "");
        if (!info.IsResourceRequest)
        {
            var path = info.Path is "/healthz" or "/livez" or "/readyz" or "/metrics" or "/version" ? info.Path : "";
            return new RequestKey(verb, "", "", "", path, "", "", 0);
        }

        if (registry.Find(new GroupVersionResource(info.Group, info.Version, info.Resource)) is not { } resource
            || (info.Subresource.Length > 0 && resource.Kind.Subresource(info.Subresource) is null))
        {
            return new RequestKey(verb, "", "", "", "", "", "", 0);
        }

        var scope = info.Name.Length > 0 ? "resource" : info.Namespace.Length > 0 ? "namespace" : "cluster";
        var isDry = !info.IsReadOnly && call.Http.Request.Query["dryRun"] == "All";
        return new RequestKey(verb, info.Group, info.Version, info.Resource, info.Subresource, scope, isDry ? "All" : "", 0);
    }
}
