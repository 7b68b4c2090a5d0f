using Navarch.Api;
using Navarch.Client;

namespace Navarch.Reconciling;

/// <summary>How carrying out a decision ended.</summary>
/// <param name="Failure">The first refusal, or null.</param>
/// <param name="Seen">Completes when the caches show every write that succeeded.</param>
internal readonly record struct ExecutionOutcome(Status? Failure, Task Seen);

/// <summary>
/// Carries decisions out, in order. Neighbouring effects of one sort run together (creates start slowly);
/// after a failure nothing further starts.
/// </summary>
internal sealed class EffectExecutor(ControllerRuntime runtime, string component, IReadOnlySet<GroupVersionResource> watched)
{
    private const int MostAtOnce = 256;

    public async Task<ExecutionOutcome> ExecuteAsync(ValueList<Effect> effects, CancellationToken cancellationToken)
    {
        var seen = new List<Task>();
        Status? failure = null;
        var start = 0;
        while (start < effects.Count && failure is null)
        {
            var end = start + 1;
            while (end < effects.Count && effects[end].GetType() == effects[start].GetType())
            {
                end++;
            }

            failure = await RunGroupAsync(effects, start, end, seen, cancellationToken);
            start = end;
        }

        return new(failure, seen.Count == 0 ? Task.CompletedTask : Task.WhenAll(seen));
    }

    private async Task<Status?> RunGroupAsync(ValueList<Effect> effects, int start, int end, List<Task> seen, CancellationToken cancellationToken)
    {
        if (end - start == 1)
        {
            return await RunAsync(effects[start], seen, cancellationToken);
        }

        var batch = effects[start] is Effect.Create ? 1 : MostAtOnce;
        while (start < end)
        {
            var size = Math.Min(batch, end - start);
            var running = new Task<Status?>[size];
            for (var i = 0; i < size; i++)
            {
                running[i] = RunAsync(effects[start + i], seen, cancellationToken).AsTask();
            }

            var failure = (await Task.WhenAll(running)).FirstOrDefault(s => s is not null);
            if (failure is not null)
            {
                return failure;
            }

            start += size;
            batch = Math.Min(batch * 2, MostAtOnce);
        }

        return null;
    }

    private async ValueTask<Status?> RunAsync(Effect effect, List<Task> seen, CancellationToken cancellationToken)
    {
        if (effect is Effect.Tell tell)
        {
            runtime.Events.Record(component, tell.Note);
            return null;
        }

        var (failure, written) = await WriteAsync(effect, seen, cancellationToken);
        if (failure is not null)
        {
            // A conflict is no news: the next look decides anew.
            if (effect.OnFailure is { } bad && failure.Reason != "Conflict")
            {
                runtime.Events.Record(component, bad with { Message = bad.Message.Replace("{error}", failure.Message, StringComparison.Ordinal) });
            }
        }
        else if (effect.OnSuccess is { } good)
        {
            runtime.Events.Record(component, good with { Message = good.Message.Replace("{name}", written?.Metadata.Name ?? "", StringComparison.Ordinal) });
        }

        return failure;
    }

    private async ValueTask<(Status? Failure, IKubernetesObject? Written)> WriteAsync(Effect effect, List<Task> seen, CancellationToken cancellationToken)
    {
        switch (effect)
        {
            case Effect.Create create:
                var created = await runtime.Client.CreateAsync(create.Object.KindInfo, create.Object, cancellationToken);
                if (create.IfAbsent && created.IsAlreadyExists)
                {
                    return (null, create.Object);
                }

                return Wrote(created, seen);
            case Effect.Update update:
                return Wrote(await runtime.Client.UpdateAsync(update.Object.KindInfo, update.Object, update.Subresource, cancellationToken), seen);
            case Effect.Patch patch:
                return Wrote(await runtime.Client.PatchAsync(patch.Kind, patch.Name, patch.Body, patch.Subresource, cancellationToken), seen);
            case Effect.Delete delete:
                return await DeleteAsync(delete, seen, cancellationToken);
            case Effect.DeleteCollection collection:
                var query = new ListQuery { Namespace = collection.Namespace };
                return ((await runtime.Client.DeleteCollectionAsync(collection.Kind, query, null, cancellationToken)).Status, null);
            default:
                throw new InvalidOperationException($"unknown effect {effect}");
        }
    }

    private async ValueTask<(Status? Failure, IKubernetesObject? Written)> DeleteAsync(Effect.Delete delete, List<Task> seen, CancellationToken cancellationToken)
    {
        var meta = delete.Object.Metadata;
        var options = new DeleteOptions
        {
            Preconditions = new() { UID = meta.UID, ResourceVersion = delete.OnlyIfUnchanged ? meta.ResourceVersion : null },
            PropagationPolicy = delete.Propagation,
            GracePeriodSeconds = delete.GracePeriodSeconds,
        };
        var deleted = await runtime.Client.DeleteAsync(delete.Object.KindInfo, delete.Object.NamespacedName(), options, cancellationToken);
        if (!deleted.IsSuccess && !deleted.IsNotFound)
        {
            return (deleted.Status, null);
        }

        if (watched.Contains(delete.Object.KindInfo.GroupVersionResource))
        {
            Await(seen, runtime.Caches.Of(delete.Object.KindInfo).Leaving(delete.Object.NamespacedName(), meta.UID));
        }

        return (null, delete.Object);
    }

    private (Status? Failure, IKubernetesObject? Written) Wrote(ApiResult<IKubernetesObject> result, List<Task> seen)
    {
        if (!result.IsSuccess)
        {
            return (result.Status, null);
        }

        var written = result.Value;
        if (watched.Contains(written.KindInfo.GroupVersionResource))
        {
            Await(seen, runtime.Caches.Of(written.KindInfo).Reached(Client.Caching.ResourceVersions.Parse(written.Metadata.ResourceVersion)));
        }

        return (null, written);
    }

    private static void Await(List<Task> seen, Task task)
    {
        if (!task.IsCompleted)
        {
            lock (seen)
            {
                seen.Add(task);
            }
        }
    }
}
