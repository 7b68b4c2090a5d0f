using System.CommandLine;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Navarch.Api.Printing;
using Navarch.Client.Kubeconfig;
using Navarch.Cluster;

namespace Navarch.Commands;

/// <summary><c>navarch status</c>: whether the cluster is up, and how it fares. Exit code 0 when it is ready.</summary>
public static class StatusCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var dataDirectory = ClusterOptions.DataDirectory();
        var command = new Command("status", "Say whether the cluster is up, and how it fares.") { dataDirectory };
        command.SetAction((result, cancellation) => RunAsync(new ClusterPaths(result.GetValue(dataDirectory)!), TimeProvider.System, cancellation));
        return command;
    }

    private static async Task<int> RunAsync(ClusterPaths paths, TimeProvider time, CancellationToken cancellation)
    {
        Console.WriteLine($"cluster    {paths.DataDirectory}");
        if (RunState.ReadLive(paths) is not { } state)
        {
            Console.WriteLine(RunState.Read(paths) is null ? "state      down" : "state      its process is gone; navarch up heals it, navarch down clears it");
            return CommandOutput.Refused;
        }

        var ready = await ReadinessAsync(paths, state, cancellation);
        Console.WriteLine($"state      {(ready is null ? "ready" : "not ready: " + ready)}");
        Console.WriteLine($"process    {state.Process.Pid}, up {Ages.Of(time.GetUtcNow() - state.StartedAt)}, {state.Process.ResidentBytes() >> 20} MiB resident, navarch {state.Version}");
        Console.WriteLine($"API        {state.Server}");
        if (state.NodeName.Length > 0)
        {
            Console.WriteLine($"node       {state.NodeName}");
        }

        Console.WriteLine($"log        {paths.LogFile}");
        return ready is null ? CommandOutput.Done : CommandOutput.Refused;
    }

    // What the API server says of itself; null when it is ready.
    private static async Task<string?> ReadinessAsync(ClusterPaths paths, RunState state, CancellationToken cancellation)
    {
        try
        {
            var admin = KubeconfigFile.Read(paths.AdminKubeconfig);
            using var authority = X509Certificate2.CreateFromPem(admin.CertificateAuthorityPem);
            using var handler = new SocketsHttpHandler
            {
                UseProxy = false,
                SslOptions = new SslClientAuthenticationOptions
                {
                    CertificateChainPolicy = new X509ChainPolicy
                    {
                        TrustMode = X509ChainTrustMode.CustomRootTrust,
                        CustomTrustStore = { authority },
                        RevocationMode = X509RevocationMode.NoCheck,
                    },
                    ClientCertificates = [X509Certificate2.CreateFromPem(admin.ClientCertificatePem, admin.ClientKeyPem)],
                },
            };
            using var client = new HttpClient(handler) { Timeout = TimeSpan.FromSeconds(5) };
            using var response = await client.GetAsync(new Uri(new Uri(state.Server), "/readyz"), cancellation);
            return response.IsSuccessStatusCode ? null : (await response.Content.ReadAsStringAsync(cancellation)).Trim();
        }
        catch (Exception error) when (error is HttpRequestException or TaskCanceledException or KubeconfigException)
        {
            return error.Message;
        }
    }
}
