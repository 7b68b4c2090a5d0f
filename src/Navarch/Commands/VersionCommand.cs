using System.CommandLine;
using System.Reflection;

namespace Navarch.Commands;

/// <summary><c>navarch version</c>: which Navarch, which Kubernetes API.</summary>
public static class VersionCommand
{
    /// <summary>The version of the Kubernetes API that is served.</summary>
    public const string KubernetesVersion = "v1.36";

    /// <summary>This program's version.</summary>
    public static string OwnVersion { get; } = typeof(VersionCommand).Assembly
        .GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "unknown";

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var command = new Command("version", "Print the version.");
        command.SetAction(_ => Console.WriteLine($"navarch {OwnVersion} (Kubernetes {KubernetesVersion})"));
        return command;
    }
}
