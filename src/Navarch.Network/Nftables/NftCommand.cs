using System.ComponentModel;
using System.Diagnostics;

namespace Navarch.Network.Nftables;

/// <summary>Runs transactions with the <c>nft</c> program, where the library is not installed.</summary>
public sealed class NftCommand : INftables
{
    /// <inheritdoc/>
    public string Description => "nft -f -";

    /// <summary>The library when it is there, else the program.</summary>
    public static INftables Open() => LibNftables.TryOpen() is { } library ? library : new NftCommand();

    /// <inheritdoc/>
    public NftResult Run(string commands)
    {
        var start = new ProcessStartInfo("nft", ["-f", "-"]) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        try
        {
            using var process = Process.Start(start)!;
            var errors = new System.Text.StringBuilder();
            process.ErrorDataReceived += (_, line) => errors.AppendLine(line.Data);
            process.BeginErrorReadLine();
            process.StandardInput.Write(commands);
            process.StandardInput.Close();
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0 ? new(true, output) : new(false, errors.ToString());
        }
        catch (Win32Exception e)
        {
            return new(false, $"cannot run nft: {e.Message}; install the package nftables");
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // Each call has a process of its own; nothing is kept.
    }
}
