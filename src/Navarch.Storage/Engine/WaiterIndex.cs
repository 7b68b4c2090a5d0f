namespace Navarch.Storage.Engine;

/// <summary>
/// The idle watches of one bucket by the prefix they wait for. Finding those an event concerns costs one lookup for
/// each distinct prefix length in use, however many watches wait. Used under the engine's gate.
/// </summary>
internal sealed class WaiterIndex
{
    private readonly Dictionary<string, List<StoreWatch>> byPrefix = new(StringComparer.Ordinal);
    private readonly SortedDictionary<int, int> lengths = [];

    public void Add(StoreWatch watch)
    {
        if (!byPrefix.TryGetValue(watch.Prefix, out List<StoreWatch>? list))
        {
            byPrefix.Add(watch.Prefix, list = []);
            lengths[watch.Prefix.Length] = lengths.GetValueOrDefault(watch.Prefix.Length) + 1;
        }

        watch.WaiterSlot = list.Count;
        list.Add(watch);
    }

    public void Remove(StoreWatch watch)
    {
        List<StoreWatch> list = byPrefix[watch.Prefix];
        StoreWatch last = list[^1];
        list[watch.WaiterSlot] = last;
        last.WaiterSlot = watch.WaiterSlot;
        list.RemoveAt(list.Count - 1);
        if (list.Count == 0)
        {
            Forget(watch.Prefix);
        }
    }

    /// <summary>Takes the watches that wait for a prefix of <paramref name="name"/>, and tells each where its event is.</summary>
    public void Take(string name, HistorySegment segment, int index, ref List<StoreWatch>? taken)
    {
        if (byPrefix.Count == 0)
        {
            return;
        }

        var lookup = byPrefix.GetAlternateLookup<ReadOnlySpan<char>>();
        List<string>? empty = null;
        foreach (int length in lengths.Keys)
        {
            if (length > name.Length)
            {
                break;
            }

            if (lookup.TryGetValue(name.AsSpan(0, length), out string? prefix, out List<StoreWatch>? list))
            {
                foreach (StoreWatch watch in list)
                {
                    watch.PlaceAt(segment, index);
                }

                (taken ??= []).AddRange(list);
                (empty ??= []).Add(prefix);
            }
        }

        foreach (string prefix in empty ?? [])
        {
            Forget(prefix);
        }
    }

    /// <summary>Takes every watch.</summary>
    public List<StoreWatch> TakeAll()
    {
        List<StoreWatch> all = [.. byPrefix.Values.SelectMany(list => list)];
        byPrefix.Clear();
        lengths.Clear();
        return all;
    }

    private void Forget(string prefix)
    {
        byPrefix.Remove(prefix);
        if (--lengths[prefix.Length] == 0)
        {
            lengths.Remove(prefix.Length);
        }
    }
}
