using System.Globalization;

namespace Navarch.Api;

/// <summary>One condition on a label.</summary>
/// <param name="Key">The label's key.</param>
/// <param name="Operator">How its value is compared.</param>
/// <param name="Values">The values compared with; none for existence.</param>
public sealed record LabelRequirement(string Key, LabelOperator Operator, ValueList<string> Values)
{
    /// <summary>Whether labels meet the condition.</summary>
    public bool Matches(ValueMap<string> labels)
    {
        var isThere = labels.TryGetValue(Key, out var value);
        return Operator switch
        {
            LabelOperator.In => isThere && Contains(value!),
            LabelOperator.NotIn => !isThere || !Contains(value!),
            LabelOperator.Exists => isThere,
            LabelOperator.DoesNotExist => !isThere,
            _ => isThere && Compare(value!),
        };
    }

    /// <summary>The text form: <c>a=b</c>, <c>a in (b,c)</c>, <c>!a</c>.</summary>
    public override string ToString() => Operator switch
    {
        LabelOperator.In when Values.Count == 1 => $"{Key}={Values[0]}",
        LabelOperator.NotIn when Values.Count == 1 => $"{Key}!={Values[0]}",
        LabelOperator.In => $"{Key} in ({string.Join(',', Values)})",
        LabelOperator.NotIn => $"{Key} notin ({string.Join(',', Values)})",
        LabelOperator.Exists => Key,
        LabelOperator.DoesNotExist => "!" + Key,
        LabelOperator.GreaterThan => $"{Key}>{Values[0]}",
        _ => $"{Key}<{Values[0]}",
    };

    private bool Contains(string value)
    {
        foreach (var candidate in Values)
        {
            if (candidate == value)
            {
                return true;
            }
        }

        return false;
    }

    private bool Compare(string value) =>
        long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
        && Values.Count == 1
        && long.TryParse(Values[0], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var bound)
        && (Operator == LabelOperator.GreaterThan ? number > bound : number < bound);
}
