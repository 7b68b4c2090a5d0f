namespace Navarch.ApiServer.Verbs;

/// <summary>
/// Watches objects. <c>resourceVersion</c>: empty or 0, everything that exists comes first as added; a number, what happened
/// after it (410 when that is no longer held). With <c>sendInitialEvents</c> a bookmark tells where the existing ones end.
/// </summary>
internal sealed class WatchVerb(ServerCore core)
{
    /// <summary>The open watch.</summary>
    public ApiResult<WatchSession> Execute(ResourceCall call, ListQuery query)
    {
        var selected = Selection.Of(call.Resource, call.Namespace, query);
        if (!selected.IsSuccess)
        {
            return selected.Status;
        }

        if (query.SendInitialEvents && query.ResourceVersionMatch != "NotOlderThan")
        {
            return Failures.Invalid(call.Kind, "", [Faults.Forbidden("resourceVersionMatch", "sendInitialEvents requires setting resourceVersionMatch to NotOlderThan")]);
        }

        if (!query.SendInitialEvents && query.ResourceVersionMatch.Length > 0)
        {
            return Failures.Invalid(call.Kind, "", [Faults.Forbidden("resourceVersionMatch", "resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided")]);
        }

        long after = 0;
        if (query.ResourceVersion is not ("" or "0") && (!long.TryParse(query.ResourceVersion, out after) || after < 0))
        {
            return Failures.BadRequest($"Invalid value: \"{query.ResourceVersion}\": resourceVersion must be a non-negative integer");
        }

        IEnumerable<Entry> initial = [];
        if (after == 0 || query.SendInitialEvents)
        {
            var snapshot = core.Store.Snapshot(call.Resource.Bucket).Snapshot!;
            if (query.SendInitialEvents && after > snapshot.Revision)
            {
                return Failures.TooLargeResourceVersion(after, snapshot.Revision);
            }

            after = snapshot.Revision;
            initial = snapshot.Range(selected.Value.Prefix);
        }

        var opened = core.Store.Watch(call.Resource.Bucket, selected.Value.Prefix, after);
        return opened.Status == WatchStatus.Compacted
            ? Failures.Expired($"too old resource version: {after} ({core.Store.CompactedRevision})")
            : new WatchSession(call.Resource, selected.Value, opened.Watch!, initial, after, query, core.Time);
    }
}
