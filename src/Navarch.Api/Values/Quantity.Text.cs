using System.Globalization;
using System.Numerics;

namespace Navarch.Api;

public readonly partial struct Quantity
{
    private static readonly string[] BinarySuffixes = ["", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"];
    private static readonly (string Suffix, int Exponent)[] DecimalSuffixes =
        [("n", -9), ("u", -6), ("m", -3), ("", 0), ("k", 3), ("M", 6), ("G", 9), ("T", 12), ("P", 15), ("E", 18)];

    /// <summary>Reads a quantity; <see cref="FormatException"/> when the text is none.</summary>
    public static Quantity Parse(string text) => TryParse(text, out var value) ? value : throw new FormatException($"'{text}' is no quantity");

    /// <summary>Reads <c>[+-]digits[.digits][suffix]</c> with a decimal, binary or exponent suffix; false when the text is none.</summary>
    public static bool TryParse(string text, out Quantity quantity)
    {
        quantity = default;
        var rest = text.AsSpan();
        var negative = rest.StartsWith("-");
        rest = negative || rest.StartsWith("+") ? rest[1..] : rest;
        if (!ReadDigits(ref rest, out var mantissa, out var exponent) || !ReadSuffix(rest, out var power10, out var power1024, out var format))
        {
            return false;
        }

        if (power1024 == 0)
        {
            quantity = new(negative ? -mantissa : mantissa, exponent + power10, format);
            return true;
        }

        // Amounts with a binary suffix are capped at the greatest 64-bit number.
        var high = Math.BigMul(mantissa, 1L << (10 * power1024), out var low);
        if (high == low >> 63)
        {
            quantity = new(negative ? -low : low, exponent, format);
            return true;
        }

        var exact = new BigInteger(mantissa) << (10 * power1024);
        var capped = exponent switch
        {
            // More digits than fit were there; or so many behind the point that nothing is left of any suffix.
            > 0 => true,
            < -40 => false,
            _ => exact > long.MaxValue * BigInteger.Pow(10, -exponent),
        };
        quantity = capped ? new(negative ? -long.MaxValue : long.MaxValue, 0, format) : Exact(negative ? -exact : exact, exponent, format);
        return true;
    }

    /// <summary>The canonical text: no fraction, the greatest suffix that keeps the amount whole.</summary>
    public override string ToString()
    {
        if (mantissa == 0)
        {
            return "0";
        }

        if (Format == QuantityFormat.BinarySI && exponent >= 0 && Digits.TryShift(mantissa, exponent, out var value) && Math.Abs(value) >= 1024)
        {
            var power = 0;
            while (power < BinarySuffixes.Length - 1 && value % 1024 == 0)
            {
                value /= 1024;
                power++;
            }

            return value.ToString(CultureInfo.InvariantCulture) + BinarySuffixes[power];
        }

        var shift = ((exponent % 3) + 3) % 3;
        var number = Digits.TryShift(mantissa, shift, out var shifted)
            ? shifted.ToString(CultureInfo.InvariantCulture)
            : (new BigInteger(mantissa) * Digits.Power(shift)).ToString(CultureInfo.InvariantCulture);
        var scale = exponent - shift;
        if (scale == 0)
        {
            return number;
        }

        if (Format != QuantityFormat.DecimalExponent && scale <= 18)
        {
            return number + DecimalSuffixes[(scale + 9) / 3].Suffix;
        }

        return $"{number}e{scale.ToString(CultureInfo.InvariantCulture)}";
    }

    private static bool ReadDigits(ref ReadOnlySpan<char> rest, out long mantissa, out int exponent)
    {
        mantissa = 0;
        exponent = 0;
        var any = false;
        var point = false;
        var isFull = false;
        var isRounded = false;
        var i = 0;
        for (; i < rest.Length && (char.IsAsciiDigit(rest[i]) || (rest[i] == '.' && !point)); i++)
        {
            if (rest[i] == '.')
            {
                point = true;
                continue;
            }

            any = true;
            var digit = rest[i] - '0';
            isFull |= mantissa > (long.MaxValue - digit) / 10;
            if (!isFull)
            {
                mantissa = (mantissa * 10) + digit;
                exponent -= point ? 1 : 0;
                continue;
            }

            // Beyond the digits kept only counts whether one is not zero: then the amount rounds up, once.
            if (digit != 0 && !isRounded && mantissa < long.MaxValue)
            {
                mantissa++;
                isRounded = true;
            }

            exponent += point ? 0 : 1;
        }

        rest = rest[i..];
        return any;
    }

    private static bool ReadSuffix(ReadOnlySpan<char> suffix, out int power10, out int power1024, out QuantityFormat format)
    {
        (power10, power1024, format) = (0, 0, QuantityFormat.DecimalSI);
        if (suffix.IsEmpty)
        {
            return true;
        }

        foreach (var (known, exponent) in DecimalSuffixes)
        {
            if (known.Length > 0 && suffix.SequenceEqual(known))
            {
                power10 = exponent;
                return true;
            }
        }

        for (var i = 1; i < BinarySuffixes.Length; i++)
        {
            if (suffix.SequenceEqual(BinarySuffixes[i]))
            {
                (power1024, format) = (i, QuantityFormat.BinarySI);
                return true;
            }
        }

        format = QuantityFormat.DecimalExponent;
        return suffix[0] is 'e' or 'E'
            && int.TryParse(suffix[1..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out power10)
            && power10 is >= -100 and <= 100;
    }
}
