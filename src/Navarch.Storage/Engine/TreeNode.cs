namespace Navarch.Storage.Engine;

/// <summary>
/// A node of the persistent B+ tree under <see cref="EntryTree"/>. Nodes never change: an update copies the nodes on
/// its path (about 1 KB at 10,000 entries) and shares all others with every older version.
/// </summary>
internal abstract class TreeNode(int count)
{
    /// <summary>A node of more slots is split; two neighbours that fit well into one are merged.</summary>
    protected const int MaxSlots = 32;

    private protected const int MergeBelow = MaxSlots / 4;

    private protected const int MergeUpTo = MaxSlots * 3 / 4;

    /// <summary>The number of entries in this subtree.</summary>
    public int Count { get; } = count;

    /// <summary>The number of slots (entries of a leaf, children of an inner node).</summary>
    public abstract int Slots { get; }

    public abstract Entry? Find(string name);

    /// <summary>The number of entries whose name is less than (or, when <paramref name="orEqual"/>, equal to) the given one.</summary>
    public abstract int Rank(string name, bool orEqual);

    /// <summary>Puts an entry. When the node has to split, <paramref name="right"/> is the upper half and <paramref name="rightLow"/> its least name.</summary>
    public abstract TreeNode Set(Entry entry, out TreeNode? right, out string? rightLow);

    /// <summary>Removes a name; the same instance when it is not there.</summary>
    public abstract TreeNode Remove(string name);

    /// <summary>The concatenation of this node and its right neighbour.</summary>
    public abstract TreeNode Concat(TreeNode right, string rightLow);
}

/// <summary>A leaf: entries in name order.</summary>
internal sealed class LeafNode(Entry[] entries) : TreeNode(entries.Length)
{
    public static readonly LeafNode Empty = new([]);

    public Entry[] Entries { get; } = entries;

    public override int Slots => Entries.Length;

    public override Entry? Find(string name)
    {
        int index = Search(name);
        return index >= 0 ? Entries[index] : null;
    }

    public override int Rank(string name, bool orEqual)
    {
        int index = Search(name);
        if (index < 0)
        {
            return ~index;
        }

        return orEqual ? index + 1 : index;
    }

    public override TreeNode Set(Entry entry, out TreeNode? right, out string? rightLow)
    {
        right = null;
        rightLow = null;
        int index = Search(entry.Key.Name);
        if (index >= 0)
        {
            var copy = (Entry[])Entries.Clone();
            copy[index] = entry;
            return new LeafNode(copy);
        }

        index = ~index;
        if (Entries.Length < MaxSlots)
        {
            return new LeafNode([.. Entries.AsSpan(0, index), entry, .. Entries.AsSpan(index)]);
        }

        // Appending in order, the common case of a load, leaves full leaves behind.
        int middle = index == MaxSlots ? MaxSlots : MaxSlots / 2;
        Entry[] low = Entries[..middle];
        Entry[] high = Entries[middle..];
        if (index < middle)
        {
            low = [.. low.AsSpan(0, index), entry, .. low.AsSpan(index)];
        }
        else
        {
            high = [.. high.AsSpan(0, index - middle), entry, .. high.AsSpan(index - middle)];
        }

        right = new LeafNode(high);
        rightLow = high[0].Key.Name;
        return new LeafNode(low);
    }

    public override TreeNode Remove(string name)
    {
        int index = Search(name);
        return index < 0 ? this : new LeafNode([.. Entries.AsSpan(0, index), .. Entries.AsSpan(index + 1)]);
    }

    public override TreeNode Concat(TreeNode right, string rightLow) =>
        new LeafNode([.. Entries, .. ((LeafNode)right).Entries]);

    private int Search(string name)
    {
        int low = 0;
        int high = Entries.Length - 1;
        while (low <= high)
        {
            int middle = (low + high) >> 1;
            int order = string.CompareOrdinal(Entries[middle].Key.Name, name);
            if (order == 0)
            {
                return middle;
            }

            if (order < 0)
            {
                low = middle + 1;
            }
            else
            {
                high = middle - 1;
            }
        }

        return ~low;
    }
}

