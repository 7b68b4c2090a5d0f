namespace Navarch.ApiServer.Verbs;

/// <summary>The syntax of what metadata holds: names by kind, labels, owners.</summary>
internal static class NameRules
{
    // Kinds whose names are not DNS subdomains.
    private static readonly Dictionary<string, Func<string, string?>> ByKind = new(StringComparer.Ordinal)
    {
        ["Namespace"] = Names.Dns1123LabelProblem,
        ["Service"] = Names.Dns1035LabelProblem,
        ["Role"] = Names.PathSegmentProblem,
        ["ClusterRole"] = Names.PathSegmentProblem,
        ["RoleBinding"] = Names.PathSegmentProblem,
        ["ClusterRoleBinding"] = Names.PathSegmentProblem,
        ["IPAddress"] = Names.PathSegmentProblem,
    };

    /// <summary>The rules the metadata breaks.</summary>
    public static IEnumerable<FieldError> Check(ServedResource resource, ObjectMeta meta)
    {
        var rule = ByKind.GetValueOrDefault(resource.Kind.Kind) ?? Names.Dns1123SubdomainProblem;
        if (rule(meta.Name) is { } problem)
        {
            yield return FieldError.Invalid("metadata.name", meta.Name, problem);
        }

        foreach (var (key, value) in (IEnumerable<KeyValuePair<string, string>>)meta.Labels)
        {
            if (Names.QualifiedNameProblem(key) is { } badKey)
            {
                yield return FieldError.Invalid("metadata.labels", key, badKey);
            }

            if (Names.LabelValueProblem(value) is { } badValue)
            {
                yield return FieldError.Invalid("metadata.labels", value, badValue);
            }
        }

        foreach (var (key, _) in (IEnumerable<KeyValuePair<string, string>>)meta.Annotations)
        {
            if (Names.QualifiedNameProblem(key.ToLowerInvariant()) is { } badKey)
            {
                yield return FieldError.Invalid("metadata.annotations", key, badKey);
            }
        }

        for (var i = 0; i < meta.OwnerReferences.Count; i++)
        {
            if (meta.OwnerReferences[i].UID.Length == 0)
            {
                yield return FieldError.Invalid($"metadata.ownerReferences[{i}].uid", "", "must not be empty");
            }

            if (meta.OwnerReferences[i].Name.Length == 0)
            {
                yield return FieldError.Invalid($"metadata.ownerReferences[{i}].name", "", "must not be empty");
            }
        }
    }
}
