using Microsoft.AspNetCore.Http;
using Navarch.ApiServer.Proxying;

namespace Navarch.ApiServer.Endpoints;

/// <summary>GET <c>pods/log</c>: streams a container's log from its node.</summary>
internal sealed class LogEndpoint(ObjectReader objects, NodeConnector nodes) : IEndpoint
{
    /// <inheritdoc/>
    public AnswerForm Form => AnswerForm.Bytes;

    /// <inheritdoc/>
    public async ValueTask InvokeAsync(ApiCall call, ResourceCall resource)
    {
        var http = call.Http;
        var found = PodTarget.Find(objects, resource, http.Request.Query["container"].ToString());
        if (!found.IsSuccess)
        {
            await StatusResponse.WriteAsync(http, found.Status);
            return;
        }

        var target = found.Value;
        var url = $"https://{target.Host.Authority}/containerLogs/{resource.Namespace}/{resource.Name}/{target.Container}{http.Request.QueryString}";
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, url);
            using var response = await nodes.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, call.Aborted);
            if (!response.IsSuccessStatusCode)
            {
                var text = await response.Content.ReadAsStringAsync(call.Aborted);
                await StatusResponse.WriteAsync(http, Failures.FromNode((int)response.StatusCode, text.Trim()));
                return;
            }

            http.Response.StatusCode = StatusCodes.Status200OK;
            http.Response.ContentType = "text/plain";
            await http.Response.StartAsync(call.Aborted);
            await using var body = await response.Content.ReadAsStreamAsync(call.Aborted);
            await CopyAsync(body, http, call.Aborted);
        }
        catch (HttpRequestException e)
        {
            await StatusResponse.WriteAsync(http, Failures.InternalError($"Get \"{url}\": {e.Message}"));
        }
    }

    /// <summary>Copies what comes as it comes: a followed log is read line by line by people.</summary>
    private static async ValueTask CopyAsync(Stream body, HttpContext http, CancellationToken cancellationToken)
    {
        var buffer = new byte[16 * 1024];
        int read;
        while ((read = await body.ReadAsync(buffer, cancellationToken)) > 0)
        {
            await http.Response.Body.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            await http.Response.Body.FlushAsync(cancellationToken);
        }
    }
}
