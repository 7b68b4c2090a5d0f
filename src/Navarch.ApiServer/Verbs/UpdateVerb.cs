using Navarch.Api.Defaulting;
using Navarch.ApiServer.Admission;
using Navarch.ApiServer.Apply;

namespace Navarch.ApiServer.Verbs;

/// <summary>Makes the wanted state of an object from what is stored now.</summary>
/// <param name="current">The stored object.</param>
/// <param name="entry">Its entry.</param>
internal delegate ApiResult<IKubernetesObject> ObjectChange(IKubernetesObject current, Entry entry);

/// <summary>
/// Changes an object with optimistic concurrency: PUT and PATCH, of the object or of a subresource. What a caller may
/// not change here (identity, status or spec) is taken from the stored object; a change that changes nothing writes nothing;
/// an object that was waiting for its last finalizer goes.
/// </summary>
internal sealed class UpdateVerb(ServerCore core)
{
    private const int PatchAttempts = 10;

    /// <summary>The entry as it is after the change.</summary>
    /// <param name="call">The call.</param>
    /// <param name="change">The change.</param>
    /// <param name="retry">Whether a lost race is run again (patches), as long as the change does not name a resource version.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async ValueTask<ApiResult<Entry>> ExecuteAsync(ResourceCall call, ObjectChange change, bool retry, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            if (core.Store.Get(call.Key) is not { } entry)
            {
                return Failures.NotFound(call.Kind, call.Name);
            }

            var old = call.Resource.Decode(entry);
            var wanted = change(old, entry);
            if (!wanted.IsSuccess)
            {
                return wanted.Status;
            }

            if (CheckIdentity(call, wanted.Value, old, entry, retry, out var unconditional) is { } refused)
            {
                return refused;
            }

            var result = await WriteAsync(call, wanted.Value, old, entry, cancellationToken);
            if (result is { } done)
            {
                return done;
            }

