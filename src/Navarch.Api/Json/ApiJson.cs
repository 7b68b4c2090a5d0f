using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Navarch.Api.Json;

/// <summary>Reads and writes the API's types as JSON.</summary>
public static class ApiJson
{
    /// <summary>How every writer of API objects is set up: compact, and trusting the generated code.</summary>
    public static readonly JsonWriterOptions WriterOptions = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
        MaxDepth = 256,
    };

    /// <summary>Reads a value. Without a report a fault throws <see cref="DecodeException"/>; with one, look at <see cref="DecodeReport.IsSuccess"/>.</summary>
    public static T Read<T>(ReadOnlySpan<byte> utf8, DecodeReport? report = null)
        where T : class, IApiValue<T>, new()
    {
        var target = report ?? new DecodeReport();
        T? value = null;
        try
        {
            var reader = new ApiReader(utf8, target);
            reader.Start();
            value = T.ReadJson(ref reader);
            reader.Finish();
        }
        catch (JsonException e)
        {
            target.SetSyntaxError(e.Message);
        }

        return report is null && !target.IsSuccess ? throw new DecodeException(target) : value ?? new T();
    }

    /// <summary>Reads an object of a kind known at run time; null on a syntax error. Look at <see cref="DecodeReport.IsSuccess"/>.</summary>
    public static IKubernetesObject? Read(KindInfo kind, ReadOnlySpan<byte> utf8, DecodeReport report)
    {
        try
        {
            var reader = new ApiReader(utf8, report);
            reader.Start();
            var value = kind.Reader(ref reader);
            reader.Finish();
            return value;
        }
        catch (JsonException e)
        {
            report.SetSyntaxError(e.Message);
            return null;
        }
    }

    /// <summary>Reads an object of a kind known at run time; a fault throws <see cref="DecodeException"/>.</summary>
    public static IKubernetesObject Read(KindInfo kind, ReadOnlySpan<byte> utf8)
    {
        var report = new DecodeReport();
        var value = Read(kind, utf8, report);
        return value is not null && report.IsSuccess ? value : throw new DecodeException(report);
    }

    /// <summary>
    /// An object with a merge patch (RFC 7396) applied: parts that the patch does not name are shared with it. Null on a syntax error; look at
    /// <see cref="DecodeReport.IsSuccess"/>. The kind must have a <see cref="KindInfo.Merger"/>.
    /// </summary>
    public static IKubernetesObject? Merge(KindInfo kind, IKubernetesObject onto, ReadOnlySpan<byte> patch, DecodeReport report)
    {
        try
        {
            var reader = new ApiReader(patch, report, merges: true);
            reader.Start();
            var value = kind.Merger!(ref reader, onto);
            reader.Finish();
            return value;
        }
        catch (JsonException e)
        {
            report.SetSyntaxError(e.Message);
            return null;
        }
    }

    /// <summary>Reads a list of a kind; items may leave out apiVersion and kind. A fault throws <see cref="DecodeException"/> unless a report is given.</summary>
    public static ObjectList ReadList(KindInfo kind, ReadOnlySpan<byte> utf8, DecodeReport? report = null)
    {
        var target = report ?? new DecodeReport();
        var metadata = ListMeta.Empty;
        var items = new List<IKubernetesObject>();
        try
        {
            var reader = new ApiReader(utf8, target);
            reader.Start();
            if (reader.BeginObject())
            {
                while (reader.NextKey(out var key))
                {
                    switch (key)
                    {
                        case "apiVersion" or "kind":
                            reader.ReadString();
                            break;
                        case "metadata":
                            metadata = ListMeta.ReadJson(ref reader);
                            break;
                        case "items" when reader.BeginList():
                            while (reader.NextItem())
                            {
                                items.Add(kind.Reader(ref reader));
                            }

                            break;
                        case "items":
                            break;
                        default:
                            reader.Unknown();
                            break;
                    }
                }
            }

            reader.Finish();
        }
        catch (JsonException e)
        {
            target.SetSyntaxError(e.Message);
        }

        return report is null && !target.IsSuccess ? throw new DecodeException(target) : new ObjectList(kind, metadata, items);
    }

    /// <summary>Whether a document that is known to be JSON is an object.</summary>
    public static bool IsObject(ReadOnlySpan<byte> utf8)
    {
        var reader = new Utf8JsonReader(utf8);
        return reader.Read() && reader.TokenType == JsonTokenType.StartObject;
    }

    /// <summary>The apiVersion and kind a document names at its top level, "" where it does not; false on a syntax error.</summary>
    public static bool TryPeekTypeMeta(ReadOnlySpan<byte> utf8, out string apiVersion, out string kind)
    {
        apiVersion = kind = "";
        try
        {
            var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = 256 });
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                return false;
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isVersion = reader.ValueTextEquals("apiVersion"u8);
                var isKind = reader.ValueTextEquals("kind"u8);
                reader.Read();
                if (isVersion && reader.TokenType == JsonTokenType.String)
                {
                    apiVersion = reader.GetString()!;
                }
                else if (isKind && reader.TokenType == JsonTokenType.String)
                {
                    kind = reader.GetString()!;
                }

                reader.Skip();
                if (apiVersion.Length > 0 && kind.Length > 0)
                {
                    return true;
                }
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>Writes a value.</summary>
    public static void Write(Utf8JsonWriter writer, IApiValue value) => value.WriteJson(writer);

    /// <summary>Writes a value into a buffer.</summary>
    public static void Write(IBufferWriter<byte> output, IApiValue value)
    {
        using var writer = new Utf8JsonWriter(output, WriterOptions);
        value.WriteJson(writer);
    }

    /// <summary>The value as compact UTF-8 JSON without a line break at its end.</summary>
    public static byte[] ToBytes(IApiValue value)
    {
        var written = Written(value);
        var bytes = written.WrittenSpan.ToArray();
        Return(written);
        return bytes;
    }

    /// <summary>The value as compact JSON.</summary>
    public static string ToText(IApiValue value)
    {
        var written = Written(value);
        var text = Encoding.UTF8.GetString(written.WrittenSpan);
        Return(written);
        return text;
    }

    // Each thread keeps one buffer and one writer, unless a large object has blown the buffer up.
    private const int LargestKept = 256 * 1024;

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? keptBuffer;

    [ThreadStatic]
    private static Utf8JsonWriter? keptWriter;

    private static ArrayBufferWriter<byte> Written(IApiValue value)
    {
        var buffer = keptBuffer ?? new ArrayBufferWriter<byte>(4096);
        var writer = keptWriter ?? new Utf8JsonWriter(buffer, WriterOptions);
        (keptBuffer, keptWriter) = (null, null);
        writer.Reset(buffer);
        value.WriteJson(writer);
        writer.Flush();
        keptWriter = writer;
        return buffer;
    }

    private static void Return(ArrayBufferWriter<byte> buffer)
    {
        if (buffer.Capacity <= LargestKept)
        {
            buffer.ResetWrittenCount();
            keptBuffer = buffer;
        }
    }
}
