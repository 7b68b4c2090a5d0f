using System.Diagnostics;

namespace Navarch.Tests;

/// <summary>The launcher at the repository's root, with a compiler that only pretends.</summary>
public sealed class LauncherTests : IDisposable
{
    // What the SDK does: publishes, and leaves a server behind for the next time.
    private const string Compiler = """
        #!/bin/sh
        while [ $# -gt 0 ]; do [ "$1" = -o ] && out=$2; shift; done
        mkdir -p "$out" && printf '#!/bin/sh\necho ran\n' >"$out/navarch" && chmod +x "$out/navarch"
        cat "$HOLD" >/dev/null 2>&1 &
        """;

    private readonly string root = Directory.CreateTempSubdirectory("navarch-launcher-").FullName;

    public void Dispose() => Directory.Delete(root, recursive: true);

    [Fact]
    public async Task A_compile_server_that_outlives_the_build_does_not_hold_the_next_one_up()
    {
        var repository = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(repository.FullName, "Navarch.slnx")))
        {
            repository = repository.Parent ?? throw new InvalidOperationException("The repository is not found.");
        }

        foreach (var file in new[] { "navarch", "global.json", "Directory.Build.props", "Directory.Packages.props", ".editorconfig" })
        {
            File.Copy(Path.Combine(repository.FullName, file), Path.Combine(root, file));
        }

        Directory.CreateDirectory(Path.Combine(root, "src"));
        Directory.CreateDirectory(Path.Combine(root, "schema"));
        Directory.CreateDirectory(Path.Combine(root, "bin"));
        await WriteProgramAsync("dotnet", Compiler);

        // The server reads a pipe that nobody writes to, until the test opens it.
        var pipe = Path.Combine(root, "hold");
        Assert.Equal(0, await RunAsync("mkfifo", pipe));
        Assert.Equal(0, await RunAsync(Path.Combine(root, "navarch"), "build"));
        try
        {
            Assert.Equal(0, await RunAsync("flock", "-n", Path.Combine(root, "artifacts", "build.lock"), "true"));
        }
        finally
        {
            // Ends the server.
            await File.WriteAllTextAsync(pipe, "");
        }
    }

    private async Task WriteProgramAsync(string name, string text)
    {
        var path = Path.Combine(root, "bin", name);
        await File.WriteAllTextAsync(path, text + "\n");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private async Task<int> RunAsync(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { UseShellExecute = false, WorkingDirectory = root };
        start.Environment["PATH"] = $"{Path.Combine(root, "bin")}:{Environment.GetEnvironmentVariable("PATH")}";
        start.Environment["HOLD"] = Path.Combine(root, "hold");
        start.Environment.Remove("DOTNET_ROOT");
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start.");
        await process.WaitForExitAsync();
        return process.ExitCode;
    }
}
