using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Navarch.Api;
using Navarch.Client;

namespace Navarch.Network.Tests;

/// <summary>An API that keeps objects in memory and tells watchers, without validation, defaults or history.</summary>
internal sealed class MemoryApi : IKubernetesClient
{
    private readonly Lock gate = new();
    private readonly Dictionary<(KindInfo Kind, NamespacedName Name), IKubernetesObject> objects = [];
    private readonly List<(KindInfo Kind, Channel<WatchEvent> Events)> watchers = [];
    private int revision;

    public ValueTask<ApiResult<IKubernetesObject>> GetAsync(KindInfo kind, NamespacedName name, CancellationToken cancellationToken = default)
    {
        lock (gate)
        {
            return new(objects.TryGetValue((kind, name), out var found) ? ApiResult<IKubernetesObject>.Ok(found) : Refuse("NotFound"));
        }
    }

    public ValueTask<ApiResult<IKubernetesObject>> CreateAsync(KindInfo kind, IKubernetesObject obj, CancellationToken cancellationToken = default)
    {
        lock (gate)
        {
            return new(objects.ContainsKey((kind, obj.NamespacedName())) ? Refuse("AlreadyExists") : Put(kind, obj, WatchEventType.Added));
        }
    }

    public ValueTask<ApiResult<IKubernetesObject>> UpdateAsync(KindInfo kind, IKubernetesObject obj, string subresource = "", CancellationToken cancellationToken = default)
    {
        lock (gate)
        {
            return new(Put(kind, obj, WatchEventType.Modified));
        }
    }

    public ValueTask<ApiResult<IKubernetesObject?>> DeleteAsync(KindInfo kind, NamespacedName name, DeleteOptions? options = null, CancellationToken cancellationToken = default)
    {
        lock (gate)
        {
            if (!objects.Remove((kind, name), out var had))
            {
                return new(ApiResult<IKubernetesObject?>.Refused(new() { Reason = "NotFound" }));
            }

            Tell(kind, new(WatchEventType.Deleted, had));
            return new(ApiResult<IKubernetesObject?>.Ok(had));
        }
    }

    public ValueTask<ApiResult<ObjectList>> ListAsync(KindInfo kind, ListQuery query, CancellationToken cancellationToken = default)
    {
        lock (gate)
        {
            IKubernetesObject[] items = [.. objects.Where(o => o.Key.Kind == kind).Select(o => o.Value)];
            return new(ApiResult<ObjectList>.Ok(new(kind, new ListMeta { ResourceVersion = revision.ToString() }, items)));
        }
    }

    public async IAsyncEnumerable<WatchEvent> WatchAsync(KindInfo kind, ListQuery query, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var events = Channel.CreateUnbounded<WatchEvent>();
        lock (gate)
        {
            // What came between list and watch is simply told once more.
            foreach (var item in objects.Where(o => o.Key.Kind == kind))
            {
                events.Writer.TryWrite(new(WatchEventType.Added, item.Value));
            }

            watchers.Add((kind, events));
        }

        await foreach (var change in events.Reader.ReadAllAsync(cancellationToken))
        {
            yield return change;
        }
    }

    public ValueTask<ApiResult<IKubernetesObject>> PatchAsync(KindInfo kind, NamespacedName name, PatchBody patch, string subresource = "", CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    public ValueTask<ApiResult<int>> DeleteCollectionAsync(KindInfo kind, ListQuery query, DeleteOptions? options = null, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    ValueTask<ApiResult<TOut>> IKubernetesClient.CreateSubresourceAsync<TIn, TOut>(KindInfo kind, NamespacedName name, string subresource, TIn body, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    private static ApiResult<IKubernetesObject> Refuse(string reason) => ApiResult<IKubernetesObject>.Refused(new() { Reason = reason });

    private ApiResult<IKubernetesObject> Put(KindInfo kind, IKubernetesObject obj, WatchEventType type)
    {
        revision++;
        var stored = obj.WithMetadata(obj.Metadata with { ResourceVersion = revision.ToString() });
        objects[(kind, obj.NamespacedName())] = stored;
        Tell(kind, new(type, stored));
        return ApiResult<IKubernetesObject>.Ok(stored);
    }

    private void Tell(KindInfo kind, WatchEvent change)
    {
        foreach (var (_, events) in watchers.Where(w => w.Kind == kind))
        {
            events.Writer.TryWrite(change);
        }
    }
}
