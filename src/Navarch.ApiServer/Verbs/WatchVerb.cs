namespace Navarch.ApiServer.Verbs;

/// <summary>
/// Watches objects. <c>resourceVersion</c>: empty or 0, everything that exists comes first as added; a number, what happened
/// after it (410 when that is no longer held). With <c>sendInitialEvents</c> a bookmark tells where the existing ones end.
/// </summary>
internal sealed class WatchVerb(ServerCore core)
{
    /// <summary>The open watch.</summary>
    public async ValueTask<ApiResult<WatchSession>> ExecuteAsync(ResourceCall call, ListQuery query, CancellationToken cancellationToken)
    {
        var selected = Selection.Of(call.Resource, call.Namespace, query);
        if (!selected.IsSuccess)
        {
            return selected.Status;
        }

        long after = 0;
        if (query.ResourceVersion is not ("" or "0") && !ResourceVersions.TryRead(query.ResourceVersion, out after, out var problem))
        {
            return problem;
        }

        IEnumerable<Entry> initial = [];
        if (after == 0 || query.SendInitialEvents)
        {
            if (query.SendInitialEvents && !await core.IsReachedAsync(after, cancellationToken))
            {
                return Failures.TooLargeResourceVersion(after, core.Store.Revision);
            }

            var snapshot = core.Store.Snapshot(call.Resource.Bucket).Snapshot!;

            after = snapshot.Revision;
            initial = snapshot.Range(selected.Value.Prefix);
        }

        var opened = core.Store.Watch(call.Resource.Bucket, selected.Value.Prefix, after);
        return opened.Status == WatchStatus.Compacted
            ? Failures.Expired($"too old resource version: {after} ({core.Store.CompactedRevision})")
            : new WatchSession(call.Resource, selected.Value, opened.Watch!, initial, after, query, core.Time);
    }
}
