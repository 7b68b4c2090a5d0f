using System.Text.Json;
using System.Text.Json.Nodes;

namespace Navarch.ApiServer.Apply;

/// <summary>
/// A set of fields of an object, as a tree. The steps are those of the API's <c>FieldsV1</c>: <c>f:NAME</c> a field or key, <c>k:{...}</c> the item with these
/// keys, <c>v:VALUE</c> the item of this value. A node is in the set itself, or only leads to others that are.
/// </summary>
internal sealed class FieldSet
{
    private const string Self = ".";

    private readonly SortedDictionary<string, FieldSet> children = new(StringComparer.Ordinal);

    /// <summary>Whether the node itself is in the set.</summary>
    public bool IsMember { get; set; }

    /// <summary>Whether neither the node nor anything under it is in the set.</summary>
    public bool IsEmpty => !IsMember && children.Count == 0;

    /// <summary>The steps from here, with where they lead.</summary>
    public IEnumerable<KeyValuePair<string, FieldSet>> Children => children;

    /// <summary>The node a step leads to, made when it is not there.</summary>
    public FieldSet Step(string step)
    {
        if (!children.TryGetValue(step, out var child))
        {
            children[step] = child = new FieldSet();
        }

        return child;
    }

    /// <summary>The node a step leads to, or null.</summary>
    public FieldSet? Find(string step) => children.GetValueOrDefault(step);

    /// <summary>The node at a path, or null.</summary>
    public FieldSet? Find(IEnumerable<string> path)
    {
        var node = this;
        foreach (var step in path)
        {
            node = node?.Find(step);
        }

        return node;
    }

    /// <summary>Takes in everything of another set.</summary>
    public void Add(FieldSet other)
    {
        IsMember |= other.IsMember;
        foreach (var (step, child) in other.children)
        {
            Step(step).Add(child);
        }
    }

    /// <summary>Takes out everything of another set.</summary>
    public void Remove(FieldSet other)
    {
        IsMember &= !other.IsMember;
        foreach (var (step, theirs) in other.children)
        {
            if (children.TryGetValue(step, out var ours))
            {
                ours.Remove(theirs);
                if (ours.IsEmpty)
                {
                    children.Remove(step);
                }
            }
        }
    }

    /// <summary>Takes out a node with everything under it.</summary>
    public void RemoveTree(params ReadOnlySpan<string> path)
    {
        if (path.Length == 1)
        {
            children.Remove(path[0]);
        }
        else if (children.TryGetValue(path[0], out var child))
        {
            child.RemoveTree(path[1..]);
            if (child.IsEmpty)
            {
                children.Remove(path[0]);
            }
        }
    }

    /// <summary>Takes out every first step but one.</summary>
    public void KeepOnly(string step)
    {
        foreach (var other in children.Keys.Where(k => k != step).ToList())
        {
            children.Remove(other);
        }
    }

    /// <summary>A set of its own with the same members.</summary>
    public FieldSet Copy()
    {
        var copy = new FieldSet();
        copy.Add(this);
        return copy;
    }

    /// <summary>The paths of the members, each before those under it.</summary>
    public IEnumerable<string[]> Members() => Members([]);

    /// <summary>Whether both hold the same members.</summary>
    public bool SameAs(FieldSet other) =>
        IsMember == other.IsMember && children.Count == other.children.Count
        && children.All(c => other.children.TryGetValue(c.Key, out var theirs) && c.Value.SameAs(theirs));

    /// <summary>The set as <c>FieldsV1</c>.</summary>
    public RawJson ToFieldsV1()
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, ApiJson.WriterOptions))
        {
            Write(writer, isRoot: true);
        }

        return RawJson.Parse(stream.ToArray());
    }

    /// <summary>Reads <c>FieldsV1</c>; what is not of its form is left out.</summary>
    public static FieldSet Read(RawJson? fields)
    {
        var set = new FieldSet();
        if (fields is { IsEmpty: false } json && JsonNode.Parse(json.Span) is JsonObject root)
        {
            Read(set, root, isRoot: true);
        }

        return set;
    }

    /// <summary>A path as messages show it: <c>.spec.containers[name="c"].image</c>.</summary>
    public static string Show(IEnumerable<string> path) => string.Concat(path.Select(step => step[0] switch
    {
        'f' => "." + step[2..],
        'k' => $"[{string.Join(",", JsonNode.Parse(step[2..])!.AsObject().Select(k => $"{k.Key}={k.Value?.ToJsonString()}"))}]",
        _ => $"[={step[2..]}]",
    }));

    private static void Read(FieldSet set, JsonObject node, bool isRoot)
    {
        set.IsMember = !isRoot && (node.Count == 0 || node.ContainsKey(Self));
        foreach (var (step, child) in node)
        {
            if (step.Length > 2 && step[1] == ':' && child is JsonObject inner)
            {
                Read(set.Step(step), inner, isRoot: false);
            }
        }
    }

    private void Write(Utf8JsonWriter writer, bool isRoot)
    {
        writer.WriteStartObject();
        if (!isRoot && IsMember && children.Count > 0)
        {
            writer.WriteStartObject(Self);
            writer.WriteEndObject();
        }

        foreach (var (step, child) in children)
        {
            writer.WritePropertyName(step);
            child.Write(writer, isRoot: false);
        }

        writer.WriteEndObject();
    }

    private IEnumerable<string[]> Members(string[] path)
    {
        if (IsMember)
        {
            yield return path;
        }

        foreach (var (step, child) in children)
        {
            foreach (var member in child.Members([.. path, step]))
            {
                yield return member;
            }
        }
    }
}
