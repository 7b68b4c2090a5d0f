using Microsoft.Extensions.Logging;
using Navarch.Api.Coordination.V1;
using Navarch.Client;

namespace Navarch.Node.Reporting;

/// <summary>Keeps the node's lease: the cheap sign of life by which the control plane sees that the node is there.</summary>
internal sealed partial class NodeLease(IKubernetesClient client, string nodeName, TimeProvider time, ILogger logger)
{
    private const string Namespace = "kube-node-lease";
    private const int Duration = 40;
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Retry = TimeSpan.FromMilliseconds(500);
    private Lease? held;

    /// <summary>Renews the lease until cancelled.</summary>
    /// <param name="nodeUid">The uid of the node's object, which owns the lease.</param>
    /// <param name="cancellationToken">Ends the keeping.</param>
    public async Task RunAsync(Func<string> nodeUid, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            var renewed = await RenewAsync(nodeUid(), cancellationToken);
            await Task.Delay(renewed ? Period : Retry, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<bool> RenewAsync(string nodeUid, CancellationToken cancellationToken)
    {
        try
        {
            if (held is null)
            {
                var found = await client.GetAsync<Lease>(Namespace, nodeName, cancellationToken);
                held = found.ValueOrDefault;
            }

            var lease = held ?? new Lease
            {
                Metadata = new()
                {
                    Namespace = Namespace,
                    Name = nodeName,
                    OwnerReferences = nodeUid.Length == 0 ? [] : [new() { APIVersion = "v1", Kind = "Node", Name = nodeName, UID = nodeUid }],
                },
            };
            lease = lease with { Spec = lease.Spec with { HolderIdentity = nodeName, LeaseDurationSeconds = Duration, RenewTime = time.GetUtcNow() } };
            var answer = held is null ? await client.CreateAsync(lease, cancellationToken) : await client.UpdateAsync(lease, cancellationToken);
            held = answer.ValueOrDefault;
            if (!answer.IsSuccess)
            {
                LogNotRenewed(logger, answer.Status.Message);
            }

            return answer.IsSuccess;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return false;
        }
        catch (Exception broken)
        {
            LogNotRenewed(logger, broken.Message);
            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "the node's lease could not be renewed: {Reason}")]
    private static partial void LogNotRenewed(ILogger logger, string reason);
}
