using Navarch.Api.ApiExtensions.V1;

namespace Navarch.Api.Validation;

/// <summary>Rules for custom resource definitions.</summary>
internal static class ExtensionRules
{
    private static readonly FieldPath Spec = FieldPath.Of("spec");

    public static void Validate(CustomResourceDefinition definition, ErrorList errors)
    {
        var spec = definition.Spec;
        var wanted = $"{spec.Names.Plural}.{spec.Group}";
        if (definition.Metadata.Name != wanted)
        {
            errors.Invalid(FieldPath.Of("metadata").Child("name"), definition.Metadata.Name, $"must be spec.names.plural+\".\"+spec.group");
        }

        if (spec.Group.Length == 0)
        {
            errors.Required(Spec.Child("group"));
        }
        else if (!spec.Group.Contains('.', StringComparison.Ordinal))
        {
            errors.Invalid(Spec.Child("group"), spec.Group, "should be a domain with at least one dot");
        }

        Needed(spec.Names.Plural, "plural", errors);
        Needed(spec.Names.Kind, "kind", errors);
        if (spec.Versions.IsEmpty)
        {
            errors.Required(Spec.Child("versions"), "must have at least one version");
        }
        else if (spec.Versions.Count(v => v.Storage) != 1)
        {
            errors.Invalid(Spec.Child("versions"), spec.Versions.Select(v => v.Name), "must have exactly one version marked as storage version");
        }

        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < spec.Versions.Count; i++)
        {
            var path = Spec.Child("versions").Index(i);
            errors.Check(path.Child("name"), spec.Versions[i].Name, Names.Dns1035LabelProblem(spec.Versions[i].Name));
            if (!names.Add(spec.Versions[i].Name))
            {
                errors.Duplicate(path.Child("name"), spec.Versions[i].Name);
            }

            if (spec.Versions[i].Schema?.OpenAPIV3Schema is null)
            {
                errors.Required(path.Child("schema", "openAPIV3Schema"), "schemas are required");
            }
        }
    }

    private static void Needed(string value, string field, ErrorList errors)
    {
        if (value.Length == 0)
        {
            errors.Required(Spec.Child("names", field));
        }
    }
}
