namespace Navarch.Api.Json;

// The names tell the item's type, so that the generator needs no table: ReadList_int, ReadMap_Quantity.
#pragma warning disable CA1707
public ref partial struct ApiReader
{
    /// <summary>A list of strings.</summary>
    public ValueList<string> ReadList_string()
    {
        if (!BeginList())
        {
            return default;
        }

        var items = new List<string>();
        while (NextItem())
        {
            items.Add(ReadString());
        }

        return items.Count == 0 ? default : new([.. items]);
    }

    /// <summary>A list of numbers.</summary>
    public ValueList<int> ReadList_int()
    {
        if (!BeginList())
        {
            return default;
        }

        var items = new List<int>();
        while (NextItem())
        {
            items.Add(ReadInt32());
        }

        return items.Count == 0 ? default : new([.. items]);
    }

    /// <summary>A list of numbers.</summary>
    public ValueList<long> ReadList_long()
    {
        if (!BeginList())
        {
            return default;
        }

        var items = new List<long>();
        while (NextItem())
        {
            items.Add(ReadInt64());
        }

        return items.Count == 0 ? default : new([.. items]);
    }

    /// <summary>A list of truth values.</summary>
    public ValueList<bool> ReadList_bool()
    {
        if (!BeginList())
        {
            return default;
        }

        var items = new List<bool>();
        while (NextItem())
        {
            items.Add(ReadBoolean());
        }

        return items.Count == 0 ? default : new([.. items]);
    }

    /// <summary>A list of quantities.</summary>
    public ValueList<Quantity> ReadList_Quantity()
    {
        if (!BeginList())
        {
            return default;
        }

        var items = new List<Quantity>();
        while (NextItem())
        {
            items.Add(ReadQuantity());
        }

        return items.Count == 0 ? default : new([.. items]);
    }

    /// <summary>A list of any JSON.</summary>
    public ValueList<RawJson> ReadList_RawJson()
    {
        if (!BeginList())
        {
            return default;
        }

        var items = new List<RawJson>();
        while (NextItem())
        {
            items.Add(IsNull() ? RawJson.Null : ReadRawJson());
        }

        return items.Count == 0 ? default : new([.. items]);
    }

    /// <summary>A map of strings.</summary>
    public ValueMap<string> ReadMap_string()
    {
        if (!BeginObject())
        {
            return default;
        }

        var entries = new MapBuilder<string>();
        while (NextKey(out var key))
        {
            entries.Add(ref this, key, ReadString());
        }

        return entries.Build();
    }

    /// <summary>A map of bytes.</summary>
    public ValueMap<ByteString> ReadMap_ByteString()
    {
        if (!BeginObject())
        {
            return default;
        }

        var entries = new MapBuilder<ByteString>();
        while (NextKey(out var key))
        {
            entries.Add(ref this, key, ReadBytes());
        }

        return entries.Build();
    }

    /// <summary>A map of quantities.</summary>
    public ValueMap<Quantity> ReadMap_Quantity()
    {
        if (!BeginObject())
        {
            return default;
        }

        var entries = new MapBuilder<Quantity>();
        while (NextKey(out var key))
        {
            entries.Add(ref this, key, ReadQuantity());
        }

        return entries.Build();
    }

    /// <summary>A map of times.</summary>
    public ValueMap<DateTimeOffset?> ReadMap_DateTimeOffset()
    {
        if (!BeginObject())
        {
            return default;
        }

        var entries = new MapBuilder<DateTimeOffset?>();
        while (NextKey(out var key))
        {
            entries.Add(ref this, key, ReadTime());
        }

        return entries.Build();
    }

    /// <summary>A map of lists of strings.</summary>
    public ValueMap<ValueList<string>> ReadMap_ValueListstring()
    {
        if (!BeginObject())
        {
            return default;
        }

        var entries = new MapBuilder<ValueList<string>>();
        while (NextKey(out var key))
        {
            entries.Add(ref this, key, ReadList_string());
        }

        return entries.Build();
    }
}
