using System.Runtime.InteropServices;
using System.Text.Json;

namespace Navarch.ApiServer.Apply;

/// <summary>
/// Compares two states of an object by their JSON: for kinds that cannot be compared as records, and what that comparison is tested against.
/// </summary>
internal static class JsonComparison
{
    private static readonly FieldComparison Same = FieldComparison.Same;

    /// <summary>What differs between two states of an object of a kind.</summary>
    public static FieldComparison Of(KindInfo kind, IKubernetesObject old, IKubernetesObject now)
    {
        using var before = JsonDocument.Parse(ApiJson.ToBytes(old), FieldOwnership.Depth);
        using var after = JsonDocument.Parse(ApiJson.ToBytes(now), FieldOwnership.Depth);
        return Compare(ApplyType.Of(kind), before.RootElement, after.RootElement);
    }

    private static FieldComparison Compare(ApplyType type, JsonElement? old, JsonElement? now)
    {
        if (old is { } before && now is { } after && JsonMarshal.GetRawUtf8Value(before).SequenceEqual(JsonMarshal.GetRawUtf8Value(after)))
        {
            return Same;
        }

        if (type.Shape == ApplyShape.Leaf || (IsHollow(old) && IsHollow(now)) || !Fits(type, old) || !Fits(type, now))
        {
            return Whole(old, now);
        }

        var parts = new Parts();
        if (type.Shape is ApplyShape.Record or ApplyShape.Map)
        {
            CompareObjects(type, old, now, ref parts);
        }
        else
        {
            CompareLists(type, old, now, ref parts);
        }

        return parts.Close(isAdded: old is null, isRemoved: now is null);
    }

    private static void CompareObjects(ApplyType type, JsonElement? old, JsonElement? now, ref Parts parts)
    {
        if (now is { ValueKind: JsonValueKind.Object } after)
        {
            foreach (var property in after.EnumerateObject())
            {
                var field = type.Field(property.Name);
                parts.Add(field.Element, Compare(field.Type, Property(old, property.Name), property.Value));
            }
        }

        if (old is { ValueKind: JsonValueKind.Object } before)
        {
            foreach (var property in before.EnumerateObject())
            {
                if (Property(now, property.Name) is null)
                {
                    var field = type.Field(property.Name);
                    parts.Add(field.Element, Compare(field.Type, property.Value, null));
                }
            }
        }
    }

    private static void CompareLists(ApplyType type, JsonElement? old, JsonElement? now, ref Parts parts)
    {
        var before = ItemsOf(type, old);
        var after = ItemsOf(type, now);
        foreach (var (element, item) in after)
        {
            parts.Add(element, Compare(type.Element, before.TryGetValue(element, out var found) ? found : null, item));
        }

        foreach (var (element, item) in before)
        {
            if (!after.ContainsKey(element))
            {
                parts.Add(element, Compare(type.Element, item, null));
            }
        }
    }

    /// <summary>The items of a list by path element; of doubled ones the first counts.</summary>
    private static Dictionary<string, JsonElement> ItemsOf(ApplyType type, JsonElement? list)
    {
        var items = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        if (list is { ValueKind: JsonValueKind.Array } array)
        {
            foreach (var item in array.EnumerateArray())
            {
                var element = type.Shape == ApplyShape.Set ? FieldElements.Value(item) : FieldElements.Key(item, type);
                items.TryAdd(element ?? "v:" + item.GetRawText(), item);
            }
        }

        return items;
    }

    private static FieldComparison Whole(JsonElement? old, JsonElement? now) => (old, now) switch
    {
        (null, null) => Same,
        (null, _) => Same with { Added = FieldSet.Leaf },
        (_, null) => Same with { Removed = FieldSet.Leaf },
        _ => Same with { Modified = FieldSet.Leaf },
    };

    private static JsonElement? Property(JsonElement? value, string name) =>
        value is { ValueKind: JsonValueKind.Object } obj && obj.TryGetProperty(name, out var found) ? found : null;

    /// <summary>Whether a value is absent, null or has nothing in it.</summary>
    private static bool IsHollow(JsonElement? value) => value is not { } some || some.ValueKind switch
    {
        JsonValueKind.Null => true,
        JsonValueKind.Array => some.GetArrayLength() == 0,
        JsonValueKind.Object => some.GetPropertyCount() == 0,
        _ => false,
    };

    private static bool Fits(ApplyType type, JsonElement? value) => value is not { } some || some.ValueKind switch
    {
        JsonValueKind.Null => true,
        JsonValueKind.Object => type.Shape is ApplyShape.Record or ApplyShape.Map,
        JsonValueKind.Array => type.Shape is ApplyShape.Set or ApplyShape.KeyedList,
        _ => false,
    };

    /// <summary>What was found below a path, while it is gathered.</summary>
    private ref struct Parts
    {
        private List<(string, FieldSet)>? added;
        private List<(string, FieldSet)>? modified;
        private List<(string, FieldSet)>? removed;

        public void Add(string element, FieldComparison part)
        {
            Add(ref added, element, part.Added);
            Add(ref modified, element, part.Modified);
            Add(ref removed, element, part.Removed);
        }

        public readonly FieldComparison Close(bool isAdded, bool isRemoved) =>
            new(FieldSet.Of(isAdded, CollectionsMarshal.AsSpan(added)), FieldSet.Of(false, CollectionsMarshal.AsSpan(modified)), FieldSet.Of(isRemoved, CollectionsMarshal.AsSpan(removed)));

        private static void Add(ref List<(string, FieldSet)>? list, string element, FieldSet set)
        {
            if (!set.IsEmpty)
            {
                (list ??= []).Add((element, set));
            }
        }
    }
}
