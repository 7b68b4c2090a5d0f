using System.Text;
using System.Text.Json.Nodes;
using Navarch.Api.Json;
using Navarch.Api.Tests.Json;
using Navarch.ApiServer.Apply;
using Navarch.ApiServer.Endpoints;
using Navarch.ApiServer.Objects;
using Navarch.ApiServer.Patches;
using Navarch.ApiServer.Tests.Support;
using Navarch.ApiServer.Verbs;

namespace Navarch.ApiServer.Tests.Fuzzing;

/// <summary>Random patches of random objects apply or are refused; they never break anything.</summary>
public sealed class PatchFuzzTests
{
    private static readonly string[] Operations = ["add", "remove", "replace", "move", "copy", "test", "frob"];

    [Fact]
    public Task Json_patches_apply_or_are_refused() => Fuzz.RunAsync(4000, random =>
    {
        var (kind, live) = Live(random);
        var patch = new JsonArray();
        for (var i = random.Next(6); i >= 0; i--)
        {
            var operation = new JsonObject { ["op"] = Operations[random.Next(Operations.Length)], ["path"] = Pointer(random, live) };
            if (random.Next(4) > 0)
            {
                operation["value"] = Value(random, live);
            }

            if (random.Next(2) == 0)
            {
                operation["from"] = Pointer(random, live);
            }

            patch.Add(operation);
        }

        Check(random, kind, PatchType.Json, live, patch);
    });

    [Fact]
    public Task Merge_patches_apply_or_are_refused() => Fuzz.RunAsync(3000, random =>
    {
        var (kind, live) = Live(random);
        var patch = new JsonMutation(random).Patch(live, new ValueGenerator(random, 0.4).Kind(kind));
        Check(random, kind, PatchType.Merge, live, patch);
        var bytes = Broken(random, patch);
        if (kind.Merger is not null && BodyReader.ToJson("", bytes, kind.Kind) is { IsSuccess: true })
        {
            var merged = BodyReader.Merge(kind, ApiJson.Read(kind, Bytes(live)), bytes, new DecodeReport());
            AssertOutcome(merged.Status);
            if (merged.IsSuccess)
            {
                Assert.Equal(ApiJson.ToText(merged.Value), ApiJson.ToText(ApiJson.Read(kind, ApiJson.ToBytes(merged.Value))));
            }
        }
    });

    [Fact]
    public Task Strategic_merge_patches_apply_or_are_refused() => Fuzz.RunAsync(3000, random =>
    {
        var (kind, live) = Live(random);
        var patch = new JsonMutation(random).Patch(live, new ValueGenerator(random, 0.4).Kind(kind))!;
        Direct(random, patch, live);
        Check(random, kind, PatchType.StrategicMerge, live, patch);
    });

    [Fact]
    public Task Documents_apply_or_are_refused() => Fuzz.RunAsync(3000, random =>
    {
        var (kind, live) = Live(random);
        var document = new JsonMutation(random).Changed(live, new ValueGenerator(random, 0.4).Kind(kind))!;
        var bytes = random.Next(3) == 0 ? Broken(random, document) : Bytes(document);
        var call = new ResourceCall(UserInfo.Anonymous, null!, "default", "a");
        var read = ApplyConfiguration.Read(kind, call, new PatchBody(PatchType.Apply, bytes, "m"), null);
        AssertOutcome(read.Status);
        if (!read.IsSuccess)
        {
            return;
        }

        // What is applied twice changes nothing the second time, and what it owns can be taken out again.
        var owned = ApplyDocument.FieldsOf(kind, read.Value);
        var once = ApplyDocument.Merge(kind, live.DeepClone(), read.Value);
        var twice = ApplyDocument.Merge(kind, once.DeepClone(), read.Value);
        Assert.Equal(once.ToJsonString(), twice.ToJsonString());
        Assert.True(FieldSetJson.Read(FieldSetJson.Write(owned))!.SameAs(owned));
        ApplyDocument.Remove(kind, twice, owned.WithFieldsOnTheWay());
        AssertOutcome(BodyReader.Decode(kind, JsonBytes.Of(once), null).Status);
        AssertOutcome(BodyReader.Decode(kind, JsonBytes.Of(twice), null).Status);
    });

