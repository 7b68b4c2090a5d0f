using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace Navarch.ApiServer.Verbs;

/// <summary>A label selector in its text form: <c>a=b,c!=d,e in (f,g),h notin (i),j,!k,l&gt;1</c>, all of which must hold.</summary>
internal sealed class LabelRequirements
{
    private static readonly SearchValues<char> NotInValues = SearchValues.Create(" =!<>()");

    private readonly List<Func<ValueMap<string>, bool>> terms = [];

    /// <summary>Whether it requires nothing.</summary>
    public bool IsEmpty => terms.Count == 0;

    /// <summary>Whether labels have what is required.</summary>
    public bool Match(ValueMap<string> labels)
    {
        foreach (var term in terms)
        {
            if (!term(labels))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Reads a selector.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out LabelRequirements? result, out string problem)
    {
        result = new LabelRequirements();
        problem = "";
        foreach (var term in Split(text))
        {
            if (Term(term) is not { } parsed)
            {
                problem = $"'{term}' is not a requirement";
                result = null;
                return false;
            }

            result.terms.Add(parsed);
        }

        return true;
    }

    /// <summary>The requirements of a selector in an object; an empty one takes everything.</summary>
    public static LabelRequirements Of(LabelSelector selector)
    {
        var text = Text(selector);
        return TryParse(text, out var result, out _) ? result : new LabelRequirements { terms = { _ => false } };
    }

    /// <summary>A selector in an object as text.</summary>
    public static string Text(LabelSelector? selector)
    {
        if (selector is null)
        {
            return "";
        }

        var labels = selector.MatchLabels.Select(l => $"{l.Key}={l.Value}");
        var expressions = selector.MatchExpressions.Select(e => e.Operator switch
        {
            "In" => $"{e.Key} in ({string.Join(",", e.Values)})",
            "NotIn" => $"{e.Key} notin ({string.Join(",", e.Values)})",
            "Exists" => e.Key,
            _ => "!" + e.Key,
        });
        return string.Join(",", labels.Concat(expressions));
    }

    private static IEnumerable<string> Split(string text)
    {
        int start = 0, depth = 0;
        for (var i = 0; i <= text.Length; i++)
        {
            if (i == text.Length || (text[i] == ',' && depth == 0))
            {
                if (text[start..i].Trim() is { Length: > 0 } term)
                {
                    yield return term;
                }

                start = i + 1;
            }
            else
            {
                depth += text[i] switch { '(' => 1, ')' => -1, _ => 0 };
            }
        }
    }

    private static Func<ValueMap<string>, bool>? Term(string term)
    {
        if (term[0] == '!')
        {
            var absent = term[1..].Trim();
            return IsKey(absent) ? labels => !labels.ContainsKey(absent) : null;
        }

        if (term.EndsWith(')'))
        {
            return SetTerm(term);
        }

        var at = term.IndexOfAny(['=', '!', '<', '>']);
        if (at < 0)
        {
            return IsKey(term) ? labels => labels.ContainsKey(term) : null;
        }

        var key = term[..at].Trim();
        var (op, length) = term[at..] switch
        {
            ['=', '=', ..] => ("=", 2),
            ['!', '=', ..] => ("!=", 2),
            ['=', ..] => ("=", 1),
            ['<', ..] => ("<", 1),
            ['>', ..] => (">", 1),
            _ => ("", 0),
        };
        var value = term[(at + length)..].Trim();
        if (!IsKey(key) || value.AsSpan().ContainsAny(NotInValues))
        {
            return null;
        }

        return op switch
        {
            "=" => labels => labels.TryGetValue(key, out var found) && found == value,
            "!=" => labels => !labels.TryGetValue(key, out var found) || found != value,
            "<" or ">" when long.TryParse(value, out var bound) => labels =>
                labels.TryGetValue(key, out var found) && long.TryParse(found, out var number) && (op == "<" ? number < bound : number > bound),
            _ => null,
        };
    }

    private static Func<ValueMap<string>, bool>? SetTerm(string term)
    {
        var open = term.IndexOf('(', StringComparison.Ordinal);
        var words = open < 0 ? [] : term[..open].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length != 2 || !IsKey(words[0]))
        {
            return null;
        }

        var key = words[0];
        var values = term[(open + 1)..^1].Split(',').Select(v => v.Trim()).ToHashSet(StringComparer.Ordinal);
        return words[1] switch
        {
            "in" => labels => labels.TryGetValue(key, out var found) && values.Contains(found),
            "notin" => labels => !labels.TryGetValue(key, out var found) || !values.Contains(found),
            _ => null,
        };
    }

    private static bool IsKey(string key) =>
        key.Length > 0 && char.IsAsciiLetterOrDigit(key[0]) && key.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or '/');
}
