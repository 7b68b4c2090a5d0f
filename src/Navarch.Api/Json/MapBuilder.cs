namespace Navarch.Api.Json;

/// <summary>Gathers the entries of a map while it is read; of a key given twice the last one counts and the report says so. A merge patch also removes keys.</summary>
internal struct MapBuilder<TValue>
{
    private KeyValuePair<string, TValue>[] entries;
    private int count;
    private bool unordered;
    private Dictionary<string, int>? places;
    private List<string>? removed;

    /// <summary>Begins with no entry.</summary>
    public MapBuilder() => entries = [];

    /// <summary>Adds an entry.</summary>
    public void Add(ref ApiReader reader, string key, TValue value)
    {
        if (count == entries.Length)
        {
            Array.Resize(ref entries, count == 0 ? 4 : count * 2);
        }

        unordered |= count > 0 && string.CompareOrdinal(entries[count - 1].Key, key) >= 0;
        if (unordered)
        {
            if (Find(key) is var at and >= 0)
            {
                entries[at] = new(key, value);
                reader.Duplicate();
                return;
            }
        }

        places?.Add(key, count);
        entries[count++] = new(key, value);
    }

    /// <summary>Takes a key away from the map that the entries are read onto.</summary>
    public void Remove(string key) => (removed ??= []).Add(key);

    // Few keys are looked through, many are looked up.
    private int Find(string key)
    {
        if (count < 16)
        {
            return Array.FindIndex(entries, 0, count, e => e.Key == key);
        }

        if (places is null)
        {
            places = new(StringComparer.Ordinal);
            for (var i = 0; i < count; i++)
            {
                places.Add(entries[i].Key, i);
            }
        }

        return places.GetValueOrDefault(key, -1);
    }

    /// <summary>The map read, or with it the entries of another one that it neither sets nor removes.</summary>
    public readonly ValueMap<TValue> Build(ValueMap<TValue> onto)
    {
        if (count == 0)
        {
            return removed is null ? onto : Without(onto, removed);
        }

        var sorted = entries.AsSpan(0, count).ToArray();
        if (unordered)
        {
            Array.Sort(sorted, static (a, b) => string.CompareOrdinal(a.Key, b.Key));
        }

        return onto.IsEmpty ? new(sorted) : Merged(removed is null ? onto : Without(onto, removed), sorted);
    }

    private static ValueMap<TValue> Without(ValueMap<TValue> map, List<string> keys)
    {
        foreach (var key in keys)
        {
            map = map.Remove(key);
        }

        return map.IsEmpty ? default : map;
    }

    private static ValueMap<TValue> Merged(ValueMap<TValue> onto, KeyValuePair<string, TValue>[] changes)
    {
        var present = onto.AsSpan();
        var result = new List<KeyValuePair<string, TValue>>(present.Length + changes.Length);
        int i = 0, j = 0;
        while (i < present.Length || j < changes.Length)
        {
            var order = i == present.Length ? 1 : j == changes.Length ? -1 : string.CompareOrdinal(present[i].Key, changes[j].Key);
            result.Add(order < 0 ? present[i] : changes[j]);
            i += order <= 0 ? 1 : 0;
            j += order >= 0 ? 1 : 0;
        }

        return new([.. result]);
    }
}
