using System.Globalization;
using System.Text.Json;
using Navarch.Cluster;
using Navarch.TestImages;

namespace EndToEnd.Tests.Harness;

/// <summary>A cluster on a machine of its own, brought up by the real program and driven by the real kubectl.</summary>
public sealed class TestCluster : IAsyncLifetime
{
    private TestMachine? machine;

    /// <summary>The machine.</summary>
    public TestMachine Machine => machine ?? throw new InvalidOperationException("The cluster is not up.");

    /// <summary>The program under test: what the launcher built.</summary>
    public static string Program { get; } = FindProgram();

    /// <summary>The cluster's places.</summary>
    public ClusterPaths Paths => new(Machine.DataDirectory);

    /// <summary>The kubeconfig <c>up</c> made for the user of the machine.</summary>
    public string Kubeconfig => Path.Combine(Machine.Folder, "home", ".kube", "config");

    /// <summary>Whether the node is given the images tests use.</summary>
    public bool ImportsImages { get; init; } = true;

    /// <summary>What the first <c>up</c> printed.</summary>
    public string UpOutput { get; private set; } = "";

    /// <inheritdoc/>
    public async Task InitializeAsync()
    {
        machine = await TestMachine.StartAsync();
        try
        {
            UpOutput = await UpAsync();
            if (ImportsImages)
            {
                await ImportImagesAsync();
            }
        }
        catch
        {
            await DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public async Task DisposeAsync()
    {
        if (machine is not null)
        {
            await machine.DisposeAsync();
            machine = null;
        }
    }

    /// <summary>Runs the program; fails the test when it fails.</summary>
    public async Task<string> NavarchAsync(params string[] arguments) => (await TryNavarchAsync(arguments)).OutputOfSuccess();

    /// <summary>Runs the program.</summary>
    public Task<CommandResult> TryNavarchAsync(params string[] arguments) =>
        Machine.RunAsync(120, Program, [.. arguments, "--data-dir", Machine.DataDirectory]);

    /// <summary>Brings the cluster up; on failure the message holds the log.</summary>
    public async Task<string> UpAsync()
    {
        var up = await TryNavarchAsync("up");
        Assert.True(up.ExitCode == 0, $"{up}\n{Log()}");
        return up.Output;
    }

    /// <summary>Runs kubectl; fails the test when it fails.</summary>
    public async Task<string> KubectlAsync(params string[] arguments)
    {
        var result = await TryKubectlAsync(arguments);
        Assert.True(result.ExitCode == 0, $"{result}\n{Log()}");
        return result.Output;
    }

    /// <summary>Runs kubectl.</summary>
    public Task<CommandResult> TryKubectlAsync(params string[] arguments) => Machine.RunAsync(90, "kubectl", arguments);

    /// <summary>Runs kubectl with an input; fails the test when it fails.</summary>
    public async Task<string> KubectlWithInputAsync(string input, params string[] arguments) =>
        (await Machine.RunAsync(90, "kubectl", arguments, input)).OutputOfSuccess();

    /// <summary>Applies one of the manifests beside the tests.</summary>
    public async Task<string> ApplyAsync(string manifest)
    {
        using var stream = typeof(TestCluster).Assembly.GetManifestResourceStream(manifest)
            ?? throw new InvalidOperationException($"There is no manifest {manifest}.");
        using var reader = new StreamReader(stream);
        return await KubectlWithInputAsync(await reader.ReadToEndAsync(), "apply", "-f", "-");
    }

    /// <summary>The objects kubectl gets.</summary>
    public async Task<JsonElement> GetAsync(params string[] what)
    {
        using var document = JsonDocument.Parse(await KubectlAsync(["get", .. what, "-o", "json"]));
        return document.RootElement.Clone();
    }

    /// <summary>A value of one object, by JSONPath.</summary>
    public Task<string> ValueAsync(string path, params string[] what) => KubectlAsync(["get", .. what, "-o", $"jsonpath={path}"]);

    /// <summary>Waits until an object meets a condition, as <c>kubectl wait</c> does.</summary>
    public Task WaitAsync(string condition, params string[] what) => KubectlAsync(["wait", $"--for={condition}", "--timeout=60s", .. what]);

    /// <summary>The number of ready pods a selector chooses.</summary>
    public async Task<int> ReadyPodsAsync(string selector)
    {
        var pods = await GetAsync("pods", "-l", selector);
        return pods.GetProperty("items").EnumerateArray().Count(pod =>
            !pod.GetProperty("metadata").TryGetProperty("deletionTimestamp", out _) &&
            pod.GetProperty("status").TryGetProperty("conditions", out var conditions) &&
            conditions.EnumerateArray().Any(c => c.GetProperty("type").GetString() == "Ready" && c.GetProperty("status").GetString() == "True"));
    }

    /// <summary>Waits until exactly so many pods of a selector are ready.</summary>
    public Task WaitForPodsAsync(int count, string selector) => Eventually.TrueAsync(
        string.Create(CultureInfo.InvariantCulture, $"{count} pods of {selector} are ready"), async () => await ReadyPodsAsync(selector) == count);

    /// <summary>Gives the node the images tests use.</summary>
    public async Task ImportImagesAsync()
    {
        foreach (var archive in new[]
        {
            await TestImage.BusyboxAsync("latest", CancellationToken.None),
            await TestImage.BusyboxAsync("1.36", CancellationToken.None),
            await TestImage.NginxAsync("1.27", CancellationToken.None),
            await TestImage.NginxAsync("1.28", CancellationToken.None),
        })
        {
            await NavarchAsync("image", "import", archive);
        }
    }

    private string Log() => File.Exists(Paths.LogFile) ? string.Join('\n', File.ReadLines(Paths.LogFile).TakeLast(40)) : "(no log)";

    private static string FindProgram()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null)
        {
            var program = Path.Combine(folder.FullName, "artifacts", "navarch", "navarch");
            if (File.Exists(program))
            {
                return program;
            }

            folder = folder.Parent;
        }

        throw new InvalidOperationException("The program is not built: run ./navarch build, or the tests by ./navarch test.");
    }
}
