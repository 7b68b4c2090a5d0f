using System.Buffers.Binary;
using System.Net;
using System.Text;
using Navarch.Api;

namespace Navarch.Network.Dns;

/// <summary>Reads messages off the wire. Hostile bytes make it return false, never throw and never loop.</summary>
public ref struct DnsReader
{
    private readonly ReadOnlySpan<byte> message;
    private int position;

    private DnsReader(ReadOnlySpan<byte> message) => this.message = message;

    /// <summary>Reads a whole message.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out DnsMessage message)
    {
        message = new();
        var reader = new DnsReader(bytes);
        return bytes.Length >= 12 && reader.TryReadMessage(out message);
    }

    /// <summary>
    /// Where the times to live of a message's records are (the OPT pseudo-record's is none), so that a stored message can be aged in place; null when it cannot be read.
    /// </summary>
    public static List<int>? TtlPositions(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 12)
        {
            return null;
        }

        var reader = new DnsReader(bytes) { position = 12 };
        List<int> positions = [];
        for (var i = BinaryPrimitives.ReadUInt16BigEndian(bytes[4..]); i > 0; i--)
        {
            if (!reader.TryReadQuestion(out _))
            {
                return null;
            }
        }

        var records = BinaryPrimitives.ReadUInt16BigEndian(bytes[6..]) + BinaryPrimitives.ReadUInt16BigEndian(bytes[8..]) + BinaryPrimitives.ReadUInt16BigEndian(bytes[10..]);
        for (; records > 0; records--)
        {
            if (!reader.TryReadName(out _) || !reader.TryReadWord(out var type) || !reader.TryReadWord(out _))
            {
                return null;
            }

            var ttl = reader.position;
            reader.position += 4;
            if (!reader.TryReadWord(out var length) || (reader.position += length) > bytes.Length)
            {
                return null;
            }

            if (type != (ushort)DnsType.OPT)
            {
                positions.Add(ttl);
            }
        }

        return positions;
    }

    private bool TryReadMessage(out DnsMessage result)
    {
        var word = BinaryPrimitives.ReadUInt16BigEndian(message[2..]);
        result = new()
        {
            Id = BinaryPrimitives.ReadUInt16BigEndian(message),
            Flags = (DnsFlags)(word & 0x87F0),
            OpCode = (byte)((word >> 11) & 15),
            ResponseCode = (DnsResponseCode)(word & 15),
        };
        var counts = (BinaryPrimitives.ReadUInt16BigEndian(message[4..]), BinaryPrimitives.ReadUInt16BigEndian(message[6..]),
            BinaryPrimitives.ReadUInt16BigEndian(message[8..]), BinaryPrimitives.ReadUInt16BigEndian(message[10..]));
        position = 12;
        List<DnsQuestion> questions = [];
        for (var i = 0; i < counts.Item1; i++)
        {
            if (!TryReadQuestion(out var question))
            {
                return false;
            }

            questions.Add(question);
        }

        // What could be read so far is enough to answer a question with an error.
        result = result with { Questions = [.. questions] };
        return TryReadSection(counts.Item2, ref result, out var answers)
            && TryReadSection(counts.Item3, ref result, out var authorities)
            && TryReadSection(counts.Item4, ref result, out var additionals)
            && Finish(ref result, answers, authorities, additionals);
    }

    private static bool Finish(ref DnsMessage result, List<DnsRecord> answers, List<DnsRecord> authorities, List<DnsRecord> additionals)
    {
        result = result with { Answers = [.. answers], Authorities = [.. authorities], Additionals = [.. additionals] };
        return true;
    }

    private bool TryReadQuestion(out DnsQuestion question)
    {
        question = default;
        if (!TryReadName(out var name) || !TryReadWord(out var type) || !TryReadWord(out var @class))
        {
            return false;
        }

        question = new(name, (DnsType)type, @class);
        return true;
    }

    private bool TryReadSection(int count, ref DnsMessage result, out List<DnsRecord> records)
    {
        records = [];
        for (var i = 0; i < count; i++)
        {
            if (!TryReadName(out var name) || !TryReadWord(out var type) || !TryReadWord(out var @class)
                || !TryReadNumber(out var ttl) || !TryReadWord(out var length) || position + length > message.Length)
            {
                return false;
            }

            var end = position + length;
            if ((DnsType)type == DnsType.OPT)
            {
                // Class and time to live carry other things here (RFC 6891, section 6.1.3).
                result = result with
                {
                    UdpSize = @class,
                    EdnsVersion = (byte)(ttl >> 16),
                    DnssecOk = (ttl & 0x8000) != 0,
                    ResponseCode = (DnsResponseCode)(((ttl >> 24) << 4) | (uint)result.ResponseCode),
                };
            }
            else if (TryReadData((DnsType)type, end, out var data))
            {
                records.Add(new(name, (DnsType)type, ttl, data, @class));
            }
            else
            {
                return false;
            }

            position = end;
        }

        return true;
    }

    private bool TryReadData(DnsType type, int end, out DnsData data)
    {
        var bytes = message[position..end];
        data = new DnsOpaque(default);
        switch (type)
        {
            case DnsType.A when bytes.Length == 4:
            case DnsType.AAAA when bytes.Length == 16:
                data = new DnsAddress(new IPAddress(bytes));
                return true;
            case DnsType.CNAME or DnsType.NS or DnsType.PTR:
                var isPointer = TryReadName(out var target);
                data = new DnsPointer(target);
                return isPointer;
            case DnsType.SRV:
                if (!TryReadWord(out var priority) || !TryReadWord(out var weight) || !TryReadWord(out var port) || !TryReadName(out var host))
                {
                    return false;
                }

                data = new DnsService(priority, weight, port, host);
                return true;
            case DnsType.SOA:
                return TryReadAuthority(out data);
            case DnsType.TXT:
                data = new DnsText(ReadText(bytes));
                return true;
            default:
                data = new DnsOpaque(new(ValueList.Create(bytes)));
                return true;
        }
    }

    private bool TryReadAuthority(out DnsData data)
    {
        data = new DnsOpaque(default);
        if (!TryReadName(out var server) || !TryReadName(out var mailbox) || !TryReadNumber(out var serial) || !TryReadNumber(out var refresh)
            || !TryReadNumber(out var retry) || !TryReadNumber(out var expire) || !TryReadNumber(out var minimum))
        {
            return false;
        }

        data = new DnsAuthority(server, mailbox, serial, refresh, retry, expire, minimum);
        return true;
    }

    private static string ReadText(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder();
        while (bytes.Length > 0 && bytes[0] < bytes.Length)
        {
            text.Append(Encoding.UTF8.GetString(bytes.Slice(1, bytes[0])));
            bytes = bytes[(bytes[0] + 1)..];
        }

        return text.ToString();
    }

    /// <summary>A name as text without the final dot; bytes outside printable ASCII, and dots within a label, as <c>\DDD</c>.</summary>
    private bool TryReadName(out string name)
    {
        name = "";
        var text = new StringBuilder();
        var at = position;
        var length = 0;
        var jumped = false;
        while (true)
        {
            if (at >= message.Length)
            {
                return false;
            }

            var size = message[at];
            if ((size & 0xC0) == 0xC0)
            {
                if (at + 1 >= message.Length)
                {
                    return false;
                }

                var target = ((size & 0x3F) << 8) | message[at + 1];
                position = jumped ? position : at + 2;
                // A pointer only ever leads back, so the walk ends.
                if (target >= at)
                {
                    return false;
                }

                (at, jumped) = (target, true);
                continue;
            }

            if ((size & 0xC0) != 0 || at + 1 + size > message.Length || (length += size + 1) > 255)
            {
                return false;
            }

            if (size == 0)
            {
                position = jumped ? position : at + 1;
                name = text.ToString();
                return true;
            }

            AppendLabel(text, message.Slice(at + 1, size));
            at += size + 1;
        }
    }

    private static void AppendLabel(StringBuilder text, ReadOnlySpan<byte> label)
    {
        if (text.Length > 0)
        {
            text.Append('.');
        }

        foreach (var b in label)
        {
            if (b is > 32 and < 127 and not (byte)'.' and not (byte)'\\')
            {
                text.Append((char)b);
            }
            else
            {
                text.Append('\\').Append((char)('0' + (b / 100))).Append((char)('0' + (b / 10 % 10))).Append((char)('0' + (b % 10)));
            }
        }
    }

    private bool TryReadWord(out ushort value)
    {
        value = 0;
        if (position + 2 > message.Length)
        {
            return false;
        }

        value = BinaryPrimitives.ReadUInt16BigEndian(message[position..]);
        position += 2;
        return true;
    }

    private bool TryReadNumber(out uint value)
    {
        value = 0;
        if (position + 4 > message.Length)
        {
            return false;
        }

        value = BinaryPrimitives.ReadUInt32BigEndian(message[position..]);
        position += 4;
        return true;
    }
}
