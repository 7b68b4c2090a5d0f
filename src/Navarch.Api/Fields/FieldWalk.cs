namespace Navarch.Api.Fields;

/// <summary>
/// Compares two states of a record field by field, as server-side apply sees fields: generated code walks both at once and tells each field that is
/// there; what is the same instance in both is passed over. A field counts as there when the JSON writer would write it.
/// </summary>
public sealed partial class FieldWalk
{
    [ThreadStatic]
    private static FieldWalk? kept;

    private readonly Stack<Frame> frames = new();
    private readonly Pile added = new();
    private readonly Pile modified = new();
    private readonly Pile removed = new();
    private Frame here;

    private FieldWalk()
    {
    }

    /// <summary>What differs between two states of an object.</summary>
    /// <param name="comparer">The generated walk of its kind.</param>
    /// <param name="old">The state before.</param>
    /// <param name="now">The state after.</param>
    public static FieldComparison Compare(Action<FieldWalk, IKubernetesObject, IKubernetesObject> comparer, IKubernetesObject old, IKubernetesObject now)
    {
        var walk = kept ?? new FieldWalk();
        kept = null;
        walk.here = default;
        comparer(walk, old, now);
        var result = new FieldComparison(walk.added.Result(), walk.modified.Result(), walk.removed.Result());
        kept = walk;
        return result;
    }

    /// <summary>Goes into a record that is there in one state at least; false when both are the same instance, or absent.</summary>
    internal bool Enter(string element, object? old, object? now)
    {
        if (ReferenceEquals(old, now))
        {
            return false;
        }

        Enter(element, old is not null, now is not null);
        return true;
    }

    /// <summary>Leaves the record: what was found in it becomes one field of the record around it.</summary>
    internal void Leave()
    {
        var (left, isAdded, isRemoved) = (here, !here.HasOld, !here.HasNow);
        here = frames.Pop();
        added.Close(left.Element, left.Added, isAdded);
        modified.Close(left.Element, left.Modified, false);
        removed.Close(left.Element, left.Removed, isRemoved);
    }

    /// <summary>The apiVersion and kind of a record that has them.</summary>
    internal void TypeMeta()
    {
        Leaf("f:apiVersion", here.HasOld, here.HasNow, isSame: true);
        Leaf("f:kind", here.HasOld, here.HasNow, isSame: true);
    }

    private void Enter(string element, bool hasOld, bool hasNow)
    {
        frames.Push(here);
        here = new Frame(element, hasOld, hasNow, added.Count, modified.Count, removed.Count);
    }

    private void Leaf(string element, bool hasOld, bool hasNow, bool isSame)
    {
        if (hasOld && hasNow)
        {
            if (!isSame)
            {
                modified.Add(element, FieldSet.Leaf);
            }
        }
        else if (hasNow)
        {
            added.Add(element, FieldSet.Leaf);
        }
        else if (hasOld)
        {
            removed.Add(element, FieldSet.Leaf);
        }
    }

    /// <summary>A record, map or list that is being compared.</summary>
    private readonly record struct Frame(string Element, bool HasOld, bool HasNow, int Added, int Modified, int Removed);

    /// <summary>What was found so far and is not yet part of a node.</summary>
    private sealed class Pile
    {
        private (string Element, FieldSet Node)[] items = new (string, FieldSet)[64];

        public int Count { get; private set; }

        public void Add(string element, FieldSet node)
        {
            if (Count == items.Length)
            {
                Array.Resize(ref items, Count * 2);
            }

            items[Count++] = (element, node);
        }

        /// <summary>Makes a node of what lies above <paramref name="start"/>.</summary>
        public void Close(string element, int start, bool isMember)
        {
            if (Count == start && !isMember)
            {
                return;
            }

            var node = FieldSet.Of(isMember, items.AsSpan(start, Count - start));
            Count = start;
            Add(element, node);
        }

        /// <summary>The node of the root, the only one left.</summary>
        public FieldSet Result()
        {
            var result = Count == 0 ? FieldSet.Empty : items[0].Node;
            Array.Clear(items);
            Count = 0;
            return result;
        }
    }
}
