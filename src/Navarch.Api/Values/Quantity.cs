using System.Numerics;

namespace Navarch.Api;

/// <summary>How a quantity was written, and so how it is written again.</summary>
public enum QuantityFormat : byte
{
    /// <summary><c>100m</c>, <c>5k</c></summary>
    DecimalSI,

    /// <summary><c>512Mi</c></summary>
    BinarySI,

    /// <summary><c>12e6</c></summary>
    DecimalExponent,
}

/// <summary>
/// An exact amount: <c>mantissa × 10^exponent</c> of up to 18 digits, no finer than 10⁻⁹ (finer amounts round up). Amounts compare by value,
/// whatever their format; the text is canonical, so <c>1000m</c> is written <c>1</c>. The default value is 0.
/// </summary>
public readonly partial struct Quantity : IEquatable<Quantity>, IComparable<Quantity>
{
    private const int FinestExponent = -9;

    private readonly long mantissa;
    private readonly sbyte exponent;

    private Quantity(Int128 mantissa, int exponent, QuantityFormat format)
    {
        Normalize(ref mantissa, ref exponent);
        this.mantissa = (long)mantissa;
        this.exponent = (sbyte)exponent;
        Format = format;
    }

    /// <summary>A whole amount.</summary>
    public Quantity(long value, QuantityFormat format = QuantityFormat.DecimalSI)
        : this(value, 0, format)
    {
    }

    /// <summary>Nothing.</summary>
    public static readonly Quantity Zero;

    /// <summary>How the amount is written.</summary>
    public QuantityFormat Format { get; }

    /// <summary>Whether the amount is 0.</summary>
    public bool IsZero => mantissa == 0;

    /// <summary>-1, 0 or 1.</summary>
    public int Sign => Math.Sign(mantissa);

    /// <summary>An amount of bytes, written with binary suffixes.</summary>
    public static Quantity Bytes(long value) => new(value, QuantityFormat.BinarySI);

    /// <summary>An amount in thousandths: 1500 is <c>1500m</c>.</summary>
    public static Quantity Milli(long value) => new(value, -3, QuantityFormat.DecimalSI);

    /// <summary>The amount rounded up (away from zero) to a whole number; the greatest long when it is greater.</summary>
    public long Value() => Scaled(0);

    /// <summary>The amount in thousandths, rounded up (away from zero); the greatest long when it is greater.</summary>
    public long MilliValue() => Scaled(-3);

    /// <summary>The nearest double.</summary>
    public double ToDouble() => mantissa * Math.Pow(10, exponent);

    /// <summary>The amount in units of <c>10^scale</c>, rounded up (away from zero).</summary>
    public long Scaled(int scale)
    {
        var shift = exponent - scale;
        if (shift >= 0)
        {
            return shift > 19 && mantissa != 0 ? (mantissa > 0 ? long.MaxValue : long.MinValue) : Saturate((Int128)mantissa * Power10(Math.Min(shift, 19)));
        }

        return shift < -19 ? Math.Sign(mantissa) : (long)DivideAwayFromZero(mantissa, Power10(-shift));
    }

    /// <summary>The sum, in this amount's format unless this is 0.</summary>
    public Quantity Add(Quantity other) => Combine(this, other, 1);

    /// <summary>The difference, in this amount's format unless this is 0.</summary>
    public Quantity Subtract(Quantity other) => Combine(this, other, -1);

    /// <summary>The sum.</summary>
    public static Quantity operator +(Quantity left, Quantity right) => Combine(left, right, 1);

    /// <summary>The difference.</summary>
    public static Quantity operator -(Quantity left, Quantity right) => Combine(left, right, -1);

    /// <summary>The amount, <paramref name="times"/> times.</summary>
    public static Quantity operator *(Quantity quantity, long times) => new((Int128)quantity.mantissa * times, quantity.exponent, quantity.Format);

    /// <summary>The amount, <paramref name="times"/> times.</summary>
    public Quantity Multiply(long times) => this * times;

    /// <summary>The amount below zero.</summary>
    public static Quantity operator -(Quantity quantity) => new(-(Int128)quantity.mantissa, quantity.exponent, quantity.Format);

    /// <summary>The amount below zero.</summary>
    public Quantity Negate() => -this;

    /// <summary>The greater one.</summary>
    public static Quantity Max(Quantity left, Quantity right) => left < right ? right : left;

    /// <inheritdoc/>
    public int CompareTo(Quantity other)
    {
        if (exponent == other.exponent)
        {
            return mantissa.CompareTo(other.mantissa);
        }

        if (exponent is < 10 && other.exponent is < 10)
        {
            return ((Int128)mantissa * Power10(exponent - FinestExponent)).CompareTo((Int128)other.mantissa * Power10(other.exponent - FinestExponent));
        }

        return (mantissa * BigInteger.Pow(10, exponent - FinestExponent)).CompareTo(other.mantissa * BigInteger.Pow(10, other.exponent - FinestExponent));
    }

    /// <inheritdoc/>
    public bool Equals(Quantity other) => mantissa == other.mantissa && exponent == other.exponent;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Quantity other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(mantissa, exponent);

    /// <summary>Compares amounts.</summary>
    public static bool operator ==(Quantity left, Quantity right) => left.Equals(right);

    /// <summary>Compares amounts.</summary>
    public static bool operator !=(Quantity left, Quantity right) => !left.Equals(right);

    /// <summary>Compares amounts.</summary>
    public static bool operator <(Quantity left, Quantity right) => left.CompareTo(right) < 0;

    /// <summary>Compares amounts.</summary>
    public static bool operator >(Quantity left, Quantity right) => left.CompareTo(right) > 0;

    /// <summary>Compares amounts.</summary>
    public static bool operator <=(Quantity left, Quantity right) => left.CompareTo(right) <= 0;

    /// <summary>Compares amounts.</summary>
    public static bool operator >=(Quantity left, Quantity right) => left.CompareTo(right) >= 0;

    private static Quantity Combine(Quantity left, Quantity right, int sign)
    {
        var format = left.IsZero ? right.Format : left.Format;
        if (left.IsZero)
        {
            return new((Int128)right.mantissa * sign, right.exponent, format);
        }

        if (right.IsZero)
        {
            return left;
        }

        var lowest = Math.Min(left.exponent, right.exponent);
        if (Math.Max(left.exponent, right.exponent) - lowest > 18)
        {
            // More than 18 digits apart: the lesser amount is lost in the precision kept.
            return left.exponent > right.exponent ? left : new((Int128)right.mantissa * sign, right.exponent, format);
        }

        return new(
            ((Int128)left.mantissa * Power10(left.exponent - lowest)) + (sign * ((Int128)right.mantissa * Power10(right.exponent - lowest))),
            lowest,
            format);
    }

    /// <summary>Brings the pair into its one normal form: no trailing zeros, a mantissa of 64 bits, an exponent of -9 or more.</summary>
    private static void Normalize(ref Int128 mantissa, ref int exponent)
    {
        if (mantissa == 0)
        {
            exponent = 0;
            return;
        }

        while (exponent < FinestExponent)
        {
            mantissa = DivideAwayFromZero(mantissa, 10);
            exponent++;
        }

        while (mantissa > long.MaxValue || mantissa < -long.MaxValue)
        {
            mantissa = DivideAwayFromZero(mantissa, 10);
            exponent++;
        }

        while (mantissa % 10 == 0)
        {
            mantissa /= 10;
            exponent++;
        }

        exponent = Math.Min(exponent, sbyte.MaxValue);
    }

    private static Int128 DivideAwayFromZero(Int128 value, Int128 divisor)
    {
        var (quotient, remainder) = Int128.DivRem(value, divisor);
        return remainder == 0 ? quotient : quotient + (value > 0 ? 1 : -1);
    }

    private static long Saturate(Int128 value) => value > long.MaxValue ? long.MaxValue : value < long.MinValue ? long.MinValue : (long)value;

    private static Int128 Power10(int exponent)
    {
        Int128 result = 1;
        for (var i = 0; i < exponent; i++)
        {
            result *= 10;
        }

        return result;
    }
}