/// <summary>An inner node: children in name order; every name in child i is at least <c>lows[i]</c> and less than <c>lows[i + 1]</c> (the first low is never looked at).</summary>
internal sealed class InnerNode(TreeNode[] children, string[] lows) : TreeNode(Sum(children))
{
    public TreeNode[] Children { get; } = children;

    public override int Slots => Children.Length;

    public override Entry? Find(string name) => Children[ChildOf(name)].Find(name);

    public override int Rank(string name, bool orEqual)
    {
        int index = ChildOf(name);
        int rank = Children[index].Rank(name, orEqual);
        for (int i = 0; i < index; i++)
        {
            rank += Children[i].Count;
        }

        return rank;
    }

    public override TreeNode Set(Entry entry, out TreeNode? right, out string? rightLow)
    {
        right = null;
        rightLow = null;
        int index = ChildOf(entry.Key.Name);
        TreeNode child = Children[index].Set(entry, out TreeNode? childRight, out string? childRightLow);
        if (childRight is null)
        {
            return new InnerNode(Replace(Children, index, child), lows);
        }

        TreeNode[] grown = [.. Children.AsSpan(0, index), child, childRight, .. Children.AsSpan(index + 1)];
        string[] grownLows = [.. lows.AsSpan(0, index + 1), childRightLow!, .. lows.AsSpan(index + 1)];
        if (grown.Length <= MaxSlots)
        {
            return new InnerNode(grown, grownLows);
        }

        int middle = index == MaxSlots - 1 ? MaxSlots : grown.Length / 2;
        right = new InnerNode(grown[middle..], grownLows[middle..]);
        rightLow = grownLows[middle];
        return new InnerNode(grown[..middle], grownLows[..middle]);
    }

    public override TreeNode Remove(string name)
    {
        int index = ChildOf(name);
        TreeNode old = Children[index];
        TreeNode child = old.Remove(name);
        if (ReferenceEquals(child, old))
        {
            return this;
        }

        if (child.Slots == 0)
        {
            return Without(index);
        }

        if (child.Slots < MergeBelow)
        {
            int left = index > 0 ? index - 1 : index;
            if (left + 1 < Children.Length)
            {
                TreeNode first = left == index ? child : Children[left];
                TreeNode second = left == index ? Children[left + 1] : child;
                if (first.Slots + second.Slots <= MergeUpTo)
                {
                    TreeNode merged = first.Concat(second, lows[left + 1]);
                    return ((InnerNode)Without(left + 1)).With(left, merged);
                }
            }
        }

        return With(index, child);
    }

    public override TreeNode Concat(TreeNode right, string rightLow)
    {
        var other = (InnerNode)right;
        string[] otherLows = other.LowsFrom(rightLow);
        return new InnerNode([.. Children, .. other.Children], [.. lows, .. otherLows]);
    }

    private static int Sum(TreeNode[] children)
    {
        int sum = 0;
        foreach (TreeNode child in children)
        {
            sum += child.Count;
        }

        return sum;
    }

    private static TreeNode[] Replace(TreeNode[] children, int index, TreeNode child)
    {
        var copy = (TreeNode[])children.Clone();
        copy[index] = child;
        return copy;
    }

    private string[] LowsFrom(string first)
    {
        var copy = (string[])lows.Clone();
        copy[0] = first;
        return copy;
    }

    private InnerNode With(int index, TreeNode child) => new(Replace(Children, index, child), lows);

    private InnerNode Without(int index) =>
        new([.. Children.AsSpan(0, index), .. Children.AsSpan(index + 1)], [.. lows.AsSpan(0, index), .. lows.AsSpan(index + 1)]);

    private int ChildOf(string name)
    {
        int low = 1;
        int high = lows.Length - 1;
        while (low <= high)
        {
            int middle = (low + high) >> 1;
            if (string.CompareOrdinal(lows[middle], name) <= 0)
            {
                low = middle + 1;
            }
            else
            {
                high = middle - 1;
            }
        }

        return low - 1;
    }
}
