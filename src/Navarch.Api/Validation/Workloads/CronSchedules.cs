using System.Globalization;

namespace Navarch.Api.Validation;

/// <summary>Whether a text is a cron schedule: minute, hour, day of month, month, day of week, or a name such as <c>@daily</c>.</summary>
internal static class CronSchedules
{
    private static readonly (int Least, int Most)[] Ranges = [(0, 59), (0, 23), (1, 31), (1, 12), (0, 6)];
    private static readonly string[] Named = ["@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly"];
    private static readonly string[] Months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    private static readonly string[] Days = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

    public static bool IsValid(string schedule)
    {
        if (schedule.StartsWith('@'))
        {
            return Named.Contains(schedule)
                || (schedule.StartsWith("@every ", StringComparison.Ordinal) && GoDuration.TryParse(schedule[7..].Trim(), out _));
        }

        var fields = schedule.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return fields.Length == 5 && fields.Select((f, i) => f.Split(',').All(part => IsPart(part, i))).All(ok => ok);
    }

    // A part is '*', a number or a range, with '/step' behind it if need be.
    private static bool IsPart(string part, int field)
    {
        var pieces = part.Split('/');
        if (pieces.Length > 2 || (pieces.Length == 2 && !(int.TryParse(pieces[1], NumberStyles.None, CultureInfo.InvariantCulture, out var step) && step > 0)))
        {
            return false;
        }

        if (pieces[0] is "*" or "?")
        {
            return true;
        }

        var ends = pieces[0].Split('-');
        return ends.Length <= 2
            && Number(ends[0], field) is { } first
            && Number(ends[^1], field) is { } last
            && first <= last;
    }

    private static int? Number(string text, int field)
    {
        var named = Array.IndexOf(field == 3 ? Months : field == 4 ? Days : [], text.ToLowerInvariant());
        if (named >= 0)
        {
            return field == 3 ? named + 1 : named;
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= Ranges[field].Least && number <= Ranges[field].Most
            ? number : null;
    }
}
