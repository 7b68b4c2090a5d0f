using System.Collections;
using System.Runtime.CompilerServices;

namespace Navarch.Api;

/// <summary>
/// An immutable list that compares by its items, so that records holding one keep structural equality.
/// The default value is the empty list: the API does not tell an absent list from an empty one.
/// </summary>
/// <typeparam name="T">The item.</typeparam>
[CollectionBuilder(typeof(ValueList), nameof(ValueList.Create))]
public readonly struct ValueList<T> : IReadOnlyList<T>, IEquatable<ValueList<T>>
{
    private readonly T[]? items;

    internal ValueList(T[] items) => this.items = items;

    /// <summary>The number of items.</summary>
    public int Count => items?.Length ?? 0;

    /// <summary>Whether there is no item.</summary>
    public bool IsEmpty => Count == 0;

    /// <summary>The item at <paramref name="index"/>, counted from zero.</summary>
    public T this[int index] => (items ?? [])[index];

    /// <summary>The items as a span; no copy is made.</summary>
    public ReadOnlySpan<T> AsSpan() => items;

    /// <summary>This list with one more item at its end.</summary>
    public ValueList<T> Add(T item) => new([.. AsSpan(), item]);

    /// <summary>This list with the item at <paramref name="index"/> replaced.</summary>
    public ValueList<T> SetItem(int index, T item)
    {
        T[] copy = [.. AsSpan()];
        copy[index] = item;
        return new(copy);
    }

    /// <summary>This list with each item changed; the same list when no item became another one.</summary>
    public ValueList<T> Change(Func<T, T> change)
    {
        T[]? copy = null;
        for (var i = 0; i < Count; i++)
        {
            var changed = change(items![i]);
            if (copy is null && !ReferenceEquals(changed, items[i]))
            {
                copy = [.. items];
            }

            if (copy is not null)
            {
                copy[i] = changed;
            }
        }

        return copy is null ? this : new(copy);
    }

    /// <inheritdoc/>
    public bool Equals(ValueList<T> other)
    {
        if (ReferenceEquals(items, other.items))
        {
            return true;
        }

        if (Count != other.Count)
        {
            return false;
        }

        for (var i = 0; i < Count; i++)
        {
            if (!EqualityComparer<T>.Default.Equals(items![i], other.items![i]))
            {
                return false;
            }
        }

        return true;
    }

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is ValueList<T> other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var item in AsSpan())
        {
            hash.Add(item);
        }

        return hash.ToHashCode();
    }

    /// <summary>Enumerates without allocation.</summary>
    public ReadOnlySpan<T>.Enumerator GetEnumerator() => AsSpan().GetEnumerator();

    IEnumerator<T> IEnumerable<T>.GetEnumerator() => ((IEnumerable<T>)(items ?? [])).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => (items ?? []).GetEnumerator();

    /// <summary>Compares item by item.</summary>
    public static bool operator ==(ValueList<T> left, ValueList<T> right) => left.Equals(right);

    /// <summary>Compares item by item.</summary>
    public static bool operator !=(ValueList<T> left, ValueList<T> right) => !left.Equals(right);
}

/// <summary>Makes <see cref="ValueList{T}"/>; collection expressions (<c>[a, b]</c>) call it.</summary>
public static class ValueList
{
    /// <summary>A list of a copy of <paramref name="items"/>.</summary>
    public static ValueList<T> Create<T>(ReadOnlySpan<T> items) => items.IsEmpty ? default : new(items.ToArray());

    /// <summary>A list of the items of a sequence.</summary>
    public static ValueList<T> ToValueList<T>(this IEnumerable<T> items) => items is ValueList<T> list ? list : Create<T>(items.ToArray());
}