            if (!unconditional || attempt == PatchAttempts)
            {
                return Failures.Conflict(call.Kind, call.Name, Failures.Modified);
            }
        }
    }

    private static Status? CheckIdentity(ResourceCall call, IKubernetesObject obj, IKubernetesObject old, Entry entry, bool patched, out bool unconditional)
    {
        var meta = obj.Metadata;
        unconditional = meta.ResourceVersion.Length == 0 || (patched && meta.ResourceVersion == old.Metadata.ResourceVersion);
        if (meta.Name != call.Name && meta.Name.Length > 0)
        {
            return Failures.BadRequest($"the name of the object ({meta.Name}) does not match the name on the URL ({call.Name})");
        }

        if (call.Resource.IsNamespaced && meta.Namespace != call.Namespace && meta.Namespace.Length > 0)
        {
            return Failures.BadRequest($"the namespace of the object ({meta.Namespace}) does not match the namespace on the request ({call.Namespace})");
        }

        if (meta.UID.Length > 0 && meta.UID != old.Metadata.UID)
        {
            return Failures.Conflict(call.Kind, call.Name, $"Precondition failed: UID in precondition: {meta.UID}, UID in object meta: {old.Metadata.UID}");
        }

        if (meta.ResourceVersion.Length == 0)
        {
            return patched || call.Resource.Strategy.AllowsUnconditionalUpdate
                ? null
                : Failures.Invalid(call.Kind, call.Name, [Faults.Invalid("metadata.resourceVersion", "0x0", "must be specified for an update")]);
        }

        if (!long.TryParse(meta.ResourceVersion, out var revision))
        {
            return Failures.Invalid(call.Kind, call.Name, [Faults.Invalid("metadata.resourceVersion", meta.ResourceVersion, "must be a number")]);
        }

        return revision == entry.ModRevision ? null : Failures.Conflict(call.Kind, call.Name, Failures.Modified);
    }

    /// <summary>The outcome, or null when somebody else wrote first.</summary>
    private async ValueTask<ApiResult<Entry>?> WriteAsync(ResourceCall call, IKubernetesObject wanted, IKubernetesObject old, Entry entry, CancellationToken cancellationToken)
    {
        var strategy = call.Resource.Strategy;
        var context = core.ContextOf(call);
        var obj = Allowed(call, Defaults.Apply(wanted), old, context);
        obj = call.OwnersAreDecided ? obj : FieldOwnership.Updated(call, obj, old, core.Now);
        using var request = new AdmissionRequest(AdmissionOperation.Update, call.Name, old, context);
        var admitted = await core.Admission.AdmitAsync(obj, request, cancellationToken);
        if (!admitted.IsSuccess)
        {
            return admitted.Status;
        }

        obj = Counted(call, admitted.Value!, old);
        if (obj.Equals(old))
        {
            return entry;
        }

        if (ObjectRules.CheckChange(call, obj, old, context) is { } invalid)
        {
            return invalid;
        }

        if (call.DryRun)
        {
            return ObjectWriter.DryRun(call.Resource, obj, entry);
        }

        if (Deletion.IsComplete(obj, strategy))
        {
            var deleted = await core.Writer.DeleteAsync(call.Resource, entry, obj, cancellationToken);
            if (deleted.Status == WriteStatus.Committed)
            {
                await strategy.ReleaseAsync(old, null);
                return deleted.Entry!;
            }

            return null;
        }

        var allocated = await strategy.AllocateAsync(obj, old, context, cancellationToken);
        if (!allocated.IsSuccess)
        {
            return allocated.Status;
        }

        var written = await core.Writer.ReplaceAsync(call.Resource, allocated.Value, entry, cancellationToken);
        if (written.Status == WriteStatus.Committed)
        {
            await strategy.ReleaseAsync(old, allocated.Value);
            return written.Entry!;
        }

        await strategy.ReleaseAsync(allocated.Value, old);
        return written.Status == WriteStatus.NotFound ? ApiResult<Entry>.Refused(Failures.NotFound(call.Kind, call.Name)) : default(ApiResult<Entry>?);
    }

    /// <summary>The wanted object with everything the caller may not change here taken from the stored one.</summary>
    private static IKubernetesObject Allowed(ResourceCall call, IKubernetesObject wanted, IKubernetesObject old, WriteContext context)
    {
        var strategy = call.Resource.Strategy;
        var meta = wanted.Metadata with
        {
            Name = old.Metadata.Name,
            GenerateName = old.Metadata.GenerateName,
            Namespace = old.Metadata.Namespace,
            UID = old.Metadata.UID,
            ResourceVersion = old.Metadata.ResourceVersion,
            CreationTimestamp = old.Metadata.CreationTimestamp,
            DeletionTimestamp = old.Metadata.DeletionTimestamp,
            DeletionGracePeriodSeconds = old.Metadata.DeletionGracePeriodSeconds,
            Generation = old.Metadata.Generation,
            SelfLink = "",
        };
        if (call.Subresource == "status")
        {
            meta = meta with { OwnerReferences = old.Metadata.OwnerReferences };
            return strategy.PrepareForStatusUpdate(call.Resource.WithStatusOf(old, wanted).WithMetadata(meta), old, context);
        }

        if (call.Subresource is "binding" or "approval")
        {
            // Made by the server itself, or checked by the kind.
            return strategy.PrepareForUpdate(wanted.WithMetadata(meta), old, context);
        }

        var kept = call.Resource.WithStatusOf(wanted, old).WithMetadata(meta);
        return strategy.PrepareForUpdate(kept, old, context);
    }

    private static IKubernetesObject Counted(ResourceCall call, IKubernetesObject obj, IKubernetesObject old)
    {
        if (!call.Resource.Strategy.CountsGenerations(call.Kind) || call.Subresource is "status" or "binding" or "approval" or "finalize")
        {
            return obj;
        }

        var sameMetadata = call.Resource.WithStatusOf(obj, old).WithMetadata(old.Metadata);
        return sameMetadata.Equals(old) ? obj : obj.WithMetadata(obj.Metadata with { Generation = old.Metadata.Generation + 1 });
    }
}
