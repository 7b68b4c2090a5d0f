using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Navarch.ApiServer.Apply;

/// <summary>Merges what is applied into an object, and takes out what is applied no more. Documents given are changed in place.</summary>
internal static class ApplyDocument
{
    /// <summary>The fields that an applied document sets.</summary>
    public static FieldSet FieldsOf(KindInfo kind, JsonNode applied)
    {
        using var document = JsonDocument.Parse(JsonBytes.Of(applied), FieldOwnership.Depth);
        return FieldsOf(ApplyType.Of(kind), document.RootElement).Without(UnownedFields.Set);
    }

    /// <summary>Takes out null values: they set nothing.</summary>
    public static void DropNulls(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject map:
                foreach (var name in map.Where(p => p.Value is null).Select(p => p.Key).ToList())
                {
                    map.Remove(name);
                }

                foreach (var (_, value) in map)
                {
                    DropNulls(value);
                }

                break;
            case JsonArray list:
                foreach (var item in list)
                {
                    DropNulls(item);
                }

                break;
        }
    }

    /// <summary>The object with the applied document merged into it.</summary>
    public static JsonNode Merge(KindInfo kind, JsonNode live, JsonNode applied) => Merge(ApplyType.Of(kind), live, applied);

    /// <summary>Takes the paths of a set out of a document, with what lies below them.</summary>
    public static void Remove(KindInfo kind, JsonNode document, FieldSet gone) => Remove(ApplyType.Of(kind), document, gone);

    private static FieldSet FieldsOf(ApplyType type, JsonElement value)
    {
        var below = new List<(string, FieldSet)>();
        switch (value.ValueKind)
        {
            case JsonValueKind.Object when type.Shape is ApplyShape.Record or ApplyShape.Map:
                foreach (var property in value.EnumerateObject())
                {
                    var field = type.Field(property.Name);
                    below.Add((field.Element, FieldsOf(field.Type, property.Value)));
                }

                return FieldSet.Of(below.Count == 0, CollectionsMarshal.AsSpan(below));
            case JsonValueKind.Array when type.Shape is ApplyShape.Set or ApplyShape.KeyedList:
                foreach (var item in value.EnumerateArray())
                {
                    var element = type.Shape == ApplyShape.Set ? FieldElements.Value(item) : FieldElements.Key(item, type);
                    if (element is not null)
                    {
                        below.Add((element, type.Shape == ApplyShape.Set ? FieldSet.Leaf : FieldSet.Leaf.Union(FieldsOf(type.Element, item))));
                    }
                }

                return FieldSet.Of(below.Count == 0, CollectionsMarshal.AsSpan(below));
            default:
                return FieldSet.Leaf;
        }
    }

    private static JsonNode Merge(ApplyType type, JsonNode? live, JsonNode applied)
    {
        switch (live, applied)
        {
            case (JsonObject target, JsonObject changes) when type.Shape is ApplyShape.Record or ApplyShape.Map:
                foreach (var (name, change) in changes)
                {
                    var before = target[name];
                    var after = Merge(type.Field(name).Type, before, change!);
                    if (!ReferenceEquals(before, after))
                    {
                        target[name] = after;
                    }
                }

                return target;
            case (JsonArray target, JsonArray changes) when type.Shape is ApplyShape.Set or ApplyShape.KeyedList:
                return MergeLists(type, target, changes);
            default:
                return applied.DeepClone();
        }
    }

    /// <summary>Items applied keep the order of the document, the others their place among those in front of them.</summary>
    private static JsonArray MergeLists(ApplyType type, JsonArray live, JsonArray applied)
    {
        var before = live.Select(i => (Element: ElementOf(type, i), Item: i)).ToList();
        var wanted = applied.Select(i => (Element: ElementOf(type, i), Item: i!)).ToList();
        var named = wanted.Select(w => w.Element).ToHashSet(StringComparer.Ordinal);
        var found = new Dictionary<string, JsonNode?>(StringComparer.Ordinal);
        before.ForEach(b => found.TryAdd(b.Element, b.Item));
        live.Clear();
        var result = new JsonArray();
        var next = 0;
        void TakeWanted()
        {
            var (element, item) = wanted[next++];
            result.Add(Merge(type.Element, found.GetValueOrDefault(element), item));
        }

        foreach (var (element, item) in before)
        {
            if (!named.Contains(element))
            {
                result.Add(item);
                continue;
            }

            var at = wanted.FindIndex(next, w => w.Element == element);
            while (next <= at)
            {
                TakeWanted();
            }
        }

        while (next < wanted.Count)
        {
            TakeWanted();
        }

        return result;
    }

    private static void Remove(ApplyType type, JsonNode? node, FieldSet gone)
    {
        if (gone.Count == 0)
        {
            return;
        }

        switch (node)
        {
            case JsonObject map when type.Shape is ApplyShape.Record or ApplyShape.Map:
                foreach (var name in map.Select(p => p.Key).ToList())
                {
                    var field = type.Field(name);
                    var below = gone[field.Element];
                    if (below.IsMember)
                    {
                        map.Remove(name);
                    }
                    else
                    {
                        Remove(field.Type, map[name], below);
                    }
                }

                break;
            case JsonArray list when type.Shape is ApplyShape.Set or ApplyShape.KeyedList:
                for (var i = list.Count - 1; i >= 0; i--)
                {
                    var below = gone[ElementOf(type, list[i])];
                    if (below.IsMember)
                    {
                        list.RemoveAt(i);
                    }
                    else
                    {
                        Remove(type.Element, list[i], below);
                    }
                }

                break;
        }
    }

    private static string ElementOf(ApplyType type, JsonNode? item)
    {
        if (item is null)
        {
            return "v:null";
        }

        using var document = JsonDocument.Parse(JsonBytes.Of(item), FieldOwnership.Depth);
        return type.Shape == ApplyShape.Set
            ? FieldElements.Value(document.RootElement)
            : FieldElements.Key(document.RootElement, type) ?? "v:" + document.RootElement.GetRawText();
    }
}
