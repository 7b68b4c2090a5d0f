using System.Text;
using Microsoft.AspNetCore.Http;
using Navarch.ApiServer.Admission;
using Navarch.ApiServer.Proxying;

namespace Navarch.ApiServer.Endpoints;

/// <summary><c>pods/exec</c>, <c>attach</c> and <c>portforward</c>: hands the upgraded stream through to the pod's node.</summary>
internal sealed class StreamEndpoint(ServerCore core, NodeConnector nodes) : IEndpoint
{
    /// <inheritdoc/>
    public AnswerForm Form => AnswerForm.Bytes;

    /// <inheritdoc/>
    public async ValueTask InvokeAsync(ApiCall call, ResourceCall resource)
    {
        var http = call.Http;
        var container = resource.Subresource == "portforward" ? null : http.Request.Query["container"].ToString();
        var found = PodTarget.Find(core.Objects, resource, container);
        if (!found.IsSuccess)
        {
            await StatusResponse.WriteAsync(http, found.Status);
            return;
        }

        var admitted = await core.Admission.AdmitAsync(null, new AdmissionRequest(AdmissionOperation.Connect, resource.Name, found.Value.Pod, core.ContextOf(resource)), call.Aborted);
        if (!admitted.IsSuccess)
        {
            await StatusResponse.WriteAsync(http, admitted.Status);
            return;
        }

        if (!UpgradeTunnel.IsAskedFor(http))
        {
            await StatusResponse.WriteAsync(http, Failures.BadRequest("Upgrade request required"));
            return;
        }

        try
        {
            await using var node = await nodes.ConnectAsync(found.Value.Host, call.Aborted);
            await UpgradeTunnel.RunAsync(http, node, found.Value.Host.Authority, PathOf(found.Value, resource, http.Request.Query));
        }
        catch (IOException e) when (!http.Response.HasStarted)
        {
            await StatusResponse.WriteAsync(http, Failures.InternalError($"error dialing backend: {e.Message}"));
        }
    }

    private static string PathOf(PodTarget target, ResourceCall resource, IQueryCollection query)
    {
        var (ns, name, uid) = (resource.Namespace, resource.Name, target.Pod.Metadata.UID);
        return resource.Subresource switch
        {
            "portforward" => $"/portForward/{ns}/{name}/{uid}{Query(query, ("ports", "port"))}",
            "exec" => $"/exec/{ns}/{name}/{uid}/{target.Container}{Query(query, ("stdin", "input"), ("stdout", "output"), ("stderr", "error"), ("tty", "tty"), ("command", "command"))}",
            _ => $"/attach/{ns}/{name}/{uid}/{target.Container}{Query(query, ("stdin", "input"), ("stdout", "output"), ("stderr", "error"), ("tty", "tty"))}",
        };
    }

    /// <summary>The parameters under the names nodes know; flags are 1 when set.</summary>
    private static string Query(IQueryCollection query, params (string Ours, string Theirs)[] names)
    {
        var text = new StringBuilder();
        foreach (var (ours, theirs) in names)
        {
            foreach (var value in query[ours])
            {
                var isFlag = ours is "stdin" or "stdout" or "stderr" or "tty";
                if (isFlag && !QueryFlag.IsSet(query, ours))
                {
                    continue;
                }

                text.Append(text.Length == 0 ? '?' : '&').Append(theirs).Append('=').Append(isFlag ? "1" : Uri.EscapeDataString(value ?? ""));
            }
        }

        return text.ToString();
    }
}
