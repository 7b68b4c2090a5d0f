using System.Text.Json.Nodes;

namespace Navarch.ApiServer.Patches;

/// <summary>
/// Merges lists the strategic way. Items are matched by the merge key (scalars by themselves); then the items the patch
/// names stand in the patch's order, the others keep their place among those as far as the old order tells it.
/// </summary>
internal static class StrategicListMerge
{
    /// <summary>The merged list.</summary>
    /// <param name="original">The list as it is.</param>
    /// <param name="patch">The patch's items.</param>
    /// <param name="order">The order the patch asks for (<c>$setElementOrder</c>), or null: the order of its items.</param>
    /// <param name="rule">How the field merges.</param>
    public static JsonArray Merge(JsonArray original, JsonArray patch, JsonArray? order, MergeRule rule)
    {
        var items = original.Select(i => i?.DeepClone()).ToList();
        var before = items.Select(i => Identity(i, rule.MergeKey, isPatch: false)).ToList();
        var named = new List<string>();
        var replaces = patch.Any(p => p is JsonObject map && StrategicMergePatch.Directive(map) == "replace");
        if (replaces)
        {
            items.Clear();
        }

        foreach (var change in patch)
        {
            if (change is JsonObject map)
            {
                MergeItem(items, named, map, rule);
            }
            else
            {
                var id = Identity(change, "", isPatch: true);
                if (!items.Any(i => Identity(i, "", isPatch: false) == id))
                {
                    items.Add(change?.DeepClone());
                }

                named.Add(id);
            }
        }

        if (order is not null)
        {
            named = [.. order.Select(o => Identity(o, rule.MergeKey, isPatch: true))];
        }

        return Arrange(items, named, before, rule.MergeKey);
    }

    /// <summary>A scalar as text.</summary>
    internal static string Text(JsonNode? node) => node?.ToJsonString().Trim('"') ?? "null";

    private static void MergeItem(List<JsonNode?> items, List<string> named, JsonObject change, MergeRule rule)
    {
        var directive = StrategicMergePatch.Directive(change);
        if (directive == "replace" && change.Count == 1)
        {
            // "the rest of this list replaces": the list was emptied already.
            return;
        }

        if (rule.MergeKey.Length == 0)
        {
            throw new PatchDirectiveException("cannot merge a list of objects without a merge key");
        }

        var id = Identity(change, rule.MergeKey, isPatch: true);
        var at = items.FindIndex(i => Identity(i, rule.MergeKey, isPatch: false) == id);
        switch (directive)
        {
            case "delete":
                items.RemoveAll(i => Identity(i, rule.MergeKey, isPatch: false) == id);
                return;
            case "replace" or null or "merge":
                break;
            default:
                throw new PatchDirectiveException($"Unknown patch type found: {directive}");
        }

        named.Add(id);
        if (at >= 0 && directive != "replace" && items[at] is JsonObject found)
        {
            items[at] = StrategicMergePatch.MergeObject(found, change, rule.Inner);
        }
        else if (at >= 0)
        {
            items[at] = StrategicMergePatch.PlainValue(change);
        }
        else
        {
            items.Add(StrategicMergePatch.MergeObject([], change, rule.Inner));
        }
    }

    private static JsonArray Arrange(List<JsonNode?> items, List<string> named, List<string> before, string mergeKey)
    {
        var rank = Ranks(named);
        var old = Ranks(before);
        var withId = items.Select(i => (Item: i, Id: Identity(i, mergeKey, isPatch: false))).ToList();
        var ours = withId.Where(i => rank.ContainsKey(i.Id)).OrderBy(i => rank[i.Id]).ToList();
        var others = withId.Where(i => !rank.ContainsKey(i.Id)).ToList();
        var result = new JsonArray();
        int left = 0, right = 0;
        while (left < others.Count || right < ours.Count)
        {
            // Another's item goes first only when both were there before, and it stood in front.
            var othersFirst = right == ours.Count
                || (left < others.Count
                    && old.TryGetValue(others[left].Id, out var l) && old.TryGetValue(ours[right].Id, out var r) && l < r);
            result.Add(othersFirst ? others[left++].Item : ours[right++].Item);
        }

        return result;
    }

    private static Dictionary<string, int> Ranks(List<string> ids)
    {
        var ranks = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < ids.Count; i++)
        {
            ranks.TryAdd(ids[i], i);
        }

        return ranks;
    }

    private static string Identity(JsonNode? item, string mergeKey, bool isPatch)
    {
        if (item is not JsonObject map)
        {
            return item?.ToJsonString() ?? "null";
        }

        if (map.TryGetPropertyValue(mergeKey, out var key))
        {
            return key?.ToJsonString() ?? "null";
        }

        return isPatch
            ? throw new PatchDirectiveException($"map: {map.ToJsonString()} does not contain declared merge key: {mergeKey}")
            : "";
    }
}
