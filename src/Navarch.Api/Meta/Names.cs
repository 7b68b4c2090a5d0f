using System.Buffers;

namespace Navarch.Api;

/// <summary>
/// The rules for names, keys and values in metadata. Each method gives null for a good value, else upstream's message,
/// which clients and people already know.
/// </summary>
public static class Names
{
    private const string Lower = "abcdefghijklmnopqrstuvwxyz";
    private const string Digits = "0123456789";
    private static readonly SearchValues<char> LowerAndDigits = SearchValues.Create(Lower + Digits);
    private static readonly SearchValues<char> LowerDigitsAndHyphen = SearchValues.Create(Lower + Digits + "-");
    private static readonly SearchValues<char> LettersAndDigits = SearchValues.Create(Lower + "ABCDEFGHIJKLMNOPQRSTUVWXYZ" + Digits);
    private static readonly SearchValues<char> LettersDigitsAndPunctuation = SearchValues.Create(Lower + "ABCDEFGHIJKLMNOPQRSTUVWXYZ" + Digits + "-_.");

    private static readonly SearchValues<char> LettersDigitsAndHyphen = SearchValues.Create(Lower + "ABCDEFGHIJKLMNOPQRSTUVWXYZ" + Digits + "-");
    private static readonly SearchValues<char> LowerDigitsHyphenAndUnderscore = SearchValues.Create(Lower + Digits + "-_");
    private static readonly SearchValues<char> PathCharacters = SearchValues.Create(Lower + "ABCDEFGHIJKLMNOPQRSTUVWXYZ" + Digits + "/%-._~!$&'()*+,;=:");

    private const string Dns1123LabelMessage = "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character";
    private const string Dns1123SubdomainMessage = "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character";
    private const string Dns1035LabelMessage = "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character";
    private const string QualifiedNameMessage = "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";
    private const string LabelValueMessage = "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";

    /// <summary>A DNS label: 63 lower-case letters, digits and hyphens.</summary>
    public static string? Dns1123LabelProblem(string value) =>
        value.Length > 63 ? "must be no more than 63 characters"
        : IsDelimited(value, LowerAndDigits, LowerDigitsAndHyphen) ? null
        : WithExample(Dns1123LabelMessage, "[a-z0-9]([-a-z0-9]*[a-z0-9])?", "my-name", "123-abc");

    /// <summary>A DNS subdomain: labels with dots between, 253 characters.</summary>
    public static string? Dns1123SubdomainProblem(string value) =>
        value.Length > 253 ? "must be no more than 253 characters"
        : IsSubdomain(value) ? null
        : WithExample(Dns1123SubdomainMessage, "[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*", "example.com");

    /// <summary>A DNS label that begins with a letter: the names of services.</summary>
    public static string? Dns1035LabelProblem(string value) =>
        value.Length > 63 ? "must be no more than 63 characters"
        : value.Length > 0 && char.IsAsciiLetterLower(value[0]) && IsDelimited(value, LowerAndDigits, LowerDigitsAndHyphen) ? null
        : WithExample(Dns1035LabelMessage, "[a-z]([-a-z0-9]*[a-z0-9])?", "my-name", "abc-123");

    /// <summary>A segment of a path: not <c>.</c> or <c>..</c>, no <c>/</c> or <c>%</c>. The names of roles.</summary>
    public static string? PathSegmentProblem(string value) =>
        value is "." or ".." ? $"may not be '{value}'"
        : value.Contains('/', StringComparison.Ordinal) ? "may not contain '/'"
        : value.Contains('%', StringComparison.Ordinal) ? "may not contain '%'"
        : null;

    /// <summary>A key of labels and annotations: an optional DNS subdomain and <c>/</c>, then 63 characters.</summary>
    public static string? QualifiedNameProblem(string value)
    {
        var slash = value.IndexOf('/', StringComparison.Ordinal);
        var name = value;
        if (slash >= 0)
        {
            name = value[(slash + 1)..];
            if (name.Contains('/', StringComparison.Ordinal))
            {
                return $"a qualified name {WithExample(QualifiedNameMessage, "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]", "MyName", "my.name", "123-abc")} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')";
            }

            if (slash == 0)
            {
                return "prefix part must be non-empty";
            }

            if (Dns1123SubdomainProblem(value[..slash]) is { } problem)
            {
                return "prefix part " + problem;
            }
        }

