using System.Runtime.CompilerServices;
using Navarch.ApiServer.Endpoints;
using Navarch.ApiServer.Fairness;

namespace Navarch.ApiServer.InProcess;

/// <summary>
/// The API for components in the server's process: the same authorisation, admission and verbs as over HTTPS, with records passed by
/// reference. What it gives is shared with everybody: records are immutable.
/// </summary>
internal sealed class InProcessClient(ServerCore core, ServerVerbs verbs, UserInfo user) : IKubernetesClient
{
    /// <inheritdoc/>
    public async ValueTask<ApiResult<IKubernetesObject>> GetAsync(KindInfo kind, NamespacedName name, CancellationToken cancellationToken = default)
    {
        var call = CallOf(kind, name.Namespace, name.Name);
        using var seats = await SeatsAsync(call, "get", cancellationToken);
        return Check(call, "get", seats) is { } refused ? refused : Decoded(call, await verbs.Get.ExecuteAsync(call, cancellationToken));
    }

    /// <inheritdoc/>
    public async ValueTask<ApiResult<IKubernetesObject>> CreateAsync(KindInfo kind, IKubernetesObject obj, CancellationToken cancellationToken = default)
    {
        var call = CallOf(kind, obj.Metadata.Namespace, "");
        using var seats = await SeatsAsync(call, "create", cancellationToken);
        return Check(call, "create", seats) is { } refused ? refused : Decoded(call, await verbs.Create.ExecuteAsync(call, obj, cancellationToken));
    }

    /// <inheritdoc/>
    public async ValueTask<ApiResult<IKubernetesObject>> UpdateAsync(KindInfo kind, IKubernetesObject obj, string subresource = "", CancellationToken cancellationToken = default)
    {
        var call = CallOf(kind, obj.Metadata.Namespace, obj.Metadata.Name) with { Subresource = subresource };
        using var seats = await SeatsAsync(call, "update", cancellationToken);
        return Check(call, "update", seats) is { } refused
            ? refused
            : Decoded(call, await verbs.Update.ExecuteAsync(call, (_, _) => ApiResult<IKubernetesObject>.Ok(obj), retry: false, cancellationToken));
    }

