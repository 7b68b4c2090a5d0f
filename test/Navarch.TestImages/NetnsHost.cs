using System.Globalization;
using Navarch.Node.Runtime;

namespace Navarch.TestImages;

/// <summary>
/// A machine of its own as far as the network goes: a network namespace with a data directory. The mount and process
/// namespaces stay those of the machine. Needs root.
/// </summary>
public sealed class NetnsHost : IAsyncDisposable
{
    private NetnsHost(string name)
    {
        Name = name;
        DataDirectory = Directory.CreateTempSubdirectory(name + "-").FullName;
    }

    /// <summary>Name of the namespace.</summary>
    public string Name { get; }

    /// <summary>The file that stands for the namespace.</summary>
    public string NamespaceFile => "/run/netns/" + Name;

    /// <summary>An empty directory that goes with the host.</summary>
    public string DataDirectory { get; }

    /// <summary>Makes a host whose loopback is up.</summary>
    public static async Task<NetnsHost> CreateAsync(CancellationToken ct)
    {
        var host = new NetnsHost(string.Create(CultureInfo.InvariantCulture, $"navtest-{Guid.NewGuid().ToString("N")[..8]}"));
        await MustAsync("ip", ["netns", "add", host.Name], ct);
        await MustAsync("ip", ["-n", host.Name, "link", "set", "lo", "up"], ct);
        return host;
    }

    /// <summary>Runs a program on the host to its end. Not by <c>ip netns exec</c>, which would hide the cgroups.</summary>
    public Task<ToolRun> RunAsync(string program, IEnumerable<string> arguments, CancellationToken ct) =>
        ToolRun.RunAsync("nsenter", [$"--net={NamespaceFile}", program, .. arguments], ct);

    public async ValueTask DisposeAsync()
    {
        await MustAsync("ip", ["netns", "delete", Name], CancellationToken.None);
        Directory.Delete(DataDirectory, recursive: true);
    }

    private static async Task MustAsync(string program, string[] arguments, CancellationToken ct)
    {
        var run = await ToolRun.RunAsync(program, arguments, ct);
        if (!run.Succeeded)
        {
            throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} failed: {run.Error}");
        }
    }
}
