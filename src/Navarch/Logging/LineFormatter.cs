using System.Text;
using Microsoft.Extensions.Logging;

namespace Navarch.Logging;

/// <summary>One log entry as one line: time (UTC), level, where, what, and the exception behind it, line breaks escaped.</summary>
public static class LineFormatter
{
    /// <summary>Appends the line, with its line break.</summary>
    public static void Append(StringBuilder line, DateTimeOffset time, LogLevel level, string category, string message, Exception? error)
    {
        line.Append($"{time.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss.fff'Z'} {Word(level)} {Short(category)}: ");
        AppendEscaped(line, message);
        if (error is not null)
        {
            line.Append(" | ");

            // The stack of an exception that was expected says nothing new; that of a bug says where to look.
            AppendEscaped(line, level >= LogLevel.Error ? error.ToString() : $"{error.GetType().Name}: {error.Message}");
        }

        line.Append('\n');
    }

    private static string Word(LogLevel level) => level switch
    {
        LogLevel.Trace => "TRACE",
        LogLevel.Debug => "DEBUG",
        LogLevel.Information => "INFO ",
        LogLevel.Warning => "WARN ",
        LogLevel.Error => "ERROR",
        _ => "FATAL",
    };

    private static string Short(string category) => category.StartsWith("Navarch.", StringComparison.Ordinal) ? category[8..] : category;

    private static void AppendEscaped(StringBuilder line, string text)
    {
        foreach (var c in text)
        {
            _ = c switch
            {
                '\n' => line.Append("\\n"),
                '\r' => line,
                _ => line.Append(c),
            };
        }
    }
}
