using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Navarch.Api;
using Navarch.Api.Authentication.V1;
using Navarch.Api.Core.V1;
using Navarch.Api.Json;
using Navarch.Client;
using ApiNode = Navarch.Api.Core.V1.Node;

namespace Navarch.Node.Tests.Support;

/// <summary>
/// A small API in memory: revisions, conflicts, watches with field selectors, graceful deletion of pods. Objects go
/// through JSON on their way in, as they would on the wire.
/// </summary>
internal sealed class FakeApi(TimeProvider time) : IKubernetesClient
{
    private readonly Lock gate = new();
    private readonly Dictionary<(KindInfo Kind, NamespacedName Name), IKubernetesObject> objects = [];
    private readonly List<(long Revision, WatchEventType Type, IKubernetesObject Object)> history = [];
    private readonly List<Channel<bool>> watchers = [];
    private long revision = 1;

    /// <summary>How many writes were made, by kind and subresource.</summary>
    public Dictionary<string, int> Writes { get; } = [];

    public T? Find<T>(string ns, string name)
        where T : class, IKubernetesObject<T>
    {
        lock (gate)
        {
            return (T?)objects.GetValueOrDefault((T.Info, new(ns, name)));
        }
    }

    public IReadOnlyList<T> All<T>()
        where T : class, IKubernetesObject<T>
    {
        lock (gate)
        {
            return [.. objects.Values.OfType<T>()];
        }
    }

    /// <summary>Waits until an object is as wanted; gives the object.</summary>
    public async Task<T> UntilAsync<T>(string ns, string name, Func<T, bool> holds, TimeSpan? limit = null)
        where T : class, IKubernetesObject<T>
    {
        using var expiry = new CancellationTokenSource(limit ?? TimeSpan.FromSeconds(60));
        var changes = Watch();
        try
        {
            while (true)
            {
                if (Find<T>(ns, name) is { } found && holds(found))
                {
                    return found;
                }

                await changes.Reader.ReadAsync(expiry.Token);
            }
        }
        catch (OperationCanceledException late)
        {
            throw new TimeoutException($"{T.Info.Kind} {ns}/{name} did not become as wanted: {Find<T>(ns, name)}", late);
        }
    }

    /// <summary>Waits until an object is gone.</summary>
    public async Task UntilGoneAsync<T>(string ns, string name)
        where T : class, IKubernetesObject<T>
    {
        using var expiry = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var changes = Watch();
        while (Find<T>(ns, name) is not null)
        {
            await changes.Reader.ReadAsync(expiry.Token);
        }
    }

    public ValueTask<ApiResult<IKubernetesObject>> GetAsync(KindInfo kind, NamespacedName name, CancellationToken cancellationToken = default)
    {
        lock (gate)
        {
            return new(objects.TryGetValue((kind, name), out var found) ? ApiResult<IKubernetesObject>.Ok(found) : Refuse<IKubernetesObject>("NotFound", 404, name));
        }
    }

    public ValueTask<ApiResult<IKubernetesObject>> CreateAsync(KindInfo kind, IKubernetesObject obj, CancellationToken cancellationToken = default)
    {
        lock (gate)
        {
            if (objects.ContainsKey((kind, obj.NamespacedName())))
            {
                return new(Refuse<IKubernetesObject>("AlreadyExists", 409, obj.NamespacedName()));
            }

            var metadata = obj.Metadata with { UID = Guid.NewGuid().ToString(), CreationTimestamp = time.GetUtcNow(), Generation = 1 };
            return new(ApiResult<IKubernetesObject>.Ok(Store(kind, obj.WithMetadata(metadata), WatchEventType.Added, "")));
        }
    }

    public ValueTask<ApiResult<IKubernetesObject>> UpdateAsync(KindInfo kind, IKubernetesObject obj, string subresource = "", CancellationToken cancellationToken = default)
    {
        lock (gate)
        {
            if (!objects.TryGetValue((kind, obj.NamespacedName()), out var found))
            {
                return new(Refuse<IKubernetesObject>("NotFound", 404, obj.NamespacedName()));
            }

            if (obj.Metadata.ResourceVersion.Length > 0 && obj.Metadata.ResourceVersion != found.Metadata.ResourceVersion)
            {
                return new(Refuse<IKubernetesObject>("Conflict", 409, obj.NamespacedName()));
            }

            var merged = (subresource, found, obj) switch
            {
                ("status", Pod old, Pod now) => old with { Status = now.Status },
                ("status", ApiNode old, ApiNode now) => old with { Status = now.Status },
                ("", Pod old, Pod now) => now with { Status = old.Status },
                _ => obj,
            };
            return new(ApiResult<IKubernetesObject>.Ok(Store(kind, merged, WatchEventType.Modified, subresource)));
        }
    }

