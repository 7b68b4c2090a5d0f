using System.Text;

namespace Navarch.Api;

/// <summary>A field selector ready to use: all its requirements must hold.</summary>
public sealed class FieldFilter(ValueList<FieldRequirement> requirements)
{
    /// <summary>Lets everything pass.</summary>
    public static readonly FieldFilter Everything = new(default);

    /// <summary>The requirements.</summary>
    public ValueList<FieldRequirement> Requirements { get; } = requirements;

    /// <summary>Whether everything passes.</summary>
    public bool IsEverything => Requirements.IsEmpty;

    /// <summary>The one value a field must have; null when the filter does not say. <c>metadata.name</c> lets a list become a get.</summary>
    public string? RequiredValue(string field)
    {
        foreach (var requirement in Requirements)
        {
            if (requirement.IsEqual && requirement.Field == field)
            {
                return requirement.Value;
            }
        }

        return null;
    }

    /// <summary>Whether an object passes. A field its kind cannot be selected by counts as empty: check <see cref="FieldSelectors.IsSupported"/> before.</summary>
    public bool Matches(IKubernetesObject obj)
    {
        foreach (var requirement in Requirements)
        {
            if (((FieldSelectors.Value(obj, requirement.Field) ?? "") == requirement.Value) != requirement.IsEqual)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Reads <c>a=b,c!=d</c> with backslash escapes of <c>\ , =</c>; the empty text lets everything pass.</summary>
    public static bool TryParse(string text, out FieldFilter filter, out string error)
    {
        filter = Everything;
        error = "";
        var requirements = new List<FieldRequirement>();
        foreach (var term in SplitTerms(text))
        {
            var at = term.IndexOf('=', StringComparison.Ordinal);
            if (at < 0)
            {
                error = $"invalid selector: '{text}'; can't understand '{term}'";
                return false;
            }

            var isEqual = at == 0 || term[at - 1] != '!';
            var value = term[(at + 1)..];
            value = value.StartsWith('=') && isEqual ? value[1..] : value;
            requirements.Add(new(term[..(isEqual ? at : at - 1)], Unescape(value), isEqual));
        }

        filter = requirements.Count == 0 ? Everything : new([.. requirements]);
        return true;
    }

    /// <summary>The query form.</summary>
    public override string ToString() => string.Join(',', Requirements.Select(r => $"{r.Field}{(r.IsEqual ? "=" : "!=")}{Escape(r.Value)}"));

    private static IEnumerable<string> SplitTerms(string text)
    {
        var start = 0;
        for (var i = 0; i <= text.Length; i++)
        {
            if (i < text.Length && text[i] == '\\')
            {
                i++;
            }
            else if (i >= text.Length || text[i] == ',')
            {
                if (i > start)
                {
                    yield return text[start..Math.Min(i, text.Length)];
                }

                start = i + 1;
            }
        }
    }

    private static string Unescape(string value)
    {
        if (!value.Contains('\\', StringComparison.Ordinal))
        {
            return value;
        }

        var text = new StringBuilder();
        for (var i = 0; i < value.Length; i++)
        {
            i += value[i] == '\\' && i + 1 < value.Length ? 1 : 0;
            text.Append(value[i]);
        }

        return text.ToString();
    }

    private static string Escape(string value) =>
        value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace(",", "\\,", StringComparison.Ordinal).Replace("=", "\\=", StringComparison.Ordinal);
}
