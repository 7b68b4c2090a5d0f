using System.Text.Json.Nodes;
using Navarch.ApiServer.Endpoints;

namespace Navarch.ApiServer.Apply;

/// <summary>What an apply did.</summary>
/// <param name="Entry">The object as it is now.</param>
/// <param name="IsCreated">Whether it did not exist before.</param>
internal sealed record Applied(Entry Entry, bool IsCreated);

/// <summary>
/// Server-side apply: the document says all that its manager wants. It is merged into the object, or becomes it; what the manager applied before,
/// applies no more and nobody else owns goes away; changing what others own is a conflict unless forced.
/// </summary>
internal sealed class ApplyVerb(ServerCore core, CreateVerb create, UpdateVerb update)
{
    private const string BeforeFirstApply = "before-first-apply";

    /// <summary>Applies a document.</summary>
    public ValueTask<ApiResult<Applied>> ExecuteAsync(ResourceCall call, PatchBody patch, FieldJudge? judge, CancellationToken cancellationToken)
    {
        var read = ApplyConfiguration.Read(call.Kind, call, patch, judge);
        return read.IsSuccess ? ExecuteAsync(call, read.Value, patch, cancellationToken) : ValueTask.FromResult(ApiResult<Applied>.Refused(read.Status));
    }

    /// <summary>Applies a document that was read.</summary>
    public async ValueTask<ApiResult<Applied>> ExecuteAsync(ResourceCall call, JsonObject applied, PatchBody patch, CancellationToken cancellationToken)
    {
        LeaveOutForeignParts(call, applied);
        var applying = call with { FieldManager = patch.FieldManager, OwnersAreDecided = true };
        if (core.Store.Get(call.Key) is null && call.Subresource.Length == 0)
        {
            var created = await CreateAsync(applying, applied, cancellationToken);
            if (!created.IsAlreadyExists)
            {
                return created.Select(entry => new Applied(entry, IsCreated: true));
            }
        }

        var changed = await update.ExecuteAsync(applying, (old, entry) => Change(applying, applied, patch.Force, old, entry), retry: true, cancellationToken);
        return changed.Select(entry => new Applied(entry, IsCreated: false));
    }

    /// <summary>The status is applied to its subresource only, and there nothing else is.</summary>
    private static void LeaveOutForeignParts(ResourceCall call, JsonObject applied)
    {
        if (call.Subresource == "status")
        {
            applied.Remove("spec");
        }
        else if (call.Kind.StatusCopier is not null)
        {
            applied.Remove("status");
        }
    }

    private async ValueTask<ApiResult<Entry>> CreateAsync(ResourceCall call, JsonObject applied, CancellationToken cancellationToken)
    {
        var metadata = applied["metadata"] as JsonObject;
        if (metadata?["uid"] is not null || metadata?["resourceVersion"] is not null)
        {
            return Failures.Conflict(call.Kind, call.Name, "the object does not exist, but its uid or resourceVersion is given");
        }

        var decoded = Decode(call, applied);
        if (!decoded.IsSuccess)
        {
            return decoded.Status;
        }

        var owner = OwnerOf(call) with { Fields = ApplyDocument.FieldsOf(call.Kind, applied), Time = core.Now };
        var obj = decoded.Value;
        ValueList<ManagedFieldsEntry> owners = owner.Fields.IsEmpty ? default : [owner.ToEntry()];
        return await create.ExecuteAsync(call, obj.WithMetadata(obj.Metadata with { ManagedFields = owners }), cancellationToken);
    }

    private ApiResult<IKubernetesObject> Change(ResourceCall call, JsonObject applied, bool force, IKubernetesObject old, Entry entry)
    {
        var me = OwnerOf(call);
        var live = JsonNode.Parse(call.Resource.BytesOf(entry).Span, documentOptions: FieldOwnership.Depth)!;
        var owners = OwnersOf(call, old);
        var before = owners.FieldsOf(me);
        var now = ApplyDocument.FieldsOf(call.Kind, applied);
        owners = owners.WithApplied(me, now);

        var merged = ApplyDocument.Merge(call.Kind, live, applied);
        ApplyDocument.Remove(call.Kind, merged, before.WithFieldsOnTheWay().Except(owners.All));
        var wanted = Decode(call, merged);
        if (!wanted.IsSuccess)
        {
            return wanted;
        }

        var change = FieldOwnership.Compare(call.Kind, old, wanted.Value);
        if (!force && owners.Conflicts(me, change, LastAppliedConfiguration.Fields(call, old)) is { Count: > 0 } conflicts)
        {
            return Failures.ApplyConflict(conflicts);
        }

        var entries = owners.AfterApply(me, change, core.Now).ToEntries();
        var metadata = wanted.Value.Metadata with { ManagedFields = entries };
        return ApiResult<IKubernetesObject>.Ok(wanted.Value.WithMetadata(LastAppliedConfiguration.Kept(call, metadata, applied)));
    }

    /// <summary>The owners so far. Of an object whose ownership was not followed, everything belongs to whoever wrote before the first apply.</summary>
    private static FieldOwners OwnersOf(ResourceCall call, IKubernetesObject old)
    {
        var owners = FieldOwners.Read(old.Metadata.ManagedFields);
        if (!owners.IsEmpty)
        {
            return owners;
        }

        var all = FieldOwnership.Compare(call.Kind, call.Resource.Empty, old);
        var first = new FieldOwner(BeforeFirstApply, IsApply: false, call.Kind.GroupVersionKind.ApiVersion, "");
        return FieldOwners.None.Updated(first, all, old.Metadata.CreationTimestamp ?? default);
    }

    private static ApiResult<IKubernetesObject> Decode(ResourceCall call, JsonNode document) => BodyReader.Decode(call.Kind, JsonBytes.Of(document), null);

    private static FieldOwner OwnerOf(ResourceCall call) => FieldOwnership.OwnerOf(call) with { IsApply = true };
}
