using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Navarch.Api.Core.V1;
using Navarch.Client;

namespace Navarch.Node.Reporting;

/// <summary>
/// Records events of the node and its pods. Recording never waits; writing goes on in the background, and an event that
/// repeats counts up the one written before.
/// </summary>
public sealed partial class NodeEvents(IKubernetesClient client, string nodeName, TimeProvider time, ILogger<NodeEvents> logger)
{
    private const int MostWaiting = 1000;
    private const int MostRemembered = 4096;
    private const string Component = "kubelet";

    private readonly Channel<Event> waiting = Channel.CreateBounded<Event>(new BoundedChannelOptions(MostWaiting) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });
    private readonly Dictionary<(string Uid, string FieldPath, string Reason, string Message), Event> written = [];

    /// <summary>Records that all is well with a pod or a container of it.</summary>
    public void Normal(Pod pod, string container, string reason, string message) => Record(ReferenceTo(pod, container), "Normal", reason, message);

    /// <summary>Records that something is wrong with a pod or a container of it.</summary>
    public void Warning(Pod pod, string container, string reason, string message) => Record(ReferenceTo(pod, container), "Warning", reason, message);

    /// <summary>Records an event of the node itself.</summary>
    public void OfNode(string reason, string message) =>
        Record(new() { Kind = "Node", APIVersion = "v1", Name = nodeName, UID = nodeName }, "Normal", reason, message);

    /// <summary>Writes events until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var entry in waiting.Reader.ReadAllAsync(cancellationToken))
            {
                try
                {
                    await WriteAsync(entry, cancellationToken);
                }
                catch (Exception broken) when (!cancellationToken.IsCancellationRequested)
                {
                    LogLost(logger, entry.Reason, entry.InvolvedObject.Namespace, entry.InvolvedObject.Name, broken.Message);
                }
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The agent ends.
        }
    }

    private static ObjectReference ReferenceTo(Pod pod, string container)
    {
        var path = "";
        if (container.Length > 0)
        {
            path = pod.Spec.InitContainers.Any(c => c.Name == container) ? $"spec.initContainers{{{container}}}" : $"spec.containers{{{container}}}";
        }

        return new()
        {
            Kind = "Pod",
            APIVersion = "v1",
            Namespace = pod.Metadata.Namespace,
            Name = pod.Metadata.Name,
            UID = pod.Metadata.UID,
            ResourceVersion = pod.Metadata.ResourceVersion,
            FieldPath = path,
        };
    }

    private void Record(ObjectReference about, string type, string reason, string message)
    {
        var now = time.GetUtcNow();
        waiting.Writer.TryWrite(new Event
        {
            Metadata = new()
            {
                Namespace = about.Namespace.Length > 0 ? about.Namespace : "default",
                Name = $"{about.Name}.{now.UtcTicks:x}{Random.Shared.Next(0x1000):x3}",
            },
            InvolvedObject = about,
            Reason = reason,
            Message = message.Length <= 1024 ? message : message[..1024],
            Type = type,
            Source = new() { Component = Component, Host = nodeName },
            ReportingController = Component,
            ReportingInstance = nodeName,
            FirstTimestamp = now,
            LastTimestamp = now,
            Count = 1,
        });
    }

    private async Task WriteAsync(Event entry, CancellationToken cancellationToken)
    {
        var key = (entry.InvolvedObject.UID, entry.InvolvedObject.FieldPath, entry.Reason, entry.Message);
        if (written.TryGetValue(key, out var before))
        {
            var again = before with { Count = before.Count + 1, LastTimestamp = entry.LastTimestamp };
            var updated = await client.UpdateAsync(again, cancellationToken);
            if (updated.IsSuccess)
            {
                written[key] = updated.Value;
                return;
            }
        }

        var created = await client.CreateAsync(entry, cancellationToken);
        if (!created.IsSuccess)
        {
            LogLost(logger, entry.Reason, entry.InvolvedObject.Namespace, entry.InvolvedObject.Name, created.Status.Message);
            return;
        }

        if (written.Count >= MostRemembered)
        {
            written.Clear();
        }

        written[key] = created.Value;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "event {Reason} of {Namespace}/{Name} could not be recorded: {Cause}")]
    private static partial void LogLost(ILogger logger, string reason, string @namespace, string name, string cause);
}
