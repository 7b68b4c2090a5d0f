using Navarch.Api.Json;

namespace Navarch.Api.Fields;

/// <summary>Fields seen as a whole. The names mean what they mean to the JSON writer: <c>Optional</c> fields are left out when empty, <c>Always</c> fields are there wherever their record is.</summary>
public sealed partial class FieldWalk
{
    internal void Optional(string element, string? old, string? now) => Leaf(element, !string.IsNullOrEmpty(old), !string.IsNullOrEmpty(now), old == now);

    internal void OptionalPointer(string element, string? old, string? now) => Leaf(element, old is not null, now is not null, old == now);

    internal void Optional(string element, int old, int now) => Leaf(element, old != 0, now != 0, old == now);

    internal void Optional(string element, long old, long now) => Leaf(element, old != 0, now != 0, old == now);

    internal void Optional(string element, bool old, bool now) => Leaf(element, old, now, old == now);

    internal void Optional<T>(string element, T? old, T? now)
        where T : struct =>
        Leaf(element, old.HasValue, now.HasValue, EqualityComparer<T?>.Default.Equals(old, now));

    internal void Optional(string element, ByteString old, ByteString now) => Leaf(element, !old.IsEmpty, !now.IsEmpty, old.Equals(now));

    internal void Optional(string element, RawJson old, RawJson now) => Leaf(element, !old.IsEmpty, !now.IsEmpty, old.Equals(now));

    internal void Optional(string element, IApiValue? old, IApiValue? now) => Leaf(element, old is not null, now is not null, Equals(old, now));

    internal void Optional<T>(string element, ValueList<T> old, ValueList<T> now) => Leaf(element, !old.IsEmpty, !now.IsEmpty, old.Equals(now));

    internal void Optional<TValue>(string element, ValueMap<TValue> old, ValueMap<TValue> now) => Leaf(element, !old.IsEmpty, !now.IsEmpty, old.Equals(now));

    internal void OptionalTime(string element, DateTimeOffset? old, DateTimeOffset? now) => Leaf(element, old.HasValue, now.HasValue, Seconds(old) == Seconds(now));

    internal void OptionalMicroTime(string element, DateTimeOffset? old, DateTimeOffset? now) => Leaf(element, old.HasValue, now.HasValue, Microseconds(old) == Microseconds(now));

    internal void Always<T>(string element, T old, T now) => Leaf(element, here.HasOld, here.HasNow, EqualityComparer<T>.Default.Equals(old, now));

    internal void AlwaysTime(string element, DateTimeOffset? old, DateTimeOffset? now) => Leaf(element, here.HasOld, here.HasNow, Seconds(old) == Seconds(now));

    internal void AlwaysMicroTime(string element, DateTimeOffset? old, DateTimeOffset? now) => Leaf(element, here.HasOld, here.HasNow, Microseconds(old) == Microseconds(now));

    // A record of this process may know more of a time than the API shows.
    private static long? Seconds(DateTimeOffset? time) => time?.UtcTicks / TimeSpan.TicksPerSecond;

    private static long? Microseconds(DateTimeOffset? time) => time?.UtcTicks / TimeSpan.TicksPerMicrosecond;
}
