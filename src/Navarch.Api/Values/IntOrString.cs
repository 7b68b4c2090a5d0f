using System.Globalization;

namespace Navarch.Api;

/// <summary>A number or a string: a port or its name, a count or a percentage. The default value is the number 0.</summary>
public readonly struct IntOrString : IEquatable<IntOrString>
{
    private readonly string? text;

    /// <summary>A number.</summary>
    public IntOrString(int number) => Number = number;

    /// <summary>A string.</summary>
    public IntOrString(string text) => this.text = text;

    /// <summary>Whether it is a string.</summary>
    public bool IsString => text is not null;

    /// <summary>The string; "" for a number.</summary>
    public string Text => text ?? "";

    /// <summary>The number; 0 for a string.</summary>
    public int Number { get; }

    /// <summary>Whether it is the string of a percentage: <c>25%</c>.</summary>
    public bool IsPercent => TryGetPercent(out _);

    /// <summary>The percentage of <c>25%</c>; false for anything else.</summary>
    public bool TryGetPercent(out int percent)
    {
        percent = 0;
        return text is { Length: > 1 } && text[^1] == '%' && int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out percent);
    }

    /// <summary>The number, or the percentage of <paramref name="total"/> rounded up or down; null when it is neither.</summary>
    public int? Scaled(int total, bool roundUp)
    {
        if (!IsString)
        {
            return Number;
        }

        if (!TryGetPercent(out var percent))
        {
            return null;
        }

        var product = (long)percent * total;
        return (int)(roundUp ? Math.Ceiling(product / 100m) : Math.Floor(product / 100m));
    }

    /// <summary>A number.</summary>
    public static implicit operator IntOrString(int number) => new(number);

    /// <summary>A string.</summary>
    public static implicit operator IntOrString(string text) => new(text);

    /// <inheritdoc/>
    public bool Equals(IntOrString other) => text == other.text && Number == other.Number;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is IntOrString other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(text, Number);

    /// <summary>The string, or the number's digits.</summary>
    public override string ToString() => text ?? Number.ToString(CultureInfo.InvariantCulture);

    /// <summary>Compares kind and value.</summary>
    public static bool operator ==(IntOrString left, IntOrString right) => left.Equals(right);

    /// <summary>Compares kind and value.</summary>
    public static bool operator !=(IntOrString left, IntOrString right) => !left.Equals(right);
}
