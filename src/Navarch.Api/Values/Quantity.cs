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

    private Quantity(long mantissa, int exponent, QuantityFormat format)
    {
        Normalize(ref mantissa, ref exponent);
        this.mantissa = mantissa;
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

    /// <summary>An amount in billionths: <c>2500000n</c>.</summary>
    public static Quantity Nano(long value) => new(value, -9, QuantityFormat.DecimalSI);

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
            return Digits.TryShift(mantissa, shift, out var result) ? result : mantissa > 0 ? long.MaxValue : long.MinValue;
        }

        return shift < -18 ? Math.Sign(mantissa) : Digits.DivideAwayFromZero(mantissa, Digits.Power(-shift));
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
    public static Quantity operator *(Quantity quantity, long times) => Exact(new BigInteger(quantity.mantissa) * times, quantity.exponent, quantity.Format);

    /// <summary>The amount, <paramref name="times"/> times.</summary>
    public Quantity Multiply(long times) => this * times;

    /// <summary>The amount below zero.</summary>
    public static Quantity operator -(Quantity quantity) => new(-quantity.mantissa, quantity.exponent, quantity.Format);

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

        if (Math.Sign(mantissa) != Math.Sign(other.mantissa))
        {
            return Math.Sign(mantissa).CompareTo(Math.Sign(other.mantissa));
        }

        // Written in the lower of the two exponents; an amount that does not fit then is the greater one.
        return exponent > other.exponent
            ? Digits.TryShift(mantissa, exponent - other.exponent, out var left) ? left.CompareTo(other.mantissa) : Math.Sign(mantissa)
            : Digits.TryShift(other.mantissa, other.exponent - exponent, out var right) ? mantissa.CompareTo(right) : -Math.Sign(mantissa);
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
        var lowest = Math.Min(left.exponent, right.exponent);
        if (Digits.TryShift(left.mantissa, left.exponent - lowest, out var a)
            && Digits.TryShift(right.mantissa, right.exponent - lowest, out var b)
            && Math.Abs(a) < long.MaxValue / 2
            && Math.Abs(b) < long.MaxValue / 2)
        {
            return new(a + (sign * b), lowest, format);
        }

        var ten = new BigInteger(10);
        var sum = (left.mantissa * BigInteger.Pow(ten, left.exponent - lowest)) + (sign * (right.mantissa * BigInteger.Pow(ten, right.exponent - lowest)));
        return Exact(sum, lowest, format);
    }

    /// <summary>An amount of any size, rounded up (away from zero) to the 18 digits that are kept.</summary>
    private static Quantity Exact(BigInteger mantissa, int exponent, QuantityFormat format)
    {
        while (mantissa > long.MaxValue || mantissa < -long.MaxValue)
        {
            mantissa = BigInteger.DivRem(mantissa, 10, out var remainder);
            mantissa += remainder.Sign;
            exponent++;
        }

        return new((long)mantissa, exponent, format);
    }

    /// <summary>Brings the pair into its one normal form: no trailing zeros, an exponent of -9 or more.</summary>
    private static void Normalize(ref long mantissa, ref int exponent)
    {
        if (mantissa == 0)
        {
            exponent = 0;
            return;
        }

        while (exponent < FinestExponent)
        {
            mantissa = Digits.DivideAwayFromZero(mantissa, 10);
            exponent++;
        }

        while (mantissa % 10 == 0)
        {
            mantissa /= 10;
            exponent++;
        }

        exponent = Math.Min(exponent, sbyte.MaxValue);
    }

    /// <summary>Arithmetic with powers of ten in 64 bits. No 128-bit type: code with one is never compiled ahead of time.</summary>
    private static class Digits
    {
        private static readonly long[] Powers = [.. Enumerable.Range(0, 19).Select(i => (long)Math.Pow(10, i))];

        public static long Power(int exponent) => Powers[exponent];

        public static bool TryShift(long value, int power, out long result)
        {
            result = 0;
            if (value == 0)
            {
                return true;
            }

            if (power > 18)
            {
                return false;
            }

            var high = Math.BigMul(value, Powers[power], out result);
            return high == result >> 63;
        }

        public static long DivideAwayFromZero(long value, long divisor)
        {
            var (quotient, remainder) = Math.DivRem(value, divisor);
            return quotient + Math.Sign(remainder);
        }
    }
}
