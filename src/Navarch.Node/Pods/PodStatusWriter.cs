using Microsoft.Extensions.Logging;
using Navarch.Api;
using Navarch.Api.Core.V1;
using Navarch.Client;
using Navarch.Client.Caching;

namespace Navarch.Node.Pods;

/// <summary>
/// Writes a pod's status when it differs from what the API shows. One write is under way at a time; what is to be shown
/// meanwhile is written next.
/// </summary>
internal sealed partial class PodStatusWriter(PodServices services, string podUid, Action<Func<PodObservation, PodObservation>, bool> tell, ILogger logger)
{
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(1);
    private PodStatus? sent;
    private string sentVersion = "";
    private bool writing;

    /// <summary>Shows a status; called by the pod's loop only.</summary>
    public void Write(Pod pod, PodStatus status, CancellationToken ended)
    {
        // A status that the API stored otherwise than it was sent is not sent again and again.
        var answered = sent == status && sentVersion == pod.Metadata.ResourceVersion;
        if (Volatile.Read(ref writing) || pod.Status == status || answered)
        {
            return;
        }

        Volatile.Write(ref writing, true);
        sent = status;
        _ = WriteAsync(pod, status, ended);
    }

    /// <summary>Whether one state of a pod is later than another.</summary>
    public static bool IsNewer(Pod pod, Pod than) => ResourceVersions.Parse(pod.Metadata.ResourceVersion) >= ResourceVersions.Parse(than.Metadata.ResourceVersion);

    private async Task WriteAsync(Pod pod, PodStatus status, CancellationToken ended)
    {
        Func<PodObservation, PodObservation> change = o => o;
        try
        {
            await Task.Yield();
            var answer = await services.Client.UpdateStatusAsync(pod with { Status = status }, ended);
            if (answer.IsConflict)
            {
                answer = await services.Client.GetAsync<Pod>(pod.NamespacedName(), ended);
                sent = null;
            }

            if (answer.IsSuccess)
            {
                var stored = answer.Value;
                sentVersion = stored.Metadata.ResourceVersion;
                change = stored.Metadata.UID == podUid ? o => IsNewer(stored, o.Pod) ? o with { Pod = stored } : o : o => o with { Gone = true };
            }
            else if (answer.IsNotFound)
            {
                change = o => o with { Gone = true };
            }
            else
            {
                LogRefused(logger, pod.Metadata.Namespace, pod.Metadata.Name, answer.Status!.Message);
                sent = null;
                await Task.Delay(Retry, services.Time, ended);
            }
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            return;
        }
        catch (Exception broken)
        {
            LogRefused(logger, pod.Metadata.Namespace, pod.Metadata.Name, broken.Message);
            sent = null;
            await Task.Delay(Retry, services.Time, ended).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        Volatile.Write(ref writing, false);
        tell(change, false);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "the status of pod {Namespace}/{Name} could not be written: {Reason}; trying again")]
    private static partial void LogRefused(ILogger logger, string @namespace, string name, string reason);
}
