using Spectre.Console;

namespace Navarch.Startup;

/// <summary>Shows the user how the start goes: a spinner in a terminal, plain lines otherwise.</summary>
public static class StartupDisplay
{
    /// <summary>
    /// Shows reports until one says how the start ended.
    /// </summary>
    /// <returns>The last report: Ready or Failed; null when the reports ended without saying, as when the daemon died.</returns>
    public static async Task<StartupReport?> ShowAsync(TextReader reports, CancellationToken cancellationToken)
    {
        if (Console.IsOutputRedirected)
        {
            return await ReadAsync(reports, report => Console.WriteLine($"  {report.Text}: {report.Milliseconds:F0} ms"), cancellationToken);
        }

        return await AnsiConsole.Status().Spinner(Spinner.Known.Dots).StartAsync(
            "Starting the cluster",
            status => ReadAsync(
                reports,
                report =>
                {
                    AnsiConsole.MarkupLineInterpolated($"  [green]✓[/] {report.Text} [grey]{report.Milliseconds:F0} ms[/]");
                    status.Refresh();
                },
                cancellationToken));
    }

    private static async Task<StartupReport?> ReadAsync(TextReader reports, Action<StartupReport> show, CancellationToken cancellationToken)
    {
        while (await reports.ReadLineAsync(cancellationToken) is { } line)
        {
            switch (StartupReport.Parse(line))
            {
                case { Kind: StartupReportKind.Phase } phase:
                    show(phase);
                    break;
                case { } last:
                    return last;
            }
        }

        return null;
    }
}
