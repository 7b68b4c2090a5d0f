using System.ComponentModel;
using System.Diagnostics;

namespace Navarch.Network.PodNetwork;

/// <summary>Changes links, addresses and routes with the <c>ip</c> program, several in one start of it.</summary>
internal static class IpProgram
{
    /// <summary>Runs the lines; null when all succeeded, else what went wrong.</summary>
    public static string? Run(params IReadOnlyList<string> lines)
    {
        var (code, _, error) = Start(["-force", "-batch", "-"], string.Join('\n', lines) + "\n");
        return code == 0 ? null : error.Trim();
    }

    /// <summary>The links attached to a bridge.</summary>
    public static IReadOnlyList<string> PortsOf(string bridge) =>
    [
        .. Start(["-brief", "link", "show", "master", bridge], "").Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split([' ', '@'])[0]),
    ];

    private static (int Code, string Output, string Error) Start(string[] arguments, string input)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo("ip", arguments)
            {
                UseShellExecute = false,
                RedirectStandardInput = true,
                RedirectStandardError = true,
                RedirectStandardOutput = true,
            })!;
            process.StandardInput.Write(input);
            process.StandardInput.Close();
            var output = process.StandardOutput.ReadToEnd();
            var error = process.StandardError.ReadToEnd();
            process.WaitForExit();
            return (process.ExitCode, output, error);
        }
        catch (Win32Exception e)
        {
            return (-1, "", $"cannot run ip: {e.Message}; install the package iproute2");
        }
    }
}
