namespace Navarch.ApiServer.Verbs;

/// <summary>Deletes every object of a selection, many at a time so that the store commits them together.</summary>
internal sealed class DeleteCollectionVerb(ListVerb list, DeleteVerb delete)
{
    private const int AtOnce = 256;

    /// <summary>The objects that were deleted, or marked.</summary>
    public async ValueTask<ApiResult<ListPage>> ExecuteAsync(ResourceCall call, ListQuery query, DeleteOptions options, CancellationToken cancellationToken)
    {
        var listed = await list.ExecuteAsync(call, query, cancellationToken);
        if (!listed.IsSuccess)
        {
            return listed;
        }

        var page = listed.Value;
        var results = new ApiResult<DeleteOutcome>[page.Items.Count];
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken };
        await Parallel.ForAsync(0, page.Items.Count, parallel, async (i, token) =>
        {
            var (ns, name) = Split(call.Resource, page.Items[i].Key.Name);
            results[i] = await delete.ExecuteAsync(call with { Namespace = ns, Name = name }, options, token);
        });
        foreach (var result in results)
        {
            // Whoever deleted it first did what was asked.
            if (!result.IsSuccess && !result.IsNotFound)
            {
                return result.Status;
            }
        }

        return page;
    }

    private static (string Namespace, string Name) Split(ServedResource resource, string key)
    {
        var slash = resource.IsNamespaced ? key.IndexOf('/', StringComparison.Ordinal) : -1;
        return slash < 0 ? ("", key) : (key[..slash], key[(slash + 1)..]);
    }
}
