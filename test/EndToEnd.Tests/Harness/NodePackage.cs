namespace EndToEnd.Tests.Harness;

/// <summary>A package of Node.js with what it depends on.</summary>
public static class NodePackage
{
    /// <summary>
    /// Installs what the lock file of the package in <paramref name="source"/> names, exactly, and returns the folder to run it
    /// from. Nothing is fetched again while the lock file stays the same.
    /// </summary>
    public static async Task<string> InstallAsync(string source)
    {
        var folder = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(TestCluster.Program)!, "..", "node-client"));
        Directory.CreateDirectory(folder);
        var installed = Path.Combine(folder, "node_modules", ".lock-file");
        var wanted = await File.ReadAllTextAsync(Path.Combine(source, "package-lock.json"));
        foreach (var file in Directory.GetFiles(source))
        {
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)), overwrite: true);
        }

        if (!File.Exists(installed) || await File.ReadAllTextAsync(installed) != wanted)
        {
            (await CommandResult.RunAsync("npm", ["ci", "--prefix", folder, "--ignore-scripts", "--no-audit", "--no-fund"])).OutputOfSuccess();
            await File.WriteAllTextAsync(installed, wanted);
        }

        return folder;
    }
}
