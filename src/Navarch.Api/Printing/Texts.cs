using Navarch.Api.Core.V1;

namespace Navarch.Api.Printing;

/// <summary>The texts that several kinds' cells share.</summary>
internal static class Texts
{
    public const string None = "<none>";
    public const string Unset = "<unset>";
    public const string Unknown = "<unknown>";

    public static string OrNone(string text) => text.Length > 0 ? text : None;

    public static string Labels(ValueMap<string> labels) => OrNone(string.Join(',', labels.Select(l => $"{l.Key}={l.Value}").Order(StringComparer.Ordinal)));

    public static string Selector(LabelSelector? selector) => selector is null ? None : OrNone(string.Join(',', selector.MatchLabels
        .Select(l => (l.Key, Text: $"{l.Key}={l.Value}"))
        .Concat(selector.MatchExpressions.Select(e => (e.Key, Text: Expression(e))))
        .OrderBy(r => r.Key, StringComparer.Ordinal)
        .Select(r => r.Text)));

    public static string Containers(PodSpec? spec) => spec is null ? "" : string.Join(',', spec.Containers.Select(c => c.Name));

    public static string Images(PodSpec? spec) => spec is null ? "" : string.Join(',', spec.Containers.Select(c => c.Image));

    /// <summary>Some items, and how many more there are.</summary>
    public static string Some(IReadOnlyCollection<string> items, int most, string nothing) =>
        items.Count == 0 ? nothing
        : items.Count <= most ? string.Join(',', items)
        : $"{string.Join(',', items.Take(most))} + {items.Count - most} more...";

    public static string AccessModes(ValueList<string> modes) => string.Join(',', modes.Distinct().Select(m => m switch
    {
        PersistentVolumeAccessModes.ReadWriteOnce => "RWO",
        PersistentVolumeAccessModes.ReadOnlyMany => "ROX",
        PersistentVolumeAccessModes.ReadWriteMany => "RWX",
        PersistentVolumeAccessModes.ReadWriteOncePod => "RWOP",
        _ => m,
    }));

    private static string Expression(LabelSelectorRequirement expression)
    {
        var values = string.Join(',', expression.Values.Order(StringComparer.Ordinal));
        return expression.Operator switch
        {
            LabelSelectorOperators.In => $"{expression.Key} in ({values})",
            LabelSelectorOperators.NotIn => $"{expression.Key} notin ({values})",
            LabelSelectorOperators.DoesNotExist => "!" + expression.Key,
            _ => expression.Key,
        };
    }
}
