using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Navarch.Api.Core.V1;
using Navarch.Client;

namespace Navarch.Scheduler;

/// <summary>The condition <c>DisruptionTarget=True</c>, which tells that a pod ends for no fault of its own.</summary>
internal static class DisruptionTarget
{
    /// <summary>The patch of the pod's status.</summary>
    public static PatchBody Patch(Pod pod, string message, DateTimeOffset now)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteStartObject("metadata");
            json.WriteString("uid", pod.Metadata.UID);
            json.WriteEndObject();
            json.WriteStartObject("status");
            json.WriteStartArray("conditions");
            json.WriteStartObject();
            json.WriteString("type", "DisruptionTarget");
            json.WriteString("status", "True");
            json.WriteString("reason", "PreemptionByScheduler");
            json.WriteString("message", message);
            json.WriteString("lastTransitionTime", now.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return new PatchBody(PatchType.StrategicMerge, buffer.WrittenMemory);
    }
}
