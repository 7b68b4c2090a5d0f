using Navarch.Api.ApiExtensions.V1;

namespace Navarch.Api.Tests.Validation;

public class StructuralSchemaTests
{
    private const string Root = "spec.versions[0].schema.openAPIV3Schema";
    private const string At = "spec.validation.openAPIV3Schema";

    private static readonly DecisionTable Definitions = new(CustomResourceDefinition.Info, """
        metadata: {name: boxes.example.com}
        spec:
          group: example.com
          scope: Namespaced
          names: {plural: boxes, singular: box, kind: Box}
          versions: [{name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object, properties: {spec: {type: object}}}}}]
        status: {storedVersions: [v1]}
        """);

    [Theory]
    [InlineData("{}", ".type: Required value: must not be empty at the root")]
    [InlineData("{type: array, items: {type: string}}", ".type: Invalid value: \"array\": must be object at the root")]
    [InlineData("{type: object, nullable: true}", ".nullable: Forbidden: nullable cannot be true at the root")]
    [InlineData("{x-kubernetes-preserve-unknown-fields: true}", "")]
    [InlineData("{type: object, properties: {apiVersion: {type: integer}, kind: {type: string}, metadata: {type: string}}}", ".properties[apiVersion].type: Invalid value: \"integer\": must be string | .properties[metadata].type: Invalid value: \"string\": must be object")]
    [InlineData("{type: object, properties: {metadata: {type: object, properties: {name: {type: string, maxLength: 10}}}}}", "")]
    [InlineData("{type: object, properties: {metadata: {type: object, properties: {labels: {type: object}}}}}", ".properties[metadata]: Forbidden: must not specify anything other than name and generateName, but metadata is implicitly specified")]
    public void The_root_of_a_schema(string schema, string faults) => Definitions.Creating($"{Root} = {schema}", Placed(faults, At));

