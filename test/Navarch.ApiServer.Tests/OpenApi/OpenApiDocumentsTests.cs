using System.Text.Json.Nodes;
using Navarch.ApiServer.OpenApi;

namespace Navarch.ApiServer.Tests.OpenApi;

/// <summary>Documents follow what is served: parts of the API come and go.</summary>
public sealed class OpenApiDocumentsTests
{
    private const string Widget = "com.example.v1.Widget";

    [Fact]
    public void A_part_that_comes_is_told_of_and_one_that_goes_is_not()
    {
        var documents = new OpenApiDocuments([Source("version", "/version/", "io.k8s.apimachinery.pkg.version.Info")]);
        var before = documents.V2.Hash;
        Assert.Null(documents.V3("apis/example.com/v1"));

        documents.Publish(new("apis/example.com/v1", [Path("/apis/example.com/v1/widgets", Widget)], new Dictionary<string, SchemaBody> { [Widget] = WriteWidget }));
        Assert.NotEqual(before, documents.V2.Hash);
        Assert.NotNull(Read(documents.V2)["definitions"]![Widget]);
        Assert.NotNull(Read(documents.V2)["definitions"]!["io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta"]);
        Assert.NotNull(Read(documents.V3("apis/example.com/v1")!)["components"]!["schemas"]![Widget]);
        Assert.Equal(["apis/example.com/v1", "version"], Read(documents.Index)["paths"]!.AsObject().Select(p => p.Key));

        documents.Withdraw("apis/example.com/v1");
        Assert.Equal(before, documents.V2.Hash);
        Assert.Null(documents.V3("apis/example.com/v1"));
    }

    [Fact]
    public void A_part_published_again_replaces_the_former_one()
    {
        var documents = new OpenApiDocuments([Source("version", "/version/", "io.k8s.apimachinery.pkg.version.Info")]);
        documents.Publish(Source("version", "/version/", "io.k8s.apimachinery.pkg.apis.meta.v1.Status"));
        Assert.Equal(["version"], Read(documents.Index)["paths"]!.AsObject().Select(p => p.Key));
        Assert.Null(Read(documents.V2)["definitions"]!["io.k8s.apimachinery.pkg.version.Info"]);
    }

    private static OpenApiSource Source(string root, string path, string answer) => new(root, [Path(path, answer)], new Dictionary<string, SchemaBody>());

    private static ApiPath Path(string path, string answer) => new(path, [new() { Method = "get", Id = "read" + answer, Tag = "t", Description = "d", Answer = answer, Produces = ["application/json"] }]);

    private static void WriteWidget(System.Text.Json.Utf8JsonWriter writer, SchemaWriter schemas)
    {
        writer.WriteStartObject();
        writer.WriteString("type", "object");
        writer.WriteStartObject("properties");
        writer.WritePropertyName("metadata");
        schemas.WriteReference("io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta", "");
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static JsonNode Read(PackedDocument document)
    {
        using var stream = document.Open();
        return JsonNode.Parse(stream)!;
    }
}