    private static (KindInfo Kind, JsonNode Live) Live(Random random)
    {
        var kind = KindRegistry.All[random.Next(KindRegistry.All.Count)];
        var bytes = Encoding.UTF8.GetBytes(new ValueGenerator(random, 0.4).Kind(kind).ToJsonString());
        return (kind, JsonNode.Parse(ApiJson.ToBytes(ApiJson.Read(kind, bytes)))!);
    }

    private static void Check(Random random, KindInfo kind, PatchType type, JsonNode live, JsonNode? patch)
    {
        var bytes = random.Next(4) == 0 ? Broken(random, patch) : Bytes(patch);
        if (!BodyReader.ToJson("", bytes, kind.Kind).IsSuccess)
        {
            return;
        }

        var parsed = PatchVerb.Parse(new PatchBody(type, bytes));
        AssertOutcome(parsed.Status);
        if (!parsed.IsSuccess)
        {
            return;
        }

        var applied = PatchVerb.Apply(type, live.DeepClone(), parsed.Value.Root, MergeRules.Of(kind));
        AssertOutcome(applied.Status);
        if (applied.IsSuccess)
        {
            AssertOutcome(PatchVerb.Decode(kind, applied.Value, parsed.Value, _ => true).Status);
        }
    }

    private static void AssertOutcome(Status? status)
    {
        if (status is not null)
        {
            Assert.True(status.Code is 400 or 413 or 422, status.Message);
            Assert.DoesNotContain("   at ", status.Message, StringComparison.Ordinal);
        }
    }

    /// <summary>Puts directives here and there.</summary>
    private static void Direct(Random random, JsonNode patch, JsonNode? live)
    {
        if (patch is JsonObject map)
        {
            foreach (var (name, value) in map.ToList())
            {
                if (value is not null)
                {
                    Direct(random, value, (live as JsonObject)?[name]);
                }

                if (value is JsonArray list && random.Next(3) == 0)
                {
                    map["$setElementOrder/" + name] = random.Next(6) == 0 ? 7 : new JsonArray([.. list.Reverse().Select(i => i?.DeepClone())]);
                }

                if (value is JsonArray && random.Next(3) == 0)
                {
                    map["$deleteFromPrimitiveList/" + name] = random.Next(6) == 0 ? "x" : value.DeepClone();
                }
            }

            switch (random.Next(10))
            {
                case 0:
                    map["$patch"] = random.Next(5) switch { 0 => "delete", 1 => "replace", 2 => "merge", 3 => "frob", _ => 7 };
                    break;
                case 1:
                    map["$retainKeys"] = random.Next(4) == 0 ? 7 : new JsonArray([.. map.Select(p => (JsonNode)p.Key)]);
                    break;
            }
        }
        else if (patch is JsonArray items)
        {
            foreach (var item in items)
            {
                if (item is not null)
                {
                    Direct(random, item, null);
                }
            }
        }
    }

    private static JsonNode? Value(Random random, JsonNode live) => random.Next(5) switch
    {
        0 => null,
        1 => 7,
        2 => "text",
        3 => new JsonArray(1, "x"),
        _ => live.DeepClone(),
    };

    private static string Pointer(Random random, JsonNode live)
    {
        var path = new StringBuilder();
        JsonNode? at = live;
        while (at is not null && random.Next(4) > 0)
        {
            switch (at)
            {
                case JsonObject { Count: > 0 } map:
                    var (name, value) = map.ElementAt(random.Next(map.Count));
                    path.Append('/').Append(name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal));
                    at = value;
                    break;
                case JsonArray list:
                    path.Append('/').Append(random.Next(-2, list.Count + 2));
                    at = list.FirstOrDefault();
                    break;
                default:
                    path.Append("/-");
                    at = null;
                    break;
            }
        }

        return random.Next(30) == 0 ? "no pointer" : path.ToString();
    }

    private static byte[] Broken(Random random, JsonNode? node) => new ByteMutation(random).Broken(Bytes(node));

    private static byte[] Bytes(JsonNode? node) => Encoding.UTF8.GetBytes(node?.ToJsonString() ?? "null");
}
