using Navarch.ApiServer.Metrics;

namespace Navarch.ApiServer.Discovery;

/// <summary>Answers <c>/metrics</c>.</summary>
internal sealed class MetricsHandler(IReadOnlyList<MetricFamily> families)
{
    /// <summary>Answers the call if it is for the metrics.</summary>
    public async ValueTask<bool> HandleAsync(ApiCall call)
    {
        if (call.Info.Path != "/metrics")
        {
            return false;
        }

        var open = call.Http.Request.Headers.Accept.ToString().Contains("application/openmetrics-text", StringComparison.OrdinalIgnoreCase);
        await JsonResponse.WriteAsync(call.Http, MetricWriter.Write(families, open), open ? MetricWriter.OpenMediaType : MetricWriter.TextMediaType);
        return true;
    }
}
