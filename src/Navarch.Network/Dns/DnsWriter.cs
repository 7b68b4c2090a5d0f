using System.Buffers.Binary;
using System.Text;

namespace Navarch.Network.Dns;

/// <summary>Writes messages for the wire, with name compression.</summary>
public sealed class DnsWriter
{
    private readonly byte[] buffer;
    private readonly Dictionary<string, int> names = new(StringComparer.OrdinalIgnoreCase);
    private int position;

    private DnsWriter(int limit) => buffer = new byte[limit];

    /// <summary>
    /// The bytes of <paramref name="message"/> in at most <paramref name="limit"/> bytes. When they do not fit, additional records go first;
    /// when the answer itself does not fit, the message says so and carries none of it.
    /// </summary>
    public static byte[] Write(DnsMessage message, int limit)
    {
        if (TryWrite(message, limit, out var bytes) || TryWrite(message with { Additionals = default }, limit, out bytes))
        {
            return bytes;
        }

        var cut = message with { Answers = default, Authorities = default, Additionals = default, Flags = message.Flags | DnsFlags.Truncated };
        return TryWrite(cut, DnsLimits.PlainUdpSize, out bytes) ? bytes : [];
    }

    private static bool TryWrite(DnsMessage message, int limit, out byte[] bytes)
    {
        var writer = new DnsWriter(limit);
        var fits = writer.Header(message)
            && message.Questions.All(writer.Question)
            && message.Answers.All(writer.Record)
            && message.Authorities.All(writer.Record)
            && message.Additionals.All(writer.Record)
            && (message.UdpSize is null || writer.Edns(message));
        bytes = fits ? writer.buffer.AsSpan(0, writer.position).ToArray() : [];
        return fits;
    }

    private bool Header(DnsMessage message) =>
        Word(message.Id)
        && Word((ushort)((ushort)message.Flags | (message.OpCode << 11) | ((int)message.ResponseCode & 15)))
        && Word((ushort)message.Questions.Count)
        && Word((ushort)message.Answers.Count)
        && Word((ushort)message.Authorities.Count)
        && Word((ushort)(message.Additionals.Count + (message.UdpSize is null ? 0 : 1)));

    private bool Question(DnsQuestion question) => Name(question.Name) && Word((ushort)question.Type) && Word(question.Class);

    private bool Record(DnsRecord record)
    {
        if (!Name(record.Name) || !Word((ushort)record.Type) || !Word(record.Class) || !Number(record.Ttl))
        {
            return false;
        }

        var length = position;
        if (!Word(0) || !Data(record.Data))
        {
            return false;
        }

        BinaryPrimitives.WriteUInt16BigEndian(buffer.AsSpan(length), (ushort)(position - length - 2));
        return true;
    }

    private bool Data(DnsData data) => data switch
    {
        DnsAddress address => Bytes(address.Address.GetAddressBytes()),
        DnsPointer pointer => Name(pointer.Target),
        // Targets of SRV records are not compressed (RFC 2782).
        DnsService service => Word(service.Priority) && Word(service.Weight) && Word(service.Port) && Name(service.Target, compress: false),
        DnsAuthority soa => Name(soa.Server) && Name(soa.Mailbox) && Number(soa.Serial) && Number(soa.Refresh) && Number(soa.Retry) && Number(soa.Expire) && Number(soa.Minimum),
        DnsText text => Text(Encoding.UTF8.GetBytes(text.Text)),
        DnsOpaque opaque => Bytes(opaque.Bytes.Bytes.AsSpan()),
        _ => false,
    };

    private bool Text(ReadOnlySpan<byte> bytes)
    {
        do
        {
            var part = bytes[..Math.Min(bytes.Length, 255)];
            if (!Bytes([(byte)part.Length]) || !Bytes(part))
            {
                return false;
            }

            bytes = bytes[part.Length..];
        }
        while (bytes.Length > 0);
        return true;
    }

    private bool Edns(DnsMessage message) =>
        Bytes([0])
        && Word((ushort)DnsType.OPT)
        && Word(message.UdpSize ?? 0)
        && Number(((uint)message.ResponseCode >> 4 << 24) | ((uint)message.EdnsVersion << 16) | (message.DnssecOk ? 0x8000u : 0))
        && Word(0);

    private bool Name(string name) => Name(name, compress: true);

    private bool Name(string name, bool compress)
    {
        var rest = name;
        while (rest.Length > 0)
        {
            if (compress && names.TryGetValue(rest, out var known))
            {
                return Word((ushort)(0xC000 | known));
            }

            if (position < 0x4000)
            {
                names.TryAdd(rest, position);
            }

            var dot = rest.IndexOf('.');
            var label = dot < 0 ? rest : rest[..dot];
            rest = dot < 0 ? "" : rest[(dot + 1)..];
            if (!Label(label))
            {
                return false;
            }
        }

        return Bytes([0]);
    }

    private bool Label(string label)
    {
        Span<byte> bytes = stackalloc byte[64];
        var count = 0;
        for (var i = 0; i < label.Length; i++)
        {
            if (count == 63)
            {
                return false;
            }

            if (label[i] == '\\' && i + 3 < label.Length && byte.TryParse(label.AsSpan(i + 1, 3), out var code))
            {
                bytes[count++] = code;
                i += 3;
            }
            else
            {
                bytes[count++] = (byte)label[i];
            }
        }

        return count > 0 && Bytes([(byte)count]) && Bytes(bytes[..count]);
    }

    private bool Bytes(ReadOnlySpan<byte> bytes)
    {
        if (position + bytes.Length > buffer.Length)
        {
            return false;
        }

        bytes.CopyTo(buffer.AsSpan(position));
        position += bytes.Length;
        return true;
    }

    private bool Word(ushort value)
    {
        if (position + 2 > buffer.Length)
        {
            return false;
        }

        BinaryPrimitives.WriteUInt16BigEndian(buffer.AsSpan(position), value);
        position += 2;
        return true;
    }

    private bool Number(uint value)
    {
        if (position + 4 > buffer.Length)
        {
            return false;
        }

        BinaryPrimitives.WriteUInt32BigEndian(buffer.AsSpan(position), value);
        position += 4;
        return true;
    }
}
