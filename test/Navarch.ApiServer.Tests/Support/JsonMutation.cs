using System.Text.Json.Nodes;

namespace Navarch.ApiServer.Tests.Support;

/// <summary>Changes a document here and there, with another one of the same kind to take values from; or makes a merge patch of both.</summary>
internal sealed class JsonMutation(Random random)
{
    /// <summary>The document with some fields gone, some taken from the other one, some emptied, and list items gone, doubled or in another order.</summary>
    public JsonNode? Changed(JsonNode? document, JsonNode? other)
    {
        switch (document)
        {
            case JsonObject map:
                var result = new JsonObject();
                foreach (var (name, value) in map)
                {
                    var counterpart = (other as JsonObject)?[name];
                    switch (name is "kind" or "apiVersion" ? 9 : random.Next(12))
                    {
                        case 0:
                            break;
                        case 1 when counterpart is not null:
                            result[name] = counterpart.DeepClone();
                            break;
                        case 2 when value is JsonObject:
                            result[name] = new JsonObject();
                            break;
                        case 3 when value is JsonArray:
                            result[name] = new JsonArray();
                            break;
                        default:
                            result[name] = random.Next(3) == 0 ? value?.DeepClone() : Changed(value, counterpart);
                            break;
                    }
                }

                return result;
            case JsonArray list:
                var items = list.Select(item => item?.DeepClone()).ToList();
                switch (random.Next(8))
                {
                    case 0:
                        items.Reverse();
                        break;
                    case 1 when items.Count > 0:
                        items.RemoveAt(random.Next(items.Count));
                        break;
                    case 2 when items.Count > 0:
                        items.Add(Changed(items[0], null));
                        break;
                    case 3 when other is JsonArray { Count: > 0 } more:
                        items.Insert(0, more[0]?.DeepClone());
                        break;
                    case 4 when items.Count > 0:
                        items[^1] = Changed(items[^1], null);
                        break;
                }

                return new JsonArray([.. items]);
            default:
                return document?.DeepClone();
        }
    }

    /// <summary>A merge patch: fields of the other document, nulls for fields of this one and for some that nobody has, and now and then a wrong type or an unknown field.</summary>
    public JsonNode? Patch(JsonNode? document, JsonNode? other)
    {
        var patch = new JsonObject();
        var names = ((document as JsonObject) ?? []).Select(p => p.Key).Concat(((other as JsonObject) ?? []).Select(p => p.Key)).Distinct().ToList();
        foreach (var name in names.Where(n => n is not ("kind" or "apiVersion") && random.Next(3) == 0))
        {
            var (before, after) = ((document as JsonObject)?[name], (other as JsonObject)?[name]);
            patch[name] = random.Next(6) switch
            {
                0 => null,
                1 => new JsonObject(),
                2 when random.Next(8) == 0 => 7,
                _ when before is JsonObject || after is JsonObject => Patch(before, after),
                _ => (after ?? before)?.DeepClone(),
            };
        }

        if (random.Next(20) == 0)
        {
            patch["noSuchField"] = random.Next(2) == 0 ? null : new JsonObject { ["x"] = 1 };
        }

        return patch;
    }
}