    [Theory]
    [InlineData("{}", ".type: Required value: must not be empty for specified object fields")]
    [InlineData("{type: text}", ".type: Unsupported value: \"text\": supported values: \"array\", \"boolean\", \"integer\", \"number\", \"object\", \"string\"")]
    [InlineData("{type: 'null'}", ".type: Forbidden: type cannot be set to null, use nullable as an alternative")]
    [InlineData("{type: array}", ".items: Required value: must be specified")]
    [InlineData("{type: array, items: {}}", ".items.type: Required value: must not be empty for specified array items")]
    [InlineData("{type: array, items: [{type: string}]}", ".items: Forbidden: items must be a schema object and not an array")]
    [InlineData("{type: object, additionalProperties: {}}", ".additionalProperties.type: Required")]
    [InlineData("{type: object, additionalProperties: false}", ".additionalProperties: Forbidden: additionalProperties cannot be set to false")]
    [InlineData("{type: object, additionalProperties: true}", "")]
    [InlineData("{type: object, properties: {a: {type: string}}, additionalProperties: {type: string}}", ".additionalProperties: Forbidden: additionalProperties and properties are mutual exclusive")]
    [InlineData("{type: array, items: {type: string}, uniqueItems: true}", ".uniqueItems: Forbidden")]
    [InlineData("{type: object, $ref: x, id: y, definitions: {a: {}}, dependencies: {a: [b]}, patternProperties: {a: {}}, additionalItems: true}", ".$ref: Forbidden | .id: Forbidden | .definitions: Forbidden | .dependencies: Forbidden | .patternProperties: Forbidden | .additionalItems: Forbidden")]
    [InlineData("{type: string, pattern: '['}", ".pattern: Invalid")]
    [InlineData("{type: string, pattern: '(?=a)b'}", ".pattern: Invalid")]
    [InlineData("{type: string, pattern: '^(?P<a>[a-z]+)$'}", "")]
    [InlineData("{x-kubernetes-int-or-string: true}", "")]
    [InlineData("{type: string, x-kubernetes-int-or-string: true}", ".type: Invalid value: \"string\": must be empty if x-kubernetes-int-or-string is true")]
    [InlineData("{x-kubernetes-int-or-string: true, anyOf: [{type: integer}, {type: string}]}", "")]
    [InlineData("{x-kubernetes-int-or-string: true, allOf: [{anyOf: [{type: integer}, {type: string}]}, {pattern: a}]}", "")]
    [InlineData("{x-kubernetes-int-or-string: true, anyOf: [{type: string}, {type: integer}]}", ".anyOf[0].type: Forbidden: must be empty to be structural | .anyOf[1].type: Forbidden")]
    [InlineData("{type: object, x-kubernetes-preserve-unknown-fields: false}", ".x-kubernetes-preserve-unknown-fields: Invalid value: false: must be true or undefined")]
    [InlineData("{type: string, x-kubernetes-preserve-unknown-fields: true}", ".type: Invalid")]
    [InlineData("{type: string, x-kubernetes-embedded-resource: true, x-kubernetes-preserve-unknown-fields: true}", ".type: Invalid | .type: Invalid")]
    [InlineData("{x-kubernetes-embedded-resource: true, x-kubernetes-preserve-unknown-fields: true}", ".type: Required value: must be object if x-kubernetes-embedded-resource is true")]
    [InlineData("{type: object, x-kubernetes-embedded-resource: true}", ".properties: Required value: must not be empty if x-kubernetes-embedded-resource is true without x-kubernetes-preserve-unknown-fields")]
    [InlineData("{type: object, x-kubernetes-embedded-resource: true, properties: {metadata: {type: object, required: [name]}}}", ".properties[metadata]: Forbidden")]
    [InlineData("{type: object, properties: {a: {type: string}}, anyOf: [{required: [a]}, {properties: {a: {minLength: 1}}}]}", "")]
    [InlineData("{type: object, allOf: [{properties: {b: {minLength: 1}}}]}", ".properties[b]: Required")]
    [InlineData("{type: string, not: {type: string, title: x, description: x, default: x, nullable: true}}", ".not.type: Forbidden | .not.title: Forbidden | .not.description: Forbidden | .not.default: Forbidden: must be undefined to be structural | .not.nullable: Forbidden: must be false to be structural")]
    [InlineData("{type: string, oneOf: [{x-kubernetes-preserve-unknown-fields: true, x-kubernetes-embedded-resource: true, x-kubernetes-int-or-string: true, x-kubernetes-list-map-keys: [a], x-kubernetes-list-type: set, x-kubernetes-map-type: atomic, x-kubernetes-validations: [{rule: a}], additionalProperties: true}]}", ".oneOf[0].x-kubernetes-preserve-unknown-fields: Forbidden | .oneOf[0].x-kubernetes-embedded-resource: Forbidden | .oneOf[0].x-kubernetes-int-or-string: Forbidden | .oneOf[0].x-kubernetes-list-map-keys: Forbidden | .oneOf[0].x-kubernetes-list-type: Forbidden | .oneOf[0].x-kubernetes-map-type: Forbidden | .oneOf[0].x-kubernetes-validations: Forbidden | .oneOf[0].additionalProperties: Forbidden")]
    [InlineData("{type: array, items: {type: string}, anyOf: [{items: {minLength: 1}}]}", "")]
    [InlineData("{type: object, anyOf: [{items: {minLength: 1}}]}", ".items: Required")]
    public void A_field_of_a_schema(string schema, string faults) => Definitions.Creating($"{Root}.properties.spec = {schema}", Placed(faults, At + ".properties[spec]"));

    [Fact]
    public void What_a_restriction_names_is_declared_outside() => Definitions.Creating(
        $"{Root}.properties.spec = {{type: object, allOf: [{{properties: {{b: {{minLength: 1}}}}}}]}}",
        $"{At}.properties[spec].properties[b]: Required value: because it is defined in {At}.properties[spec].allOf[0].properties[b]");

