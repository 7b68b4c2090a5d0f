using System.Text.Json;
using Navarch.ApiServer.Objects;
using Navarch.Scheduler.Configuration;

namespace Navarch.Cluster;

/// <summary>The file of <c>--scheduler-config</c>: a <c>KubeSchedulerConfiguration</c> in YAML or JSON.</summary>
public static class SchedulerConfigurationFile
{
    /// <summary>What the file says, or what is wrong with it: every fault at once, a line each.</summary>
    /// <param name="path">The file; empty for the scheduler as it is when nothing is said.</param>
    public static (SchedulerConfiguration Configuration, Problem? Problem) Read(string path)
    {
        if (path.Length == 0)
        {
            return (SchedulerConfiguration.Default, null);
        }

        try
        {
            using var document = JsonDocument.Parse(YamlBody.ToJson(File.ReadAllBytes(path)));
            var configuration = SchedulerConfigurationReader.Read(document.RootElement, out var problems);
            return problems.Count == 0 ? (configuration, null) : (SchedulerConfiguration.Default, Faulty(path, problems));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or FormatException or JsonException)
        {
            return (SchedulerConfiguration.Default, Faulty(path, [error.Message]));
        }
    }

    private static Problem Faulty(string path, IReadOnlyList<string> problems) => new(
        $"The scheduler cannot work by {path}:\n  {string.Join("\n  ", problems)}",
        "Mend the file, or name another with --scheduler-config (\"\" for none).");
}
