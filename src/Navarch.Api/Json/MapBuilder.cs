namespace Navarch.Api.Json;

/// <summary>Gathers the entries of a map while it is read; of a key given twice the last one counts and the report says so.</summary>
internal struct MapBuilder<TValue>
{
    private KeyValuePair<string, TValue>[] entries;
    private int count;
    private bool unordered;
    private Dictionary<string, int>? places;

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

    /// <summary>The map.</summary>
    public readonly ValueMap<TValue> Build()
    {
        if (count == 0)
        {
            return default;
        }

        var sorted = entries.AsSpan(0, count).ToArray();
        if (unordered)
        {
            Array.Sort(sorted, static (a, b) => string.CompareOrdinal(a.Key, b.Key));
        }

        return new(sorted);
    }
}
