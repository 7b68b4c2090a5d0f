using System.Buffers;
using System.Buffers.Binary;
using System.Text.Json;
using Navarch.Api.Structure;

namespace Navarch.ApiServer.Protobuf;

/// <summary>Whole answers in protobuf: the magic prefix and the envelope (type 1: apiVersion 1, kind 2; object 2; its encoding 3; its content type 4).</summary>
internal static class ProtobufDocument
{
    /// <summary>The media type of watches.</summary>
    public const string StreamMediaType = ProtobufBody.MediaType + ";stream=watch";

    /// <summary>The field of a list that holds its items.</summary>
    public const int ItemsField = 2;

    /// <summary>The end of every envelope: no content encoding, no content type.</summary>
    public static readonly ReadOnlyMemory<byte> Tail = new byte[] { (3 << 3) | 2, 0, (4 << 3) | 2, 0 };

    private const int LengthPrefix = 4;
    private static readonly JsonDocumentOptions Depth = new() { MaxDepth = 256 };

    /// <summary>An object in its envelope.</summary>
    public static byte[] Of(TypeStructure structure, string apiVersion, string kind, ReadOnlyMemory<byte> json)
    {
        using var writer = new ProtobufWriter();
        var mark = Begin(writer, apiVersion, kind);
        WriteJson(writer, structure, json);
        return End(writer, mark);
    }

    /// <summary>A document of any type that is known by the apiVersion and kind it names; null when it is not.</summary>
    public static byte[]? Of(ReadOnlyMemory<byte> json) =>
        ApiJson.TryPeekTypeMeta(json.Span, out var apiVersion, out var kind) && ProtobufTypes.Find(apiVersion, kind) is { } structure
            ? Of(structure, apiVersion, kind, json)
            : null;

    /// <summary>What comes before the items of a list: the envelope's beginning and the list's own metadata. <see cref="Tail"/> comes after them.</summary>
    /// <param name="apiVersion">The list's version.</param>
    /// <param name="kind">The list's kind.</param>
    /// <param name="metadata">The list's metadata.</param>
    /// <param name="itemsLength">The bytes of the items, each as field <see cref="ItemsField"/>.</param>
    public static byte[] ListHead(string apiVersion, string kind, ListMeta metadata, long itemsLength)
    {
        var meta = Message(ListMeta.Structure, ApiJson.ToBytes(metadata));
        using var writer = new ProtobufWriter();
        WriteType(writer, apiVersion, kind);
        writer.Head(2, ProtobufWriter.HeadLength(meta.Length) + meta.Length + itemsLength);
        writer.Bytes(1, meta);
        return writer.Written.ToArray();
    }

    /// <summary>An object's message alone, without an envelope.</summary>
    public static byte[] Message(TypeStructure structure, ReadOnlyMemory<byte> json)
    {
        using var writer = new ProtobufWriter();
        WriteJson(writer, structure, json);
        return writer.Written.ToArray();
    }

    /// <summary>Writes a frame of a watch: its length, then the event (type 1; object 2, raw 1) around the object in its envelope.</summary>
    public static void WriteFrame(IBufferWriter<byte> output, string type, string apiVersion, string kind, ReadOnlySpan<byte> message)
    {
        using var inside = new ProtobufWriter();
        WriteType(inside, apiVersion, kind);
        inside.Head(2, message.Length);
        var document = inside.Written.Length + message.Length + Tail.Length;
        using var outside = new ProtobufWriter();
        outside.Raw(stackalloc byte[LengthPrefix]);
        outside.Text(1, type);
        outside.Head(2, ProtobufWriter.HeadLength(document) + document);
        outside.Head(1, document);
        BinaryPrimitives.WriteInt32BigEndian(outside.Begun, outside.Written.Length - LengthPrefix + document);
        output.Write(outside.Written);
        output.Write(inside.Written);
        output.Write(message);
        output.Write(Tail.Span);
    }

    /// <summary>An object's message put into its envelope.</summary>
    public static byte[] Enveloped(string apiVersion, string kind, ReadOnlySpan<byte> message)
    {
        using var writer = new ProtobufWriter();
        var mark = Begin(writer, apiVersion, kind);
        writer.Raw(message);
        return End(writer, mark);
    }

    private static void WriteJson(ProtobufWriter writer, TypeStructure structure, ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json, Depth);
        ProtobufEncoder.WriteRecord(writer, structure, document.RootElement);
    }

    private static int Begin(ProtobufWriter writer, string apiVersion, string kind)
    {
        WriteType(writer, apiVersion, kind);
        return writer.Begin(2);
    }

    private static void WriteType(ProtobufWriter writer, string apiVersion, string kind)
    {
        writer.Raw(ProtobufBody.Magic);
        var type = writer.Begin(1);
        writer.Text(1, apiVersion);
        writer.Text(2, kind);
        writer.End(type);
    }

    private static byte[] End(ProtobufWriter writer, int mark)
    {
        writer.End(mark);
        writer.Raw(Tail.Span);
        return writer.Written.ToArray();
    }
}
