using System.Runtime.CompilerServices;
using System.Text;
using System.Threading.Channels;
using Navarch.Client;

namespace Navarch.Scheduler.Tests;

/// <summary>The part of the API a scheduler uses, in memory: watches, bindings, and a note of every status patch and event.</summary>
internal sealed class PodApi : IKubernetesClient
{
    private readonly Lock gate = new();
    private readonly Dictionary<(KindInfo Kind, NamespacedName Name), IKubernetesObject> objects = [];
    private readonly List<(KindInfo Kind, Channel<WatchEvent> Events)> watchers = [];
    private readonly List<string> notes = [];
    private int revision;

    /// <summary>How many of the next bindings are refused.</summary>
    public int RefuseBindings { get; set; }

    /// <summary>What was told, one line each: <c>Reason name: message</c> for events, <c>status name: patch</c> for patches.</summary>
    public string[] Notes
    {
        get
        {
            lock (gate)
            {
                return [.. notes];
            }
        }
    }

    /// <summary>Where a pod is; empty while it waits.</summary>
    public string NodeOf(string pod)
    {
        lock (gate)
        {
            return objects.GetValueOrDefault((Pod.Info, new("default", pod))) is Pod found ? found.Spec.NodeName : "";
        }
    }

    /// <summary>Adds an object or puts it in the place of the one of its name.</summary>
    public void Put(IKubernetesObject obj)
    {
        lock (gate)
        {
            Store(obj.KindInfo, obj);
        }
    }

    /// <summary>Waits until an object is as wanted.</summary>
    public async Task UntilAsync<T>(string ns, string name, Func<T, bool> wanted)
        where T : class, IKubernetesObject<T>
    {
        await foreach (var change in WatchAsync(T.Info, ListQuery.All))
        {
            if (change.Object is T obj && obj.NamespacedName() == new NamespacedName(ns, name) && wanted(obj))
            {
                return;
            }
        }
    }

    public ValueTask<ApiResult<IKubernetesObject>> GetAsync(KindInfo kind, NamespacedName name, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public ValueTask<ApiResult<IKubernetesObject>> CreateAsync(KindInfo kind, IKubernetesObject obj, CancellationToken cancellationToken = default)
    {
        lock (gate)
        {
            var note = (Event)obj;
            notes.Add($"{note.Reason} {note.InvolvedObject.Name}: {note.Message}");
            return new(ApiResult<IKubernetesObject>.Ok(obj));
        }
    }

    public ValueTask<ApiResult<IKubernetesObject>> UpdateAsync(KindInfo kind, IKubernetesObject obj, string subresource = "", CancellationToken cancellationToken = default)
    {
        lock (gate)
        {
            Store(kind, obj);
            return new(ApiResult<IKubernetesObject>.Ok(objects[(kind, obj.NamespacedName())]));
        }
    }

    public ValueTask<ApiResult<IKubernetesObject>> PatchAsync(KindInfo kind, NamespacedName name, PatchBody patch, string subresource = "", CancellationToken cancellationToken = default)
    {
        lock (gate)
        {
            notes.Add($"{subresource} {name.Name}: {Encoding.UTF8.GetString(patch.Bytes.Span)}");
            return new(ApiResult<IKubernetesObject>.Ok(objects.GetValueOrDefault((kind, name)) ?? new Event()));
        }
    }

    public ValueTask<ApiResult<IKubernetesObject?>> DeleteAsync(KindInfo kind, NamespacedName name, DeleteOptions? options = null, CancellationToken cancellationToken = default)
    {
        lock (gate)
        {
            notes.Add($"delete {name.Name}");
            if (objects.Remove((kind, name), out var had))
            {
                Tell(kind, new(WatchEventType.Deleted, had));
            }

            return new(ApiResult<IKubernetesObject?>.Ok(had));
        }
    }

    public ValueTask<ApiResult<int>> DeleteCollectionAsync(KindInfo kind, ListQuery query, DeleteOptions? options = null, CancellationToken cancellationToken = default) => throw new NotSupportedException();

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

    ValueTask<ApiResult<TOut>> IKubernetesClient.CreateSubresourceAsync<TIn, TOut>(KindInfo kind, NamespacedName name, string subresource, TIn body, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            if (RefuseBindings > 0)
            {
                RefuseBindings--;
                return new(ApiResult<TOut>.Refused(new() { Reason = "Conflict", Message = "refused by the test" }));
            }

            var binding = (Binding)(object)body;
            if (objects.GetValueOrDefault((kind, name)) is not Pod { Spec.NodeName: "" } pod || pod.Metadata.UID != binding.Metadata.UID)
            {
                return new(ApiResult<TOut>.Refused(new() { Reason = "Conflict", Message = "not there, or bound already" }));
            }

            Store(kind, pod with { Spec = pod.Spec with { NodeName = binding.Target.Name } });
            return new(ApiResult<TOut>.Ok((TOut)(object)new Status { Code = 201 }));
        }
    }

    private void Store(KindInfo kind, IKubernetesObject obj)
    {
        revision++;
        var key = (kind, obj.NamespacedName());
        var type = objects.ContainsKey(key) ? WatchEventType.Modified : WatchEventType.Added;
        objects[key] = obj.WithMetadata(obj.Metadata with { ResourceVersion = revision.ToString() });
        Tell(kind, new(type, objects[key]));
    }

    private void Tell(KindInfo kind, WatchEvent change)
    {
        foreach (var (_, events) in watchers.Where(w => w.Kind == kind))
        {
            events.Writer.TryWrite(change);
        }
    }
}
