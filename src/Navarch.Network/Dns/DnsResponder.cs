using Navarch.Api;

namespace Navarch.Network.Dns;

/// <summary>
/// Turns questions into answers: the cluster's own names from the zone, everything else from the cache or the node's name servers.
/// </summary>
public sealed class DnsResponder(ClusterZone zone, DnsForwarder forwarder, DnsCache cache)
{
    // Beyond this many questions waiting for others something is wrong, a loop most likely: fail quickly.
    private const int MostWaiting = 1000;
    private const int LongestAliasChain = 8;
    private int waiting;
    private uint turn;

    /// <summary>
    /// The answer to the bytes of a question; null when there is nothing to say to them. Completes at once unless other servers have to be asked.
    /// </summary>
    public ValueTask<byte[]?> AnswerAsync(ReadOnlyMemory<byte> bytes, bool overTcp, CancellationToken cancellation)
    {
        var readable = DnsReader.TryRead(bytes.Span, out var query);
        if (bytes.Length < 12 || query.Flags.HasFlag(DnsFlags.Response))
        {
            return new((byte[]?)null);
        }

        var limit = overTcp ? DnsLimits.MessageSize : Math.Clamp((int)(query.UdpSize ?? DnsLimits.PlainUdpSize), DnsLimits.PlainUdpSize, DnsLimits.OwnUdpSize);
        if (Objection(query, readable) is { } code)
        {
            return new(DnsWriter.Write(query.Reply(code), limit));
        }

        if (zone.Resolve(query.Questions[0], out var zoneName) is { } answer)
        {
            return answer.Alias is null
                ? new(DnsWriter.Write(Complete(query, answer, zoneName), limit))
                : FollowAsync(query, answer, limit, cancellation);
        }

        if (cache.Find(query, bytes.Span) is { } known && known.Length <= limit)
        {
            return new(known);
        }

        return query.Flags.HasFlag(DnsFlags.RecursionDesired)
            ? ForwardAsync(query, bytes, overTcp, limit, cancellation)
            : new(DnsWriter.Write(query.Reply(DnsResponseCode.Refused), limit));
    }

    private static DnsResponseCode? Objection(DnsMessage query, bool readable) => (readable, query) switch
    {
        (false, _) => DnsResponseCode.FormatError,
        (_, { OpCode: not 0 }) => DnsResponseCode.NotImplemented,
        (_, { Questions.Count: not 1 }) => DnsResponseCode.FormatError,
        (_, { EdnsVersion: not 0 }) => DnsResponseCode.BadVersion,
        _ when query.Questions[0].Class != DnsLimits.Internet || query.Questions[0].Type == DnsType.AXFR => DnsResponseCode.Refused,
        _ => null,
    };

    private DnsMessage Complete(DnsMessage query, ZoneAnswer answer, string zoneName)
    {
        var reply = query.Reply(answer.Code);
        return reply with
        {
            Flags = reply.Flags | DnsFlags.Authoritative,
            Answers = Rotate(answer.Records),
            Authorities = answer.Records.Count == 0 ? [zone.Authority(zoneName)] : default,
            Additionals = [.. answer.Additionals],
        };
    }

    // Clients mostly take the first address: each answer begins with another one.
    private ValueList<DnsRecord> Rotate(IReadOnlyList<DnsRecord> records)
    {
        if (records.Count < 2)
        {
            return [.. records];
        }

        var start = (int)(Interlocked.Increment(ref turn) % (uint)records.Count);
        return [.. records.Skip(start), .. records.Take(start)];
    }

    /// <summary>An alias leads out of the zone, or to another name in it: clients expect the whole chain in one answer.</summary>
    private async ValueTask<byte[]?> FollowAsync(DnsMessage query, ZoneAnswer answer, int limit, CancellationToken cancellation)
    {
        List<DnsRecord> records = [.. answer.Records];
        var code = answer.Code;
        var alias = answer.Alias;
        for (var steps = 0; alias is not null && steps < LongestAliasChain; steps++)
        {
            var question = query.Questions[0] with { Name = alias };
            alias = null;
            if (zone.Resolve(question, out _) is { } inside)
            {
                records.AddRange(inside.Records);
                (code, alias) = (inside.Code, inside.Alias);
            }
            else if (await ForwardedRecordsAsync(question, cancellation) is { } outside)
            {
                records.AddRange(outside.Answers);
                code = outside.ResponseCode;
            }
            else
            {
                code = DnsResponseCode.ServerFailure;
            }
        }

        var reply = query.Reply(code);
        return DnsWriter.Write(reply with { Answers = [.. records] }, limit);
    }

    private async ValueTask<DnsMessage?> ForwardedRecordsAsync(DnsQuestion question, CancellationToken cancellation)
    {
        var query = new DnsMessage { Flags = DnsFlags.RecursionDesired, Questions = [question], UdpSize = DnsLimits.OwnUdpSize };
        var bytes = DnsWriter.Write(query, DnsLimits.OwnUdpSize);
        var answer = cache.Find(query, bytes) ?? await AskAsync(query, bytes, overTcp: false, cancellation);
        return answer is not null && DnsReader.TryRead(answer, out var message) ? message : null;
    }

    private async ValueTask<byte[]?> ForwardAsync(DnsMessage query, ReadOnlyMemory<byte> bytes, bool overTcp, int limit, CancellationToken cancellation)
    {
        var answer = await AskAsync(query, bytes, overTcp, cancellation);
        if (answer is null)
        {
            return DnsWriter.Write(query.Reply(DnsResponseCode.ServerFailure), limit);
        }

        // The upstream server was told the client's own limit; this guards against one that ignores it.
        return answer.Length <= Math.Max(limit, query.UdpSize ?? 0)
            ? answer
            : DnsWriter.Write(query.Reply(DnsResponseCode.NoError) with { Flags = query.Reply(DnsResponseCode.NoError).Flags | DnsFlags.Truncated }, limit);
    }

    private async Task<byte[]?> AskAsync(DnsMessage query, ReadOnlyMemory<byte> bytes, bool overTcp, CancellationToken cancellation)
    {
        if (Interlocked.Increment(ref waiting) > MostWaiting)
        {
            Interlocked.Decrement(ref waiting);
            return null;
        }

        try
        {
            var answer = await forwarder.AskAsync(bytes, overTcp, cancellation);
            if (answer is not null)
            {
                cache.Keep(query, answer);
            }

            return answer;
        }
        finally
        {
            Interlocked.Decrement(ref waiting);
        }
    }
}
