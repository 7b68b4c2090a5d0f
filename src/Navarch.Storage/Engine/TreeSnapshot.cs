namespace Navarch.Storage.Engine;

/// <summary>One bucket at one revision.</summary>
internal sealed class TreeSnapshot(EntryTree tree, long revision) : ISnapshot
{
    public long Revision { get; } = revision;

    public int Count => tree.Count;

    public Entry? Get(string name) => tree.Find(name);

    public IEnumerable<Entry> Range(string prefix, string after = "") => tree.Range(prefix, after);

    public int CountRange(string prefix, string after = "") => tree.CountRange(prefix, after);
}
