namespace Navarch.Network.Dns;

/// <summary>What the zone says to a question.</summary>
/// <param name="Code">No error with no records is "the name exists, but not with this type".</param>
/// <param name="Records">The answer.</param>
/// <param name="Additionals">Addresses of the hosts the answer names.</param>
/// <param name="Alias">When set, the records end in an alias for this name outside the zone, whose records belong to the answer too.</param>
public sealed record ZoneAnswer(DnsResponseCode Code, IReadOnlyList<DnsRecord> Records, IReadOnlyList<DnsRecord> Additionals, string? Alias = null)
{
    /// <summary>There is no such name.</summary>
    public static ZoneAnswer NoName { get; } = new(DnsResponseCode.NameError, [], []);

    /// <summary>There is such a name, but nothing of the type asked for.</summary>
    public static ZoneAnswer NoData { get; } = new(DnsResponseCode.NoError, [], []);

    /// <summary>These records.</summary>
    public static ZoneAnswer Of(IReadOnlyList<DnsRecord> records, IReadOnlyList<DnsRecord>? additionals = null) => new(DnsResponseCode.NoError, records, additionals ?? []);
}
