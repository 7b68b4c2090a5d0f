using System.Net;
using Microsoft.AspNetCore.Http;
using Navarch.Api.Core.V1;
using Navarch.Api.Discovery.V1;
using Navarch.ApiServer.Proxying;

namespace Navarch.ApiServer.Endpoints;

/// <summary><c>pods/proxy</c>, <c>services/proxy</c> and <c>nodes/proxy</c>: passes any request on to what runs there. The name may be <c>[SCHEME:]NAME[:PORT]</c>.</summary>
internal sealed class ProxyEndpoint(ObjectReader objects, NodeConnector nodes) : IEndpoint
{
    private static readonly HashSet<string> HopHeaders = new(StringComparer.OrdinalIgnoreCase)
    {
        "Connection", "Keep-Alive", "Proxy-Authenticate", "Proxy-Authorization", "TE", "Trailer", "Transfer-Encoding", "Upgrade", "Host", "Authorization", "Content-Length",
    };

    /// <inheritdoc/>
    public AnswerForm Form => AnswerForm.Bytes;

    /// <inheritdoc/>
    public async ValueTask InvokeAsync(ApiCall call, ResourceCall resource)
    {
        var (scheme, name, port) = Split(resource.Name);
        var found = resource.Resource.Name switch
        {
            "pods" => OfPod(resource with { Name = name }, port),
            "services" => OfService(resource with { Name = name }, port),
            _ => OfNode(name),
        };
        if (!found.IsSuccess)
        {
            await StatusResponse.WriteAsync(call.Http, found.Status);
            return;
        }

        var isNode = resource.Resource.Name == "nodes";
        var secure = isNode || scheme == "https";
        var path = $"/{call.Info.Rest}{call.Http.Request.QueryString}";
        try
        {
            await (UpgradeTunnel.IsAskedFor(call.Http)
                ? UpgradeAsync(call, found.Value, isNode, secure, path)
                : ForwardAsync(call, isNode ? nodes.Http : nodes.Workloads, $"{(secure ? "https" : "http")}://{found.Value.Authority}{path}"));
        }
        catch (Exception e) when (e is HttpRequestException or IOException && !call.Http.Response.HasStarted)
        {
            await StatusResponse.WriteAsync(call.Http, Failures.ServiceUnavailable($"error trying to reach service: {e.Message}"));
        }
    }

    private static (string Scheme, string Name, string Port) Split(string text)
    {
        var parts = text.Split(':');
        return parts.Length switch
        {
            1 => ("http", parts[0], ""),
            2 when parts[0] is "http" or "https" => (parts[0], parts[1], ""),
            2 => ("http", parts[0], parts[1]),
            _ => (parts[0], parts[1], parts[2]),
        };
    }

    private ApiResult<NodeEndpoint> OfPod(ResourceCall call, string port)
    {
        if (objects.Find<Pod>(call.Namespace, call.Name) is not { } pod)
        {
            return Failures.NotFound(Pod.Info, call.Name);
        }

        if (pod.Status.PodIP.Length == 0)
        {
            return Failures.BadRequest($"pod {call.Name} has no address yet");
        }

        var named = pod.Spec.Containers.SelectMany(c => c.Ports).FirstOrDefault(p => port.Length == 0 ? p.Protocol is "TCP" or "" : p.Name == port);
        var number = int.TryParse(port, out var given) ? given : named?.Port ?? 80;
        return new NodeEndpoint(pod.Status.PodIP, number);
    }

    private ApiResult<NodeEndpoint> OfService(ResourceCall call, string port)
    {
        if (objects.Find<Service>(call.Namespace, call.Name) is not { } service)
        {
            return Failures.NotFound(Service.Info, call.Name);
        }

        var wanted = service.Spec.Ports.FirstOrDefault(p => port.Length == 0 || p.Name == port || p.Port.ToString() == port);
        if (wanted is null)
        {
            return Failures.ServiceUnavailable($"no service port \"{port}\" found for service \"{call.Name}\"");
        }

        foreach (var slice in objects.List<EndpointSlice>(call.Namespace))
        {
            if (!slice.Metadata.Labels.TryGetValue("kubernetes.io/service-name", out var owner) || owner != call.Name)
            {
                continue;
            }

            var target = slice.Ports.FirstOrDefault(p => (p.Name ?? "") == wanted.Name);
            var ready = slice.Endpoints.FirstOrDefault(e => e.Conditions.Ready != false && !e.Addresses.IsEmpty);
            if (target?.Port is { } number && ready is not null)
            {
                return new NodeEndpoint(ready.Addresses[0], number);
            }
        }

        return Failures.ServiceUnavailable($"no endpoints available for service \"{call.Name}\"");
    }

    private ApiResult<NodeEndpoint> OfNode(string name)
    {
        if (objects.Find<Node>("", name) is not { } node)
        {
            return Failures.NotFound(Node.Info, name);
        }

        return NodeEndpoint.Of(node) is { } address ? address : Failures.ServiceUnavailable($"node {name} reports no address");
    }

    private async ValueTask UpgradeAsync(ApiCall call, NodeEndpoint target, bool isNode, bool secure, string path)
    {
        await using var stream = isNode ? await nodes.ConnectAsync(target, call.Aborted) : await NodeConnector.ConnectToWorkloadAsync(target, secure, call.Aborted);
        await UpgradeTunnel.RunAsync(call.Http, stream, target.Authority, path);
    }

    private static async ValueTask ForwardAsync(ApiCall call, HttpClient client, string url)
    {
        var from = call.Http.Request;
        using var request = new HttpRequestMessage(new HttpMethod(from.Method), url);
        if (!HttpMethods.IsGet(from.Method) && !HttpMethods.IsHead(from.Method))
        {
            request.Content = new StreamContent(from.Body);
        }

        foreach (var (name, values) in from.Headers)
        {
            if (!HopHeaders.Contains(name) && !name.StartsWith("Impersonate-", StringComparison.OrdinalIgnoreCase)
                && !request.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values))
            {
                request.Content?.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values);
            }
        }

        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, call.Aborted);
        var to = call.Http.Response;
        to.StatusCode = (int)response.StatusCode;
        foreach (var (name, values) in response.Headers.Concat(response.Content.Headers))
        {
            if (!HopHeaders.Contains(name))
            {
                to.Headers[name] = values.ToArray();
            }
        }

        if (response.StatusCode is not (HttpStatusCode.NoContent or HttpStatusCode.NotModified))
        {
            await response.Content.CopyToAsync(to.Body, call.Aborted);
        }
    }
}
