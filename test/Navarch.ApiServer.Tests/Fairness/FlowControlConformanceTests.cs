using System.Net;
using Navarch.ApiServer.Tests.Support;

namespace Navarch.ApiServer.Tests.Fairness;

/// <summary>What conformance asks of the flow control API: its group, version and resources are discovered, and every operation works.</summary>
public sealed class FlowControlConformanceTests(TestApi api) : IClassFixture<TestApi>
{
    private const string Group = "flowcontrol.apiserver.k8s.io";

    public static TheoryData<string, string, string> Resources { get; } = new()
    {
        {
            "flowschemas",
            """{"metadata":{"name":"NAME","labels":{"test":"LABEL"}},"spec":{"matchingPrecedence":10000,"priorityLevelConfiguration":{"name":"global-default"}}}""",
            """{"spec":{"matchingPrecedence":9999}}"""
        },
        {
            "prioritylevelconfigurations",
            """{"metadata":{"name":"NAME","labels":{"test":"LABEL"}},"spec":{"type":"Limited","limited":{"nominalConcurrencyShares":2,"limitResponse":{"type":"Reject"}}}}""",
            """{"spec":{"limited":{"nominalConcurrencyShares":4}}}"""
        },
    };

    [Theory]
    [MemberData(nameof(Resources))]
    public async Task The_group_the_version_and_the_resources_are_discovered(string resource, string body, string patch)
    {
        _ = (body, patch);
        var groups = await api.Admin.ReadAsync("/apis").Expect(HttpStatusCode.OK);
        Assert.Contains(groups["groups"]!.AsArray(), g => (string?)g!["name"] == Group);
        var group = await api.Admin.ReadAsync($"/apis/{Group}").Expect(HttpStatusCode.OK);
        Assert.Contains(group["versions"]!.AsArray(), v => (string?)v!["groupVersion"] == $"{Group}/v1");
        var version = await api.Admin.ReadAsync($"/apis/{Group}/v1").Expect(HttpStatusCode.OK);
        var found = version["resources"]!.AsArray().Select(r => (string?)r!["name"]).ToList();
        Assert.Contains(resource, found);
        Assert.Contains($"{resource}/status", found);
    }

    [Theory]
    [MemberData(nameof(Resources))]
    public async Task Every_operation_works(string resource, string body, string patch)
    {
        var path = $"/apis/{Group}/v1/{resource}";
        var label = $"l{Guid.NewGuid():N}"[..12];
        string Body(string name) => body.Replace("NAME", $"{label}-{name}", StringComparison.Ordinal).Replace("LABEL", label, StringComparison.Ordinal);
        var one = $"{path}/{label}-one";

        var created = await api.Admin.PostAsync(path, Body("one")).Expect(HttpStatusCode.Created);
        Assert.Equal(1, (int?)created["metadata"]!["generation"]);
        await using var watch = await WatchStream.OpenAsync(api.Admin, $"{path}?watch=1&labelSelector=test={label}&resourceVersion={created["metadata"]!["resourceVersion"]}");
        await api.Admin.PostAsync(path, Body("two")).Expect(HttpStatusCode.Created);
        await api.Admin.PostAsync(path, Body("three")).Expect(HttpStatusCode.Created);
        Assert.Equal($"{label}-one", (string?)(await api.Admin.ReadAsync(one).Expect(HttpStatusCode.OK))["metadata"]!["name"]);
        Assert.Equal(3, (await api.Admin.ReadAsync($"{path}?labelSelector=test={label}").Expect(HttpStatusCode.OK))["items"]!.AsArray().Count);

        var patched = await api.Admin.PatchAsync(one, patch).Expect(HttpStatusCode.OK);
        Assert.Equal(2, (int?)patched["metadata"]!["generation"]);
        patched["metadata"]!["annotations"] = new System.Text.Json.Nodes.JsonObject { ["updated"] = "true" };
        var updated = await api.Admin.PutAsync(one, patched.ToJsonString()).Expect(HttpStatusCode.OK);
        Assert.Equal("true", (string?)updated["metadata"]!["annotations"]!["updated"]);

        const string condition = """{"type":"Odd","status":"True","reason":"ByTest","message":"m","lastTransitionTime":"2026-01-01T00:00:00Z"}""";
        var status = await api.Admin.PatchAsync($"{one}/status", $$"""{"status":{"conditions":[{{condition}}] } }""").Expect(HttpStatusCode.OK);
        Assert.Contains(status["status"]!["conditions"]!.AsArray(), c => (string?)c!["type"] == "Odd");
        Assert.Equal(2, (int?)status["metadata"]!["generation"]);
        var read = await api.Admin.ReadAsync($"{one}/status").Expect(HttpStatusCode.OK);
        read["status"]!["conditions"]!.AsArray().Clear();
        await api.Admin.PutAsync($"{one}/status", read.ToJsonString()).Expect(HttpStatusCode.OK);

        await api.Admin.RemoveAsync(one).Expect(HttpStatusCode.OK);
        await api.Admin.ReadAsync(one).Expect(HttpStatusCode.NotFound);
        await api.Admin.RemoveAsync($"{path}?labelSelector=test={label}").Expect(HttpStatusCode.OK);
        Assert.Empty((await api.Admin.ReadAsync($"{path}?labelSelector=test={label}").Expect(HttpStatusCode.OK))["items"]!.AsArray());

        var seen = new List<(string Type, string Name)>();
        while (seen.Count(e => e.Type == "DELETED") < 3)
        {
            seen.Add(await watch.NextAsync());
        }

        Assert.Equal(["two", "three"], seen.Where(e => e.Type == "ADDED").Select(e => e.Name[(label.Length + 1)..]));
        Assert.Contains(("MODIFIED", $"{label}-one"), seen);
    }
}
