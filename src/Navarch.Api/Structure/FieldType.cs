namespace Navarch.Api.Structure;

/// <summary>The type of a field, item or map value.</summary>
public sealed class FieldType
{
    private readonly string name;

    private FieldType(TypeShape shape, string name, FieldType? element, bool nullable)
    {
        Shape = shape;
        this.name = name;
        Element = element;
        IsPointer = nullable;
    }

    /// <summary>What JSON a value is.</summary>
    public TypeShape Shape { get; }

    /// <summary>The schema's word for a scalar: <c>string int32 int64 bool double bytes Time MicroTime Duration Quantity IntOrString</c>; "" otherwise.</summary>
    public string Scalar => Shape == TypeShape.Scalar ? name : "";

    /// <summary>The full name of a record: <c>core.v1.PodSpec</c>; "" otherwise.</summary>
    public string RecordName => Shape == TypeShape.Record ? name : "";

    /// <summary>The type of the items or values; null for scalars and records.</summary>
    public FieldType? Element { get; }

    /// <summary>Whether absent is told from zero.</summary>
    public bool IsPointer { get; }

    /// <summary>The structure of a record; null for anything else.</summary>
    public TypeStructure? Fields => Shape == TypeShape.Record ? TypeStructure.Get(name) : null;

    /// <summary>Reads the schema's notation: <c>*T</c>, <c>[]T</c>, <c>map[]T</c>, <c>core.v1.Pod</c>, <c>string</c>.</summary>
    internal static FieldType Parse(string text)
    {
        if (text.StartsWith('*'))
        {
            var inner = Parse(text[1..]);
            return new(inner.Shape, inner.name, inner.Element, nullable: true);
        }

        if (text.StartsWith("[]", StringComparison.Ordinal))
        {
            return new(TypeShape.List, "", Parse(text[2..]), nullable: false);
        }

        if (text.StartsWith("map[]", StringComparison.Ordinal))
        {
            return new(TypeShape.Map, "", Parse(text[5..]), nullable: false);
        }

        var shape = text.Contains('.', StringComparison.Ordinal) || text.StartsWith("GroupVersion", StringComparison.Ordinal) ? TypeShape.Record
            : text == "RawJson" ? TypeShape.Any : TypeShape.Scalar;
        return new(shape == TypeShape.Record && !text.Contains('.', StringComparison.Ordinal) ? TypeShape.Any : shape, text, null, nullable: false);
    }
}
