namespace Navarch.Storage.Engine;

/// <summary>The committed state of all buckets at one revision; replaced as a whole, so that readers need no lock.</summary>
/// <param name="Revision">The revision of the last committed write.</param>
/// <param name="Trees">The buckets, by <see cref="Bucket.Index"/>; a bucket beyond the end is empty.</param>
internal sealed record Published(long Revision, EntryTree[] Trees)
{
    public EntryTree Tree(Bucket? bucket) =>
        bucket is not null && bucket.Index < Trees.Length ? Trees[bucket.Index] : EntryTree.Empty;
}
