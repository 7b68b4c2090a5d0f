using System.Buffers.Binary;
using System.Collections.Concurrent;

namespace Navarch.Network.Dns;

/// <summary>
/// Keeps answers of other servers, as they came, for as long as their records allow and at most <see cref="Longest"/>.
/// When it is full it forgets what has run out, and if that is nothing, everything.
/// </summary>
public sealed class DnsCache(TimeProvider time, int capacity = 10_000)
{
    /// <summary>No answer is kept longer.</summary>
    public static TimeSpan Longest { get; } = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<Key, Stored> entries = new();

    /// <summary>How many answers are kept.</summary>
    public int Count => entries.Count;

    /// <summary>The kept answer to <paramref name="query"/>, aged and with the query's id and spelling of the name; null when there is none.</summary>
    public byte[]? Find(DnsMessage query, ReadOnlySpan<byte> queryBytes)
    {
        if (!entries.TryGetValue(KeyOf(query), out var stored))
        {
            return null;
        }

        var age = time.GetElapsedTime(stored.At);
        if (age >= stored.Lifetime)
        {
            return null;
        }

        var answer = stored.Bytes.AsSpan().ToArray();
        queryBytes[..2].CopyTo(answer);
        // The question has the same length in both: they differ in case at most.
        queryBytes[12..(12 + QuestionLength(queryBytes))].CopyTo(answer.AsSpan(12));
        foreach (var position in stored.TtlPositions)
        {
            var field = answer.AsSpan(position);
            var ttl = BinaryPrimitives.ReadUInt32BigEndian(field);
            BinaryPrimitives.WriteUInt32BigEndian(field, ttl - Math.Min(ttl, (uint)age.TotalSeconds));
        }

        return answer;
    }

    /// <summary>Keeps an answer, if it is one to keep: complete, and either with records or with the SOA that says how long "no" holds.</summary>
    public void Keep(DnsMessage query, byte[] answer)
    {
        if (!DnsReader.TryRead(answer, out var message) || message.Flags.HasFlag(DnsFlags.Truncated)
            || message.ResponseCode is not (DnsResponseCode.NoError or DnsResponseCode.NameError) || DnsReader.TtlPositions(answer) is not { } positions)
        {
            return;
        }

        var negative = message.Answers.IsEmpty;
        var soa = message.Authorities.FirstOrDefault(r => r.Type == DnsType.SOA);
        if (negative && soa.Data is not DnsAuthority)
        {
            return;
        }

        var ttls = positions.Select(p => BinaryPrimitives.ReadUInt32BigEndian(answer.AsSpan(p)));
        var seconds = ttls.Min();
        if (negative && soa.Data is DnsAuthority authority)
        {
            seconds = Math.Min(seconds, authority.Minimum);
        }

        if (seconds == 0)
        {
            return;
        }

        MakeRoom();
        var lifetime = TimeSpan.FromSeconds(Math.Min(seconds, Longest.TotalSeconds));
        entries[KeyOf(query)] = new(answer, [.. positions], time.GetTimestamp(), lifetime);
    }

    private void MakeRoom()
    {
        if (entries.Count < capacity)
        {
            return;
        }

        foreach (var (key, stored) in entries)
        {
            if (time.GetElapsedTime(stored.At) >= stored.Lifetime)
            {
                entries.TryRemove(key, out _);
            }
        }

        if (entries.Count >= capacity)
        {
            entries.Clear();
        }
    }

    private static Key KeyOf(DnsMessage query)
    {
        var question = query.Questions[0];
        return new(question.Name.ToLowerInvariant(), question.Type, question.Class, query.DnssecOk, query.Flags.HasFlag(DnsFlags.CheckingDisabled), query.UdpSize is null);
    }

    private static int QuestionLength(ReadOnlySpan<byte> message)
    {
        var at = 12;
        while (message[at] != 0)
        {
            at += message[at] + 1;
        }

        return at + 5 - 12;
    }

    private readonly record struct Key(string Name, DnsType Type, ushort Class, bool DnssecOk, bool CheckingDisabled, bool Plain);

    private sealed record Stored(byte[] Bytes, int[] TtlPositions, long At, TimeSpan Lifetime);
}