    [Theory]
    [InlineData("{type: object, x-kubernetes-map-type: atomic}", "")]
    [InlineData("{type: string, x-kubernetes-map-type: loose}", ".x-kubernetes-map-type: Unsupported value: \"loose\": supported values: \"atomic\", \"granular\" | .type: Invalid value: \"string\": must be object if x-kubernetes-map-type is specified")]
    [InlineData("{type: string, x-kubernetes-list-type: bag}", ".x-kubernetes-list-type: Unsupported value: \"bag\": supported values: \"atomic\", \"map\", \"set\" | .type: Invalid value: \"string\": must be array if x-kubernetes-list-type is specified")]
    [InlineData("{type: array, items: {type: string}, x-kubernetes-list-type: set}", "")]
    [InlineData("{type: array, items: {type: string, nullable: true}, x-kubernetes-list-type: set}", ".items.nullable: Forbidden")]
    [InlineData("{type: array, items: {type: object}, x-kubernetes-list-type: set}", ".items.x-kubernetes-map-type: Invalid")]
    [InlineData("{type: array, items: {type: object, x-kubernetes-map-type: atomic}, x-kubernetes-list-type: set}", "")]
    [InlineData("{type: array, items: {type: array, items: {type: string}, x-kubernetes-list-type: set}, x-kubernetes-list-type: set}", ".items.x-kubernetes-list-type: Invalid")]
    [InlineData("{type: array, items: {type: string}, x-kubernetes-list-map-keys: [a]}", ".x-kubernetes-list-type: Required value: must be map if x-kubernetes-list-map-keys is non-empty")]
    [InlineData("{type: array, items: {type: string}, x-kubernetes-list-type: set, x-kubernetes-list-map-keys: [a]}", ".x-kubernetes-list-type: Invalid")]
    [InlineData("{type: array, items: {type: string}, x-kubernetes-list-type: map}", ".x-kubernetes-list-map-keys: Required | .items.type: Invalid value: \"string\": must be object if parent array's x-kubernetes-list-type is map")]
    [InlineData("{type: array, items: {type: object, required: [a], properties: {a: {type: string}}}, x-kubernetes-list-type: map, x-kubernetes-list-map-keys: [a]}", "")]
    [InlineData("{type: array, items: {type: object, properties: {a: {type: string}}}, x-kubernetes-list-type: map, x-kubernetes-list-map-keys: [a]}", ".items.properties[a].default: Required value: this property is in x-kubernetes-list-map-keys, so it must have a default or be a required property")]
    [InlineData("{type: array, items: {type: object, properties: {a: {type: string, default: x}}}, x-kubernetes-list-type: map, x-kubernetes-list-map-keys: [a, a, b]}", ".x-kubernetes-list-map-keys[1]: Duplicate | .x-kubernetes-list-map-keys[2]: Invalid value: \"b\": entries must all be names of item properties")]
    [InlineData("{type: array, items: {type: object, nullable: true, required: [a, b], properties: {a: {type: object}, b: {type: string, nullable: true}}}, x-kubernetes-list-type: map, x-kubernetes-list-map-keys: [a, b]}", ".items.nullable: Forbidden | .items.properties[a].type: Invalid | .items.properties[b].nullable: Forbidden")]
    public void A_list_or_a_map(string schema, string faults) => Definitions.Creating($"{Root}.properties.spec = {schema}", Placed(faults, At + ".properties[spec]"));

    [Theory]
    [InlineData("[{rule: self.a > 1}]", "")]
    [InlineData("[{rule: ' '}]", "[0].rule: Required value: rule is not specified")]
    [InlineData("[{rule: a}, {rule: a}]", "[1].rule: Duplicate")]
    [InlineData("""[{rule: "a\nb"}]""", "[0].message: Required value: message must be specified if rule contains line breaks")]
    [InlineData("""[{rule: a, message: "a\nb"}]""", "[0].message: Invalid")]
    [InlineData("[{rule: a, message: ' '}, {rule: b, messageExpression: ' '}]", "[0].message: Invalid | [1].messageExpression: Required")]
    [InlineData("[{rule: a, fieldPath: .a}, {rule: b, fieldPath: \".m['x.y']\"}]", "")]
    [InlineData("[{rule: a, fieldPath: .b}, {rule: b, fieldPath: a}, {rule: c, fieldPath: '.a[0]'}]", "[0].fieldPath: Invalid | [1].fieldPath: Invalid | [2].fieldPath: Invalid")]
    public void Expressions(string rules, string faults) => Definitions.Creating(
        $"{Root}.properties.spec = {{type: object, properties: {{a: {{type: integer}}, m: {{type: object, additionalProperties: {{type: string}}}}}}, x-kubernetes-validations: {rules}}}",
        Placed(faults, At + ".properties[spec].x-kubernetes-validations"));

    [Fact]
    public void The_reason_of_an_expression_is_one_of_four() => Definitions.Creating(
        $"{Root}.properties.spec = {{type: object, x-kubernetes-validations: [{{rule: a, reason: Bored}}]}}",
        $"{Root}.properties[spec].x-kubernetes-validations[0].reason: Unsupported value: \"Bored\": supported values: \"FieldValueDuplicate\", \"FieldValueForbidden\", \"FieldValueInvalid\", \"FieldValueRequired\"");

