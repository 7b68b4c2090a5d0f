namespace Navarch.ApiServer.Verbs;

/// <summary>
/// Lists objects from a snapshot. <c>resourceVersion</c>: empty or 0, the latest state; a number, not older than it, or exactly it
/// (with <c>resourceVersionMatch=Exact</c>, or a limit, as upstream). Pages of one list show one state.
/// </summary>
internal sealed class ListVerb(ServerCore core)
{
    /// <summary>The page the query asks for.</summary>
    public async ValueTask<ApiResult<ListPage>> ExecuteAsync(ResourceCall call, ListQuery query, CancellationToken cancellationToken)
    {
        var selected = Selection.Of(call.Resource, call.Namespace, query);
        if (!selected.IsSuccess)
        {
            return selected.Status;
        }

        if (call.Resource.Source is { } source)
        {
            return await MadeAsync(call, source, selected.Value, cancellationToken);
        }

        var token = default(ContinueToken);
        if (query.Continue.Length > 0)
        {
            if (ContinueToken.Read(query.Continue) is not { } read)
            {
                return Failures.BadRequest("invalid continue token: continue key is not valid");
            }

            if (query.ResourceVersion is not ("" or "0"))
            {
                return Failures.BadRequest("specifying resource version is not allowed when using continue");
            }

            token = read;
        }

        var revision = await RevisionOf(query, token, cancellationToken);
        if (!revision.IsSuccess)
        {
            return revision.Status;
        }

        var found = core.Store.Snapshot(call.Resource.Bucket, revision.Value);
        return found.Status switch
        {
            SnapshotStatus.Ok => Page(found.Snapshot!, revision.Value, selected.Value, query.Limit, token),
            SnapshotStatus.Compacted => query.Continue.Length > 0
                ? ExpiredContinue(token)
                : Failures.Expired("The resourceVersion for the provided list is too old."),
            _ => Failures.TooLargeResourceVersion(revision.Value, core.Store.Revision),
        };
    }

    /// <summary>Objects that are not stored have no versions: they are listed as they are now, all at once.</summary>
    private async ValueTask<ApiResult<ListPage>> MadeAsync(ResourceCall call, IObjectSource source, Selection selection, CancellationToken cancellationToken)
    {
        var objects = await source.ReadAsync(call.Namespace, cancellationToken);
        return new ListPage(core.Store.Revision, objects.Select(obj => ObjectWriter.Unstored(call.Resource, obj)).Where(selection.Takes).ToList());
    }

    private async ValueTask<ApiResult<long>> RevisionOf(ListQuery query, ContinueToken token, CancellationToken cancellationToken)
    {
        if (query.Continue.Length > 0)
        {
            return token.Revision < 0 ? 0 : token.Revision;
        }

        if (query.ResourceVersion is "" or "0")
        {
            return 0;
        }

        if (!ResourceVersions.TryRead(query.ResourceVersion, out var wanted, out var problem))
        {
            return problem;
        }

        if (!await core.IsReachedAsync(wanted, cancellationToken))
        {
            return Failures.TooLargeResourceVersion(wanted, core.Store.Revision);
        }

        var exact = query.ResourceVersionMatch == "Exact" || (query.ResourceVersionMatch.Length == 0 && query.Limit > 0);
        return exact ? wanted : 0;
    }

    private static ListPage Page(ISnapshot snapshot, long asked, Selection selection, long limit, ContinueToken token)
    {
        // A snapshot of the present may be newer than the bucket's last change; what the list shows is the store's revision.
        var revision = asked > 0 ? asked : snapshot.Revision;
        var after = token.After ?? "";
        var expected = selection.TakesAll ? snapshot.CountRange(selection.Prefix, after) : Math.Min(snapshot.Count, 1024);
        var items = new List<Entry>(limit > 0 ? (int)Math.Min(limit, expected) : expected);
        var more = false;
        foreach (var entry in snapshot.Range(selection.Prefix, after))
        {
            if (!selection.Takes(entry))
            {
                continue;
            }

            if (limit > 0 && items.Count == limit)
            {
                more = true;
                break;
            }

            items.Add(entry);
        }

        if (!more)
        {
            return new ListPage(revision, items);
        }

        var last = items[^1].Key.Name;
        return new ListPage(
            revision,
            items,
            new ContinueToken(revision, last).ToString(),
            selection.TakesAll ? snapshot.CountRange(selection.Prefix, last) : null);
    }

    private static Status ExpiredContinue(ContinueToken token) => Failures.Expired(
        "The provided continue parameter is too old to display a consistent list result. You can start a new list without "
        + "the continue parameter, or use the continue token in this response to retrieve the remainder of the results. Continuing with the "
        + "provided token results in an inconsistent list - objects that were created, modified, or deleted between the time the first "
        + "chunk was returned and now may show up in the list.") with
    {
        Metadata = new ListMeta { Continue = new ContinueToken(-1, token.After).ToString() },
    };
}
