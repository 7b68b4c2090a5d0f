using System.Globalization;

namespace Navarch.Api.Validation;

/// <summary>The place of a field in an object: <c>spec.containers[0].ports[1].name</c>. Made as validation goes down; written only for errors.</summary>
public sealed class FieldPath
{
    private readonly FieldPath? parent;
    private readonly string name;
    private readonly int index;

    private FieldPath(FieldPath? parent, string name, int index)
    {
        this.parent = parent;
        this.name = name;
        this.index = index;
    }

    /// <summary>The object itself.</summary>
    public static readonly FieldPath Root = new(null, "", -1);

    /// <summary>A field of the object.</summary>
    public static FieldPath Of(string name) => Root.Child(name);

    /// <summary>A field of what is here.</summary>
    public FieldPath Child(string name) => new(this, name, -1);

    /// <summary>A field of a field of what is here.</summary>
    public FieldPath Child(string name, string inner) => Child(name).Child(inner);

    /// <summary>An item of the list that is here.</summary>
    public FieldPath Index(int index) => new(this, "", index);

    /// <summary>An entry of the map that is here.</summary>
    public FieldPath Key(string key) => new(this, $"[{key}]", -1);

    /// <summary>The text form.</summary>
    public override string ToString()
    {
        if (parent is null)
        {
            return name;
        }

        var before = parent.ToString();
        return index >= 0 ? $"{before}[{index.ToString(CultureInfo.InvariantCulture)}]"
            : before.Length == 0 || name.StartsWith('[') ? before + name
            : $"{before}.{name}";
    }
}
