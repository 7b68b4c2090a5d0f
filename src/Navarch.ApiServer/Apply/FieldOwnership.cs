using System.Text.Json;

namespace Navarch.ApiServer.Apply;

/// <summary>
/// Keeps <c>metadata.managedFields</c> in step with writes that are not applies. The records themselves are compared: a part that is the same
/// instance in both states, as most are after a patch, costs nothing.
/// </summary>
internal static class FieldOwnership
{
    /// <summary>The longest name of a manager.</summary>
    public const int LongestManager = 128;

    /// <summary>A new object with its creator as the owner of what it set.</summary>
    public static IKubernetesObject Created(ResourceCall call, IKubernetesObject obj, DateTimeOffset now)
    {
        var bare = obj.WithMetadata(obj.Metadata with { ManagedFields = default });
        var change = Compare(call.Kind, call.Resource.Empty, bare);
        var owner = OwnerOf(call) with { Fields = change.Set, Time = now };
        return owner.Fields.IsEmpty ? bare : bare.WithMetadata(bare.Metadata with { ManagedFields = [owner.ToEntry()] });
    }

    /// <summary>A changed object with the writer as the owner of what it changed. An object whose ownership is not followed stays so.</summary>
    /// <param name="call">The call.</param>
    /// <param name="obj">The object as it will be, with the entries that the caller sent.</param>
    /// <param name="old">The object stored.</param>
    /// <param name="now">The time of the write.</param>
    public static IKubernetesObject Updated(ResourceCall call, IKubernetesObject obj, IKubernetesObject old, DateTimeOffset now)
    {
        if (call.Subresource == "binding")
        {
            // The server binds, on a scheduler's word: nobody owns that.
            return obj;
        }

        var known = Known(call, obj.Metadata.ManagedFields, old.Metadata.ManagedFields);
        var kept = obj.Metadata.ManagedFields == known ? obj : obj.WithMetadata(obj.Metadata with { ManagedFields = known });
        if (known.IsEmpty || kept.Equals(old) || call.Resource.Strategy.IsHeartbeat(kept, old))
        {
            return kept;
        }

        var change = Compare(call.Kind, old, kept);
        if (change.IsSame)
        {
            return kept;
        }

        var owners = FieldOwners.Read(known).Updated(OwnerOf(call), change, now);
        return kept.WithMetadata(kept.Metadata with { ManagedFields = owners.ToEntries() });
    }

    /// <summary>What differs between two states of an object, without what nobody can own.</summary>
    public static FieldComparison Compare(KindInfo kind, IKubernetesObject old, IKubernetesObject now)
    {
        var change = kind.Comparer is { } comparer ? FieldWalk.Compare(comparer, old, now) : JsonComparison.Of(kind, old, now);
        return change.Without(UnownedFields.Set);
    }

    /// <summary>Who owns what a call that is not an apply sets.</summary>
    public static FieldOwner OwnerOf(ResourceCall call) =>
        new(call.FieldManager.Length > 0 ? call.FieldManager : ManagerOf(call.User), IsApply: false, call.Kind.GroupVersionKind.ApiVersion, call.Subresource);

    /// <summary>The name of the program behind a <c>User-Agent</c>: what stands before the first slash.</summary>
    public static string ManagerOf(string userAgent)
    {
        var name = userAgent.AsSpan(0, Math.Min(userAgent.Length, LongestManager));
        var slash = name.IndexOf('/');
        return (slash < 0 ? name : name[..slash]).Trim().ToString();
    }

    internal static readonly JsonDocumentOptions Depth = new() { MaxDepth = 256 };

    /// <summary>
    /// The entries to go on from: the caller's when it sent some that can be read, a single empty one meaning that nobody shall own
    /// anything; otherwise those stored.
    /// </summary>
    private static ValueList<ManagedFieldsEntry> Known(ResourceCall call, ValueList<ManagedFieldsEntry> sent, ValueList<ManagedFieldsEntry> stored)
    {
        if (sent.IsEmpty || sent == stored || call.Subresource.Length > 0)
        {
            return stored;
        }

        if (sent.Count == 1 && sent[0] == ManagedFieldsEntry.Empty)
        {
            return default;
        }

        return FieldOwners.Read(sent).IsEmpty ? stored : sent;
    }

    /// <summary>A component of the server's own process is known by its user.</summary>
    private static string ManagerOf(UserInfo user)
    {
        var name = user.Name;
        return name.StartsWith("system:node:", StringComparison.Ordinal) ? "kubelet" : name[(name.LastIndexOf(':') + 1)..];
    }
}
