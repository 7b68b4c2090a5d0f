namespace Navarch.Schema.Model;

/// <summary>How a type is wrapped where a field names it.</summary>
internal enum TypeShape
{
    /// <summary>A scalar, an enum or a record.</summary>
    Named,

    /// <summary><c>*T</c>: absent is told from zero.</summary>
    Pointer,

    /// <summary><c>[]T</c>.</summary>
    List,

    /// <summary><c>map[]T</c>: keys are always strings.</summary>
    Map,
}

/// <summary>A field's type as written: <c>*Probe</c>, <c>[]core.v1.Toleration</c>, <c>map[]Quantity</c>.</summary>
internal sealed record TypeReference(TypeShape Shape, string Name, TypeReference? Element)
{
    /// <summary>Reads the textual form; null when it is none.</summary>
    public static TypeReference? Parse(string text)
    {
        foreach (var (prefix, shape) in Prefixes)
        {
            if (text.StartsWith(prefix, StringComparison.Ordinal))
            {
                return Parse(text[prefix.Length..]) is { } element ? new(shape, "", element) : null;
            }
        }

        return text.Length > 0 && text.All(c => char.IsAsciiLetterOrDigit(c) || c == '.') ? new(TypeShape.Named, text, null) : null;
    }

    /// <summary>The type without its wrapping.</summary>
    public TypeReference Innermost => Element?.Innermost ?? this;

    /// <summary>The textual form, with the innermost name replaced.</summary>
    public string Text(string name) => Shape switch
    {
        TypeShape.Pointer => "*" + Element!.Text(name),
        TypeShape.List => "[]" + Element!.Text(name),
        TypeShape.Map => "map[]" + Element!.Text(name),
        _ => name,
    };

    private static readonly (string Prefix, TypeShape Shape)[] Prefixes =
        [("*", TypeShape.Pointer), ("[]", TypeShape.List), ("map[]", TypeShape.Map)];
}
