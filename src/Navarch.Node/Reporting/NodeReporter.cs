using Microsoft.Extensions.Logging;
using Navarch.Api;
using Navarch.Api.Core.V1;
using Navarch.Client;
using Navarch.Client.Grpc;
using Navarch.Node.Cri;
using Navarch.Node.Pods;
using ApiNode = Navarch.Api.Core.V1.Node;

namespace Navarch.Node.Reporting;

/// <summary>
/// Registers the node and shows how it is: at once when something changed, otherwise every five minutes. The runtime is
/// asked often until it is ready and every ten seconds from then on.
/// </summary>
internal sealed partial class NodeReporter(IKubernetesClient client, ICriClient runtime, NodeAgentOptions options, MachineFacts machine, HostAddresses addresses, TimeProvider time, ILogger logger)
{
    private const int MostImages = 50;
    private static readonly TimeSpan ReportPeriod = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan CheckPeriod = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ImagesPeriod = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Retry = TimeSpan.FromMilliseconds(200);

    private readonly TaskCompletionSource ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ApiNode? node;
    private string runtimeVersion = "";
    private ValueList<ContainerImage> images;
    private DateTimeOffset imagesAt;
    private DateTimeOffset reportedAt;

    /// <summary>The node's object as last seen; null before it is registered.</summary>
    public ApiNode? Node => Volatile.Read(ref node);

    /// <summary>Completes when the node was shown as ready for the first time.</summary>
    public Task Ready => ready.Task;

    /// <summary>The node's uid; empty before it is registered.</summary>
    public string Uid => Node?.Metadata.UID ?? "";

    /// <summary>Registers and reports until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            var well = false;
            try
            {
                var health = await CheckAsync(cancellationToken);
                well = await ReportAsync(health, cancellationToken) && health.NotReady.Length == 0;
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                ready.TrySetCanceled(cancellationToken);
                return;
            }
            catch (Exception broken)
            {
                LogNotReported(logger, broken.Message);
            }

            if (well)
            {
                ready.TrySetResult();
            }

            await Task.Delay(well ? CheckPeriod : Retry, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<NodeHealth> CheckAsync(CancellationToken cancellationToken)
    {
        var notReady = "";
        try
        {
            if (runtimeVersion.Length == 0)
            {
                var version = await runtime.VersionAsync(cancellationToken);
                runtimeVersion = $"{version.RuntimeName}://{version.RuntimeVersion.TrimStart('v')}";
            }

            var status = await runtime.StatusAsync(cancellationToken);
            foreach (var condition in status.Conditions)
            {
                if (!condition.Status && condition.Type is "RuntimeReady" or "NetworkReady" && !condition.Status)
                {
                    notReady = $"container runtime is not ready: {condition.Type}: {condition.Reason}: {condition.Message}";
                }
            }

            if (time.GetUtcNow() - imagesAt >= ImagesPeriod)
            {
                images = Describe(await runtime.ListImagesAsync(cancellationToken));
                imagesAt = time.GetUtcNow();
            }
        }
        catch (GrpcException failure)
        {
            runtimeVersion = "";
            notReady = $"container runtime is down: {failure.Message}";
        }

        return new()
        {
            NotReady = notReady,
            AvailableMemory = MachineFacts.AvailableMemory(),
            AvailableStorage = new DriveInfo(options.DataDirectory).AvailableFreeSpace,
            Runtime = runtimeVersion.Length > 0 ? runtimeVersion : Node?.Status.NodeInfo.ContainerRuntimeVersion ?? "",
            Images = images,
        };
    }

    private async Task<bool> ReportAsync(NodeHealth health, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var known = node;
        if (known is null)
        {
            known = await RegisterAsync(health, now, cancellationToken);
            if (known is null)
            {
                return false;
            }
        }

        var status = NodeStatusComposer.Compose(known.Status, options, machine, health, addresses, now);
        if (node is not null && !NodeStatusComposer.Differs(status, known.Status) && now - reportedAt < ReportPeriod)
        {
            return true;
        }

        var answer = await client.UpdateStatusAsync(known with { Status = status }, cancellationToken);
        if (answer.IsConflict)
        {
            var fresh = await client.GetAsync<ApiNode>(new NamespacedName("", options.NodeName), cancellationToken);
            if (fresh.IsSuccess)
            {
                answer = await client.UpdateStatusAsync(fresh.Value with { Status = NodeStatusComposer.Compose(fresh.Value.Status, options, machine, health, addresses, now) }, cancellationToken);
            }
        }

        if (!answer.IsSuccess)
        {
            LogNotReported(logger, answer.Status.Message);
            Volatile.Write(ref node, null);
            return false;
        }

        if (node is null)
        {
            LogRegistered(logger, options.NodeName, health.NotReady.Length == 0 ? "ready" : health.NotReady);
        }

        Volatile.Write(ref node, answer.Value);
        reportedAt = now;
        return true;
    }

    private async Task<ApiNode?> RegisterAsync(NodeHealth health, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var wanted = NodeStatusComposer.Register(options, machine);
        wanted = wanted with { Status = NodeStatusComposer.Compose(wanted.Status, options, machine, health, addresses, now) };
        var answer = await client.CreateAsync(wanted, cancellationToken);
        if (answer.IsAlreadyExists)
        {
            answer = await client.GetAsync<ApiNode>(new NamespacedName("", options.NodeName), cancellationToken);
            if (answer.IsSuccess)
            {
                answer = await RelabelAsync(answer.Value, wanted, cancellationToken);
            }
        }

        if (!answer.IsSuccess)
        {
            LogNotReported(logger, answer.Status.Message);
            return null;
        }

        return answer.Value;
    }

    private async Task<ApiResult<ApiNode>> RelabelAsync(ApiNode found, ApiNode wanted, CancellationToken cancellationToken)
    {
        var labels = found.Metadata.Labels;
        foreach (var (key, value) in wanted.Metadata.Labels.ToArray())
        {
            labels = labels.SetItem(key, value);
        }

        var annotations = found.Metadata.Annotations;
        foreach (var (key, value) in wanted.Metadata.Annotations.ToArray())
        {
            annotations = annotations.SetItem(key, value);
        }

        var spec = found.Spec.PodCIDR.Length > 0 ? found.Spec : found.Spec with { PodCIDR = wanted.Spec.PodCIDR, PodCIDRs = wanted.Spec.PodCIDRs };
        return labels == found.Metadata.Labels && annotations == found.Metadata.Annotations && spec == found.Spec
            ? ApiResult<ApiNode>.Ok(found)
            : await client.UpdateAsync(found with { Metadata = found.Metadata with { Labels = labels, Annotations = annotations }, Spec = spec }, cancellationToken);
    }

    private static ValueList<ContainerImage> Describe(IReadOnlyList<Client.Grpc.Cri.Image> found) => found
        .Select(i => new ContainerImage { Names = i.RepoDigests.Concat(i.RepoTags).Take(5).ToValueList(), SizeBytes = (long)i.Size })
        .Where(i => !i.Names.IsEmpty)
        .OrderByDescending(i => i.SizeBytes)
        .ThenBy(i => i.Names[0], StringComparer.Ordinal)
        .Take(MostImages)
        .ToValueList();

    [LoggerMessage(Level = LogLevel.Information, Message = "node {Name} is registered: {State}")]
    private static partial void LogRegistered(ILogger logger, string name, string state);

    [LoggerMessage(Level = LogLevel.Warning, Message = "the node's status could not be reported: {Reason}; trying again")]
    private static partial void LogNotReported(ILogger logger, string reason);
}
