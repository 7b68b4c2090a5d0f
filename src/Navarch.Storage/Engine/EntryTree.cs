namespace Navarch.Storage.Engine;

/// <summary>
/// An immutable map from name to entry, ordered by name (ordinal). Every update gives a new map that shares nearly all
/// of its nodes with the old one, so that keeping old versions is cheap.
/// </summary>
internal sealed class EntryTree
{
    public static readonly EntryTree Empty = new(LeafNode.Empty);

    private readonly TreeNode root;

    private EntryTree(TreeNode root) => this.root = root;

    /// <summary>The number of entries.</summary>
    public int Count => root.Count;

    /// <summary>The entry of that name, or null.</summary>
    public Entry? Find(string name) => root.Find(name);

    /// <summary>The map with <paramref name="entry"/> under its name.</summary>
    public EntryTree Set(Entry entry)
    {
        TreeNode left = root.Set(entry, out TreeNode? right, out string? rightLow);
        return new EntryTree(right is null ? left : new InnerNode([left, right], ["", rightLow!]));
    }

    /// <summary>The map without that name.</summary>
    public EntryTree Remove(string name)
    {
        TreeNode node = root.Remove(name);
        if (ReferenceEquals(node, root))
        {
            return this;
        }

        while (node is InnerNode { Slots: 1 } inner)
        {
            node = inner.Children[0];
        }

        return node.Count == 0 ? Empty : new EntryTree(node);
    }

    /// <summary>The number of entries whose name starts with <paramref name="prefix"/> and is greater than <paramref name="after"/>.</summary>
    public int CountRange(string prefix, string after) => Math.Max(0, End(prefix) - Start(prefix, after));

    /// <summary>The entries <see cref="CountRange"/> counts, in order.</summary>
    public IEnumerable<Entry> Range(string prefix, string after)
    {
        int start = Start(prefix, after);
        return Walk(start, End(prefix) - start);
    }

    private int Start(string prefix, string after) =>
        after.Length > 0 && string.CompareOrdinal(after, prefix) >= 0
            ? root.Rank(after, orEqual: true)
            : prefix.Length > 0 ? root.Rank(prefix, orEqual: false) : 0;

    private int End(string prefix)
    {
        // The least string greater than every string with the prefix: its last character that can grow, grown.
        int length = prefix.Length;
        while (length > 0 && prefix[length - 1] == char.MaxValue)
        {
            length--;
        }

        return length == 0 ? root.Count : root.Rank(prefix[..(length - 1)] + (char)(prefix[length - 1] + 1), orEqual: false);
    }

    private IEnumerable<Entry> Walk(int start, int count)
    {
        if (count <= 0)
        {
            yield break;
        }

        var path = new Stack<(InnerNode Node, int Next)>();
        TreeNode node = Descend(root, ref start, path);
        int index = start;
        while (true)
        {
            Entry[] entries = ((LeafNode)node).Entries;
            for (; index < entries.Length; index++)
            {
                yield return entries[index];
                if (--count == 0)
                {
                    yield break;
                }
            }

            (InnerNode parent, int next) = path.Pop();
            while (next == parent.Slots)
            {
                (parent, next) = path.Pop();
            }

            path.Push((parent, next + 1));
            index = 0;
            node = Descend(parent.Children[next], ref index, path);
        }
    }

    /// <summary>Goes down to the leaf with the entry of that position; <paramref name="position"/> becomes its index in the leaf.</summary>
    private static TreeNode Descend(TreeNode node, ref int position, Stack<(InnerNode Node, int Next)> path)
    {
        while (node is InnerNode inner)
        {
            int child = 0;
            while (position >= inner.Children[child].Count)
            {
                position -= inner.Children[child].Count;
                child++;
            }

            path.Push((inner, child + 1));
            node = inner.Children[child];
        }

        return node;
    }
}
