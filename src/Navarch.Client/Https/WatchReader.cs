using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Navarch.Api;
using Navarch.Api.Json;

namespace Navarch.Client.Https;

/// <summary>Decodes a watch stream event by event, as the bytes come: one JSON document a line.</summary>
internal static class WatchReader
{
    public static async IAsyncEnumerable<WatchEvent> ReadAsync(KindInfo kind, Stream stream, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var pipe = PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: 16 * 1024));
        try
        {
            while (true)
            {
                var read = await pipe.ReadAsync(cancellationToken);
                var buffer = read.Buffer;
                while (TryTakeLine(ref buffer, out var line))
                {
                    if (line.Length > 0)
                    {
                        yield return Decode(kind, line);
                    }
                }

                pipe.AdvanceTo(buffer.Start, buffer.End);
                if (read.IsCompleted)
                {
                    yield break;
                }
            }
        }
        finally
        {
            await pipe.CompleteAsync();
        }
    }

    private static bool TryTakeLine(ref ReadOnlySequence<byte> buffer, out ReadOnlySequence<byte> line)
    {
        if (buffer.PositionOf((byte)'\n') is not { } end)
        {
            line = default;
            return false;
        }

        line = buffer.Slice(0, end);
        buffer = buffer.Slice(buffer.GetPosition(1, end));
        return true;
    }

    private static WatchEvent Decode(KindInfo kind, ReadOnlySequence<byte> line)
    {
        if (line.IsSingleSegment)
        {
            return Decode(kind, line.FirstSpan);
        }

        var rented = ArrayPool<byte>.Shared.Rent((int)line.Length);
        try
        {
            line.CopyTo(rented);
            return Decode(kind, rented.AsSpan(0, (int)line.Length));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    private static WatchEvent Decode(KindInfo kind, ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 256 });
        var type = "";
        var body = ReadOnlySpan<byte>.Empty;
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isType = reader.ValueTextEquals("type"u8);
            var isObject = reader.ValueTextEquals("object"u8);
            reader.Read();
            if (isType)
            {
                type = reader.GetString()!;
            }

            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            if (isObject)
            {
                body = json[start..(int)reader.BytesConsumed];
            }
        }

        if (type == "ERROR")
        {
            return new(WatchEventType.Error, null, ApiJson.Read<Status>(body, new DecodeReport()));
        }

        var report = new DecodeReport();
        var obj = ApiJson.Read(kind, body, report) ?? throw new IOException($"a watch event of {kind} is not JSON: {report.SyntaxError}");
        return new(TypeOf(type), obj);
    }

    private static WatchEventType TypeOf(string type) => type switch
    {
        "ADDED" => WatchEventType.Added,
        "MODIFIED" => WatchEventType.Modified,
        "DELETED" => WatchEventType.Deleted,
        "BOOKMARK" => WatchEventType.Bookmark,
        _ => throw new IOException($"a watch sent an event of the unknown type '{type}'"),
    };
}
