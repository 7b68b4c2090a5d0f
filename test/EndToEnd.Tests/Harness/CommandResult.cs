using System.Diagnostics;

namespace EndToEnd.Tests.Harness;

/// <summary>How a program that was run to its end fared.</summary>
/// <param name="Command">The command line, for messages.</param>
/// <param name="ExitCode">Its exit code; 124 when it took too long and was ended.</param>
/// <param name="Output">What it wrote to standard output.</param>
/// <param name="Error">What it wrote to standard error.</param>
public sealed record CommandResult(string Command, int ExitCode, string Output, string Error)
{
    /// <summary>Everything, for a message.</summary>
    public override string ToString() => $"{Command}\nexit code {ExitCode}\n{Output}\n{Error}";

    /// <summary>Its output; fails the test when the exit code is not zero.</summary>
    public string OutputOfSuccess()
    {
        Assert.True(ExitCode == 0, ToString());
        return Output;
    }

    /// <summary>Runs a program to its end.</summary>
    public static async Task<CommandResult> RunAsync(string program, IEnumerable<string> arguments, string input = "")
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start.");
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        return new($"{program} {string.Join(' ', start.ArgumentList)}", process.ExitCode, await output, await error);
    }
}
