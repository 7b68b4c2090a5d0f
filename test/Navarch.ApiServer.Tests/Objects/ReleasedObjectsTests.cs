using System.Net;
using System.Text.Json.Nodes;
using Navarch.Api.Core.V1;
using Navarch.ApiServer.Objects;
using Navarch.ApiServer.Tests.Support;

namespace Navarch.ApiServer.Tests.Objects;

public sealed class ReleasedObjectsTests(TestApi api) : IClassFixture<TestApi>
{
    [Fact]
    public async Task What_is_let_go_is_made_again_when_it_is_asked_for()
    {
        var path = $"/api/v1/namespaces/{await api.NamespaceAsync()}/configmaps";
        await api.Admin.PostAsync(path, """{"metadata":{"name":"x"},"data":{"a":"1"}}""").Expect(HttpStatusCode.Created);
        var metadata = await GetAsync($"{path}/x", "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1");
        var list = await GetAsync(path, "application/vnd.kubernetes.protobuf");

        api.Server.ReleaseMemory();

        Assert.Equal(metadata, await GetAsync($"{path}/x", "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1"));
        Assert.Equal(list, await GetAsync(path, "application/vnd.kubernetes.protobuf"));
        var patched = await api.Admin.PatchAsync($"{path}/x", """{"data":{"b":"2"}}""", "application/merge-patch+json").Expect(HttpStatusCode.OK);
        Assert.Equal("{\"a\":\"1\",\"b\":\"2\"}", patched["data"]!.ToJsonString());
    }

    [Fact]
    public void A_record_that_somebody_holds_stays_the_one_that_all_share()
    {
        var entry = new Entry(new StoreKey("configmaps", "a/x"), """{"metadata":{"name":"x","namespace":"a"}}"""u8.ToArray(), 1, 1);
        var held = ObjectCodec.Decode(ConfigMap.Info, entry);
        entry.Converted = new byte[1];

        ObjectCodec.Release(entry);
        ObjectCodec.Release(entry);

        Assert.Null(entry.Converted);
        Assert.Same(held, ObjectCodec.Decode(ConfigMap.Info, entry));
        GC.KeepAlive(held);
    }

    [Fact]
    public void Objects_of_one_maker_share_the_text_of_their_owners()
    {
        var (first, second) = (Owned("x"), Owned("y"));
        Assert.Equal("y", second.Metadata.Name);
        Assert.True(first.Metadata.ManagedFields[0].FieldsV1.Span.Overlaps(second.Metadata.ManagedFields[0].FieldsV1.Span));
    }

    private static IKubernetesObject Owned(string name)
    {
        var json = new JsonObject
        {
            ["metadata"] = new JsonObject
            {
                ["name"] = name,
                ["managedFields"] = new JsonArray(new JsonObject { ["manager"] = name, ["fieldsV1"] = new JsonObject { ["f:data"] = new JsonObject { ["f:only-here"] = new JsonObject() } } }),
            },
        };
        return ObjectCodec.Decode(ConfigMap.Info, new Entry(new StoreKey("configmaps", name), System.Text.Encoding.UTF8.GetBytes(json.ToJsonString()), 1, 1));
    }

    private async Task<string> GetAsync(string path, string accept)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.TryAddWithoutValidation("Accept", accept);
        using var response = await api.Admin.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return Convert.ToBase64String(await response.Content.ReadAsByteArrayAsync());
    }
}