        return name.Length == 0 ? "name part must be non-empty"
            : name.Length > 63 ? "name part must be no more than 63 characters"
            : IsQualified(name) ? null
            : "name part " + WithExample(QualifiedNameMessage, "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]", "MyName", "my.name", "123-abc");
    }

    /// <summary>A label's value: 63 characters, may be empty.</summary>
    public static string? LabelValueProblem(string value) =>
        value.Length == 0 ? null
        : value.Length > 63 ? "must be no more than 63 characters"
        : IsQualified(value) ? null
        : WithExample(LabelValueMessage, "(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?", "MyValue", "my_value", "12345");

    /// <summary>A key of a config map or secret: 253 characters.</summary>
    public static string? ConfigMapKeyProblem(string value) =>
        value.Length > 253 ? "must be no more than 253 characters"
        : value == "." ? "must not be '.'"
        : value == ".." ? "must not be '..'"
        : value.StartsWith("..", StringComparison.Ordinal) ? "must not start with '..'"
        : value.Length > 0 && !value.AsSpan().ContainsAnyExcept(LettersDigitsAndPunctuation) ? null
        : WithExample("a valid config key must consist of alphanumeric characters, '-', '_' or '.'", "[-._a-zA-Z0-9]+", "key.name", "KEY_NAME", "key-name");

    /// <summary>The name of an environment variable: any printable ASCII but <c>=</c>.</summary>
    public static string? EnvVarNameProblem(string value) =>
        value.Length > 0 && value.All(c => c is >= ' ' and <= '~' and not '=') ? null
        : WithExample("a valid environment variable name must consist only of printable ASCII characters other than '='", "[ -<>-~]+", "my.env-name", "MY_ENV.NAME", "MyEnvName1");

    /// <summary>The name of a port: 15 lower-case letters, digits and hyphens with a letter among them.</summary>
    public static string? PortNameProblem(string value) =>
        value.Length > 15 ? "must be no more than 15 characters"
        : value.Length == 0 || value.AsSpan().ContainsAnyExcept(LowerDigitsAndHyphen) ? "must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)"
        : !value.Any(char.IsAsciiLetterLower) ? "must contain at least one letter (a-z)"
        : value.Contains("--", StringComparison.Ordinal) ? "must not contain consecutive hyphens"
        : value[0] == '-' || value[^1] == '-' ? "must not begin or end with a hyphen"
        : null;

    /// <summary>A number of a port.</summary>
    public static string? PortNumberProblem(int value) => value is >= 1 and <= 65535 ? null : "must be between 1 and 65535, inclusive";

    /// <summary>A DNS subdomain whose labels may hold underscores: a domain that names are searched in.</summary>
    public static string? SearchDomainProblem(string value) =>
        value.Length > 253 ? "must be no more than 253 characters"
        : IsSubdomain(value.Replace('_', 'x')) ? null
        : WithExample("a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character", "[a-z0-9_]([-_a-z0-9]*[a-z0-9_])?(\\.[a-z0-9_]([-_a-z0-9]*[a-z0-9_])?)*", "example.com");

    /// <summary>A name under a domain, such as a controller that manages jobs: <c>example.com/name</c>.</summary>
    public static string? DomainPrefixedPathProblem(string value)
    {
        var slash = value.IndexOf('/', StringComparison.Ordinal);
        return slash <= 0 || slash == value.Length - 1 ? "must be a domain-prefixed path (such as \"acme.io/foo\")"
            : Dns1123SubdomainProblem(value[..slash]) ?? (value.AsSpan(slash + 1).ContainsAnyExcept(PathCharacters) ? "Invalid path" : null);
    }

    /// <summary>The name of an HTTP header.</summary>
    public static string? HttpHeaderProblem(string value) =>
        value.Length > 0 && !value.AsSpan().ContainsAnyExcept(LettersDigitsAndHyphen) ? null
        : WithExample("a valid HTTP header must consist of alphanumeric characters or '-'", "[-A-Za-z0-9]+", "X-Header-Name");

    /// <summary>The name of a kernel setting: segments of lower-case letters, digits, hyphens and underscores with dots or slashes between.</summary>
    public static string? SysctlProblem(string value)
    {
        const string Message = "must have at most 253 characters and match regex ^([a-z0-9]([-_a-z0-9]*[a-z0-9])?[\\./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?$";
        if (value.Length > 253)
        {
            return Message;
        }

        foreach (var part in value.AsSpan().SplitAny('.', '/'))
        {
            if (!IsDelimited(value.AsSpan(part), LowerAndDigits, LowerDigitsHyphenAndUnderscore))
            {
                return Message;
            }
        }

        return null;
    }

    /// <summary>The name of a CSI driver: 63 letters, digits, hyphens and dots.</summary>
    public static string? CsiDriverProblem(string value) =>
        value.Length > 63 ? "must be no more than 63 characters" : Dns1123SubdomainProblem(value.ToLowerInvariant());

    private static string WithExample(string message, string regex, params string[] examples) =>
        $"{message} (e.g. {string.Join(", or ", examples.Select(e => $"'{e}'"))}, regex used for validation is '{regex}')";

    private static bool IsDelimited(ReadOnlySpan<char> value, SearchValues<char> edge, SearchValues<char> inner) =>
        !value.IsEmpty && edge.Contains(value[0]) && edge.Contains(value[^1]) && !value.ContainsAnyExcept(inner);

    private static bool IsSubdomain(string value)
    {
        foreach (var part in value.AsSpan().Split('.'))
        {
            if (!IsDelimited(value.AsSpan(part), LowerAndDigits, LowerDigitsAndHyphen))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsQualified(string value) => IsDelimited(value, LettersAndDigits, LettersDigitsAndPunctuation);
}
