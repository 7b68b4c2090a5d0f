using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace EndToEnd.Tests.Harness;

/// <summary>A cluster test that uses commands of kubectl which older versions do not have: skipped, and counted as such, with one before 1.27.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed partial class KubectlSessionFactAttribute : FactAttribute
{
    private const int OldestMinor = 27;

    /// <summary>Decides when the test is found.</summary>
    public KubectlSessionFactAttribute()
    {
        if (!Environment.IsPrivilegedProcess)
        {
            Skip = "Running containers needs root.";
        }
        else if (MinorVersion() is var minor and < OldestMinor)
        {
            Skip = string.Create(CultureInfo.InvariantCulture, $"The session needs kubectl 1.{OldestMinor} or later; this is 1.{minor}.");
        }
    }

    private static int MinorVersion()
    {
        var start = new ProcessStartInfo("kubectl", ["version", "--client", "-o", "json"]) { RedirectStandardOutput = true, UseShellExecute = false };
        using var kubectl = Process.Start(start) ?? throw new InvalidOperationException("kubectl did not start.");
        var minor = Minor().Match(kubectl.StandardOutput.ReadToEnd());
        kubectl.WaitForExit();
        return int.Parse(minor.Groups["minor"].Value, CultureInfo.InvariantCulture);
    }

    [GeneratedRegex("\"minor\": *\"(?<minor>[0-9]+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Minor();
}
