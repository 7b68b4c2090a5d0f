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
    internal ValueMap<string> ReadMap_string(ValueMap<string> onto)
    {
        if (!BeginObject())
        {
            return default;
        }

        var entries = new MapBuilder<string>();
        while (NextKey(out var key))
        {
            if (IsRemoval())
            {
                entries.Remove(key);
            }
            else
            {
                entries.Add(ref this, key, ReadString());
            }
        }

        return entries.Build(onto);
    }

    /// <summary>A map of bytes.</summary>
    internal ValueMap<ByteString> ReadMap_ByteString(ValueMap<ByteString> onto)
    {
        if (!BeginObject())
        {
            return default;
        }

        var entries = new MapBuilder<ByteString>();
        while (NextKey(out var key))
        {
            if (IsRemoval())
            {
                entries.Remove(key);
            }
            else
            {
                entries.Add(ref this, key, ReadBytes());
            }
        }

        return entries.Build(onto);
    }

    /// <summary>A map of quantities.</summary>
    internal ValueMap<Quantity> ReadMap_Quantity(ValueMap<Quantity> onto)
    {
        if (!BeginObject())
        {
            return default;
        }

        var entries = new MapBuilder<Quantity>();
        while (NextKey(out var key))
        {
            if (IsRemoval())
            {
                entries.Remove(key);
            }
            else
            {
                entries.Add(ref this, key, ReadQuantity());
            }
        }

        return entries.Build(onto);
    }

    /// <summary>A map of times.</summary>
    internal ValueMap<DateTimeOffset?> ReadMap_DateTimeOffset(ValueMap<DateTimeOffset?> onto)
    {
        if (!BeginObject())
        {
            return default;
        }

        var entries = new MapBuilder<DateTimeOffset?>();
        while (NextKey(out var key))
        {
            if (IsRemoval())
            {
                entries.Remove(key);
            }
            else
            {
                entries.Add(ref this, key, ReadTime());
            }
        }

        return entries.Build(onto);
    }

    /// <summary>A map of lists of strings.</summary>
    internal ValueMap<ValueList<string>> ReadMap_ValueListstring(ValueMap<ValueList<string>> onto)
    {
        if (!BeginObject())
        {
            return default;
        }

        var entries = new MapBuilder<ValueList<string>>();
        while (NextKey(out var key))
        {
            if (IsRemoval())
            {
                entries.Remove(key);
            }
            else
            {
                entries.Add(ref this, key, ReadList_string());
            }
        }

        return entries.Build(onto);
    }
}
