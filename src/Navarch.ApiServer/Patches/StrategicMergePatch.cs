using System.Text.Json.Nodes;

namespace Navarch.ApiServer.Patches;

/// <summary>
/// Strategic merge patch: a merge patch in which lists merge item by item where the API says so. Directives:
/// <c>$patch: replace|delete|merge</c> in objects and list items, <c>$retainKeys</c>,
/// <c>$deleteFromPrimitiveList/FIELD</c> and <c>$setElementOrder/FIELD</c>.
/// </summary>
internal static class StrategicMergePatch
{
    internal const string PatchDirective = "$patch";
    internal const string RetainKeys = "$retainKeys";
    internal const string DeleteFromList = "$deleteFromPrimitiveList/";
    internal const string ElementOrder = "$setElementOrder/";

    /// <summary>Applies a patch to a document, which is changed in place.</summary>
    public static PatchOutcome Apply(JsonNode? document, JsonNode? patch, IMergeRules rules)
    {
        if (patch is not JsonObject changes)
        {
            return PatchOutcome.Malformed("a strategic merge patch of an object is an object");
        }

        try
        {
            return PatchOutcome.Patched(MergeObject(document as JsonObject ?? [], changes, rules));
        }
        catch (PatchDirectiveException e)
        {
            return PatchOutcome.Malformed(e.Message);
        }
    }

    internal static JsonObject MergeObject(JsonObject original, JsonObject patch, IMergeRules? rules)
    {
        switch (Directive(patch))
        {
            case null or "merge":
                break;
            case "replace":
                return Plain(patch);
            case "delete":
                return [];
            case var other:
                throw new PatchDirectiveException($"Unknown patch type found: {other}");
        }

        ApplyRetainKeys(original, patch);
        foreach (var (name, change) in patch)
        {
            if (name is PatchDirective or RetainKeys || name.StartsWith(DeleteFromList, StringComparison.Ordinal) || name.StartsWith(ElementOrder, StringComparison.Ordinal))
            {
                continue;
            }

            MergeField(original, patch, name, change, rules);
        }

        foreach (var (name, change) in patch)
        {
            if (name.StartsWith(DeleteFromList, StringComparison.Ordinal))
            {
                DeleteScalars(original, name[DeleteFromList.Length..], change);
            }
        }

        foreach (var (name, change) in patch)
        {
            if (name.StartsWith(ElementOrder, StringComparison.Ordinal) && !patch.ContainsKey(name[ElementOrder.Length..]))
            {
                Reorder(original, name[ElementOrder.Length..], change, rules);
            }
        }

        return original;
    }

    /// <summary>A value of a patch as it is stored when nothing is there yet: without directives and without nulls.</summary>
    internal static JsonNode? PlainValue(JsonNode? node) => node switch
    {
        JsonObject map => Plain(map),
        JsonArray list => new JsonArray([.. list
            .Where(item => item is not JsonObject map || Directive(map) is null or "merge")
            .Select(PlainValue)]),
        _ => node?.DeepClone(),
    };

    internal static string? Directive(JsonObject patch)
    {
        if (!patch.TryGetPropertyValue(PatchDirective, out var value))
        {
            return null;
        }

        return value is JsonValue scalar && scalar.TryGetValue<string>(out var text)
            ? text
            : throw new PatchDirectiveException($"{PatchDirective} is not a string");
    }

    private static JsonObject Plain(JsonObject patch)
    {
        var result = new JsonObject();
        foreach (var (name, value) in patch)
        {
            if (value is not null && !name.StartsWith('$'))
            {
                result[name] = PlainValue(value);
            }
        }

        return result;
    }

    private static void MergeField(JsonObject original, JsonObject patch, string name, JsonNode? change, IMergeRules? rules)
    {
        if (change is null)
        {
            original.Remove(name);
            return;
        }

        var rule = rules?.FieldRule(name) ?? default;
        switch (original[name], change)
        {
            case (JsonObject before, JsonObject after) when !rule.Replaces:
                var merged = MergeObject(before, after, rule.Inner);
                if (!ReferenceEquals(merged, before))
                {
                    original[name] = merged;
                }

                break;
            case (JsonArray before, JsonArray after) when rule.Merges:
                original[name] = StrategicListMerge.Merge(before, after, patch[ElementOrder + name] as JsonArray, rule);
                break;
            default:
                original[name] = PlainValue(change);
                break;
        }
    }

    private static void ApplyRetainKeys(JsonObject original, JsonObject patch)
    {
        if (!patch.TryGetPropertyValue(RetainKeys, out var value))
        {
            return;
        }

        if (value is not JsonArray list)
        {
            throw new PatchDirectiveException($"{RetainKeys} is not a list");
        }

        var kept = list.Select(StrategicListMerge.Text).ToHashSet(StringComparer.Ordinal);
        foreach (var (name, change) in patch)
        {
            if (!name.StartsWith('$') && change is not null && !kept.Contains(name))
            {
                throw new PatchDirectiveException($"the list of {RetainKeys} does not hold the field {name} that the patch sets");
            }
        }

        foreach (var name in original.Select(p => p.Key).Where(k => !kept.Contains(k)).ToList())
        {
            original.Remove(name);
        }
    }

    private static void DeleteScalars(JsonObject original, string field, JsonNode? values)
    {
        if (values is not JsonArray list)
        {
            throw new PatchDirectiveException($"{DeleteFromList}{field} is not a list");
        }

        if (original[field] is JsonArray present)
        {
            original[field] = new JsonArray([.. present.Where(item => !list.Any(v => JsonNode.DeepEquals(v, item))).Select(item => item?.DeepClone())]);
        }
    }

    private static void Reorder(JsonObject original, string field, JsonNode? order, IMergeRules? rules)
    {
        if (original[field] is JsonArray present && order is JsonArray wanted && rules?.FieldRule(field) is { Merges: true } rule)
        {
            original[field] = StrategicListMerge.Merge(present, [], wanted, rule);
        }
    }
}

/// <summary>A directive of a strategic merge patch is not well formed: the whole patch is a bad request.</summary>
internal sealed class PatchDirectiveException(string message) : Exception(message);
