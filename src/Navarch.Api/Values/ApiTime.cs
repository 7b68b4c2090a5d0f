using System.Globalization;

namespace Navarch.Api;

/// <summary>Times as the API writes them: UTC, RFC 3339, whole seconds for <c>Time</c> and microseconds for <c>MicroTime</c>.</summary>
public static class ApiTime
{
    /// <summary><c>2026-01-02T03:04:05Z</c></summary>
    public static string Format(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary><c>2026-01-02T03:04:05.678901Z</c></summary>
    public static string FormatMicro(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);

    /// <summary>Reads RFC 3339 with or without a fraction; the result is UTC.</summary>
    public static bool TryParse(string text, out DateTimeOffset time) =>
        DateTimeOffset.TryParseExact(text, Formats, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out time);

    /// <summary>The time as <c>Time</c> keeps it: UTC, whole seconds.</summary>
    public static DateTimeOffset ToSecond(DateTimeOffset time) => new(time.UtcTicks - (time.UtcTicks % TimeSpan.TicksPerSecond), TimeSpan.Zero);

    /// <summary>The time as <c>MicroTime</c> keeps it: UTC, whole microseconds.</summary>
    public static DateTimeOffset ToMicrosecond(DateTimeOffset time) => new(time.UtcTicks - (time.UtcTicks % TimeSpan.TicksPerMicrosecond), TimeSpan.Zero);

    private static readonly string[] Formats = ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"];
}
