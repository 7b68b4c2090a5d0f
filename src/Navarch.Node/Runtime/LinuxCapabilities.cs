using System.Globalization;

namespace Navarch.Node.Runtime;

/// <summary>The privileges of this process, as the kernel lists them in <c>/proc/self/status</c>.</summary>
public static class LinuxCapabilities
{
    // Number of CAP_SYS_RESOURCE in the kernel's list.
    private const int SysResource = 24;

    /// <summary>Whether limits and out-of-memory scores may be set more favourably than they are.</summary>
    public static bool HasSysResource() => Has(File.ReadLines("/proc/self/status"), SysResource);

    internal static bool Has(IEnumerable<string> status, int capability)
    {
        var line = status.FirstOrDefault(static l => l.StartsWith("CapEff:", StringComparison.Ordinal));
        return line is not null
            && ulong.TryParse(line.AsSpan("CapEff:".Length).Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var set)
            && (set >> capability & 1) == 1;
    }
}
