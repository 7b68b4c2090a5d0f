using System.Text;
using System.Text.Json.Nodes;

namespace Navarch.ApiServer.Apply;

/// <summary>Walks objects by their shape: which fields they set, how one merges into another, where they differ.</summary>
internal static class FieldWalk
{
    /// <summary>The fields an object sets.</summary>
    public static void Collect(JsonNode? node, FieldShape shape, FieldSet into)
    {
        switch (node)
        {
            case JsonObject { Count: > 0 } map when shape.IsGranularObject:
                foreach (var (name, value) in map)
                {
                    Collect(value, shape.Of(name), into.Step("f:" + name));
                }

                break;
            case JsonArray { Count: > 0 } list when shape.IsKeyedList:
                foreach (var item in list)
                {
                    if (shape.StepTo(item) is { } step)
                    {
                        var inner = into.Step(step);
                        inner.IsMember = true;
                        Collect(item, shape.Item, inner);
                    }
                }

                break;
            case JsonArray { Count: > 0 } list when shape.IsSet:
                foreach (var item in list)
                {
                    into.Step(ValueStep(item)).IsMember = true;
                }

                break;
            default:
                into.IsMember = true;
                break;
        }
    }

    /// <summary>An object with another one laid over it; the first is changed in place.</summary>
    public static JsonNode? Merge(JsonNode? under, JsonNode? over, FieldShape shape)
    {
        switch (under, over)
        {
            case (JsonObject target, JsonObject map) when shape.IsGranularObject:
                foreach (var (name, value) in map)
                {
                    var before = target[name];
                    var after = Merge(before, value, shape.Of(name));
                    if (before is null || !ReferenceEquals(before, after))
                    {
                        target[name] = after;
                    }
                }

                return target;
            case (JsonArray target, JsonArray list) when shape.IsKeyedList:
                foreach (var item in list)
                {
                    MergeItem(target, item, shape);
                }

                return target;
            case (JsonArray target, JsonArray list) when shape.IsSet:
                foreach (var item in list.Where(item => !target.Any(t => JsonNode.DeepEquals(t, item))))
                {
                    target.Add(item?.DeepClone());
                }

                return target;
            default:
                return over?.DeepClone();
        }
    }

    /// <summary>What stands at a path; false when nothing does.</summary>
    public static bool TryFind(JsonNode? root, FieldShape shape, ReadOnlySpan<string> path, out JsonNode? found)
    {
        found = root;
        foreach (var step in path)
        {
            switch (found)
            {
                case JsonObject map when step[0] == 'f' && map.TryGetPropertyValue(step[2..], out var value):
                    found = value;
                    shape = shape.Of(step[2..]);
                    break;
                case JsonArray list when ItemAt(list, shape, step) is >= 0 and var at:
                    found = list[at];
                    shape = shape.Item;
                    break;
                default:
                    found = null;
                    return false;
            }
        }

        return true;
    }

    /// <summary>Takes away what stands at a path.</summary>
    public static void Remove(JsonNode? root, FieldShape shape, ReadOnlySpan<string> path)
    {
        if (!TryFind(root, shape, path[..^1], out var parent))
        {
            return;
        }

        switch (parent)
        {
            case JsonObject map:
                map.Remove(path[^1][2..]);
                break;
            case JsonArray list when ItemAt(list, ShapeAt(shape, path[..^1]), path[^1]) is >= 0 and var at:
                list.RemoveAt(at);
                break;
        }
    }

    /// <summary>The members of two objects that are only in one, or differ in value.</summary>
    public static FieldSet Changed(JsonNode before, JsonNode after, FieldShape shape)
    {
        var all = new FieldSet();
        Collect(before, shape, all);
        Collect(after, shape, all);
        var changed = new FieldSet();
        foreach (var path in all.Members())
        {
            var had = TryFind(before, shape, path, out var old);
            var has = TryFind(after, shape, path, out var now);
            if (had != has || (path[^1][0] == 'f' && !JsonNode.DeepEquals(old, now)))
            {
                Member(changed, path);
            }
        }

        return changed;
    }

    /// <summary>Puts a path into a set.</summary>
    public static void Member(FieldSet set, IEnumerable<string> path)
    {
        foreach (var step in path)
        {
            set = set.Step(step);
        }

        set.IsMember = true;
    }

    private static void MergeItem(JsonArray target, JsonNode? item, FieldShape shape)
    {
        var at = shape.StepTo(item) is { } step ? ItemAt(target, shape, step) : -1;
        if (at < 0)
        {
            target.Add(item?.DeepClone());
            return;
        }

        var before = target[at];
        var after = Merge(before, item, shape.Item);
        if (!ReferenceEquals(before, after))
        {
            target[at] = after;
        }
    }

    private static FieldShape ShapeAt(FieldShape shape, ReadOnlySpan<string> path)
    {
        foreach (var step in path)
        {
            shape = step[0] == 'f' ? shape.Of(step[2..]) : shape.Item;
        }

        return shape;
    }

    private static int ItemAt(JsonArray list, FieldShape shape, string step)
    {
        for (var i = 0; i < list.Count; i++)
        {
            if ((step[0] == 'k' ? shape.IsKeyedList ? shape.StepTo(list[i]) : null : ValueStep(list[i])) == step)
            {
                return i;
            }
        }

        return -1;
    }

    private static string ValueStep(JsonNode? item) => "v:" + (item is null ? "null" : Encoding.UTF8.GetString(JsonBytes.Of(item)));
}
