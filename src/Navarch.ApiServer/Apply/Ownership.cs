using System.Text.Json.Nodes;

namespace Navarch.ApiServer.Apply;

/// <summary>
/// The rules of field ownership. Apply: 1. what the document sets is wanted; 2. a wanted field that another owns with another value is a conflict, or
/// taken over when forced; 3. the document is laid over the object; 4. what the applier owned before and no longer wants goes, unless another
/// owns it, too. Update: whoever changes a field owns it from then on. Owners are kept from the first apply of an object on.
/// </summary>
internal static class Ownership
{
    private const string ApplyOperation = "Apply";
    private const string UpdateOperation = "Update";
    private const string BeforeFirstApply = "before-first-apply";

    // What identifies an object, or only the server sets, is nobody's.
    private static readonly string[] UnownedMetadata =
    [
        "f:name", "f:namespace", "f:creationTimestamp", "f:selfLink", "f:uid", "f:generation", "f:managedFields", "f:resourceVersion",
        "f:deletionTimestamp", "f:deletionGracePeriodSeconds",
    ];

    /// <summary>The document that makes a new object, with its owner noted.</summary>
    public static ApiResult<JsonObject> Create(ResourceCall call, JsonObject document, DateTimeOffset now)
    {
        var owners = FieldOwners.Of(new ObjectMeta());
        owners.Put(new FieldOwner(call.FieldManager, ApplyOperation, call.Subresource, call.Kind.ApiVersion, now, Wanted(call, document)));
        var made = (JsonObject)document.DeepClone();
        Note(made, owners);
        return made;
    }

    /// <summary>The object with the document applied, or the conflicts.</summary>
    public static ApiResult<JsonObject> Apply(ResourceCall call, ObjectMeta metadata, JsonObject live, JsonObject document, bool force, DateTimeOffset now)
    {
        var shape = FieldShape.Root(call.Kind.Structure);
        var owners = FieldOwners.Of(metadata);
        live.AsObject()["metadata"]?.AsObject().Remove("managedFields");
        if (owners.All.Count == 0)
        {
            owners.Put(new FieldOwner(BeforeFirstApply, UpdateOperation, "", call.Kind.ApiVersion, now, Owned(live, shape)));
        }

        var wanted = Wanted(call, document);
        var mine = owners.Find(call.FieldManager, ApplyOperation, call.Subresource);
        var conflicts = Conflicts(owners, mine, wanted, live, document, shape);
        if (conflicts.Count > 0 && !force)
        {
            return Failures.ApplyConflict(call.Kind, call.Name, [.. conflicts.Select(c => ($"conflict with \"{c.Owner.Manager}\" using {c.Owner.ApiVersion}", FieldSet.Show(c.Path)))]);
        }

        foreach (var (owner, path) in conflicts)
        {
            owner.Fields.RemoveTree(path);
        }

        var merged = (JsonObject)FieldWalk.Merge(live, document, shape)!;
        if (mine is not null)
        {
            Prune(merged, shape, mine.Fields, wanted, [.. owners.Others(mine)]);
        }

        owners.Put(new FieldOwner(call.FieldManager, ApplyOperation, call.Subresource, call.Kind.ApiVersion, now, wanted));
        Note(merged, owners);
        return merged;
    }

    /// <summary>The owners after an update by somebody who does not apply.</summary>
    public static ValueList<ManagedFieldsEntry> Update(ResourceCall call, IKubernetesObject before, IKubernetesObject after, DateTimeOffset now)
    {
        var shape = FieldShape.Root(call.Kind.Structure);
        var owners = FieldOwners.Of(before.Metadata);
        var old = JsonNode.Parse(ApiJson.ToBytes(before))!;
        var later = JsonNode.Parse(ApiJson.ToBytes(after))!;
        var changed = FieldWalk.Changed(old, later, shape);
        Strip(changed);
        if (changed.IsEmpty)
        {
            return before.Metadata.ManagedFields;
        }

        foreach (var owner in owners.All)
        {
            owner.Fields.Remove(changed);
        }

        var manager = call.FieldManager.Length > 0 ? call.FieldManager : "unknown";
        var mine = owners.Find(manager, UpdateOperation, call.Subresource)?.Fields.Copy() ?? new FieldSet();
        mine.Add(changed);
        mine.Remove(Gone(changed, later, shape));
        owners.Put(new FieldOwner(manager, UpdateOperation, call.Subresource, call.Kind.ApiVersion, now, mine));
        return owners.ToEntries();
    }

