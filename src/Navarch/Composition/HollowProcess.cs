using Navarch.Cluster;
using Navarch.Node.Hollow;
using Navarch.Pki;

namespace Navarch.Composition;

/// <summary>Runs a cluster's simulated nodes; each talks to the API under its own identity.</summary>
public sealed class HollowProcess : IAsyncDisposable
{
    private const string NodesGroup = "system:nodes";
    private readonly HollowNodes nodes;
    private readonly SupervisedPart part;

    /// <summary>Starts the nodes.</summary>
    /// <param name="host">What the process is made from.</param>
    /// <param name="controlPlane">The cluster they join.</param>
    public HollowProcess(HostContext host, ControlPlane controlPlane)
    {
        nodes = new(
            HollowSettings.Options(host.Settings),
            controlPlane.ClientOf("navarch:hollow-nodes", NodesGroup),
            name =>
            {
                var identity = CertificateProfile.NodeClient(name);
                return controlPlane.ClientOf(identity.CommonName, identity.Organization);
            },
            host.Time,
            host.Loggers,
            Random.Shared);
        part = new("hollow nodes", host, nodes.RunAsync);
    }

    /// <summary>Completes when every node is ready.</summary>
    public Task Ready => nodes.Ready;

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => part.DisposeAsync();
}
