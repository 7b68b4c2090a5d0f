namespace Navarch.Api.Printing;

/// <summary>A cell of a table: a text, a number or a truth value.</summary>
public readonly record struct Cell(RawJson Json)
{
    /// <summary>A text.</summary>
    public static implicit operator Cell(string text) => new(RawJson.String(text));

    /// <summary>A number.</summary>
    public static implicit operator Cell(long number) => new(RawJson.Number(number));

    /// <summary>A number.</summary>
    public static implicit operator Cell(int number) => new(RawJson.Number(number));

    /// <summary>A truth value.</summary>
    public static implicit operator Cell(bool truth) => new(RawJson.Boolean(truth));
}
