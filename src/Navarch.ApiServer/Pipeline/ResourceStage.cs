using Microsoft.AspNetCore.Http;
using Navarch.ApiServer.Apply;
using Navarch.ApiServer.Endpoints;

namespace Navarch.ApiServer.Pipeline;

/// <summary>The end of the pipeline for resources: finds the resource and hands the call to the endpoint of its verb or subresource.</summary>
internal sealed class ResourceStage(ResourceRegistry registry, EndpointTable endpoints) : IStage
{
    /// <inheritdoc/>
    public ValueTask InvokeAsync(ApiCall call, NextStage next)
    {
        var info = call.Info;
        if (!info.IsResourceRequest)
        {
            return next(call);
        }

        var resource = registry.Find(new GroupVersionResource(info.Group, info.Version, info.Resource));
        if (resource is null || !ScopeFits(info, resource))
        {
            // Over all namespaces objects can only be read: the path is there, the method is not.
            var isCollection = resource is { IsNamespaced: true } && info is { Namespace.Length: 0, Name.Length: 0, Subresource.Length: 0 };
            return StatusResponse.WriteAsync(call.Http, isCollection ? Failures.MethodNotAllowed() : Failures.NoSuchResource());
        }

        if (info.Verb.Length == 0 || !NameFits(info) || !VerbsOf(resource, info).Contains(info.Verb, StringComparer.Ordinal))
        {
            return StatusResponse.WriteAsync(call.Http, Exists(resource, info) ? Failures.MethodNotAllowed() : Failures.NoSuchResource());
        }

        if (endpoints.Find(resource, info) is not { } endpoint)
        {
            return StatusResponse.WriteAsync(call.Http, Failures.NoSuchResource());
        }

        if (WriteOptions.Check(call.Http.Request, info.Verb) is { } refused)
        {
            return StatusResponse.WriteAsync(call.Http, refused);
        }

        if (!CanAnswer(endpoint, call))
        {
            return StatusResponse.WriteAsync(call.Http, Failures.NotAcceptable(Representation.Offered));
        }

        if (DeprecatedKinds.WarningOf(resource.Kind) is { } deprecated)
        {
            Warnings.Add(call.Http, deprecated);
        }

        return endpoint.InvokeAsync(call, new ResourceCall(call.User, resource, resource.IsNamespaced ? info.Namespace : "", info.Name)
        {
            Subresource = info.Subresource,
            DryRun = WriteOptions.IsDryRun(call.Http.Request),
            FieldManager = ManagerOf(call.Http.Request),
            Warn = info.Verb is "create" or "update" or "patch" ? text => Warnings.Add(call.Http, text) : null,
        });
    }

    /// <summary>Whether a client that wants something done can be told of it in a form it reads. Reads find that out by themselves.</summary>
    private static bool CanAnswer(IEndpoint endpoint, ApiCall call) =>
        endpoint.Form == AnswerForm.Bytes || call.Info.Verb is "get" or "list" or "watch"
        || Representation.Of(call.Http.Request.Headers.Accept.ToString(), "", onlyWhole: endpoint.Form == AnswerForm.Document) is not null;

    /// <summary>Who owns the fields this request sets: whom it names, or the program that sends it.</summary>
    private static string ManagerOf(HttpRequest request) => request.Query["fieldManager"].ToString() is { Length: > 0 } named
        ? named
        : FieldOwnership.ManagerOf(request.Headers.UserAgent.ToString()) is { Length: > 0 } program ? program : "unknown";

    private static bool Exists(ServedResource resource, RequestInfo info) =>
        info.Subresource.Length == 0 || resource.Kind.Subresource(info.Subresource) is not null;

    private static bool ScopeFits(RequestInfo info, ServedResource resource)
    {
        if (!resource.IsNamespaced)
        {
            // A request for the namespace itself carries its name as its namespace, too.
            return info.Namespace.Length == 0 || resource.Kind.Kind == "Namespace";
        }

        return info.Namespace.Length > 0 || info.Verb is "list" or "watch";
    }

    /// <summary>Whether the verb goes with a path to one object, or to all of them.</summary>
    private static bool NameFits(RequestInfo info) => info.Verb switch
    {
        "create" => info.Name.Length == 0 || info.Subresource.Length > 0,
        "update" or "patch" or "delete" => info.Name.Length > 0,
        _ => true,
    };

    private static IReadOnlyList<string> VerbsOf(ServedResource resource, RequestInfo info)
    {
        if (info.Subresource.Length == 0)
        {
            return resource.Kind.Verbs;
        }

        return resource.Kind.Subresource(info.Subresource)?.Verbs ?? [];
    }
}
