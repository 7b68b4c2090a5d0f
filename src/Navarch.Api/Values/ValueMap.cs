using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace Navarch.Api;

/// <summary>
/// An immutable map from strings, ordered by key (ordinal) as the API writes maps, that compares by its entries.
/// The default value is the empty map. Held as one sorted array: small, and quick at the sizes objects have.
/// </summary>
/// <typeparam name="TValue">The value.</typeparam>
#pragma warning disable CA1710 // It is a value with a map's meaning, as ValueList is.
public readonly struct ValueMap<TValue> : IReadOnlyDictionary<string, TValue>, IEquatable<ValueMap<TValue>>
{
    private readonly KeyValuePair<string, TValue>[]? entries;

    internal ValueMap(KeyValuePair<string, TValue>[] sorted) => entries = sorted;

    /// <summary>The number of entries.</summary>
    public int Count => entries?.Length ?? 0;

    /// <summary>Whether there is no entry.</summary>
    public bool IsEmpty => Count == 0;

    /// <inheritdoc/>
    public IEnumerable<string> Keys => (entries ?? []).Select(e => e.Key);

    /// <inheritdoc/>
    public IEnumerable<TValue> Values => (entries ?? []).Select(e => e.Value);

    /// <summary>The value of a key that is there; <see cref="KeyNotFoundException"/> otherwise.</summary>
    public TValue this[string key] => TryGetValue(key, out var value) ? value : throw new KeyNotFoundException(key);

    /// <summary>The entries in key order; no copy is made.</summary>
    public ReadOnlySpan<KeyValuePair<string, TValue>> AsSpan() => entries;

    /// <inheritdoc/>
    public bool ContainsKey(string key) => IndexOf(key) >= 0;

    /// <inheritdoc/>
    public bool TryGetValue(string key, [MaybeNullWhen(false)] out TValue value)
    {
        var index = IndexOf(key);
        value = index >= 0 ? entries![index].Value : default;
        return index >= 0;
    }

    /// <summary>This map with <paramref name="key"/> set to <paramref name="value"/>.</summary>
    public ValueMap<TValue> SetItem(string key, TValue value)
    {
        var index = IndexOf(key);
        var entry = new KeyValuePair<string, TValue>(key, value);
        if (index < 0)
        {
            return new([.. AsSpan()[..~index], entry, .. AsSpan()[~index..]]);
        }

        KeyValuePair<string, TValue>[] copy = [.. AsSpan()];
        copy[index] = entry;
        return new(copy);
    }

    /// <summary>This map without <paramref name="key"/>.</summary>
    public ValueMap<TValue> Remove(string key)
    {
        var index = IndexOf(key);
        return index < 0 ? this : new([.. AsSpan()[..index], .. AsSpan()[(index + 1)..]]);
    }

    /// <inheritdoc/>
    public bool Equals(ValueMap<TValue> other)
    {
        if (ReferenceEquals(entries, other.entries))
        {
            return true;
        }

        if (Count != other.Count)
        {
            return false;
        }

        for (var i = 0; i < Count; i++)
        {
            if (entries![i].Key != other.entries![i].Key || !EqualityComparer<TValue>.Default.Equals(entries[i].Value, other.entries[i].Value))
            {
                return false;
            }
        }

        return true;
    }

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is ValueMap<TValue> other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var (key, value) in AsSpan())
        {
            hash.Add(key, StringComparer.Ordinal);
            hash.Add(value);
        }

        return hash.ToHashCode();
    }

    /// <summary>Enumerates without allocation.</summary>
    public ReadOnlySpan<KeyValuePair<string, TValue>>.Enumerator GetEnumerator() => AsSpan().GetEnumerator();

    IEnumerator<KeyValuePair<string, TValue>> IEnumerable<KeyValuePair<string, TValue>>.GetEnumerator() =>
        ((IEnumerable<KeyValuePair<string, TValue>>)(entries ?? [])).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => (entries ?? []).GetEnumerator();

    private int IndexOf(string key)
    {
        int low = 0, high = Count - 1;
        while (low <= high)
        {
            var middle = (low + high) >>> 1;
            var order = string.CompareOrdinal(entries![middle].Key, key);
            if (order == 0)
            {
                return middle;
            }

            if (order < 0)
            {
                low = middle + 1;
            }
            else
            {
                high = middle - 1;
            }
        }

        return ~low;
    }

    /// <summary>Compares entry by entry.</summary>
    public static bool operator ==(ValueMap<TValue> left, ValueMap<TValue> right) => left.Equals(right);

    /// <summary>Compares entry by entry.</summary>
    public static bool operator !=(ValueMap<TValue> left, ValueMap<TValue> right) => !left.Equals(right);
}

/// <summary>Makes <see cref="ValueMap{TValue}"/>.</summary>
public static class ValueMap
{
    /// <summary>A map of the given entries; of a key given twice the last one counts.</summary>
    public static ValueMap<TValue> Of<TValue>(params ReadOnlySpan<(string Key, TValue Value)> entries)
    {
        var sorted = new SortedDictionary<string, TValue>(StringComparer.Ordinal);
        foreach (var (key, value) in entries)
        {
            sorted[key] = value;
        }

        return new([.. sorted]);
    }

    /// <summary>A map of the entries of a sequence; of a key given twice the last one counts.</summary>
    public static ValueMap<TValue> ToValueMap<TValue>(this IEnumerable<KeyValuePair<string, TValue>> entries)
    {
        if (entries is ValueMap<TValue> map)
        {
            return map;
        }

        var sorted = new SortedDictionary<string, TValue>(StringComparer.Ordinal);
        foreach (var (key, value) in entries)
        {
            sorted[key] = value;
        }

        return new([.. sorted]);
    }
}
