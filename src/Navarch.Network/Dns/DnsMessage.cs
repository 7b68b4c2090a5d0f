using System.Net;
using Navarch.Api;

namespace Navarch.Network.Dns;

/// <summary>A DNS message (RFC 1035, with the size and version of EDNS0, RFC 6891).</summary>
public sealed record DnsMessage
{
    /// <summary>Pairs an answer with its question.</summary>
    public ushort Id { get; init; }

    /// <summary>The bits between the id and the counts, without the response code.</summary>
    public DnsFlags Flags { get; init; }

    /// <summary>What kind of request; zero is an ordinary question.</summary>
    public byte OpCode { get; init; }

    /// <summary>How it went.</summary>
    public DnsResponseCode ResponseCode { get; init; }

    /// <summary>What is asked; nearly always exactly one.</summary>
    public ValueList<DnsQuestion> Questions { get; init; }

    /// <summary>The answer.</summary>
    public ValueList<DnsRecord> Answers { get; init; }

    /// <summary>Who is responsible; the SOA of a negative answer.</summary>
    public ValueList<DnsRecord> Authorities { get; init; }

    /// <summary>What the client will probably ask next; never the OPT pseudo-record.</summary>
    public ValueList<DnsRecord> Additionals { get; init; }

    /// <summary>The largest UDP message the sender takes, in bytes; null when it does not speak EDNS.</summary>
    public ushort? UdpSize { get; init; }

    /// <summary>The version of EDNS asked for.</summary>
    public byte EdnsVersion { get; init; }

    /// <summary>The client wants DNSSEC records.</summary>
    public bool DnssecOk { get; init; }

    /// <summary>The empty answer to this question: same id, question and wish for recursion, and EDNS exactly when the client spoke it.</summary>
    public DnsMessage Reply(DnsResponseCode code) => new()
    {
        Id = Id,
        OpCode = OpCode,
        Flags = DnsFlags.Response | DnsFlags.RecursionAvailable | (Flags & (DnsFlags.RecursionDesired | DnsFlags.CheckingDisabled)),
        ResponseCode = code,
        Questions = Questions,
        UdpSize = UdpSize is null ? null : DnsLimits.OwnUdpSize,
        DnssecOk = DnssecOk,
    };
}

/// <summary>A question.</summary>
public readonly record struct DnsQuestion(string Name, DnsType Type, ushort Class = DnsLimits.Internet);

/// <summary>A resource record.</summary>
public readonly record struct DnsRecord(string Name, DnsType Type, uint Ttl, DnsData Data, ushort Class = DnsLimits.Internet);

/// <summary>What a record says.</summary>
public abstract record DnsData;

/// <summary>A or AAAA.</summary>
public sealed record DnsAddress(IPAddress Address) : DnsData;

/// <summary>CNAME, NS or PTR.</summary>
public sealed record DnsPointer(string Target) : DnsData;

/// <summary>SRV (RFC 2782).</summary>
public sealed record DnsService(ushort Priority, ushort Weight, ushort Port, string Target) : DnsData;

/// <summary>SOA.</summary>
public sealed record DnsAuthority(string Server, string Mailbox, uint Serial, uint Refresh, uint Retry, uint Expire, uint Minimum) : DnsData;

/// <summary>TXT.</summary>
public sealed record DnsText(string Text) : DnsData;

/// <summary>A record this server only passes on.</summary>
public sealed record DnsOpaque(ByteRun Bytes) : DnsData;

/// <summary>Bytes that compare by content.</summary>
public readonly record struct ByteRun(ValueList<byte> Bytes);

/// <summary>The record types this server knows something about.</summary>
public enum DnsType : ushort
{
    /// <summary>Not a record type.</summary>
    None = 0,

    /// <summary>IPv4 address.</summary>
    A = 1,

    /// <summary>Name server.</summary>
    NS = 2,

    /// <summary>Alias.</summary>
    CNAME = 5,

    /// <summary>Start of authority.</summary>
    SOA = 6,

    /// <summary>Name of an address.</summary>
    PTR = 12,

    /// <summary>Mail exchange.</summary>
    MX = 15,

    /// <summary>Text.</summary>
    TXT = 16,

    /// <summary>IPv6 address.</summary>
    AAAA = 28,

    /// <summary>Host and port of a service.</summary>
    SRV = 33,

    /// <summary>EDNS pseudo-record.</summary>
    OPT = 41,

    /// <summary>Whole-zone transfer.</summary>
    AXFR = 252,

    /// <summary>Every type.</summary>
    ANY = 255,
}

/// <summary>Response codes.</summary>
public enum DnsResponseCode : ushort
{
    /// <summary>Answered, perhaps with nothing.</summary>
    NoError = 0,

    /// <summary>The question cannot be read.</summary>
    FormatError = 1,

    /// <summary>The answer could not be got.</summary>
    ServerFailure = 2,

    /// <summary>The name does not exist.</summary>
    NameError = 3,

    /// <summary>That kind of request is not served.</summary>
    NotImplemented = 4,

    /// <summary>That is not for this client.</summary>
    Refused = 5,

    /// <summary>An EDNS version nobody speaks.</summary>
    BadVersion = 16,
}

/// <summary>Header bits, at their place in the message's second word.</summary>
[Flags]
public enum DnsFlags : ushort
{
    /// <summary>No bit.</summary>
    None = 0,

    /// <summary>An answer, not a question.</summary>
    Response = 0x8000,

    /// <summary>From the zone's own server.</summary>
    Authoritative = 0x0400,

    /// <summary>Does not fit: ask again over TCP.</summary>
    Truncated = 0x0200,

    /// <summary>The client wants the server to ask others.</summary>
    RecursionDesired = 0x0100,

    /// <summary>The server asks others.</summary>
    RecursionAvailable = 0x0080,

    /// <summary>The answer was verified.</summary>
    Authentic = 0x0020,

    /// <summary>The client verifies for itself.</summary>
    CheckingDisabled = 0x0010,
}

/// <summary>Numbers of the protocol.</summary>
public static class DnsLimits
{
    /// <summary>The class of the internet.</summary>
    public const ushort Internet = 1;

    /// <summary>The largest UDP message without EDNS, in bytes.</summary>
    public const int PlainUdpSize = 512;

    /// <summary>The largest UDP message this server sends or takes; passes every link without fragments.</summary>
    public const ushort OwnUdpSize = 1232;

    /// <summary>The largest message at all.</summary>
    public const int MessageSize = 65535;
}
