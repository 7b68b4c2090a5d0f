using Navarch.ApiServer.Admission;

namespace Navarch.ApiServer.Verbs;

/// <summary>What a deletion did.</summary>
/// <param name="Object">The object as it is now, or as it last was.</param>
/// <param name="Entry">Its entry.</param>
/// <param name="IsGone">Whether it was removed; otherwise grace or finalizers hold it.</param>
internal sealed record DeleteOutcome(IKubernetesObject Object, Entry Entry, bool IsGone);

/// <summary>Deletes one object: see <see cref="Deletion"/> for the rules.</summary>
internal sealed class DeleteVerb(ServerCore core)
{
    private const int Attempts = 20;

    /// <summary>What was done.</summary>
    public async ValueTask<ApiResult<DeleteOutcome>> ExecuteAsync(ResourceCall call, DeleteOptions options, CancellationToken cancellationToken)
    {
        if (options.GracePeriodSeconds < 0)
        {
            // As little as there is: zero would mean without asking the node.
            options = options with { GracePeriodSeconds = 1 };
        }

        var context = core.ContextOf(call);
        for (var attempt = 1; attempt <= Attempts; attempt++)
        {
            if (core.Store.Get(call.Key) is not { } entry)
            {
                return Failures.NotFound(call.Kind, call.Name);
            }

            var obj = call.Resource.Decode(entry);
            if (Deletion.CheckPreconditions(call.Kind, obj, options) is { } refused)
            {
                return refused;
            }

            var admitted = await core.Admission.AdmitAsync(null, new AdmissionRequest(AdmissionOperation.Delete, call.Name, obj, context), cancellationToken);
            if (!admitted.IsSuccess)
            {
                return admitted.Status;
            }

            if (await WriteAsync(call, obj, entry, options, cancellationToken) is { } outcome)
            {
                return outcome;
            }
        }

        return Failures.Conflict(call.Kind, call.Name, Failures.Modified);
    }

    /// <summary>The outcome, or null when somebody else wrote first.</summary>
    private async ValueTask<DeleteOutcome?> WriteAsync(ResourceCall call, IKubernetesObject obj, Entry entry, DeleteOptions options, CancellationToken cancellationToken)
    {
        var strategy = call.Resource.Strategy;
        var begun = Deletion.Begin(obj, options, strategy, core.Now);
        var gone = Deletion.IsComplete(begun, strategy);
        if (call.DryRun || (!gone && begun.Equals(obj)))
        {
            return new DeleteOutcome(begun, call.DryRun ? ObjectWriter.DryRun(call.Resource, begun, entry) : entry, gone);
        }

        // An object that goes at once is shown to watchers as it was; only one that was marked before shows its mark.
        var result = gone
            ? await core.Writer.DeleteAsync(call.Resource, entry, null, cancellationToken)
            : await core.Writer.ReplaceAsync(call.Resource, begun, entry, cancellationToken);
        if (result.Status != WriteStatus.Committed)
        {
            return null;
        }

        if (gone)
        {
            await strategy.ReleaseAsync(obj, null);
        }

        return new DeleteOutcome(call.Resource.Decode(result.Entry!), result.Entry!, gone);
    }
}
