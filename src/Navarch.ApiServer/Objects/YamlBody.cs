using System.Text;
using System.Text.Json;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Navarch.ApiServer.Objects;

/// <summary>
/// Turns a YAML document into the JSON of the same meaning, event by event: nothing is kept but what anchors name. A key given twice
/// stands twice in the JSON, for its reader to judge.
/// </summary>
public sealed class YamlBody : IDisposable
{
    // Aliases let a few lines of YAML mean a document without end: what they unfold to is bounded.
    private const int LongestJson = 16 * 1024 * 1024;
    private const int DeepestNesting = 200;
    private const int MostLogged = 200_000;
    private const string MergeKey = "<<";

    private readonly Utf8JsonWriter writer;
    private readonly IParser parser;
    private readonly Dictionary<string, Range?> anchors = new(StringComparer.Ordinal);

    // The events of all that has an anchor, in the order read; of each anchor the dictionary holds where they stand.
    private readonly List<ParsingEvent> log = [];
    private int openAnchors;

    // What an alias stands for comes before what follows it.
    private readonly Stack<IEnumerator<ParsingEvent>> replays = new();

    private YamlBody(TextReader yaml, Utf8JsonWriter writer)
    {
        parser = new Parser(yaml);
        this.writer = writer;
    }

    /// <summary>The JSON of the first document.</summary>
    /// <exception cref="FormatException">The text is not YAML, or has no JSON equivalent.</exception>
    public static byte[] ToJson(ReadOnlySpan<byte> yaml)
    {
        using var buffer = new MemoryStream();
        try
        {
            using var text = new StringReader(new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(yaml.StartsWith(Encoding.UTF8.Preamble) ? yaml[Encoding.UTF8.Preamble.Length..] : yaml));
            using (var json = new Utf8JsonWriter(buffer, ApiJson.WriterOptions))
            using (var body = new YamlBody(text, json))
            {
                body.WriteDocument();
            }

            return buffer.ToArray();
        }
        catch (Exception e) when (e is YamlException or DecoderFallbackException or InvalidOperationException or ArgumentException or OverflowException)
        {
            throw new FormatException($"error converting YAML to JSON: yaml: {e.Message}", e);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var replay in replays)
        {
            replay.Dispose();
        }
    }

    private void WriteDocument()
    {
        var first = Next();
        while (first is StreamStart or DocumentStart)
        {
            first = Next();
        }

        if (first is StreamEnd or DocumentEnd)
        {
            writer.WriteNullValue();
        }
        else
        {
            WriteNode(first, DeepestNesting);
        }
    }

    private ParsingEvent Next()
    {
        while (replays.TryPeek(out var replay))
        {
            if (replay.MoveNext())
            {
                return replay.Current;
            }

            replays.Pop().Dispose();
        }

        if (!parser.MoveNext())
        {
            throw new FormatException("error converting YAML to JSON: yaml: unexpected end of the document");
        }

        if (openAnchors > 0)
        {
            Log(parser.Current!);
        }

        return parser.Current!;
    }

    private void Log(ParsingEvent next)
    {
        if (log.Count == MostLogged)
        {
            throw new FormatException("error converting YAML to JSON: yaml: document contains excessive aliasing");
        }

        log.Add(next);
    }

    private void WriteNode(ParsingEvent node, int depth)
    {
        if (depth == 0)
        {
            throw new FormatException("error converting YAML to JSON: exceeded max depth");
        }

        if (writer.BytesCommitted + writer.BytesPending > LongestJson)
        {
            throw new FormatException("error converting YAML to JSON: yaml: document contains excessive aliasing");
        }

        if (node is AnchorAlias alias)
        {
            Replay(alias);
            WriteNode(Next(), depth - 1);
            return;
        }

        if (node is NodeEvent { Anchor.IsEmpty: false } anchored && replays.Count == 0)
        {
            WriteAnchored(anchored, depth);
        }
        else
        {
            WriteContent(node, depth);
        }
    }

    private void WriteAnchored(NodeEvent node, int depth)
    {
        if (openAnchors == 0)
        {
            Log(node);
        }

        // Until the node is complete its anchor means nothing: it would contain itself.
        var start = log.Count - 1;
        anchors[node.Anchor.Value] = null;
        openAnchors++;
        WriteContent(node, depth);
        openAnchors--;
        anchors[node.Anchor.Value] = start..log.Count;
    }

