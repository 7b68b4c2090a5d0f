namespace Navarch.ApiServer.OpenApi;

/// <summary>The paths of a resource and its subresources, under the operation names every generated client uses.</summary>
internal sealed class ResourcePaths
{
    private static readonly string[] Answers = [JsonResponse.MediaType, Protobuf.ProtobufBody.MediaType];
    private static readonly string[] WatchAnswers = [.. Answers, $"{JsonResponse.MediaType};stream=watch", $"{Protobuf.ProtobufBody.MediaType};stream=watch"];
    private static readonly string[] AnyBody = ["*/*"];
    private static readonly string[] PatchBodies =
        ["application/json-patch+json", "application/merge-patch+json", "application/strategic-merge-patch+json", "application/apply-patch+yaml"];

    private static readonly string[] ProxyMethods = ["delete", "get", "head", "options", "patch", "post", "put"];

    private readonly ServedResource resource;
    private readonly KindInfo kind;
    private readonly string gv;
    private readonly string root;
    private readonly string schema;
    private readonly string scope;
    private readonly IReadOnlyList<ApiParameter> inCollection;
    private readonly IReadOnlyList<ApiParameter> inObject;

    private ResourcePaths(ServedResource resource)
    {
        this.resource = resource;
        kind = resource.Kind;
        gv = OperationNames.Of(kind.Group, kind.GroupVersionKind.Version);
        root = $"/{OperationNames.RootOf(kind.GroupVersionKind)}";
        schema = SchemaNames.Of(kind.StructureName);
        scope = kind.Namespaced ? "Namespaced" : "";
        inCollection = kind.Namespaced ? [ApiParameters.Namespace] : [];
        inObject = [ApiParameters.NameOf(kind.Kind), .. inCollection];
    }

    private string Collection => kind.Namespaced ? $"{root}/namespaces/{{namespace}}/{kind.Resource}" : $"{root}/{kind.Resource}";

    /// <summary>The paths of a resource.</summary>
    public static IEnumerable<ApiPath> Of(ServedResource resource)
    {
        var paths = new ResourcePaths(resource);
        return new[] { paths.OfCollection(), paths.OfObject(), paths.OfEveryNamespace() }
            .Concat(paths.OfWatches())
            .Concat(resource.Kind.Subresources.SelectMany(paths.OfSubresource))
            .Where(path => path.Operations.Count > 0);
    }

    private ApiPath OfCollection() => new(Collection,
    [
        .. If("list", () => List($"list{gv}{scope}{kind.Kind}", inCollection)),
        .. If("create", () => Create($"create{gv}{scope}{kind.Kind}", kind, inCollection)),
        .. If("deletecollection", () => Operation("delete", "deletecollection", $"delete{gv}Collection{scope}{kind.Kind}", $"Deletes a collection of {kind.Kind}.") with
        {
            Parameters = [.. ApiParameters.DeleteCollection, .. inCollection], Body = SchemaNames.DeleteOptions, RequiresBody = false, Answer = SchemaNames.Status,
        }),
    ]);

    private ApiPath OfObject() => new(Collection + "/{name}",
    [
        .. If("get", () => Read($"read{gv}{scope}{kind.Kind}", kind, inObject)),
        .. If("update", () => Replace($"replace{gv}{scope}{kind.Kind}", kind, inObject)),
        .. If("patch", () => Patch($"patch{gv}{scope}{kind.Kind}", kind, inObject)),
        .. If("delete", () => Operation("delete", "delete", $"delete{gv}{scope}{kind.Kind}", $"Deletes a {kind.Kind}.") with
        {
            Parameters = [.. ApiParameters.Delete, .. inObject], Body = SchemaNames.DeleteOptions, RequiresBody = false, Codes = [200, 202],
            Answer = resource.Strategy.ReturnsDeletedObject ? schema : SchemaNames.Status,
        }),
    ]);

    private ApiPath OfEveryNamespace() => new($"{root}/{kind.Resource}", kind.Namespaced ? [.. If("list", () => List($"list{gv}{kind.Kind}ForAllNamespaces", []))] : []);

    // The old form of a watch, which clients have long replaced by the parameter.
    private IEnumerable<ApiPath> OfWatches()
    {
        if (!kind.Verbs.Contains("watch", StringComparer.Ordinal))
        {
            yield break;
        }

        var collection = kind.Namespaced ? $"{root}/watch/namespaces/{{namespace}}/{kind.Resource}" : $"{root}/watch/{kind.Resource}";
        yield return new(collection, [Watch("watchlist", $"watch{gv}{scope}{kind.Kind}List", inCollection)]);
        yield return new(collection + "/{name}", [Watch("watch", $"watch{gv}{scope}{kind.Kind}", inObject)]);
        if (kind.Namespaced)
        {
            yield return new($"{root}/watch/{kind.Resource}", [Watch("watchlist", $"watch{gv}{kind.Kind}ListForAllNamespaces", [])]);
        }
    }

