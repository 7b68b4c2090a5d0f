using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Navarch.Api;
using Navarch.Api.Json;
using Navarch.Client;

namespace Navarch.Reconciling;

/// <summary>Objects in memory behind the client's interface, with watches that can be held back, and writes that can be refused.</summary>
internal sealed class FakeApi : IKubernetesClient
{
    private readonly Lock gate = new();
    private readonly Dictionary<(KindInfo Kind, NamespacedName Name), IKubernetesObject> objects = [];
    private readonly List<(KindInfo Kind, Channel<WatchEvent> Events)> watches = [];
    private readonly List<(KindInfo Kind, WatchEvent Event)> held = [];
    private readonly List<(KindInfo Kind, WatchEvent Event)> sent = [];
    private long revision = 1;
    private bool holding;

    /// <summary>Refuses a write (verb, object name) when it gives a status.</summary>
    public Func<string, string, Status?> Refuse { get; set; } = (_, _) => null;

    public int Writes { get; private set; }

    public int Lists { get; private set; }

    public T? Find<T>(string ns, string name)
        where T : class, IKubernetesObject<T>
    {
        lock (gate)
        {
            return (T?)objects.GetValueOrDefault((T.Info, new(ns, name)));
        }
    }

    public IKubernetesObject[] All(KindInfo kind)
    {
        lock (gate)
        {
            return [.. objects.Where(o => o.Key.Kind == kind).Select(o => o.Value)];
        }
    }

    /// <summary>Watchers see nothing of what happens from now on.</summary>
    public void Hold() => holding = true;

    /// <summary>Watchers see what was held back.</summary>
    public void Release()
    {
        lock (gate)
        {
            holding = false;
            foreach (var (kind, change) in held)
            {
                Send(kind, change);
            }

            held.Clear();
        }
    }

    /// <summary>Ends every watch; with a status, by an error.</summary>
    public void EndWatches(Status? status = null)
    {
        lock (gate)
        {
            foreach (var (_, events) in watches)
            {
                if (status is not null)
                {
                    events.Writer.TryWrite(new(WatchEventType.Error, null, status));
                }

                events.Writer.TryComplete();
            }

            watches.Clear();
        }
    }

    public ValueTask<ApiResult<IKubernetesObject>> GetAsync(KindInfo kind, NamespacedName name, CancellationToken cancellationToken = default)
    {
        lock (gate)
        {
            return ValueTask.FromResult(objects.TryGetValue((kind, name), out var found) ? ApiResult<IKubernetesObject>.Ok(found) : Failure("NotFound", 404));
        }
    }

    public ValueTask<ApiResult<IKubernetesObject>> CreateAsync(KindInfo kind, IKubernetesObject obj, CancellationToken cancellationToken = default)
    {
        lock (gate)
        {
            if (Refuse("create", obj.Metadata.Name) is { } refused)
            {
                return ValueTask.FromResult<ApiResult<IKubernetesObject>>(refused);
            }

            var name = obj.Metadata.Name.Length > 0 ? obj.Metadata.Name : $"{obj.Metadata.GenerateName}{revision}";
            if (objects.ContainsKey((kind, new(obj.Metadata.Namespace, name))))
            {
                return ValueTask.FromResult(Failure("AlreadyExists", 409));
            }

            return ValueTask.FromResult(Put(kind, obj.WithMetadata(obj.Metadata with { Name = name, UID = $"uid-{revision + 1}" }), WatchEventType.Added));
        }
    }

    public ValueTask<ApiResult<IKubernetesObject>> UpdateAsync(KindInfo kind, IKubernetesObject obj, string subresource = "", CancellationToken cancellationToken = default)
    {
        lock (gate)
        {
            if (Refuse("update", obj.Metadata.Name) is { } refused)
            {
                return ValueTask.FromResult<ApiResult<IKubernetesObject>>(refused);
            }

            return ValueTask.FromResult(
                !objects.TryGetValue((kind, obj.NamespacedName()), out var current) ? Failure("NotFound", 404)
                : current.Metadata.ResourceVersion != obj.Metadata.ResourceVersion ? Failure("Conflict", 409)
                : Put(kind, obj, WatchEventType.Modified));
        }
    }

    public ValueTask<ApiResult<IKubernetesObject?>> DeleteAsync(KindInfo kind, NamespacedName name, DeleteOptions? options = null, CancellationToken cancellationToken = default)
    {
        lock (gate)
        {
            if (!objects.Remove((kind, name), out var last))
            {
                return ValueTask.FromResult<ApiResult<IKubernetesObject?>>(Failure("NotFound", 404).Status!);
            }

            Writes++;
            var gone = last.WithMetadata(last.Metadata with { ResourceVersion = (++revision).ToString() });
            Tell(kind, new(WatchEventType.Deleted, gone));
            return ValueTask.FromResult(ApiResult<IKubernetesObject?>.Ok(gone));
        }
    }

    public ValueTask<ApiResult<ObjectList>> ListAsync(KindInfo kind, ListQuery query, CancellationToken cancellationToken = default)
    {
        lock (gate)
        {
            Lists++;
            return ValueTask.FromResult<ApiResult<ObjectList>>(new ObjectList(kind, new() { ResourceVersion = revision.ToString() }, All(kind)));
        }
    }

    public async IAsyncEnumerable<WatchEvent> WatchAsync(KindInfo kind, ListQuery query, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var events = Channel.CreateUnbounded<WatchEvent>();
        lock (gate)
        {
            foreach (var (_, past) in sent.Where(s => s.Kind == kind && long.Parse(s.Event.Object!.Metadata.ResourceVersion) > long.Parse(query.ResourceVersion)))
            {
                events.Writer.TryWrite(past);
            }

            watches.Add((kind, events));
        }

        await foreach (var change in events.Reader.ReadAllAsync(cancellationToken))
        {
            yield return change;
        }
    }

    public ValueTask<ApiResult<IKubernetesObject>> PatchAsync(KindInfo kind, NamespacedName name, PatchBody patch, string subresource = "", CancellationToken cancellationToken = default) =>
        throw new NotSupportedException("no test patches");

    public ValueTask<ApiResult<int>> DeleteCollectionAsync(KindInfo kind, ListQuery query, DeleteOptions? options = null, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException("no test deletes collections");

    public ValueTask<ApiResult<TOut>> CreateSubresourceAsync<TIn, TOut>(KindInfo kind, NamespacedName name, string subresource, TIn body, CancellationToken cancellationToken = default)
        where TIn : class, IApiValue
        where TOut : class, IApiValue<TOut>, new() =>
        throw new NotSupportedException("no test posts to subresources");

    private static ApiResult<IKubernetesObject> Failure(string reason, int code) => new Status { Reason = reason, Code = code, Message = reason };

    private ApiResult<IKubernetesObject> Put(KindInfo kind, IKubernetesObject obj, WatchEventType type)
    {
        Writes++;
        var stored = obj.WithMetadata(obj.Metadata with { ResourceVersion = (++revision).ToString() });
        objects[(kind, stored.NamespacedName())] = stored;
        Tell(kind, new(type, stored));
        return ApiResult<IKubernetesObject>.Ok(stored);
    }

    private void Tell(KindInfo kind, WatchEvent change)
    {
        if (holding)
        {
            held.Add((kind, change));
        }
        else
        {
            Send(kind, change);
        }
    }

    private void Send(KindInfo kind, WatchEvent change)
    {
        sent.Add((kind, change));
        foreach (var (_, events) in watches.Where(w => w.Kind == kind))
        {
            events.Writer.TryWrite(change);
        }
    }
}
