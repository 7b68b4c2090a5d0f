using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Navarch.Api.Core.V1;
using Navarch.Client;

namespace Navarch.Scheduler;

/// <summary>The condition <c>PodScheduled=False</c>, which tells the user why a pod waits.</summary>
internal static class PodScheduledCondition
{
    private const string Type = "PodScheduled";

    /// <summary>The patch of the pod's status, or null when the status says so already.</summary>
    public static PatchBody? Patch(Pod pod, string reason, string message, string? nominatedNode, DateTimeOffset now)
    {
        var old = pod.Status.Conditions.FirstOrDefault(c => c.Type == Type);
        if (old is { Status: "False" } && old.Reason == reason && old.Message == message && (nominatedNode is null || nominatedNode == pod.Status.NominatedNodeName))
        {
            return null;
        }

        var since = old is { Status: "False", LastTransitionTime: { } before } ? before : now;
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteStartObject("metadata");
            json.WriteString("uid", pod.Metadata.UID);
            json.WriteEndObject();
            json.WriteStartObject("status");
            if (nominatedNode is not null)
            {
                json.WriteString("nominatedNodeName", nominatedNode);
            }

            json.WriteStartArray("conditions");
            json.WriteStartObject();
            json.WriteString("type", Type);
            json.WriteString("status", "False");
            json.WriteString("reason", reason);
            json.WriteString("message", message);
            json.WriteString("lastTransitionTime", since.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return new PatchBody(PatchType.StrategicMerge, buffer.WrittenMemory);
    }
}
