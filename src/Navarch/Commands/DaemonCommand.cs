using System.CommandLine;
using Navarch.Cluster;
using Navarch.Composition;

namespace Navarch.Commands;

/// <summary><c>navarch daemon</c>, hidden: the process <c>up</c> leaves running.</summary>
public static class DaemonCommand
{
    /// <summary>The command's name.</summary>
    public const string Name = "daemon";

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var dataDirectory = ClusterOptions.DataDirectory();
        var reports = new Option<string>("--reports")  { DefaultValueFactory = _ => "" };
        var command = new Command(Name, "The process that serves a cluster; navarch up starts it.") { dataDirectory, reports };
        command.Hidden = true;
        command.SetAction((result, cancellation) =>
        {
            var paths = new ClusterPaths(result.GetValue(dataDirectory)!);
            var settings = ClusterSettings.Read(paths.SettingsFile) ?? new();
            return ClusterHost.RunAsync(paths, settings, new(ClusterHost.RoleOf(settings)) { ReportsTo = result.GetValue(reports)! }, cancellation);
        });
        return command;
    }
}
