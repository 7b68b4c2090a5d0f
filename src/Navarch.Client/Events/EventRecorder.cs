using System.Globalization;
using System.Text.Json;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Navarch.Api.Core.V1;

namespace Navarch.Client.Events;

/// <summary>
/// Writes events to the API in the background. Telling never waits: when the API is far behind, events are dropped.
/// Dispose to stop after what was told so far.
/// </summary>
public sealed partial class EventRecorder : IAsyncDisposable
{
    private const int Backlog = 2048;
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(2);

    private readonly IKubernetesClient client;
    private readonly TimeProvider time;
    private readonly string host;
    private readonly ILogger logger;
    private readonly EventCorrelator correlator = new();
    private readonly Channel<(string Component, EventNote Note, DateTimeOffset At)> told =
        Channel.CreateBounded<(string, EventNote, DateTimeOffset)>(new BoundedChannelOptions(Backlog) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    private readonly CancellationTokenSource stop = new();
    private readonly Task pump;
    private long serial;

    /// <summary>Starts a recorder.</summary>
    /// <param name="client">The API.</param>
    /// <param name="time">The clock.</param>
    /// <param name="loggers">Where failures go.</param>
    /// <param name="host">The node the events come from; empty for control-plane components.</param>
    public EventRecorder(IKubernetesClient client, TimeProvider time, ILoggerFactory loggers, string host = "")
    {
        this.client = client;
        this.time = time;
        this.host = host;
        logger = loggers.CreateLogger<EventRecorder>();
        pump = Task.Run(() => PumpAsync(stop.Token), CancellationToken.None);
    }

    /// <summary>Records that something happened now.</summary>
    /// <param name="component">Who tells: <c>kubelet</c>, <c>replicaset-controller</c>.</param>
    /// <param name="note">What happened.</param>
    public void Record(string component, EventNote note) => told.Writer.TryWrite((component, note, time.GetUtcNow()));

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        told.Writer.TryComplete();
        stop.CancelAfter(StopLimit);
        await pump;
        stop.Dispose();
    }

    private async Task PumpAsync(CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var (component, note, at) in told.Reader.ReadAllAsync(cancellationToken))
            {
                try
                {
                    await WriteAsync(component, note, at, cancellationToken);
                }
                catch (Exception failure) when (failure is HttpRequestException or IOException or TimeoutException)
                {
                    LogLost(logger, note.Reason, note.Regarding.Metadata.Name, failure.Message);
                }
            }
        }
        catch (OperationCanceledException)
        {
            LogStopped(logger, told.Reader.Count);
        }
    }

    private async Task WriteAsync(string component, EventNote note, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var about = note.Regarding;
        var meta = about.Metadata;
        var identity = new EventIdentity(component, about.KindInfo.Kind, meta.Namespace, meta.Name, meta.UID, note.FieldPath, note.Type, note.Reason);
        if (correlator.Take(identity, note.Message, at) is not { } occurrence)
        {
            return;
        }

        var ns = meta.Namespace.Length == 0 ? "default" : meta.Namespace;
        if (occurrence.EventName is { } existing)
        {
            var patched = await client.PatchAsync<Event>(new(ns, existing), CountPatch(occurrence, at), "", cancellationToken);
            if (patched.IsSuccess)
            {
                return;
            }

            correlator.Wrote(identity, occurrence.Message, null);
        }

        var created = await client.CreateAsync(Compose(component, note, occurrence, ns, at), cancellationToken);
        if (created.IsSuccess)
        {
            correlator.Wrote(identity, occurrence.Message, created.Value.Metadata.Name);
        }
        else
        {
            LogLost(logger, note.Reason, meta.Name, created.Status.Message);
        }
    }

    private Event Compose(string component, EventNote note, EventOccurrence occurrence, string ns, DateTimeOffset at)
    {
        var about = note.Regarding;
        var unique = at.UtcTicks + Interlocked.Increment(ref serial);
        return new Event
        {
            Metadata = new() { Namespace = ns, Name = $"{about.Metadata.Name}.{unique.ToString("x16", CultureInfo.InvariantCulture)}" },
            InvolvedObject = new()
            {
                APIVersion = about.KindInfo.ApiVersion,
                Kind = about.KindInfo.Kind,
                Namespace = about.Metadata.Namespace,
                Name = about.Metadata.Name,
                UID = about.Metadata.UID,
                ResourceVersion = about.Metadata.ResourceVersion,
                FieldPath = note.FieldPath,
            },
            Type = note.Type,
            Reason = note.Reason,
            Message = occurrence.Message,
            Source = new() { Component = component, Host = host },
            ReportingController = component,
            ReportingInstance = host,
            FirstTimestamp = occurrence.First,
            LastTimestamp = at,
            Count = occurrence.Count,
        };
    }

    private static PatchBody CountPatch(EventOccurrence occurrence, DateTimeOffset at)
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>(256);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteNumber("count", occurrence.Count);
            writer.WriteString("lastTimestamp", at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
            writer.WriteString("message", occurrence.Message);
            writer.WriteEndObject();
        }

        return new(PatchType.Merge, buffer.WrittenMemory);
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "The event {Reason} of {Name} could not be written: {Error}")]
    private static partial void LogLost(ILogger logger, string reason, string name, string error);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Stopped with {Count} events unwritten")]
    private static partial void LogStopped(ILogger logger, int count);
}
