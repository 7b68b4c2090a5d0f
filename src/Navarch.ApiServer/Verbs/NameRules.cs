using System.Text.RegularExpressions;

namespace Navarch.ApiServer.Verbs;

/// <summary>The syntax of names, labels and annotations' keys.</summary>
internal static partial class NameRules
{
    private const string SubdomainText =
        "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character "
        + "(e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";

    private const string LabelText =
        "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character "
        + "(e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";

    private const string LabelValueText =
        "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character "
        + "(e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";

    // Kinds whose names become DNS labels, and kinds whose names are free but for what breaks a path.
    private static readonly HashSet<string> LabelNames = new(StringComparer.Ordinal) { "Namespace", "Service" };

    private static readonly HashSet<string> PathNames = new(StringComparer.Ordinal)
    {
        "Role", "ClusterRole", "RoleBinding", "ClusterRoleBinding", "IPAddress", "Event",
    };

    /// <summary>The rules the metadata breaks.</summary>
    public static IEnumerable<FieldError> Check(ServedResource resource, ObjectMeta meta) =>
        CheckName(resource.Kind.GroupVersionKind.Kind, meta.Name).Concat(CheckLabels(meta.Labels)).Concat(CheckOwners(meta.OwnerReferences));

    private static IEnumerable<FieldError> CheckName(string kind, string name)
    {
        const string field = "metadata.name";
        if (PathNames.Contains(kind))
        {
            if (name is "." or ".." || name.Contains('/', StringComparison.Ordinal) || name.Contains('%', StringComparison.Ordinal))
            {
                yield return FieldError.Invalid(field, name, "may not be '.' or '..' and may not contain '/' or '%'");
            }
        }
        else if (LabelNames.Contains(kind))
        {
            if (name.Length > 63)
            {
                yield return FieldError.Invalid(field, name, "must be no more than 63 characters");
            }
            else if (!Label().IsMatch(name))
            {
                yield return FieldError.Invalid(field, name, LabelText);
            }
        }
        else if (name.Length > 253)
        {
            yield return FieldError.Invalid(field, name, "must be no more than 253 characters");
        }
        else if (!Subdomain().IsMatch(name))
        {
            yield return FieldError.Invalid(field, name, SubdomainText);
        }
    }

    private static IEnumerable<FieldError> CheckLabels(ValueMap<string> labels)
    {
        foreach (var (key, value) in (IEnumerable<KeyValuePair<string, string>>)labels)
        {
            var slash = key.LastIndexOf('/');
            var prefix = slash < 0 ? "" : key[..slash];
            var name = key[(slash + 1)..];
            if (name.Length is 0 or > 63 || !LabelName().IsMatch(name) || (slash >= 0 && (prefix.Length > 253 || !Subdomain().IsMatch(prefix))))
            {
                yield return FieldError.Invalid(
                    "metadata.labels",
                    key,
                    "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character "
                    + "(e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')");
            }

            if (value.Length > 63)
            {
                yield return FieldError.Invalid("metadata.labels", value, "must be no more than 63 characters");
            }
            else if (value.Length > 0 && !LabelName().IsMatch(value))
            {
                yield return FieldError.Invalid("metadata.labels", value, LabelValueText);
            }
        }
    }

    private static IEnumerable<FieldError> CheckOwners(ValueList<OwnerReference> owners)
    {
        for (var i = 0; i < owners.Count; i++)
        {
            var owner = owners[i];
            if (owner.UID.Length == 0)
            {
                yield return FieldError.Invalid($"metadata.ownerReferences[{i}].uid", "", "must not be empty");
            }

            if (owner.Name.Length == 0)
            {
                yield return FieldError.Invalid($"metadata.ownerReferences[{i}].name", "", "must not be empty");
            }
        }
    }

    [GeneratedRegex(@"^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\z", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Subdomain();

    [GeneratedRegex(@"^[a-z0-9]([-a-z0-9]*[a-z0-9])?\z", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Label();

    [GeneratedRegex(@"^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]\z", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex LabelName();
}
