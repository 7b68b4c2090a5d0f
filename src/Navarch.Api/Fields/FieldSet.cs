using System.Runtime.InteropServices;

namespace Navarch.Api.Fields;

/// <summary>
/// An immutable set of field paths, as a tree. A node says whether its own path is in the set and what lies below it, by
/// path element as <c>FieldsV1</c> writes it: <c>f:name</c> a field or map key, <c>k:{...}</c> the item of those key values,
/// <c>v:...</c> the item of that value. Elements are kept in ordinal order.
/// </summary>
public sealed class FieldSet
{
    /// <summary>The set without a path.</summary>
    public static readonly FieldSet Empty = new(false, [], []);

    /// <summary>A path that is in the set, with nothing below it.</summary>
    public static readonly FieldSet Leaf = new(true, [], []);

    private readonly string[] elements;
    private readonly FieldSet[] children;

    private FieldSet(bool isMember, string[] elements, FieldSet[] children)
    {
        IsMember = isMember;
        this.elements = elements;
        this.children = children;
    }

    /// <summary>Whether the path of this node is itself in the set.</summary>
    public bool IsMember { get; }

    /// <summary>Whether no path is in the set.</summary>
    public bool IsEmpty => !IsMember && elements.Length == 0;

    /// <summary>How many elements lie directly below.</summary>
    public int Count => elements.Length;

    /// <summary>The elements directly below, in order.</summary>
    public ReadOnlySpan<string> Elements => elements;

    /// <summary>What lies below each of <see cref="Elements"/>.</summary>
    public ReadOnlySpan<FieldSet> Children => children;

    /// <summary>What lies below an element; empty when nothing does.</summary>
    public FieldSet this[string element] => Array.BinarySearch(elements, element, StringComparer.Ordinal) is >= 0 and var at ? children[at] : Empty;

    /// <summary>A node; the elements below it may come in any order, each once, none of them empty.</summary>
    public static FieldSet Of(bool isMember, params ReadOnlySpan<(string Element, FieldSet Node)> below)
    {
        if (below.IsEmpty)
        {
            return isMember ? Leaf : Empty;
        }

        var names = new string[below.Length];
        var nodes = new FieldSet[below.Length];
        var isOrdered = true;
        for (var i = 0; i < names.Length; i++)
        {
            (names[i], nodes[i]) = below[i];
            isOrdered = isOrdered && (i == 0 || string.CompareOrdinal(names[i - 1], names[i]) < 0);
        }

        if (!isOrdered)
        {
            Array.Sort(names, nodes, StringComparer.Ordinal);
        }

        return new FieldSet(isMember, names, nodes);
    }

    /// <summary>The paths in either set.</summary>
    public FieldSet Union(FieldSet other)
    {
        if (ReferenceEquals(this, other) || other.IsEmpty)
        {
            return this;
        }

        return IsEmpty ? other : Combine(other, IsMember || other.IsMember, static (a, b) => a is null ? b! : b is null ? a : a.Union(b));
    }

    /// <summary>The paths in both sets.</summary>
    public FieldSet Intersect(FieldSet other) =>
        IsEmpty || other.IsEmpty ? Empty : Combine(other, IsMember && other.IsMember, static (a, b) => a is null || b is null ? Empty : a.Intersect(b));

    /// <summary>The paths of this set that are not in the other.</summary>
    public FieldSet Except(FieldSet other) =>
        IsEmpty || other.IsEmpty ? this : Combine(other, IsMember && !other.IsMember, static (a, b) => a is null ? Empty : b is null ? a : a.Except(b));

    /// <summary>The set without what lies at or below the paths of another.</summary>
    public FieldSet Without(FieldSet cut) =>
        IsEmpty || cut.IsEmpty ? this : cut.IsMember ? Empty : Combine(cut, IsMember, static (a, b) => a is null ? Empty : b is null ? a : a.Without(b));

    /// <summary>The set with every field on the way to a path; items of lists are not added.</summary>
    public FieldSet WithFieldsOnTheWay()
    {
        var below = new (string, FieldSet)[elements.Length];
        for (var i = 0; i < elements.Length; i++)
        {
            var child = children[i].WithFieldsOnTheWay();
            below[i] = (elements[i], elements[i][0] == 'f' && !child.IsMember ? new FieldSet(true, child.elements, child.children) : child);
        }

        return Of(IsMember, below);
    }

    /// <summary>Whether both hold the same paths.</summary>
    public bool SameAs(FieldSet other)
    {
        if (ReferenceEquals(this, other))
        {
            return true;
        }

        if (IsMember != other.IsMember || !elements.AsSpan().SequenceEqual(other.elements))
        {
            return false;
        }

        for (var i = 0; i < children.Length; i++)
        {
            if (!children[i].SameAs(other.children[i]))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Every path as messages show it: <c>.spec.containers[name="web"].image</c>.</summary>
    public IEnumerable<string> Paths() => Paths("");

    private IEnumerable<string> Paths(string prefix)
    {
        if (IsMember)
        {
            yield return prefix;
        }

        for (var i = 0; i < elements.Length; i++)
        {
            foreach (var path in children[i].Paths(prefix + FieldElement.Show(elements[i])))
            {
                yield return path;
            }
        }
    }

    /// <summary>Puts two nodes together child by child; the node itself when that changes nothing.</summary>
    private FieldSet Combine(FieldSet other, bool isMember, Func<FieldSet?, FieldSet?, FieldSet> combine)
    {
        List<(string, FieldSet)>? changed = null;
        int i = 0, j = 0;
        while (i < elements.Length || j < other.elements.Length)
        {
            var order = i == elements.Length ? 1 : j == other.elements.Length ? -1 : string.CompareOrdinal(elements[i], other.elements[j]);
            var element = order <= 0 ? elements[i] : other.elements[j];
            var mine = order <= 0 ? children[i] : null;
            var child = combine(mine, order >= 0 ? other.children[j] : null);
            if (changed is null && !ReferenceEquals(child, mine ?? Empty))
            {
                changed = new(elements.Length + 1);
                for (var k = 0; k < i; k++)
                {
                    changed.Add((elements[k], children[k]));
                }
            }

            if (changed is not null && !child.IsEmpty)
            {
                changed.Add((element, child));
            }

            i += order <= 0 ? 1 : 0;
            j += order >= 0 ? 1 : 0;
        }

        if (changed is not null)
        {
            return Of(isMember, CollectionsMarshal.AsSpan(changed));
        }

        return isMember == IsMember ? this : elements.Length == 0 ? Of(isMember) : new FieldSet(isMember, elements, children);
    }
}