    private static FieldSet Wanted(ResourceCall call, JsonObject document)
    {
        var wanted = Owned(document, FieldShape.Root(call.Kind.Structure));

        // Through the main resource nobody owns the status, and through the status nothing else.
        if (call.Subresource == "status")
        {
            wanted.KeepOnly("f:status");
        }
        else if (call.Kind.HasStatus)
        {
            wanted.RemoveTree("f:status");
        }

        return wanted;
    }

    private static FieldSet Owned(JsonObject document, FieldShape shape)
    {
        var set = new FieldSet();
        FieldWalk.Collect(document, shape, set);
        Strip(set);
        return set;
    }

    private static void Strip(FieldSet set)
    {
        set.IsMember = false;
        set.RemoveTree("f:apiVersion");
        set.RemoveTree("f:kind");
        foreach (var field in UnownedMetadata)
        {
            set.RemoveTree("f:metadata", field);
        }

        if (set.Find("f:metadata") is { } metadata)
        {
            metadata.IsMember = false;
            if (metadata.IsEmpty)
            {
                set.RemoveTree("f:metadata");
            }
        }
    }

    private static List<(FieldOwner Owner, string[] Path)> Conflicts(FieldOwners owners, FieldOwner? mine, FieldSet wanted, JsonObject live, JsonObject document, FieldShape shape)
    {
        var conflicts = new List<(FieldOwner, string[])>();
        foreach (var owner in owners.Others(mine))
        {
            foreach (var path in wanted.Members())
            {
                // Of an item only its being there is owned: two may own that.
                if (path[^1][0] == 'f' && owner.Fields.Find(path) is { IsMember: true }
                    && FieldWalk.TryFind(live, shape, path, out var present) && FieldWalk.TryFind(document, shape, path, out var asked)
                    && !SameValue(present, asked))
                {
                    conflicts.Add((owner, path));
                }
            }
        }

        return conflicts;
    }

    private static bool SameValue(JsonNode? present, JsonNode? asked) =>
        JsonNode.DeepEquals(present, asked)
        || (Quantity.TryParse(present?.ToString() ?? "", out var a) && Quantity.TryParse(asked?.ToString() ?? "", out var b) && a.CompareTo(b) == 0);

    private static void Prune(JsonObject merged, FieldShape shape, FieldSet before, FieldSet wanted, FieldOwner[] others)
    {
        var dropped = before.Copy();
        dropped.Remove(wanted);
        foreach (var path in dropped.Members())
        {
            if (wanted.Find(path) is null && !others.Any(o => o.Fields.Find(path) is not null))
            {
                FieldWalk.Remove(merged, shape, path);
            }
        }
    }

    private static FieldSet Gone(FieldSet changed, JsonNode after, FieldShape shape)
    {
        var gone = new FieldSet();
        foreach (var path in changed.Members().Where(path => !FieldWalk.TryFind(after, shape, path, out _)))
        {
            FieldWalk.Member(gone, path);
        }

        return gone;
    }

    private static void Note(JsonObject document, FieldOwners owners)
    {
        var holder = new ObjectMeta { ManagedFields = owners.ToEntries() };
        var noted = JsonNode.Parse(ApiJson.ToBytes(holder))!["managedFields"];
        if (document["metadata"] is not JsonObject metadata)
        {
            document["metadata"] = metadata = [];
        }

        metadata["managedFields"] = noted?.DeepClone();
    }
}