    private IEnumerable<ApiPath> OfSubresource(SubresourceInfo sub)
    {
        var body = sub.GroupVersionKind == kind.GroupVersionKind ? kind : KindRegistry.ByKind(sub.GroupVersionKind);
        var name = $"{scope}{kind.Kind}{char.ToUpperInvariant(sub.Name[0])}{sub.Name[1..]}";
        var path = $"{Collection}/{{name}}/{sub.Name}";
        if (sub.GroupVersionKind.Kind.EndsWith("Options", StringComparison.Ordinal))
        {
            var methods = sub.Name == "proxy" ? ProxyMethods : [.. sub.Verbs.Select(MethodOf)];
            yield return new(path, [.. methods.Select(m => Connect(m, name, sub.GroupVersionKind, inObject))]);
            if (sub.Name == "proxy")
            {
                yield return new(path + "/{path}", [.. methods.Select(m => Connect(m, name + "WithPath", sub.GroupVersionKind, [.. inObject, ApiParameters.ProxyPath]))]);
            }

            yield break;
        }

        IReadOnlyList<ApiParameter> place = [ApiParameters.NameOf(sub.GroupVersionKind.Kind), .. inCollection];
        yield return new(path,
        [
            .. If(sub, "get", () => sub.Name == "log" ? Log(name) : Read($"read{gv}{name}", body!, place)),
            .. If(sub, "update", () => Replace($"replace{gv}{name}", body!, place)),
            .. If(sub, "patch", () => Patch($"patch{gv}{name}", body!, place)),
            .. If(sub, "create", () => Create($"create{gv}{name}", body!, place)),
        ]);
    }

    private ApiOperation List(string id, IReadOnlyList<ApiParameter> place) => Operation("get", "list", id, $"Lists objects of kind {kind.Kind}, or watches them.") with
    {
        Parameters = [.. ApiParameters.List, .. place], Answer = SchemaNames.ListOf(kind), Produces = kind.Verbs.Contains("watch", StringComparer.Ordinal) ? WatchAnswers : Answers,
    };

    private ApiOperation Watch(string action, string id, IReadOnlyList<ApiParameter> place) =>
        Operation("get", action, id, $"Watches objects of kind {kind.Kind}. Deprecated: list with the parameter 'watch' instead.") with
        {
            Parameters = [.. ApiParameters.List, .. place], Answer = SchemaNames.WatchEvent, Produces = WatchAnswers,
        };

    private ApiOperation Read(string id, KindInfo body, IReadOnlyList<ApiParameter> place) => Operation("get", "get", id, $"Reads a {body.Kind}.", body) with
    {
        Parameters = place, Answer = SchemaNames.Of(body.StructureName),
    };

    private ApiOperation Create(string id, KindInfo body, IReadOnlyList<ApiParameter> place) => Operation("post", "post", id, $"Creates a {body.Kind}.", body) with
    {
        Parameters = [.. ApiParameters.Create, .. place], Body = SchemaNames.Of(body.StructureName), Answer = SchemaNames.Of(body.StructureName), Codes = [200, 201, 202],
    };

    private ApiOperation Replace(string id, KindInfo body, IReadOnlyList<ApiParameter> place) => Operation("put", "put", id, $"Replaces a {body.Kind}.", body) with
    {
        Parameters = [.. ApiParameters.Update, .. place], Body = SchemaNames.Of(body.StructureName), Answer = SchemaNames.Of(body.StructureName), Codes = [200, 201],
    };

    private ApiOperation Patch(string id, KindInfo body, IReadOnlyList<ApiParameter> place) => Operation("patch", "patch", id, $"Changes parts of a {body.Kind}.", body) with
    {
        Parameters = [.. ApiParameters.Patch, .. place], Body = SchemaNames.Patch, Answer = SchemaNames.Of(body.StructureName), Codes = [200, 201], Consumes = PatchBodies,
    };

    private ApiOperation Log(string name) => Operation("get", "get", $"read{gv}{name}", "Reads the log of a container.") with
    {
        Parameters = [.. ApiParameters.Of("core.v1.PodLogOptions"), .. inObject], Produces = ["text/plain", .. Answers],
    };

    private ApiOperation Connect(string method, string name, GroupVersionKind options, IReadOnlyList<ApiParameter> place) =>
        Operation(method, "connect", $"connect{gv}{char.ToUpperInvariant(method[0])}{method[1..]}{name}", $"Connects to a {kind.Kind}.") with
        {
            Kind = options, Parameters = [.. ApiParameters.Of($"core.{options.Version}.{options.Kind}"), .. place], Produces = AnyBody,
        };

    private ApiOperation Operation(string method, string action, string id, string description, KindInfo? body = null) => new()
    {
        Method = method, Action = action, Id = id, Description = description, Kind = (body ?? kind).GroupVersionKind,
        Tag = OperationNames.TagOf(kind.Group, kind.GroupVersionKind.Version), Consumes = AnyBody, Produces = Answers,
    };

    private static string MethodOf(string verb) => verb switch { "create" => "post", "update" => "put", _ => verb };

    private IEnumerable<ApiOperation> If(string verb, Func<ApiOperation> operation) => kind.Verbs.Contains(verb, StringComparer.Ordinal) ? [operation()] : [];

    private static IEnumerable<ApiOperation> If(SubresourceInfo sub, string verb, Func<ApiOperation> operation) => sub.Verbs.Contains(verb, StringComparer.Ordinal) ? [operation()] : [];
}
