using System.Globalization;

namespace Navarch.Api;

/// <summary>Reads the query form of label selectors.</summary>
internal sealed class LabelFilterParser(string text)
{
    private int position;

    public bool TryParse(out LabelFilter filter, out string error)
    {
        filter = LabelFilter.Everything;
        var requirements = new List<LabelRequirement>();
        SkipSpaces();
        while (position < text.Length)
        {
            if (ReadRequirement(out error) is not { } requirement)
            {
                error = $"unable to parse requirement: {error}";
                return false;
            }

            requirements.Add(requirement);
            SkipSpaces();
            if (position == text.Length)
            {
                break;
            }

            if (text[position] != ',')
            {
                error = $"unable to parse requirement: found '{Word()}', expected: ',' or 'end of string'";
                return false;
            }

            position++;
            SkipSpaces();
            if (position == text.Length)
            {
                error = "unable to parse requirement: found '', expected: identifier after ','";
                return false;
            }
        }

        filter = requirements.Count == 0 ? LabelFilter.Everything : new([.. requirements.OrderBy(r => r.Key, StringComparer.Ordinal)]);
        error = "";
        return true;
    }

    private LabelRequirement? ReadRequirement(out string error)
    {
        var negated = Take("!");
        SkipSpaces();
        var key = Word();
        if (Names.QualifiedNameProblem(key) is { } problem)
        {
            error = $"key: Invalid value: \"{key}\": {problem}";
            return null;
        }

        SkipSpaces();
        error = "";
        if (negated || position == text.Length || text[position] == ',')
        {
            return new(key, negated ? LabelOperator.DoesNotExist : LabelOperator.Exists, default);
        }

        if (Take("!="))
        {
            return Single(key, LabelOperator.NotIn, out error);
        }

        if (Take("==") || Take("="))
        {
            return Single(key, LabelOperator.In, out error);
        }

        if (Take(">"))
        {
            return Number(key, LabelOperator.GreaterThan, out error);
        }

        if (Take("<"))
        {
            return Number(key, LabelOperator.LessThan, out error);
        }

        var word = Word();
        return word switch
        {
            "in" => Set(key, LabelOperator.In, out error),
            "notin" => Set(key, LabelOperator.NotIn, out error),
            _ => Fail($"found '{word}', expected: in, notin, =, ==, !=, gt, lt", out error),
        };
    }

    private LabelRequirement? Single(string key, LabelOperator comparison, out string error)
    {
        SkipSpaces();
        var value = Word();
        return Names.LabelValueProblem(value) is { } problem
            ? Fail($"values[0][{key}]: Invalid value: \"{value}\": {problem}", out error)
            : Succeed(new(key, comparison, [value]), out error);
    }

    private LabelRequirement? Number(string key, LabelOperator comparison, out string error)
    {
        SkipSpaces();
        var value = Word();
        return long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _)
            ? Succeed(new(key, comparison, [value]), out error)
            : Fail("for 'Gt', 'Lt' operators, the value must be an integer", out error);
    }

    private LabelRequirement? Set(string key, LabelOperator comparison, out string error)
    {
        SkipSpaces();
        if (!Take("("))
        {
            return Fail($"found '{Word()}', expected: '('", out error);
        }

        var values = new SortedSet<string>(StringComparer.Ordinal);
        while (true)
        {
            SkipSpaces();
            var value = Word();
            if (Names.LabelValueProblem(value) is { } problem)
            {
                return Fail($"values[0][{key}]: Invalid value: \"{value}\": {problem}", out error);
            }

            values.Add(value);
            SkipSpaces();
            if (Take(")"))
            {
                return Succeed(new(key, comparison, [.. values]), out error);
            }

            if (!Take(","))
            {
                return Fail($"found '{Word()}', expected: ',' or ')'", out error);
            }
        }
    }

    private static LabelRequirement? Fail(string message, out string error)
    {
        error = message;
        return null;
    }

    private static LabelRequirement Succeed(LabelRequirement requirement, out string error)
    {
        error = "";
        return requirement;
    }

    private string Word()
    {
        var start = position;
        while (position < text.Length && !" \t,()=!<>".Contains(text[position], StringComparison.Ordinal))
        {
            position++;
        }

        return text[start..position];
    }

    private bool Take(string token)
    {
        if (string.CompareOrdinal(text, position, token, 0, token.Length) != 0)
        {
            return false;
        }

        position += token.Length;
        return true;
    }

    private void SkipSpaces()
    {
        while (position < text.Length && char.IsWhiteSpace(text[position]))
        {
            position++;
        }
    }
}
