using System.Text.Json;

namespace Navarch.ApiServer.OpenApi;

/// <summary>The ways in which JSON values stand in gnostic's messages.</summary>
internal static class GnosticValues
{
    /// <summary>A text.</summary>
    public static readonly GnosticValue Text = (writer, number, value) => writer.Text(number, value);

    /// <summary>A truth value.</summary>
    public static readonly GnosticValue Flag = (writer, number, value) => writer.Varint(number, value.GetBoolean() ? 1u : 0u);

    /// <summary>A floating point number.</summary>
    public static readonly GnosticValue Real = (writer, number, value) => writer.Double(number, value.GetDouble());

    /// <summary>A whole number.</summary>
    public static readonly GnosticValue Whole = (writer, number, value) => writer.Varint(number, unchecked((ulong)value.GetInt64()));

    /// <summary>Any value, as YAML in field 2; JSON is YAML.</summary>
    public static readonly GnosticValue Any = (writer, number, value) =>
    {
        var mark = writer.Begin(number);
        writer.Text(2, value.GetRawText());
        writer.End(mark);
    };

    /// <summary>The default of version 3, which can only be a number, a truth value or a text.</summary>
    public static readonly GnosticValue Default = (writer, number, value) =>
    {
        GnosticValue? scalar = value.ValueKind switch
        {
            JsonValueKind.Number => Real,
            JsonValueKind.True or JsonValueKind.False => Flag,
            JsonValueKind.String => Text,
            _ => null,
        };
        if (scalar is null)
        {
            return;
        }

        var mark = writer.Begin(number);
        scalar(writer, ReferenceEquals(scalar, Real) ? 1 : ReferenceEquals(scalar, Flag) ? 2 : 3, value);
        writer.End(mark);
    };

    /// <summary>A message; it is named by a function because messages hold each other.</summary>
    public static GnosticValue One(Func<GnosticMessage> message) => (writer, number, value) =>
    {
        var mark = writer.Begin(number);
        message().WriteFields(writer, value);
        writer.End(mark);
    };

    /// <summary>Each item of a list; a value that is no list is the one item.</summary>
    public static GnosticValue Each(GnosticValue item) => (writer, number, value) =>
    {
        if (value.ValueKind != JsonValueKind.Array)
        {
            item(writer, number, value);
            return;
        }

        foreach (var one in value.EnumerateArray())
        {
            item(writer, number, one);
        }
    };

    /// <summary>A message around the value, which is its field <paramref name="inner"/>.</summary>
    public static GnosticValue Around(int inner, GnosticValue content) => (writer, number, value) =>
    {
        var mark = writer.Begin(number);
        content(writer, inner, value);
        writer.End(mark);
    };

    /// <summary>A message with one of several fields, as the value is.</summary>
    public static GnosticValue OneOf(Func<JsonElement, (int Inner, GnosticValue Value)> choose) => (writer, number, value) =>
    {
        var (inner, content) = choose(value);
        Around(inner, content)(writer, number, value);
    };

    /// <summary>A message with the value in field 1, or a reference in field 2.</summary>
    public static GnosticValue OrReference(GnosticValue content, Func<GnosticMessage> reference) =>
        OneOf(value => value.TryGetProperty("$ref", out _) ? (2, One(reference)) : (1, content));
}
