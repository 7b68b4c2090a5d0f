namespace Navarch.Api.Validation;

/// <summary>Rules for names of other things in fields: domains, prefixed paths, references.</summary>
internal static class NamedRules
{
    private const string PathCharacters = "/-._~%!$&'()*+,;=:";

    /// <summary>What is wrong with a name that may begin with <c>*.</c>, as hosts of an ingress do.</summary>
    public static string? WildcardProblem(string name) =>
        name.Length > 253 ? "must be no more than 253 characters"
        : name.StartsWith("*.", StringComparison.Ordinal) && Names.Dns1123SubdomainProblem(name[2..]) is null ? null
        : "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must consist of lower case alphanumeric characters, '-' or '.' and end with an alphanumeric character (e.g. '*.example.com', regex used for validation is '\\*\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";

    /// <summary>What is wrong with the number of a port.</summary>
    public static string? PortProblem(int port) => port is < 1 or > 65535 ? "must be between 1 and 65535, inclusive" : null;

    /// <summary>A value that must be there and follow a rule.</summary>
    public static void Needed(FieldPath path, string value, Func<string, string?> problem, ErrorList errors)
    {
        if (value.Length == 0)
        {
            errors.Required(path);
        }
        else
        {
            errors.Check(path, value, problem(value));
        }
    }

    /// <summary>A value that, if there, follows a rule.</summary>
    public static void Optional(FieldPath path, string? value, Func<string, string?> problem, ErrorList errors)
    {
        if (value is { Length: > 0 })
        {
            errors.Check(path, value, problem(value));
        }
    }

    /// <summary>A domain of at least so many segments.</summary>
    public static void Domain(FieldPath path, string name, int segments, ErrorList errors)
    {
        Needed(path, name, Names.Dns1123SubdomainProblem, errors);
        if (name.Length > 0 && Names.Dns1123SubdomainProblem(name) is null && name.Count(c => c == '.') < segments - 1)
        {
            errors.Invalid(path, name, $"should be a domain with at least {(segments == 2 ? "two" : "three")} segments separated by dots");
        }
    }

    /// <summary>A path below a domain, such as <c>acme.io/foo</c>.</summary>
    public static void DomainPrefixedPath(FieldPath path, string value, ErrorList errors)
    {
        if (value.Length == 0)
        {
            errors.Required(path);
            return;
        }

        var slash = value.IndexOf('/', StringComparison.Ordinal);
        if (slash <= 0 || slash == value.Length - 1)
        {
            errors.Invalid(path, value, "must be a domain-prefixed path (such as \"acme.io/foo\")");
            return;
        }

        errors.Check(path, value[..slash], Names.Dns1123SubdomainProblem(value[..slash]));
        var rest = value[(slash + 1)..];
        errors.Check(path, rest, rest.All(c => char.IsAsciiLetterOrDigit(c) || PathCharacters.Contains(c, StringComparison.Ordinal)) ? null
            : "Invalid path (regex used for validation is '[A-Za-z0-9/\\-._~%!$&'()*+,;=:]+')");
    }

    /// <summary>An object of some kind elsewhere: its group, kind and name.</summary>
    public static void Reference(FieldPath path, string? group, string kind, string name, ErrorList errors)
    {
        Optional(path.Child("apiGroup"), group, Names.Dns1123SubdomainProblem, errors);
        Needed(path.Child("kind"), kind, Names.PathSegmentProblem, errors);
        Needed(path.Child("name"), name, Names.PathSegmentProblem, errors);
    }

    /// <summary>Values none of which may be there twice.</summary>
    public static void Distinct(FieldPath path, ValueList<string> values, ErrorList errors)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < values.Count; i++)
        {
            if (!seen.Add(values[i]))
            {
                errors.Duplicate(path.Index(i), values[i]);
            }
        }
    }

    /// <summary>Values of which the wildcard stands alone if it is there.</summary>
    public static void WildcardAlone(FieldPath path, ValueList<string> values, string others, ErrorList errors)
    {
        if (values.Count > 1 && values.Contains("*", StringComparer.Ordinal))
        {
            errors.Invalid(path, values, $"if '*' is present, must not specify other {others}");
        }
    }

    /// <summary>A field that cannot be changed, in the words of the older storage kinds.</summary>
    public static void NoUpdates<T>(string field, T value, T old, ErrorList errors)
    {
        if (!EqualityComparer<T>.Default.Equals(value, old))
        {
            errors.Forbidden(FieldPath.Of(field), $"updates to {field} are forbidden.");
        }
    }
}
