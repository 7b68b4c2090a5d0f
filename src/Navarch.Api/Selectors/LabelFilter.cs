namespace Navarch.Api;

/// <summary>A label selector ready to use: all its requirements must hold.</summary>
public sealed class LabelFilter
{
    private readonly bool nothing;

    private LabelFilter(ValueList<LabelRequirement> requirements, bool nothing)
    {
        Requirements = requirements;
        this.nothing = nothing;
    }

    /// <summary>A filter of requirements.</summary>
    public LabelFilter(ValueList<LabelRequirement> requirements)
        : this(requirements, nothing: false)
    {
    }

    /// <summary>Lets everything pass.</summary>
    public static readonly LabelFilter Everything = new(default, nothing: false);

    /// <summary>Lets nothing pass.</summary>
    public static readonly LabelFilter Nothing = new(default, nothing: true);

    /// <summary>The requirements.</summary>
    public ValueList<LabelRequirement> Requirements { get; }

    /// <summary>Whether everything passes.</summary>
    public bool IsEverything => !nothing && Requirements.IsEmpty;

    /// <summary>Whether nothing passes, whatever its labels.</summary>
    public bool IsNothing => nothing;

    /// <summary>Whether labels pass.</summary>
    public bool Matches(ValueMap<string> labels)
    {
        if (nothing)
        {
            return false;
        }

        foreach (var requirement in Requirements)
        {
            if (!requirement.Matches(labels))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Reads the query form <c>a=b,c in (x,y),!d</c>; the empty text lets everything pass. The error says what is wrong.</summary>
    public static bool TryParse(string text, out LabelFilter filter, out string error) => new LabelFilterParser(text).TryParse(out filter, out error);

    /// <summary>The query form, by key.</summary>
    public override string ToString() => string.Join(',', Requirements.Select(r => r.ToString()));
}
