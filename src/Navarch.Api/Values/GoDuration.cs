using System.Buffers;
using System.Globalization;
using System.Text;

namespace Navarch.Api;

/// <summary>Durations as the API writes them: <c>1h5m0s</c>, <c>1.5s</c>, <c>300ms</c>.</summary>
public static class GoDuration
{
    private const long MostTicks = long.MaxValue / 100;

    private static readonly SearchValues<char> NumberCharacters = SearchValues.Create("0123456789.");

    private static readonly (string Unit, double Ticks)[] Units =
    [
        ("ns", 0.01), ("us", TimeSpan.TicksPerMicrosecond), ("µs", TimeSpan.TicksPerMicrosecond), ("ms", TimeSpan.TicksPerMillisecond),
        ("s", TimeSpan.TicksPerSecond), ("m", TimeSpan.TicksPerMinute), ("h", TimeSpan.TicksPerHour),
    ];

    /// <summary>Writes a duration.</summary>
    public static string Format(TimeSpan duration)
    {
        if (duration == TimeSpan.Zero)
        {
            return "0s";
        }

        var sign = duration < TimeSpan.Zero ? "-" : "";
        var span = duration.Duration();
        if (span < TimeSpan.FromMilliseconds(1))
        {
            return $"{sign}{(span.Ticks / (decimal)TimeSpan.TicksPerMicrosecond).ToString("0.#", CultureInfo.InvariantCulture)}µs";
        }

        if (span < TimeSpan.FromSeconds(1))
        {
            return $"{sign}{(span.Ticks / (decimal)TimeSpan.TicksPerMillisecond).ToString("0.####", CultureInfo.InvariantCulture)}ms";
        }

        var hours = (long)span.TotalHours;
        var seconds = (span.Ticks % TimeSpan.TicksPerMinute) / (decimal)TimeSpan.TicksPerSecond;
        var text = new StringBuilder(sign);
        if (hours > 0)
        {
            text.Append(hours).Append('h');
        }

        if (hours > 0 || span.Minutes > 0)
        {
            text.Append(span.Minutes).Append('m');
        }

        return text.Append(seconds.ToString("0.#######", CultureInfo.InvariantCulture)).Append('s').ToString();
    }

    /// <summary>Reads a duration; false when the text is none.</summary>
    public static bool TryParse(string text, out TimeSpan duration)
    {
        duration = default;
        var rest = text.AsSpan();
        var negative = rest.StartsWith("-");
        rest = negative || rest.StartsWith("+") ? rest[1..] : rest;
        if (rest is "0")
        {
            return true;
        }

        var ticks = 0.0;
        var any = false;
        while (!rest.IsEmpty)
        {
            var digits = rest.IndexOfAnyExcept(NumberCharacters);
            if (digits <= 0 || !double.TryParse(rest[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
            {
                return false;
            }

            rest = rest[digits..];
            var length = rest.IndexOfAny(NumberCharacters) is var end and >= 0 ? end : rest.Length;
            var unit = rest[..length].ToString();
            var known = Array.FindIndex(Units, u => u.Unit == unit);
            if (known < 0)
            {
                return false;
            }

            ticks += number * Units[known].Ticks;
            rest = rest[length..];
            any = true;
        }

        // As much as fits into nanoseconds of 64 bits: 292 years.
        if (!any || ticks > MostTicks)
        {
            return false;
        }

        duration = TimeSpan.FromTicks((long)Math.Round(negative ? -ticks : ticks));
        return true;
    }
}
