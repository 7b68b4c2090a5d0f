namespace Navarch.Api.Printing;

/// <summary>Durations as people read them in tables: two units at most, one where that is enough.</summary>
public static class Ages
{
    /// <summary>The time since then; <c>&lt;unknown&gt;</c> when that is not known.</summary>
    public static string Since(DateTimeOffset? time, DateTimeOffset now) => time is { } then ? Of(now - then) : "<unknown>";

    /// <summary>A duration: <c>5s</c>, <c>2m3s</c>, <c>45m</c>, <c>5h10m</c>, <c>3d4h</c>, <c>2y10d</c>.</summary>
    public static string Of(TimeSpan duration)
    {
        var seconds = (long)duration.TotalSeconds;
        var minutes = seconds / 60;
        var hours = minutes / 60;
        var days = hours / 24;
        return seconds switch
        {
            < -1 => "<invalid>",
            < 0 => "0s",
            < 120 => $"{seconds}s",
            _ when minutes < 10 => Two(minutes, 'm', seconds % 60, 's'),
            _ when minutes < 180 => $"{minutes}m",
            _ when hours < 8 => Two(hours, 'h', minutes % 60, 'm'),
            _ when hours < 48 => $"{hours}h",
            _ when hours < 192 => Two(days, 'd', hours % 24, 'h'),
            _ when days < 730 => $"{days}d",
            _ when days < 2920 => Two(days / 365, 'y', days % 365, 'd'),
            _ => $"{days / 365}y",
        };
    }

    private static string Two(long major, char majorUnit, long minor, char minorUnit) =>
        minor == 0 ? $"{major}{majorUnit}" : $"{major}{majorUnit}{minor}{minorUnit}";
}
