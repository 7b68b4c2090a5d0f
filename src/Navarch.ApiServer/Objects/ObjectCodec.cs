using System.Text;

namespace Navarch.ApiServer.Objects;

/// <summary>An object encoded for the store.</summary>
/// <param name="Bytes">Its JSON.</param>
/// <param name="RevisionOffset">Where the store writes the resource version.</param>
internal readonly record struct EncodedObject(byte[] Bytes, int RevisionOffset);

/// <summary>
/// Between records and stored bytes. An object is encoded once, when it is committed; the store fills its own revision
/// into <c>metadata.resourceVersion</c>. The decoded record is made when first needed and kept with the entry.
/// </summary>
internal static class ObjectCodec
{
    // As long as the hole less its quote. Nothing that the encoder writes before metadata.resourceVersion can hold this text.
    private static readonly string Placeholder = new('@', Write.RevisionHoleLength - 1);
    private static readonly byte[] RevisionStart = "\"resourceVersion\":\""u8.ToArray();
    private static readonly byte[] MarkedRevision = Encoding.ASCII.GetBytes($"\"resourceVersion\":\"{Placeholder}\"");

    /// <summary>Encodes an object, with a hole for its resource version.</summary>
    public static EncodedObject Encode(IKubernetesObject obj)
    {
        var marked = obj.WithMetadata(obj.Metadata with { ResourceVersion = Placeholder });
        var bytes = ApiJson.ToBytes(marked);
        var at = bytes.AsSpan().IndexOf(MarkedRevision) + RevisionStart.Length;
        Blank(bytes.AsSpan(at, Write.RevisionHoleLength));
        return new EncodedObject(bytes, at);
    }

    /// <summary>A copy of stored bytes with a hole where the resource version was: what watchers of a deletion get.</summary>
    public static EncodedObject Reopen(ReadOnlySpan<byte> stored)
    {
        var bytes = stored.ToArray();
        var at = bytes.AsSpan().IndexOf(RevisionStart) + RevisionStart.Length;
        Blank(bytes.AsSpan(at, Write.RevisionHoleLength));
        return new EncodedObject(bytes, at);
    }

    /// <summary>A copy of stored bytes that shows another resource version.</summary>
    public static byte[] WithRevision(ReadOnlySpan<byte> stored, long revision)
    {
        var (bytes, at) = Reopen(stored);
        Encoding.ASCII.GetBytes($"{revision}\"", bytes.AsSpan(at));
        return bytes;
    }

    /// <summary>The record of an entry; the same instance for everybody.</summary>
    public static IKubernetesObject Decode(KindInfo kind, Entry entry)
    {
        switch (entry.Decoded)
        {
            case IKubernetesObject decoded:
                return decoded;
            case WeakReference<IKubernetesObject> held when held.TryGetTarget(out var decoded):
                entry.Decoded = decoded;
                return decoded;
            case UncommittedObject pending:
                var committed = WithSharedOwners(pending.Object, entry.ModRevision.ToString());
                entry.Decoded = committed;
                return committed;
            default:
                var read = ApiJson.Read(kind, entry.Value.Span);
                read = WithSharedOwners(read, read.Metadata.ResourceVersion);
                entry.Decoded = read;
                return read;
        }
    }

    /// <summary>Lets go of what can be made again: other encodings, and the decoded record unless somebody else holds it anyway.</summary>
    public static void Release(Entry entry)
    {
        entry.Converted = null;
        entry.Decoded = entry.Decoded switch
        {
            IKubernetesObject decoded => new WeakReference<IKubernetesObject>(decoded),
            WeakReference<IKubernetesObject> held when held.TryGetTarget(out _) => held,
            _ => null,
        };
    }

    /// <summary>The object with the texts of its field owners shared with other objects: those of one maker are alike to the byte, and long.</summary>
    private static IKubernetesObject WithSharedOwners(IKubernetesObject obj, string revision)
    {
        var owners = obj.Metadata.ManagedFields;
        if (owners.IsEmpty)
        {
            return obj.Metadata.ResourceVersion == revision ? obj : obj.WithMetadata(obj.Metadata with { ResourceVersion = revision });
        }

        var shared = owners.Select(static owner => owner with { FieldsV1 = OwnerTexts.Shared(owner.FieldsV1) }).ToValueList();
        return obj.WithMetadata(obj.Metadata with { ResourceVersion = revision, ManagedFields = shared });
    }

    private static void Blank(Span<byte> hole)
    {
        hole.Fill((byte)' ');
        hole[0] = (byte)'"';
    }
}

/// <summary>What a writer leaves with the entry: the record as it was before it had a resource version.</summary>
internal sealed class UncommittedObject(IKubernetesObject obj)
{
    /// <summary>The record.</summary>
    public IKubernetesObject Object { get; } = obj;
}
