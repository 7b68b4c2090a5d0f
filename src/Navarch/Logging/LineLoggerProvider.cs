using System.Text;
using Microsoft.Extensions.Logging;

namespace Navarch.Logging;

/// <summary>Gives loggers that write single lines to one place.</summary>
/// <param name="write">Takes whole lines; called from many threads.</param>
/// <param name="time">The time of a line.</param>
public sealed class LineLoggerProvider(Action<StringBuilder> write, TimeProvider time) : ILoggerProvider
{
    [ThreadStatic]
    private static StringBuilder? cached;

    /// <summary>A factory of loggers that write to <paramref name="write"/>; the web server's own chatter is left out.</summary>
    public static ILoggerFactory CreateFactory(Action<StringBuilder> write, TimeProvider time, LogLevel level = LogLevel.Information) =>
        LoggerFactory.Create(builder => builder
            .SetMinimumLevel(level)
            .AddFilter("Microsoft", LogLevel.Warning)
            .AddFilter("System", LogLevel.Warning)
            .AddProvider(new LineLoggerProvider(write, time)));

    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => new LineLogger(categoryName, write, time);

    /// <inheritdoc/>
    public void Dispose()
    {
        // The place written to belongs to whoever made it.
    }

    private sealed class LineLogger(string category, Action<StringBuilder> write, TimeProvider time) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var line = cached ?? new StringBuilder(256);
            cached = null;
            line.Clear();
            LineFormatter.Append(line, time.GetUtcNow(), logLevel, category, formatter(state, exception), exception);
            write(line);
            if (line.Capacity <= 4096)
            {
                cached = line;
            }
        }
    }
}
