using System.Security.Cryptography;
using System.Text;
using Navarch.Node.Runtime;

namespace Navarch.TestImages;

/// <summary>Fetches Debian packages and unpacks them into a directory, without installing anything.</summary>
internal static class DebianPackages
{
    /// <summary>Unpacks packages together into one directory, kept for later runs on this machine.</summary>
    /// <returns>The directory.</returns>
    public static async Task<string> UnpackAsync(IReadOnlyList<string> packages, CancellationToken ct)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join(' ', packages))).AsSpan(0, 6));
        var target = Path.Combine(TestImage.CacheDirectory, $"debian-{hash}");
        if (Directory.Exists(target))
        {
            return target;
        }
        var work = target + "." + Guid.NewGuid().ToString("N");
        var archives = Path.Combine(work, "archives");
        var root = Path.Combine(work, "root");
        Directory.CreateDirectory(archives);
        Directory.CreateDirectory(root);
        await DownloadAsync(archives, packages, ct);
        foreach (var archive in Directory.EnumerateFiles(archives, "*.deb"))
        {
            await RunAsync("dpkg", ["-x", archive, root], ct);
        }
        try
        {
            Directory.Move(root, target);
        }
        catch (IOException) when (Directory.Exists(target))
        {
            // Another test process made the same at the same time.
        }
        Directory.Delete(work, recursive: true);
        return target;
    }

    private static async Task DownloadAsync(string directory, IReadOnlyList<string> packages, CancellationToken ct)
    {
        string[] download = ["-c", "cd \"$1\" && shift && exec apt-get download -qq \"$@\"", "sh", directory, .. packages];
        if (!(await ToolRun.RunAsync("/bin/sh", download, ct)).Succeeded)
        {
            // A machine on which the package lists were never fetched, or are stale.
            await RunAsync("apt-get", ["update", "-qq"], ct);
            await RunAsync("/bin/sh", download, ct);
        }
    }

    private static async Task RunAsync(string program, IReadOnlyList<string> arguments, CancellationToken ct)
    {
        var run = await ToolRun.RunAsync(program, arguments, ct);
        if (!run.Succeeded)
        {
            throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} failed: {run.Error}");
        }
    }
}
