using System.Text.Json;
using System.Text.Json.Serialization;

namespace Navarch.Startup;

/// <summary>What a report of a starting cluster says.</summary>
public enum StartupReportKind
{
    /// <summary>A part is ready.</summary>
    Phase,

    /// <summary>The whole cluster is ready.</summary>
    Ready,

    /// <summary>The cluster cannot start.</summary>
    Failed,
}

/// <summary>One line that a starting daemon reports to the command that started it.</summary>
/// <param name="Kind">What it says.</param>
/// <param name="Text">The part that is ready, or what is wrong.</param>
/// <param name="Milliseconds">How long that took.</param>
/// <param name="Fix">What the user can do, when something is wrong.</param>
public sealed record StartupReport(StartupReportKind Kind, string Text, double Milliseconds = 0, string Fix = "")
{
    /// <summary>As a line of text.</summary>
    public string ToLine() => JsonSerializer.Serialize(this, StartupJson.Default.StartupReport);

    /// <summary>The report in a line; null when it holds none.</summary>
    public static StartupReport? Parse(string line)
    {
        try
        {
            return JsonSerializer.Deserialize(line, StartupJson.Default.StartupReport);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>JSON of startup reports.</summary>
[JsonSerializable(typeof(StartupReport))]
internal sealed partial class StartupJson : JsonSerializerContext;
