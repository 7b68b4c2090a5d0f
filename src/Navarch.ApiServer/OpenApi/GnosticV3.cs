using static Navarch.ApiServer.OpenApi.GnosticValues;

namespace Navarch.ApiServer.OpenApi;

/// <summary>The messages of OpenAPI version 3, with the field numbers of <c>openapi.v3.Document</c>.</summary>
internal static class GnosticV3
{
    /// <summary>The whole document.</summary>
    public static readonly GnosticMessage Document = new(9,
        ("openapi", 1, Text), ("info", 2, One(() => Info!)), ("paths", 4, One(() => Paths!)), ("components", 5, One(() => Components!)));

    private static readonly GnosticMessage Info = new(7, ("title", 1, Text), ("description", 2, Text), ("version", 6, Text));

    private static readonly GnosticMessage Reference = new(0, ("$ref", 1, Text), ("description", 3, Text));

    private static readonly GnosticValue SchemaOrReference = OrReference(One(() => Schema!), () => Reference);

    private static readonly GnosticMessage Schemas = GnosticMessage.MapOf(SchemaOrReference);

    private static readonly GnosticMessage Schema = new(36,
        ("nullable", 1, Flag), ("readOnly", 3, Flag), ("writeOnly", 4, Flag), ("example", 7, Any), ("deprecated", 8, Flag), ("title", 9, Text), ("multipleOf", 10, Real),
        ("maximum", 11, Real), ("exclusiveMaximum", 12, Flag), ("minimum", 13, Real), ("exclusiveMinimum", 14, Flag), ("maxLength", 15, Whole), ("minLength", 16, Whole),
        ("pattern", 17, Text), ("maxItems", 18, Whole), ("minItems", 19, Whole), ("uniqueItems", 20, Flag), ("maxProperties", 21, Whole), ("minProperties", 22, Whole),
        ("required", 23, Each(Text)), ("enum", 24, Each(Any)), ("type", 25, Text), ("allOf", 26, Each(SchemaOrReference)), ("oneOf", 27, Each(SchemaOrReference)),
        ("anyOf", 28, Each(SchemaOrReference)), ("not", 29, One(() => Schema!)), ("items", 30, Around(1, Each(SchemaOrReference))), ("properties", 31, One(() => Schemas)),
        ("additionalProperties", 32, OneOf(v => v.ValueKind == System.Text.Json.JsonValueKind.Object ? (1, SchemaOrReference) : (2, Flag))),
        ("default", 33, Default), ("description", 34, Text), ("format", 35, Text));

    private static readonly GnosticMessage MediaTypes = GnosticMessage.MapOf(One(() => MediaType!));

    private static readonly GnosticMessage MediaType = new(5, ("schema", 1, SchemaOrReference));

    private static readonly GnosticMessage Parameter = new(14,
        ("name", 1, Text), ("in", 2, Text), ("description", 3, Text), ("required", 4, Flag), ("schema", 10, SchemaOrReference));

    private static readonly GnosticValue Parameters = Each(OrReference(One(() => Parameter), () => Reference));

    private static readonly GnosticMessage RequestBody = new(4, ("description", 1, Text), ("content", 2, One(() => MediaTypes)), ("required", 3, Flag));

    private static readonly GnosticMessage Response = new(5, ("description", 1, Text), ("content", 3, One(() => MediaTypes)));

    private static readonly GnosticMessage Responses = new(3) { Others = (2, OrReference(One(() => Response), () => Reference)) };

    private static readonly GnosticMessage Operation = new(13,
        ("tags", 1, Each(Text)), ("summary", 2, Text), ("description", 3, Text), ("operationId", 5, Text), ("parameters", 6, Parameters),
        ("requestBody", 7, OrReference(One(() => RequestBody), () => Reference)), ("responses", 8, One(() => Responses)), ("deprecated", 10, Flag));

    private static readonly GnosticMessage PathItem = new(14,
        ("get", 4, One(() => Operation)), ("put", 5, One(() => Operation)), ("post", 6, One(() => Operation)), ("delete", 7, One(() => Operation)),
        ("options", 8, One(() => Operation)), ("head", 9, One(() => Operation)), ("patch", 10, One(() => Operation)), ("parameters", 13, Parameters));

    private static readonly GnosticMessage Paths = new(2) { Others = (1, One(() => PathItem)) };

    private static readonly GnosticMessage SecurityScheme = new(9, ("type", 1, Text), ("description", 2, Text), ("name", 3, Text), ("in", 4, Text));

    private static readonly GnosticMessage SecuritySchemes = GnosticMessage.MapOf(OrReference(One(() => SecurityScheme), () => Reference));

    private static readonly GnosticMessage Components = new(10, ("schemas", 1, One(() => Schemas)), ("securitySchemes", 7, One(() => SecuritySchemes)));
}
