using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using EndToEnd.Tests.Harness;

namespace Navarch.Bench;

/// <summary>From the start of <c>navarch server</c> to the first <c>/readyz</c> that answers 200: with a new data folder, and with one that is there.</summary>
internal static class ServerStart
{
    private const int Runs = 5;

    /// <summary>Measures and prints.</summary>
    public static async Task RunAsync()
    {
        List<double> first = [], again = [];
        for (var run = 0; run < Runs; run++)
        {
            var folder = Directory.CreateTempSubdirectory("navarch-bench-");
            first.Add(await StartAsync(folder.FullName));
            again.Add(await StartAsync(folder.FullName));
            folder.Delete(recursive: true);
        }

        Figure.Print("server: start to /readyz, new data, p50", Figure.Percentile(first, 0.5), "s", "1.0");
        Figure.Print("server: start to /readyz, again, p50", Figure.Percentile(again, 0.5), "s", "1.0");
    }

    private static async Task<double> StartAsync(string folder)
    {
        var port = FreePort();
        var watch = Stopwatch.StartNew();
        var start = new ProcessStartInfo(TestCluster.Program, ["server", "--data-dir", folder, "--port", port.ToString(CultureInfo.InvariantCulture)])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var server = Process.Start(start) ?? throw new InvalidOperationException("the server did not start");
        server.OutputDataReceived += (_, _) => { };
        server.ErrorDataReceived += (_, _) => { };
        server.BeginOutputReadLine();
        server.BeginErrorReadLine();
        using var http = new HttpClient(new SocketsHttpHandler
        {
            // The certificate authority is made by the very start that is measured.
#pragma warning disable CA5359
            SslOptions = { RemoteCertificateValidationCallback = (_, _, _, _) => true },
#pragma warning restore CA5359
        });
        while (!await IsReadyAsync(http, port))
        {
            if (server.HasExited || watch.Elapsed > TimeSpan.FromSeconds(30))
            {
                throw new InvalidOperationException($"the server in {folder} did not become ready");
            }

            await Task.Delay(5);
        }

        var elapsed = watch.Elapsed.TotalSeconds;
        using (var stop = Process.Start("kill", ["-TERM", server.Id.ToString(CultureInfo.InvariantCulture)]))
        {
            await stop.WaitForExitAsync();
        }

        await server.WaitForExitAsync();
        return elapsed;
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

    /// <summary>A port nobody listens at.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
