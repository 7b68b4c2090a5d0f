namespace Navarch.ApiServer.Verbs;

/// <summary>A field selector: fields that must (not) have given values, all of them.</summary>
internal sealed class FieldRequirements
{
    private readonly List<(string Field, string Value, bool Equal)> terms = [];

    /// <summary>Whether it requires nothing.</summary>
    public bool IsEmpty => terms.Count == 0;

    /// <summary>Whether an object has what is required.</summary>
    public bool Match(IKubernetesObject obj, ResourceStrategy strategy)
    {
        foreach (var (field, value, equal) in terms)
        {
            var found = field switch
            {
                "metadata.name" => obj.Metadata.Name,
                "metadata.namespace" => obj.Metadata.Namespace,
                _ => strategy.FieldOf(obj, field) ?? "",
            };
            if (found == value != equal)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Reads <c>a=b,c!=d,e==f</c>; a field the resource cannot be selected by is refused.</summary>
    public static ApiResult<FieldRequirements> Parse(string text, ServedResource resource)
    {
        var result = new FieldRequirements();
        foreach (var term in Split(text))
        {
            var at = term.IndexOf('=', StringComparison.Ordinal);
            if (at <= 0)
            {
                return Failures.BadRequest($"invalid selector: '{text}'; can't understand '{term}'");
            }

            var equal = term[at - 1] != '!';
            var field = equal ? term[..at] : term[..(at - 1)];
            var value = term[(at + 1)..];
            if (equal && value.StartsWith('='))
            {
                value = value[1..];
            }

            if (field is not "metadata.name" && !(field is "metadata.namespace" && resource.IsNamespaced) && !resource.Strategy.SelectableFields.Contains(field, StringComparer.Ordinal))
            {
                return Failures.BadRequest($"Unable to find \"{resource.Kind.GroupVersionResource.Group}/{resource.Kind.GroupVersionResource.Version}, Resource={resource.Name}\" that match label selector \"\", field selector \"{text}\": field label not supported: {field}");
            }

            result.terms.Add((field, Unescape(value), equal));
        }

        return result;
    }

    private static IEnumerable<string> Split(string text)
    {
        var start = 0;
        for (var i = 0; i <= text.Length; i++)
        {
            if (i == text.Length || (text[i] == ',' && (i == 0 || text[i - 1] != '\\')))
            {
                var term = text[start..i].Trim();
                if (term.Length > 0)
                {
                    yield return term;
                }

                start = i + 1;
            }
        }
    }

    private static string Unescape(string value) => value.Contains('\\', StringComparison.Ordinal)
        ? value.Replace("\\,", ",", StringComparison.Ordinal).Replace("\\=", "=", StringComparison.Ordinal).Replace("\\\\", "\\", StringComparison.Ordinal)
        : value;
}
