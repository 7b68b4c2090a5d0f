using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Google.Protobuf;
using Microsoft.Extensions.Logging;
using Navarch.Client.Grpc;
using Navarch.Client.Grpc.Containerd;
using Navarch.Client.Grpc.Cri;

namespace Navarch.Node.Cri;

/// <summary>
/// Container events from containerd's own event service, which serves on the same socket as the container runtime
/// interface and exists in every containerd (the interface's own event call only came with 1.7).
/// Besides, it asks for a look at everything at a fixed period, so that no lost event is forgotten for ever.
/// </summary>
public sealed partial class ContainerdEvents : IContainerEvents
{
    private static readonly GrpcMethod<SubscribeRequest, Envelope> Subscribe = new("containerd.services.events.v1.Events", "Subscribe");
    private static readonly TimeSpan FirstRetry = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan SubscriptionTime = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestRetry = TimeSpan.FromSeconds(5);

    private readonly GrpcChannel _channel;
    private readonly ICriClient _cri;
    private readonly TimeProvider _time;
    private readonly TimeSpan _relistPeriod;
    private readonly ILogger _logger;

    /// <param name="channel">The channel to containerd.</param>
    /// <param name="cri">The runtime on the same socket; asked whether an exit is already in its books.</param>
    /// <param name="time">The clock.</param>
    /// <param name="relistPeriod">How often to ask for a look at everything.</param>
    /// <param name="logger">Where broken subscriptions are told.</param>
    public ContainerdEvents(GrpcChannel channel, ICriClient cri, TimeProvider time, TimeSpan relistPeriod, ILogger<ContainerdEvents> logger)
    {
        _channel = channel;
        _cri = cri;
        _time = time;
        _relistPeriod = relistPeriod;
        _logger = logger;
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<ContainerEvent> ReadAllAsync([EnumeratorCancellation] CancellationToken ct)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var events = Channel.CreateUnbounded<ContainerEvent>(new UnboundedChannelOptions { SingleReader = true });
        var subscribing = SubscribeForeverAsync(events.Writer, ended.Token);
        var relisting = RelistForeverAsync(events.Writer, ended.Token);
        try
        {
            await foreach (var e in events.Reader.ReadAllAsync(ct))
            {
                yield return e;
            }
        }
        finally
        {
            await ended.CancelAsync();
            await Task.WhenAll(subscribing, relisting).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task RelistForeverAsync(ChannelWriter<ContainerEvent> events, CancellationToken ct)
    {
        using var timer = new PeriodicTimer(_relistPeriod, _time);
        while (await timer.WaitForNextTickAsync(ct))
        {
            events.TryWrite(new ContainerEvent("", ContainerEventKind.Resync));
        }
    }

    private async Task SubscribeForeverAsync(ChannelWriter<ContainerEvent> events, CancellationToken ct)
    {
        var request = new SubscribeRequest();
        request.Filters.AddRange([Filter("/tasks/start"), Filter("/tasks/exit"), Filter("/tasks/oom")]);
        var retry = FirstRetry;
        while (!ct.IsCancellationRequested)
        {
            try
            {
                // containerd does not say when a subscription stands: the second resync covers what happened while it was made.
                events.TryWrite(new ContainerEvent("", ContainerEventKind.Resync));
                _ = ResyncSoonAsync(events, ct);
                await foreach (var envelope in _channel.StreamAsync(Subscribe, request, default, ct))
                {
                    retry = FirstRetry;
                    Translate(envelope, events, ct);
                }
            }
            catch (GrpcException e)
            {
                SubscriptionBroke(e.Describe(), retry.TotalSeconds);
            }
            await Task.Delay(retry, _time, ct);
            retry = retry * 2 < LongestRetry ? retry * 2 : LongestRetry;
        }
    }

    private async Task ResyncSoonAsync(ChannelWriter<ContainerEvent> events, CancellationToken ct)
    {
        await Task.Delay(SubscriptionTime, _time, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        events.TryWrite(new ContainerEvent("", ContainerEventKind.Resync));
    }

    private static string Filter(string topic) => $"namespace==\"k8s.io\",topic==\"{topic}\"";

    private void Translate(Envelope envelope, ChannelWriter<ContainerEvent> events, CancellationToken ct)
    {
        var content = envelope.Event?.Value ?? ByteString.Empty;
        switch (envelope.Topic)
        {
            case "/tasks/start":
                events.TryWrite(new ContainerEvent(TaskStart.Parser.ParseFrom(content).ContainerId, ContainerEventKind.Started));
                break;
            case "/tasks/oom":
                events.TryWrite(new ContainerEvent(TaskOOM.Parser.ParseFrom(content).ContainerId, ContainerEventKind.OutOfMemory));
                break;
            case "/tasks/exit":
                var exit = TaskExit.Parser.ParseFrom(content);
                if (exit.Id == exit.ContainerId)
                {
                    _ = TellWhenRecordedAsync(exit.ContainerId, events, ct);
                }
                break;
            default:
                break;
        }
    }

    /// <summary>
    /// The runtime handles the same event that we got, so its status may lag by some milliseconds: waits for it,
    /// lest the reader look at once, see a running container, and hear no more of it.
    /// </summary>
    private async Task TellWhenRecordedAsync(string id, ChannelWriter<ContainerEvent> events, CancellationToken ct)
    {
        try
        {
            for (var wait = TimeSpan.FromMilliseconds(3); wait < TimeSpan.FromSeconds(2) && await SeemsRunningAsync(id, ct); wait *= 2)
            {
                await Task.Delay(wait, _time, ct);
            }
        }
        catch (GrpcException e)
        {
            ExitUnconfirmed(id, e.Describe());
        }
        catch (OperationCanceledException)
        {
            return;
        }
        events.TryWrite(new ContainerEvent(id, ContainerEventKind.Exited));
    }

    private async Task<bool> SeemsRunningAsync(string id, CancellationToken ct)
    {
        // Lists, since containerd writes an error into its log for a status asked of the wrong sort of id.
        if (await _cri.ListContainersAsync(new ContainerFilter { Id = id }, ct) is [var container, ..])
        {
            return container.State == ContainerState.ContainerRunning;
        }
        return await _cri.ListPodSandboxesAsync(new PodSandboxFilter { Id = id }, ct) is [{ State: PodSandboxState.SandboxReady }, ..];
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "the subscription to containerd's events broke ({Reason}); trying again in {Seconds} s")]
    private partial void SubscriptionBroke(string reason, double seconds);

    [LoggerMessage(Level = LogLevel.Warning, Message = "container {Id} exited, but its status could not be read: {Reason}")]
    private partial void ExitUnconfirmed(string id, string reason);
}