    private void WriteContent(ParsingEvent node, int depth)
    {
        switch (node)
        {
            case MappingStart:
                WriteMapping(depth - 1);
                break;
            case SequenceStart:
                writer.WriteStartArray();
                for (var item = Next(); item is not SequenceEnd; item = Next())
                {
                    WriteNode(item, depth - 1);
                }

                writer.WriteEndArray();
                break;
            case Scalar scalar:
                YamlScalar.Write(writer, scalar);
                break;
            default:
                throw new FormatException("error converting YAML to JSON: unexpected node");
        }
    }

    /// <summary>Goes on with what an alias stands for.</summary>
    private void Replay(AnchorAlias alias) => replays.Push(EventsOf(alias).GetEnumerator());

    private IEnumerable<ParsingEvent> EventsOf(AnchorAlias alias)
    {
        if (!anchors.TryGetValue(alias.Value.Value, out var place))
        {
            throw new FormatException($"error converting YAML to JSON: yaml: unknown anchor '{alias.Value.Value}' referenced");
        }

        if (place is not { } range)
        {
            throw new FormatException($"error converting YAML to JSON: yaml: anchor '{alias.Value.Value}' value contains itself");
        }

        return log.Take(range);
    }

    private void WriteMapping(int depth)
    {
        writer.WriteStartObject();
        HashSet<string>? keys = null;
        List<List<ParsingEvent>>? merged = null;
        for (var next = Next(); next is not MappingEnd; next = Next())
        {
            if (Unaliased(next) is not Scalar key)
            {
                throw NoKey();
            }

            if (key is { Value: MergeKey, Style: ScalarStyle.Plain })
            {
                TakeMerged(merged ??= [], depth);
                continue;
            }

            (keys ??= new(StringComparer.Ordinal)).Add(key.Value);
            writer.WritePropertyName(key.Value);
            WriteNode(Next(), depth);
        }

        merged?.ForEach(mapping => WriteMerged(mapping, keys ??= new(StringComparer.Ordinal), depth));
        writer.WriteEndObject();
    }

    private static FormatException NoKey() => new("error converting YAML to JSON: yaml: a key of a mapping is not a scalar");

    /// <summary>Keeps the mapping, or the list of mappings, that a merge key gives, for the end of the mapping that it is merged into.</summary>
    private void TakeMerged(List<List<ParsingEvent>> merged, int depth)
    {
        var value = Unaliased(Next());
        switch (value)
        {
            case MappingStart:
                merged.Add(Collected(value, depth));
                break;
            case SequenceStart:
                for (var item = Next(); item is not SequenceEnd; item = Next())
                {
                    merged.Add(Unaliased(item) is MappingStart start ? Collected(start, depth) : throw NoMapping());
                }

                break;
            default:
                throw NoMapping();
        }
    }

    private static FormatException NoMapping() => new("error converting YAML to JSON: yaml: map merge requires map or sequence of maps as the value");

    private ParsingEvent Unaliased(ParsingEvent next)
    {
        while (next is AnchorAlias alias)
        {
            Replay(alias);
            next = Next();
        }

        return next;
    }

    /// <summary>The events of a collection that has begun, up to its end.</summary>
    private List<ParsingEvent> Collected(ParsingEvent start, int depth)
    {
        var events = new List<ParsingEvent> { start };
        for (var open = 1; open > 0;)
        {
            var next = Next();
            events.Add(next);
            open += next.NestingIncrease;
            if (open > depth || events.Count > MostLogged)
            {
                throw new FormatException("error converting YAML to JSON: exceeded max depth");
            }
        }

        return events;
    }

    /// <summary>Writes the entries of a merged mapping whose keys are not given already.</summary>
    private void WriteMerged(List<ParsingEvent> mapping, HashSet<string> keys, int depth)
    {
        replays.Push(mapping.Skip(1).GetEnumerator());
        for (var next = Next(); next is not MappingEnd; next = Next())
        {
            if (Unaliased(next) is not Scalar key)
            {
                throw NoKey();
            }

            var value = Next();
            if (keys.Add(key.Value))
            {
                writer.WritePropertyName(key.Value);
                WriteNode(value, depth);
            }
            else if (value is MappingStart or SequenceStart)
            {
                Collected(value, depth);
            }
        }
    }
}