    [Theory]
    [InlineData("{type: string, default: a}", "")]
    [InlineData("{type: string, default: 1}", ".default: Invalid value: \"integer\": spec.validation.openAPIV3Schema.properties[spec].default in body must be of type string: \"integer\"")]
    [InlineData("{type: integer, default: 1.5}", ".default: TypeInvalid")]
    [InlineData("{type: string, default: null}", "")]
    [InlineData("{type: object, additionalProperties: {type: string}, default: {a: null}}", ".default.a: TypeInvalid")]
    [InlineData("{type: object, additionalProperties: {type: string, nullable: true}, default: {a: null}}", "")]
    [InlineData("{x-kubernetes-int-or-string: true, default: true}", ".default: TypeInvalid")]
    [InlineData("{type: string, enum: [a, b], default: c}", ".default: Unsupported value: \"c\": supported values: \"a\", \"b\"")]
    [InlineData("{type: string, maxLength: 1, default: abc}", ".default: Too long: may not be more than 1 bytes")]
    [InlineData("{type: string, minLength: 2, default: a}", ".default: Invalid")]
    [InlineData("{type: string, pattern: '^a', default: b}", ".default: Invalid")]
    [InlineData("{type: string, format: date-time, default: b}", ".default: Invalid")]
    [InlineData("{type: string, format: date-time, default: '2026-01-02T03:04:05Z'}", "")]
    [InlineData("{type: integer, maximum: 3, default: 4}", ".default: Invalid value: 4: spec.validation.openAPIV3Schema.properties[spec].default in body should be less than or equal to 3")]
    [InlineData("{type: integer, minimum: 3, exclusiveMinimum: true, default: 3}", ".default: Invalid")]
    [InlineData("{type: number, multipleOf: 0.5, default: 0.7}", ".default: Invalid")]
    [InlineData("{type: array, items: {type: string}, maxItems: 1, default: [a, b]}", ".default: Too many: 2: must have at most 1 items")]
    [InlineData("{type: array, items: {type: string}, minItems: 1, default: []}", ".default: Invalid")]
    [InlineData("{type: array, items: {type: string}, x-kubernetes-list-type: set, default: [a, a]}", ".default[1]: Duplicate")]
    [InlineData("{type: object, properties: {a: {type: string}}, default: {b: 1}}", ".default: Invalid value: {\"b\":1}: must not have unknown fields: b")]
    [InlineData("{type: object, required: [a], properties: {a: {type: string}}, default: {}}", ".default.a: Required")]
    [InlineData("{type: object, required: [a], properties: {a: {type: string, default: x}}, default: {}}", "")]
    [InlineData("{type: object, maxProperties: 1, additionalProperties: {type: integer}, default: {a: 1, b: x}}", ".default: TooMany | .default.b: TypeInvalid")]
    [InlineData("{type: object, minProperties: 1, x-kubernetes-preserve-unknown-fields: true, default: {}}", ".default: Invalid")]
    [InlineData("{type: integer, allOf: [{minimum: 2}], anyOf: [{maximum: 0}], oneOf: [{minimum: 1}, {maximum: 1}], not: {enum: [1]}, default: 1}", ".default: Invalid | .default: Invalid | .default: Invalid | .default: Invalid")]
    [InlineData("{type: object, x-kubernetes-embedded-resource: true, properties: {metadata: {type: object}, kind: {type: string, default: x}}}", "")]
    public void A_default(string schema, string faults) => Definitions.Creating($"{Root}.properties.spec = {schema}", Placed(faults, At + ".properties[spec]"));

    [Fact]
    public void Metadata_has_no_defaults() => Definitions.Creating(
        $"{Root}.properties.metadata = {{type: object, properties: {{name: {{type: string, default: x}}}}}}",
        $"{At}.properties[metadata].properties[name].default: Forbidden: must not be set in metadata");

    [Fact]
    public void Versions_that_differ_are_told_apart() => Definitions.Creating(
        "spec.versions[+] = {name: v2, served: true, storage: false, schema: {openAPIV3Schema: {type: object, properties: {spec: {}}}}}",
        "spec.versions[1].schema.openAPIV3Schema.properties[spec].type: Required");

    private static string Placed(string faults, string path) => faults.Length == 0 ? "" : string.Join(" | ", faults.Split(" | ").Select(f => path + f));
}
