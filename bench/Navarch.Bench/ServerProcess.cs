using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using EndToEnd.Tests.Harness;
using Navarch.Client.Https;
using Navarch.Client.Kubeconfig;
using Navarch.Cluster;

namespace Navarch.Bench;

/// <summary>A <c>navarch server</c> of its own: the real program, a data folder, a free port. It is ready once started.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private const int KeptLines = 20;
    private static readonly TimeSpan LongestStart = TimeSpan.FromSeconds(30);

    private readonly Process process;
    private readonly Queue<string> complaints = new();

    private ServerProcess(Process process, string folder)
    {
        this.process = process;
        Folder = folder;
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>Its number.</summary>
    public int Id => process.Id;

    /// <summary>Its data folder.</summary>
    public string Folder { get; }

    /// <summary>From its start to the first <c>/readyz</c> that answered 200.</summary>
    public TimeSpan StartTook { get; private set; }

    /// <summary>The number of warnings and errors it logged.</summary>
    public int Complaints { get; private set; }

    /// <summary>The last of them, a line each.</summary>
    public string LastComplaints
    {
        get
        {
            lock (complaints)
            {
                return string.Join('\n', complaints);
            }
        }
    }

    /// <summary>Starts a server and waits until it is ready.</summary>
    /// <param name="folder">The data folder; what is in it is served.</param>
    /// <param name="program">The program; null: what the launcher built.</param>
    /// <param name="environment">Further environment variables.</param>
    public static async Task<ServerProcess> StartAsync(string folder, string? program = null, IEnumerable<(string Name, string Value)>? environment = null)
    {
        var port = FreePort();
        var start = new ProcessStartInfo(
            program ?? TestCluster.Program,
            ["server", "--data-dir", folder, "--bind-address", "127.0.0.1", "--port", port.ToString(CultureInfo.InvariantCulture)])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment ?? [])
        {
            start.Environment[name] = value;
        }

        var watch = Stopwatch.StartNew();
        var server = new ServerProcess(Process.Start(start) ?? throw new InvalidOperationException("the server did not start"), folder);
        await server.ReadyAsync(port, watch);
        return server;
    }

    /// <summary>What it has used so far.</summary>
    public ProcessSample Sample() => ProcessSample.Of(process.Id);

    /// <summary>A client of the administrator with its own connections: HTTP/1.1, one for each request under way.</summary>
    public HttpClient Connect() => HttpTransport.Connect(KubeconfigFile.Read(new ClusterPaths(Folder).AdminKubeconfig), TimeProvider.System);

    /// <summary>Asks it to stop and waits until it did.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            using var stop = Process.Start("kill", ["-TERM", process.Id.ToString(CultureInfo.InvariantCulture)]);
            await stop.WaitForExitAsync();
        }

        await process.WaitForExitAsync();
        process.Dispose();
    }

    /// <summary>A port nobody listens at.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private async Task ReadyAsync(int port, Stopwatch watch)
    {
        using var http = new HttpClient(new SocketsHttpHandler
        {
            // The certificate authority is made by the very start that is measured.
#pragma warning disable CA5359
            SslOptions = { RemoteCertificateValidationCallback = (_, _, _, _) => true },
#pragma warning restore CA5359
        });
        while (!await IsReadyAsync(http, port))
        {
            if (process.HasExited || watch.Elapsed > LongestStart)
            {
                throw new InvalidOperationException($"the server in {Folder} did not become ready\n{LastComplaints}");
            }

            await Task.Delay(5);
        }

        StartTook = watch.Elapsed;
    }

    private static async Task<bool> IsReadyAsync(HttpClient http, int port)
    {
        try
        {
            using var answer = await http.GetAsync(new Uri($"https://127.0.0.1:{port}/readyz"));
            return answer.StatusCode == HttpStatusCode.OK;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private void Keep(string? line)
    {
        if (line is null || line.Contains(" INFO ", StringComparison.Ordinal))
        {
            return;
        }

        lock (complaints)
        {
            Complaints++;
            complaints.Enqueue(line);
            if (complaints.Count > KeptLines)
            {
                complaints.Dequeue();
            }
        }
    }
}
