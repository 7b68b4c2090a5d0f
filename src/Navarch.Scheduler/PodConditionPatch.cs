using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Navarch.Api.Core.V1;
using Navarch.Client;

namespace Navarch.Scheduler;

/// <summary>The patch that sets one condition of a pod's status, and nothing else of it but the nominated node.</summary>
internal static class PodConditionPatch
{
    /// <summary>The patch; it fails when the pod of that name is another one by now.</summary>
    /// <param name="pod">The pod.</param>
    /// <param name="condition">The condition, with the time it came to its state.</param>
    /// <param name="nominatedNode">Where room is being made; null leaves what is there.</param>
    public static PatchBody Of(Pod pod, PodCondition condition, string? nominatedNode = null)
    {
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
            json.WriteString("type", condition.Type);
            json.WriteString("status", condition.Status);
            json.WriteString("reason", condition.Reason);
            json.WriteString("message", condition.Message);
            json.WriteString("lastTransitionTime", condition.LastTransitionTime?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return new PatchBody(PatchType.StrategicMerge, buffer.WrittenMemory);
    }
}