    /// <inheritdoc/>
    public async ValueTask<ApiResult<IKubernetesObject>> PatchAsync(KindInfo kind, NamespacedName name, PatchBody patch, string subresource = "", CancellationToken cancellationToken = default)
    {
        var call = CallOf(kind, name.Namespace, name.Name) with { Subresource = subresource, FieldManager = patch.FieldManager };
        using var seats = await SeatsAsync(call, "patch", cancellationToken);
        return Check(call, "patch", seats) is { } refused ? refused : await PatchAsync(call, patch, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<ApiResult<IKubernetesObject?>> DeleteAsync(KindInfo kind, NamespacedName name, DeleteOptions? options = null, CancellationToken cancellationToken = default)
    {
        var call = CallOf(kind, name.Namespace, name.Name);
        using var seats = await SeatsAsync(call, "delete", cancellationToken);
        if (Check(call, "delete", seats) is { } refused)
        {
            return refused;
        }

        var result = await verbs.Delete.ExecuteAsync(call, options ?? DeleteOptions.Empty, cancellationToken);
        return result.Select<IKubernetesObject?>(outcome => outcome.Object);
    }

    /// <inheritdoc/>
    public async ValueTask<ApiResult<int>> DeleteCollectionAsync(KindInfo kind, ListQuery query, DeleteOptions? options = null, CancellationToken cancellationToken = default)
    {
        var call = CallOf(kind, query.Namespace, "");
        using var seats = await SeatsAsync(call, "deletecollection", cancellationToken);
        if (Check(call, "deletecollection", seats) is { } refused)
        {
            return refused;
        }

        var result = await verbs.DeleteCollection.ExecuteAsync(call, query, options ?? DeleteOptions.Empty, cancellationToken);
        return result.Select(page => page.Items.Count);
    }

    /// <inheritdoc/>
    public async ValueTask<ApiResult<ObjectList>> ListAsync(KindInfo kind, ListQuery query, CancellationToken cancellationToken = default)
    {
        var call = CallOf(kind, query.Namespace, "");
        using var seats = await LocalSeats.TakeAsync(core, call, "list", core.Work.Of(call.Resource, query, isWatch: false), cancellationToken);
        if (Check(call, "list", seats) is { } refused)
        {
            return refused;
        }

        var result = await verbs.List.ExecuteAsync(call, query, cancellationToken);
        return result.Select(page => new ObjectList(kind, ListResponse.MetaOf(page), [.. page.Items.Select(call.Resource.Decode)]));
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<WatchEvent> WatchAsync(KindInfo kind, ListQuery query, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var call = CallOf(kind, query.Namespace, "");
        using var seats = await LocalSeats.TakeAsync(core, call, "watch", core.Work.Of(call.Resource, query, isWatch: true), cancellationToken);
        if (Check(call, "watch", seats) is { } refused)
        {
            yield return new WatchEvent(WatchEventType.Error, null, refused);
            yield break;
        }

        var opened = await verbs.Watch.ExecuteAsync(call, query, cancellationToken);
        if (!opened.IsSuccess)
        {
            yield return new WatchEvent(WatchEventType.Error, null, opened.Status);
            yield break;
        }

        using var session = opened.Value;
        session.Initialised = () => seats?.Dispose();
        while (await session.NextAsync(cancellationToken) is { } batch)
        {
            foreach (var change in batch)
            {
                yield return new WatchEvent(change.Type, ObjectOf(call.Resource, change), change.Status);
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask<ApiResult<TOut>> CreateSubresourceAsync<TIn, TOut>(KindInfo kind, NamespacedName name, string subresource, TIn body, CancellationToken cancellationToken = default)
        where TIn : class, IApiValue
        where TOut : class, IApiValue<TOut>, new()
    {
        var call = CallOf(kind, name.Namespace, name.Name) with { Subresource = subresource };
        using var seats = await SeatsAsync(call, "create", cancellationToken);
        if (Check(call, "create", seats) is { } refused)
        {
            return refused;
        }

        var result = await verbs.Subresources.CreateAsync(call, body, cancellationToken);
        return result.IsSuccess
            ? result.Value as TOut ?? ApiResult<TOut>.Refused(Failures.InternalError($"{kind}/{subresource} answers with {result.Value.GetType().Name}, not {typeof(TOut).Name}"))
            : result.Status;
    }

    private async ValueTask<ApiResult<IKubernetesObject>> PatchAsync(ResourceCall call, PatchBody patch, CancellationToken cancellationToken)
    {
        if (patch.Type != PatchType.Apply)
        {
            return Decoded(call, await verbs.Patch.ExecuteAsync(call, patch, null, cancellationToken));
        }

        if (WriteOptions.Check(patch) is { } refused)
        {
            return refused;
        }

        var applied = await verbs.Apply.ExecuteAsync(call, patch, null, cancellationToken);
        return Decoded(call, applied.Select(a => a.Entry));
    }

    private static IKubernetesObject? ObjectOf(ServedResource resource, SelectedEvent change)
    {
        if (change.Entry is { } entry)
        {
            return resource.Decode(entry);
        }

        return change.Type == WatchEventType.Bookmark
            ? resource.Empty.WithMetadata(ProtobufResponse.MetadataOf(change))
            : null;
    }

    private static ApiResult<IKubernetesObject> Decoded(ResourceCall call, ApiResult<Entry> result) =>
        result.IsSuccess ? ApiResult<IKubernetesObject>.Ok(call.Resource.Decode(result.Value)) : result.Status;

    private ResourceCall CallOf(KindInfo kind, string ns, string name) => new(user, core.Registry.Of(kind), ns, name);

    private ValueTask<LocalSeats?> SeatsAsync(ResourceCall call, string verb, CancellationToken cancellationToken) =>
        LocalSeats.TakeAsync(core, call, verb, verb == "get" ? WorkEstimate.One : WorkEstimator.OfWrite(call.Resource, call.Namespace), cancellationToken);

    private Status? Check(ResourceCall call, string verb, LocalSeats? seats)
    {
        if (seats?.Refusal() is { } overloaded)
        {
            return overloaded;
        }

        if (user.IsMaster)
        {
            return null;
        }

        var gvr = call.Kind.GroupVersionResource;
        var request = new AccessRequest
        {
            Verb = verb,
            Group = gvr.Group,
            Version = gvr.Version,
            Resource = gvr.Resource,
            Subresource = call.Subresource,
            Namespace = call.Namespace,
            Name = call.Name,
        };
        var decision = core.Authorizer.Authorize(user, request);
        return decision.Allowed ? null : Failures.Forbidden(user, request, decision.Reason);
    }
}
