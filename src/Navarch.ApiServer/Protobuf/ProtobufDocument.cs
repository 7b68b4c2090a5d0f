using System.Buffers.Binary;
using System.Text.Json;
using Navarch.Api.Structure;

namespace Navarch.ApiServer.Protobuf;

/// <summary>Whole answers in protobuf: the magic prefix and the envelope (type 1: apiVersion 1, kind 2; object 2; its encoding 3; its content type 4).</summary>
internal static class ProtobufDocument
{
    /// <summary>The media type of watches.</summary>
    public const string StreamMediaType = ProtobufBody.MediaType + ";stream=watch";

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

    /// <summary>A list: its own metadata, and the items' messages.</summary>
    public static byte[] OfList(string apiVersion, string kind, ListMeta metadata, IEnumerable<ReadOnlyMemory<byte>> items)
    {
        using var writer = new ProtobufWriter();
        var mark = Begin(writer, apiVersion, kind);
        var meta = writer.Begin(1);
        WriteJson(writer, ListMeta.Structure, ApiJson.ToBytes(metadata));
        writer.End(meta);
        foreach (var bytes in items)
        {
            writer.Bytes(2, bytes.Span);
        }

        return End(writer, mark);
    }

    /// <summary>An object's message alone, without an envelope.</summary>
    public static byte[] Message(TypeStructure structure, ReadOnlyMemory<byte> json)
    {
        using var writer = new ProtobufWriter();
        WriteJson(writer, structure, json);
        return writer.Written.ToArray();
    }

    /// <summary>A frame of a watch: its length, then the event (type 1; object 2, raw 1) around the object in its envelope.</summary>
    public static byte[] Frame(string type, string apiVersion, string kind, ReadOnlySpan<byte> message)
    {
        using var writer = new ProtobufWriter();
        writer.Raw(stackalloc byte[LengthPrefix]);
        writer.Text(1, type);
        var obj = writer.Begin(2);
        var raw = writer.Begin(1);
        var mark = Begin(writer, apiVersion, kind);
        writer.Raw(message);
        Close(writer, mark);
        writer.End(raw);
        writer.End(obj);
        var frame = writer.Written.ToArray();
        BinaryPrimitives.WriteInt32BigEndian(frame, frame.Length - LengthPrefix);
        return frame;
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
        writer.Raw(ProtobufBody.Magic);
        var type = writer.Begin(1);
        writer.Text(1, apiVersion);
        writer.Text(2, kind);
        writer.End(type);
        return writer.Begin(2);
    }

    private static byte[] End(ProtobufWriter writer, int mark)
    {
        Close(writer, mark);
        return writer.Written.ToArray();
    }

    private static void Close(ProtobufWriter writer, int mark)
    {
        writer.End(mark);
        writer.Bytes(3, []);
        writer.Bytes(4, []);
    }
}
