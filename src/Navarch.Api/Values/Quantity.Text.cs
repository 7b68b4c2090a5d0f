using System.Globalization;

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

        if (power1024 > 0)
        {
            mantissa *= (Int128)1 << (10 * power1024);
        }

        // Amounts with a binary suffix are capped at the greatest 64-bit number.
        if (power1024 > 0 && mantissa > long.MaxValue * Power10(Math.Min(18, -exponent)))
        {
            (mantissa, exponent) = (long.MaxValue, 0);
        }

        quantity = new(negative ? -mantissa : mantissa, exponent + power10, format);
        return true;
    }

    /// <summary>The canonical text: no fraction, the greatest suffix that keeps the amount whole.</summary>
    public override string ToString()
    {
        if (mantissa == 0)
        {
            return "0";
        }

        if (Format == QuantityFormat.BinarySI && exponent is >= 0 and <= 18 && Int128.Abs(mantissa * Power10(exponent)) is var size && size >= 1024 && size <= long.MaxValue)
        {
            var value = mantissa * (long)Power10(exponent);
            var power = 0;
            while (power < BinarySuffixes.Length - 1 && value % 1024 == 0)
            {
                value /= 1024;
                power++;
            }

            return value.ToString(CultureInfo.InvariantCulture) + BinarySuffixes[power];
        }

        var shift = ((exponent % 3) + 3) % 3;
        var number = (mantissa * Power10(shift)).ToString(CultureInfo.InvariantCulture);
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

    private static bool ReadDigits(ref ReadOnlySpan<char> rest, out Int128 mantissa, out int exponent)
    {
        mantissa = 0;
        exponent = 0;
        var any = false;
        var point = false;
        var significant = 0;
        var i = 0;
        for (; i < rest.Length; i++)
        {
            var c = rest[i];
            if (c == '.' && !point)
            {
                point = true;
            }
            else if (char.IsAsciiDigit(c))
            {
                any = true;
                if (significant < 19)
                {
                    mantissa = (mantissa * 10) + (c - '0');
                    significant += mantissa == 0 ? 0 : 1;
                    exponent -= point ? 1 : 0;
                }
                else
                {
                    // Beyond the digits kept: only whether they are zero matters, for rounding up.
                    mantissa += significant == 19 && c != '0' ? 1 : 0;
                    significant = c != '0' ? 20 : significant;
                    exponent += point ? 0 : 1;
                }
            }
            else
            {
                break;
            }
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
