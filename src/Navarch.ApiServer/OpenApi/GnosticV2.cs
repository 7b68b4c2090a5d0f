using static Navarch.ApiServer.OpenApi.GnosticValues;

namespace Navarch.ApiServer.OpenApi;

/// <summary>The messages of OpenAPI version 2, with the field numbers of <c>openapi.v2.Document</c>.</summary>
internal static class GnosticV2
{
    /// <summary>The whole document.</summary>
    public static readonly GnosticMessage Document = new(16,
        ("swagger", 1, Text), ("info", 2, One(() => Info!)), ("host", 3, Text), ("basePath", 4, Text), ("schemes", 5, Each(Text)),
        ("consumes", 6, Each(Text)), ("produces", 7, Each(Text)), ("paths", 8, One(() => Paths!)), ("definitions", 9, One(() => Schemas!)),
        ("parameters", 10, One(() => Parameters!)), ("security", 12, Each(One(() => Requirement!))), ("securityDefinitions", 13, One(() => SecurityDefinitions!)));

    private static readonly GnosticMessage Info = new(7, ("title", 1, Text), ("version", 2, Text), ("description", 3, Text));

    private static readonly GnosticMessage Reference = new(0, ("$ref", 1, Text), ("description", 2, Text));

    private static readonly GnosticValue NonBody = OneOf(p => p.GetProperty("in").ValueEquals("query") ? (3, One(() => Query!)) : (4, One(() => InPath!)));

    private static readonly GnosticValue Parameter = OneOf(p => p.GetProperty("in").ValueEquals("body") ? (1, One(() => Body!)) : (2, NonBody));

    private static readonly GnosticValue ParameterOrReference = OrReference(Parameter, () => Reference);

    private static readonly GnosticMessage Parameters = GnosticMessage.MapOf(Parameter);

    private static readonly GnosticMessage Body = new(6,
        ("description", 1, Text), ("name", 2, Text), ("in", 3, Text), ("required", 4, Flag), ("schema", 5, One(() => Schema!)));

    private static readonly GnosticMessage Query = new(23,
        ("required", 1, Flag), ("in", 2, Text), ("description", 3, Text), ("name", 4, Text), ("type", 6, Text), ("format", 7, Text), ("uniqueItems", 20, Flag));

    private static readonly GnosticMessage InPath = new(22,
        ("required", 1, Flag), ("in", 2, Text), ("description", 3, Text), ("name", 4, Text), ("type", 5, Text), ("format", 6, Text), ("uniqueItems", 19, Flag));

    private static readonly GnosticMessage Operation = new(13,
        ("tags", 1, Each(Text)), ("summary", 2, Text), ("description", 3, Text), ("operationId", 5, Text), ("produces", 6, Each(Text)), ("consumes", 7, Each(Text)),
        ("parameters", 8, Each(ParameterOrReference)), ("responses", 9, One(() => Responses!)), ("schemes", 10, Each(Text)), ("deprecated", 11, Flag));

    private static readonly GnosticMessage PathItem = new(10,
        ("$ref", 1, Text), ("get", 2, One(() => Operation)), ("put", 3, One(() => Operation)), ("post", 4, One(() => Operation)), ("delete", 5, One(() => Operation)),
        ("options", 6, One(() => Operation)), ("head", 7, One(() => Operation)), ("patch", 8, One(() => Operation)), ("parameters", 9, Each(ParameterOrReference)));

    private static readonly GnosticMessage Paths = new(1) { Others = (2, One(() => PathItem)) };

    private static readonly GnosticMessage Response = new(5, ("description", 1, Text), ("schema", 2, Around(1, One(() => Schema!))));

    private static readonly GnosticMessage Responses = new(2) { Others = (1, OrReference(One(() => Response), () => Reference)) };

    private static readonly GnosticMessage Schema = new(31,
        ("$ref", 1, Text), ("format", 2, Text), ("title", 3, Text), ("description", 4, Text), ("default", 5, Any), ("multipleOf", 6, Real), ("maximum", 7, Real),
        ("exclusiveMaximum", 8, Flag), ("minimum", 9, Real), ("exclusiveMinimum", 10, Flag), ("maxLength", 11, Whole), ("minLength", 12, Whole), ("pattern", 13, Text),
        ("maxItems", 14, Whole), ("minItems", 15, Whole), ("uniqueItems", 16, Flag), ("maxProperties", 17, Whole), ("minProperties", 18, Whole), ("required", 19, Each(Text)),
        ("enum", 20, Each(Any)), ("additionalProperties", 21, OneOf(v => v.ValueKind == System.Text.Json.JsonValueKind.Object ? (1, One(() => Schema!)) : (2, Flag))),
        ("type", 22, Around(1, Each(Text))), ("items", 23, Around(1, Each(One(() => Schema!)))), ("allOf", 24, Each(One(() => Schema!))), ("properties", 25, One(() => Schemas!)),
        ("discriminator", 26, Text), ("readOnly", 27, Flag), ("example", 30, Any));

    private static readonly GnosticMessage Schemas = GnosticMessage.MapOf(One(() => Schema));

    private static readonly GnosticMessage Requirement = GnosticMessage.MapOf(Around(1, Each(Text)));

    private static readonly GnosticMessage ApiKey = new(5, ("type", 1, Text), ("name", 2, Text), ("in", 3, Text), ("description", 4, Text));

    private static readonly GnosticMessage SecurityDefinitions = GnosticMessage.MapOf(Around(2, One(() => ApiKey)));
}
