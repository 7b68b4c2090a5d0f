using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Numerics;

namespace Navarch.Controllers.Jobs;

/// <summary>
/// A schedule of five fields (minute, hour, day of month, month, day of week) or one of the names <c>@hourly</c>, <c>@daily</c>, ...
/// When both day fields are restricted, either may match; else both must.
/// </summary>
public sealed class CronSchedule
{
    private const int MostYears = 5;

    private static readonly Dictionary<string, string> Named = new(StringComparer.OrdinalIgnoreCase)
    {
        ["@yearly"] = "0 0 1 1 *",
        ["@annually"] = "0 0 1 1 *",
        ["@monthly"] = "0 0 1 * *",
        ["@weekly"] = "0 0 * * 0",
        ["@daily"] = "0 0 * * *",
        ["@midnight"] = "0 0 * * *",
        ["@hourly"] = "0 * * * *",
    };

    private static readonly string[] Months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    private static readonly string[] Days = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

    private ulong minutes;
    private ulong hours;
    private ulong days;
    private ulong months;
    private ulong weekdays;
    private bool eitherDay;

    private CronSchedule()
    {
    }

    /// <summary>Reads a schedule; <paramref name="error"/> says what is wrong with it.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out CronSchedule? schedule, out string error)
    {
        schedule = null;
        var fields = (Named.GetValueOrDefault(text.Trim()) ?? text).Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (fields.Length != 5)
        {
            error = $"expected 5 fields, found {fields.Length}: \"{text}\"";
            return false;
        }

        var made = new CronSchedule();
        if (TryField(fields[0], 0, 59, [], out made.minutes, out error) &&
            TryField(fields[1], 0, 23, [], out made.hours, out error) &&
            TryField(fields[2], 1, 31, [], out made.days, out error) &&
            TryField(fields[3], 1, 12, Months, out made.months, out error) &&
            TryField(fields[4], 0, 7, Days, out made.weekdays, out error))
        {
            // Sunday is 0 and 7.
            made.weekdays |= (made.weekdays >> 7) & 1;
            made.eitherDay = !IsOpen(fields[2]) && !IsOpen(fields[4]);
            schedule = made;
            return true;
        }

        return false;
    }

    /// <summary>The first time after <paramref name="after"/>, by the clock of a time zone; null when there is none for years (30 February).</summary>
    public DateTimeOffset? Next(DateTimeOffset after, TimeZoneInfo zone)
    {
        var local = TimeZoneInfo.ConvertTime(after, zone).DateTime;
        local = new DateTime(local.Year, local.Month, local.Day, local.Hour, local.Minute, 0, DateTimeKind.Unspecified).AddMinutes(1);
        var last = local.AddYears(MostYears);
        while (local < last)
        {
            if (!Has(months, local.Month))
            {
                local = new DateTime(local.Year, local.Month, 1, 0, 0, 0, DateTimeKind.Unspecified).AddMonths(1);
            }
            else if (!MatchesDay(local))
            {
                local = local.Date.AddDays(1);
            }
            else if (!Has(hours, local.Hour))
            {
                local = local.Date.AddHours(local.Hour + 1);
            }
            else if (!Has(minutes, local.Minute) || zone.IsInvalidTime(local))
            {
                local = local.AddMinutes(1);
            }
            else
            {
                // Of an hour the clock shows twice, the first one counts.
                var offset = zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local).Max() : zone.GetUtcOffset(local);
                var at = new DateTimeOffset(local, offset);
                if (at > after)
                {
                    return at.ToUniversalTime();
                }

                local = local.AddMinutes(1);
            }
        }

        return null;
    }

    private bool MatchesDay(DateTime local)
    {
        var byDate = Has(days, local.Day);
        var byWeekday = Has(weekdays, (int)local.DayOfWeek);
        return eitherDay ? byDate || byWeekday : byDate && byWeekday;
    }

    private static bool Has(ulong set, int value) => ((set >> value) & 1) != 0;

    private static bool IsOpen(string field) => field[0] is '*' or '?';

    private static bool TryField(string field, int least, int most, string[] names, out ulong set, out string error)
    {
        set = 0;
        error = "";
        foreach (var part in field.Split(','))
        {
            var slash = part.Split('/');
            var range = slash[0] is "*" or "?" ? [] : slash[0].Split('-');
            var first = least;
            var last = most;
            var step = 1;
            var ok = slash.Length <= 2 && range.Length <= 2 &&
                (slash.Length == 1 || (int.TryParse(slash[1], NumberStyles.None, CultureInfo.InvariantCulture, out step) && step > 0)) &&
                (range.Length < 1 || TryValue(range[0], names, least, out first)) &&
                (range.Length < 2 || TryValue(range[1], names, least, out last));
            if (range.Length == 1 && slash.Length == 1)
            {
                last = first;
            }

            if (!ok || first < least || last > most || first > last)
            {
                error = $"\"{part}\" is not within {least}-{most}";
                return false;
            }

            for (var value = first; value <= last; value += step)
            {
                set |= 1UL << value;
            }
        }

        return BitOperations.PopCount(set) > 0;
    }

    private static bool TryValue(string text, string[] names, int least, out int value)
    {
        var index = Array.FindIndex(names, n => n.Equals(text, StringComparison.OrdinalIgnoreCase));
        value = index + least;
        return index >= 0 || int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);
    }
}
