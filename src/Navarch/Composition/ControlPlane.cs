using Navarch.Client.Kubeconfig;
using Navarch.Pki;

namespace Navarch.Composition;

/// <summary>API server, controllers and scheduler in one process. Each part talks to the API under its own identity.</summary>
public sealed class ControlPlane : IAsyncDisposable
{
    private readonly List<IAsyncDisposable> parts = [];

    /// <summary>Starts the control plane; completes when its API is ready.</summary>
    public static async Task<ControlPlane> StartAsync(HostContext host, ClusterPki pki, CancellationToken cancellation)
    {
        var controlPlane = new ControlPlane();
        await host.Reporter.PhaseAsync("certificates", () =>
        {
            WriteAdminKubeconfig(host, pki);
            return Task.CompletedTask;
        });
        return controlPlane;
    }

    /// <summary>Stops what was started, in reverse order.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var part in parts.AsEnumerable().Reverse())
        {
            await part.DisposeAsync();
        }
    }

    private static void WriteAdminKubeconfig(HostContext host, ClusterPki pki)
    {
        using var admin = pki.Ensure(CertificateProfile.Admin);
        KubeconfigFile.Write(host.Paths.AdminKubeconfig, new KubeconfigEntry
        {
            Name = host.Paths.ContextName,
            Server = host.ServerAddress,
            CertificateAuthorityPem = pki.Authority.CertificatePem,
            ClientCertificatePem = admin.CertificatePem,
            ClientKeyPem = admin.KeyPem,
        });
    }
}
