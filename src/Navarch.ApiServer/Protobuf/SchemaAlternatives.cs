using System.Text.Json;
using Navarch.Api.Structure;

namespace Navarch.ApiServer.Protobuf;

/// <summary>The three types that in JSON are a schema or something shorter; in protobuf each alternative has a field of its own.</summary>
internal static class SchemaAlternatives
{
    private const string OrArray = "apiextensions.v1.JSONSchemaPropsOrArray";
    private const string OrBool = "apiextensions.v1.JSONSchemaPropsOrBool";
    private const string OrStringArray = "apiextensions.v1.JSONSchemaPropsOrStringArray";

    /// <summary>The structure of a schema.</summary>
    public static TypeStructure Schema => TypeStructure.Get("apiextensions.v1.JSONSchemaProps");

    /// <summary>Whether it is one of those types.</summary>
    public static bool IsOne(string record) => record is OrArray or OrBool or OrStringArray;

    /// <summary>Writes a value of one of those types; false for any other type.</summary>
    public static bool Write(ProtobufWriter writer, string record, JsonElement value)
    {
        switch (record)
        {
            case OrArray when value.ValueKind == JsonValueKind.Array:
                foreach (var item in value.EnumerateArray())
                {
                    WriteSchema(writer, 2, item);
                }

                return true;
            case OrBool when value.ValueKind != JsonValueKind.Object:
                writer.Varint(1, value.ValueKind == JsonValueKind.True ? 1u : 0);
                return true;
            case OrBool:
                writer.Varint(1, 1);
                WriteSchema(writer, 2, value);
                return true;
            case OrStringArray when value.ValueKind == JsonValueKind.Array:
                foreach (var item in value.EnumerateArray())
                {
                    writer.Text(2, item);
                }

                return true;
            case OrArray or OrStringArray:
                WriteSchema(writer, 1, value);
                return true;
            default:
                return false;
        }
    }

    /// <summary>Where the message of such a type holds its schema, and where a list of shorter things.</summary>
    public static (int Schema, int Others) NumbersOf(string record) => record == OrBool ? (2, 1) : (1, 2);

    private static void WriteSchema(ProtobufWriter writer, int number, JsonElement value)
    {
        var mark = writer.Begin(number);
        ProtobufEncoder.WriteRecord(writer, Schema, value);
        writer.End(mark);
    }
}
