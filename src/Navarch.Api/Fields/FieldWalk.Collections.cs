using Navarch.Api.Json;

namespace Navarch.Api.Fields;

/// <summary>Lists and maps that server-side apply looks into.</summary>
public sealed partial class FieldWalk
{
    /// <summary>A list whose items are known by their value.</summary>
    internal void Set<T>(string element, bool isWritten, ValueList<T> old, ValueList<T> now)
    {
        if (!EnterCollection(element, isWritten, old.IsEmpty, now.IsEmpty, old.Equals(now)))
        {
            return;
        }

        // The same value twice is one item.
        var before = old.AsSpan().ToArray().Select(FieldElement.Value).ToHashSet(StringComparer.Ordinal);
        var after = now.AsSpan().ToArray().Select(FieldElement.Value).ToHashSet(StringComparer.Ordinal);
        foreach (var item in after)
        {
            Leaf(item, before.Contains(item), hasNow: true, isSame: true);
        }

        foreach (var item in before)
        {
            Leaf(item, hasOld: true, after.Contains(item), isSame: true);
        }

        Leave();
    }

    /// <summary>A list whose items are known by some of their fields.</summary>
    /// <param name="element">The field's path element.</param>
    /// <param name="isWritten">Whether the field is there even when the list is empty.</param>
    /// <param name="old">The items before.</param>
    /// <param name="now">The items after.</param>
    /// <param name="keyOf">The path element of an item; null when it has no key.</param>
    /// <param name="compare">Walks two states of an item; null: items are seen as a whole.</param>
    internal void Items<T>(string element, bool isWritten, ValueList<T> old, ValueList<T> now, Func<T, string?> keyOf, Action<FieldWalk, string, T?, T?>? compare)
        where T : class, IApiValue
    {
        if (!EnterCollection(element, isWritten, old.IsEmpty, now.IsEmpty, AreSameItems(old, now)))
        {
            return;
        }

        var before = new ItemKeys<T>(old, keyOf);
        var after = new ItemKeys<T>(now, keyOf);
        for (var i = 0; i < now.Count; i++)
        {
            if (after[i] is { } key)
            {
                Item(key, before.Find(key), now[i], compare);
            }
        }

        for (var i = 0; i < old.Count; i++)
        {
            if (before[i] is { } key && after.Find(key) is null)
            {
                Item(key, old[i], null, compare);
            }
        }

        Leave();
    }

    /// <summary>A map whose values are seen as a whole.</summary>
    internal void Map<TValue>(string element, bool isWritten, ValueMap<TValue> old, ValueMap<TValue> now)
    {
        if (!EnterCollection(element, isWritten, old.IsEmpty, now.IsEmpty, old.Equals(now)))
        {
            return;
        }

        foreach (var (key, value) in now)
        {
            var hasOld = old.TryGetValue(key, out var before);
            if (!hasOld || !EqualityComparer<TValue>.Default.Equals(before, value))
            {
                Leaf(FieldElement.Key(key), hasOld, hasNow: true, isSame: false);
            }
        }

        foreach (var (key, _) in old)
        {
            if (!now.ContainsKey(key))
            {
                Leaf(FieldElement.Key(key), hasOld: true, hasNow: false, isSame: false);
            }
        }

        Leave();
    }

    /// <summary>A map of records.</summary>
    internal void Map<TValue>(string element, bool isWritten, ValueMap<TValue> old, ValueMap<TValue> now, Action<FieldWalk, string, TValue?, TValue?> compare)
        where TValue : class, IApiValue
    {
        if (!EnterCollection(element, isWritten, old.IsEmpty, now.IsEmpty, old.Equals(now)))
        {
            return;
        }

        foreach (var (key, value) in now)
        {
            compare(this, FieldElement.Key(key), old.TryGetValue(key, out var before) ? before : null, value);
        }

        foreach (var (key, value) in old)
        {
            if (!now.ContainsKey(key))
            {
                compare(this, FieldElement.Key(key), value, null);
            }
        }

        Leave();
    }

    /// <summary>Goes into a list or map, unless both states are the same.</summary>
    private bool EnterCollection(string element, bool isWritten, bool oldIsEmpty, bool nowIsEmpty, bool isSame)
    {
        var hasOld = isWritten ? here.HasOld : !oldIsEmpty;
        var hasNow = isWritten ? here.HasNow : !nowIsEmpty;
        if (hasOld == hasNow && (isSame || !hasOld))
        {
            return false;
        }

        Enter(element, hasOld, hasNow);
        return true;
    }

    private void Item<T>(string element, T? old, T? now, Action<FieldWalk, string, T?, T?>? compare)
        where T : class, IApiValue
    {
        if (compare is null)
        {
            Leaf(element, old is not null, now is not null, Equals(old, now));
        }
        else
        {
            compare(this, element, old, now);
        }
    }

    private static bool AreSameItems<T>(ValueList<T> old, ValueList<T> now)
        where T : class
    {
        if (old.Count != now.Count)
        {
            return false;
        }

        for (var i = 0; i < old.Count; i++)
        {
            if (!ReferenceEquals(old[i], now[i]))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The path elements of a list's items; of doubled ones the first counts. Few are looked through, many are looked up.</summary>
    private readonly struct ItemKeys<T>
        where T : class, IApiValue
    {
        private const int Few = 16;

        private readonly ValueList<T> items;
        private readonly string?[] keys;
        private readonly Dictionary<string, int>? places;

        public ItemKeys(ValueList<T> items, Func<T, string?> keyOf)
        {
            this.items = items;
            keys = items.IsEmpty ? [] : new string?[items.Count];
            places = keys.Length > Few ? new(keys.Length, StringComparer.Ordinal) : null;
            for (var i = 0; i < keys.Length; i++)
            {
                var key = keyOf(items[i]) ?? FieldElement.Unkeyed(items[i]);
                if (places?.TryAdd(key, i) ?? Array.IndexOf(keys, key, 0, i) < 0)
                {
                    keys[i] = key;
                }
            }
        }

        /// <summary>The element of an item; null for one that is there already.</summary>
        public string? this[int index] => keys[index];

        /// <summary>The item of that element, or null.</summary>
        public T? Find(string key)
        {
            var at = places is null ? Array.IndexOf(keys, key) : places.GetValueOrDefault(key, -1);
            return at < 0 ? null : items[at];
        }
    }
}