    public ValueTask<ApiResult<IKubernetesObject?>> DeleteAsync(KindInfo kind, NamespacedName name, DeleteOptions? options = null, CancellationToken cancellationToken = default)
    {
        lock (gate)
        {
            if (!objects.TryGetValue((kind, name), out var found))
            {
                return new(Refuse<IKubernetesObject?>("NotFound", 404, name));
            }

            if (options?.Preconditions?.UID is { Length: > 0 } uid && uid != found.Metadata.UID)
            {
                return new(Refuse<IKubernetesObject?>("Conflict", 409, name));
            }

            if (found is Pod pod && pod.Spec.NodeName.Length > 0)
            {
                var grace = options?.GracePeriodSeconds ?? pod.Spec.TerminationGracePeriodSeconds ?? 30;
                if (grace > 0)
                {
                    var metadata = found.Metadata with { DeletionTimestamp = time.GetUtcNow().AddSeconds(grace), DeletionGracePeriodSeconds = grace };
                    return new(ApiResult<IKubernetesObject?>.Ok(Store(kind, found.WithMetadata(metadata), WatchEventType.Modified, "")));
                }
            }

            Store(kind, found, WatchEventType.Deleted, "");
            return new(ApiResult<IKubernetesObject?>.Ok(found));
        }
    }

    public ValueTask<ApiResult<ObjectList>> ListAsync(KindInfo kind, ListQuery query, CancellationToken cancellationToken = default)
    {
        lock (gate)
        {
            var items = objects.Where(o => o.Key.Kind == kind && Selects(query, o.Value)).Select(o => o.Value).ToArray();
            return new(ApiResult<ObjectList>.Ok(new ObjectList(kind, new ListMeta { ResourceVersion = revision.ToString() }, items)));
        }
    }

    public async IAsyncEnumerable<WatchEvent> WatchAsync(KindInfo kind, ListQuery query, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var seen = long.TryParse(query.ResourceVersion, out var from) ? from : 0;
        var changes = Watch();
        while (true)
        {
            WatchEvent[] news;
            lock (gate)
            {
                news = [.. history.Where(h => h.Revision > seen && h.Object.KindInfo == kind && Selects(query, h.Object)).Select(h => new WatchEvent(h.Type, h.Object))];
                seen = revision;
            }

            foreach (var change in news)
            {
                yield return change;
            }

            await changes.Reader.ReadAsync(cancellationToken);
        }
    }

    public async ValueTask<ApiResult<TOut>> CreateSubresourceAsync<TIn, TOut>(KindInfo kind, NamespacedName name, string subresource, TIn body, CancellationToken cancellationToken = default)
        where TIn : class, IApiValue
        where TOut : class, IApiValue<TOut>, new()
    {
        await Task.Yield();
        var request = (TokenRequest)(object)body;
        lock (gate)
        {
            Writes["token"] = Writes.GetValueOrDefault("token") + 1;
        }

        var answer = request with { Status = new() { Token = $"token of {name} for {request.Spec.BoundObjectRef?.Name}", ExpirationTimestamp = time.GetUtcNow().AddSeconds(request.Spec.ExpirationSeconds ?? 3600) } };
        return ApiResult<TOut>.Ok((TOut)(object)answer);
    }

    public ValueTask<ApiResult<IKubernetesObject>> PatchAsync(KindInfo kind, NamespacedName name, PatchBody patch, string subresource = "", CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    public ValueTask<ApiResult<int>> DeleteCollectionAsync(KindInfo kind, ListQuery query, DeleteOptions? options = null, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    private static ApiResult<T> Refuse<T>(string reason, int code, NamespacedName name) =>
        ApiResult<T>.Refused(new Status { Reason = reason, Code = code, Message = $"{name}: {reason}" });

    private static bool Selects(ListQuery query, IKubernetesObject obj)
    {
        if (query.Namespace.Length > 0 && query.Namespace != obj.Metadata.Namespace)
        {
            return false;
        }

        return query.FieldSelector.Split('=', 2) switch
        {
            ["spec.nodeName", var node] => obj is Pod pod && pod.Spec.NodeName == node,
            ["metadata.name", var name] => obj.Metadata.Name == name,
            _ => true,
        };
    }

    private IKubernetesObject Store(KindInfo kind, IKubernetesObject obj, WatchEventType type, string subresource)
    {
        revision++;
        var stored = ApiJson.Read(kind, ApiJson.ToBytes(obj.WithMetadata(obj.Metadata with { ResourceVersion = revision.ToString() })));
        var key = (kind, stored.NamespacedName());
        if (type == WatchEventType.Deleted)
        {
            objects.Remove(key);
        }
        else
        {
            objects[key] = stored;
        }

        var counted = $"{kind.Kind}/{subresource}";
        Writes[counted] = Writes.GetValueOrDefault(counted) + 1;
        history.Add((revision, type, stored));
        foreach (var watcher in watchers)
        {
            watcher.Writer.TryWrite(true);
        }

        return stored;
    }

    private Channel<bool> Watch()
    {
        var channel = Channel.CreateUnbounded<bool>();
        lock (gate)
        {
            watchers.Add(channel);
        }

        return channel;
    }
}
