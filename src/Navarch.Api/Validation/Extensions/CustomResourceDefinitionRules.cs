using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Navarch.Api.ApiExtensions.V1;

namespace Navarch.Api.Validation;

/// <summary>
/// Rules for custom resource definitions. What all versions say alike (schema, subresources, columns) is reported once and at the place
/// older versions of the API had for it, <c>spec.validation</c> and so on: so upstream does, and so people find their error messages.
/// </summary>
internal static class CustomResourceDefinitionRules
{
    private const string Approval = "api-approved.kubernetes.io";
    private const string ApprovalHelp = "see https://github.com/kubernetes/enhancements/pull/1111";
    private const int LongestWarning = 256;
    private static readonly FieldPath Spec = FieldPath.Of("spec");
    private static readonly FieldPath StoredVersions = FieldPath.Of("status").Child("storedVersions");
    private static readonly string[] ReviewVersions = ["v1", "v1beta1"];

    // Parts of a version, to compare between versions.
    private sealed record Columns(ValueList<CustomResourceColumnDefinition> Items);

    private sealed record Selectable(ValueList<SelectableField> Items, JSONSchemaProps? Schema);

    public static void Validate(CustomResourceDefinition definition, ErrorList errors)
    {
        var spec = definition.Spec;
        if (definition.Metadata.Name != $"{spec.Names.Plural}.{spec.Group}")
        {
            errors.Invalid(FieldPath.Of("metadata").Child("name"), definition.Metadata.Name, "must be spec.names.plural+\".\"+spec.group");
        }

        NamedRules.Needed(Spec.Child("group"), spec.Group, Names.Dns1123SubdomainProblem, errors);
        if (spec.Group.Length > 0 && !spec.Group.Contains('.', StringComparison.Ordinal))
        {
            errors.Invalid(Spec.Child("group"), spec.Group, "should be a domain with at least one dot");
        }

        ResourceNames(spec.Names, Spec.Child("names"), errors);
        Versions(spec, errors);
        if (spec.Conversion is { } conversion)
        {
            Conversion(conversion, Spec.Child("conversion"), errors);
        }

        if (spec.PreserveUnknownFields)
        {
            errors.Invalid(Spec.Child("preserveUnknownFields"), true, "cannot set to true, set x-kubernetes-preserve-unknown-fields to true in spec.versions[*].schema instead");
        }

        Shared(spec, v => v.Schema?.OpenAPIV3Schema, "schema", "validation", (schema, path) => StructuralSchemaRules.Validate(schema, path.Child("openAPIV3Schema"), errors));
        Shared(spec, v => v.Subresources?.Scale, "subresources", "subresources", (scale, path) => SchemaPathRules.Validate(scale, path.Child("scale"), errors));
        Shared(spec, v => v.AdditionalPrinterColumns.IsEmpty ? null : new Columns(v.AdditionalPrinterColumns), "additionalPrinterColumns", "additionalPrinterColumns",
            (columns, path) => SchemaPathRules.Validate(columns.Items, path, errors));
        Shared(spec, v => v.SelectableFields.IsEmpty ? null : new Selectable(v.SelectableFields, v.Schema?.OpenAPIV3Schema), "selectableFields", "selectableFields",
            (fields, path) => SchemaPathRules.Validate(fields.Items, fields.Schema, path, errors));
    }

    /// <summary>Groups of the project itself are only for APIs it has looked at.</summary>
    public static void ValidateNew(CustomResourceDefinition definition, ErrorList errors)
    {
        var group = definition.Spec.Group;
        if (!("." + group).EndsWith(".k8s.io", StringComparison.Ordinal) && !("." + group).EndsWith(".kubernetes.io", StringComparison.Ordinal))
        {
            return;
        }

        var path = FieldPath.Of("metadata").Child("annotations").Key(Approval);
        var approval = definition.Metadata.Annotation(Approval);
        if (approval.Length == 0)
        {
            errors.Required(path, $"protected groups must have approval annotation \"{Approval}\", {ApprovalHelp}");
        }
        else if (!approval.StartsWith("unapproved", StringComparison.Ordinal) && !(Uri.TryCreate(approval, UriKind.Absolute, out var uri) && uri.Host.Length > 0))
        {
            errors.Invalid(path, approval, $"protected groups must have approval annotation \"{Approval}\" with either a URL or a reason starting with \"unapproved\", {ApprovalHelp}");
        }
    }

    /// <summary>Once its names are taken, a definition keeps what objects are stored under.</summary>
    public static void ValidateUpdate(CustomResourceDefinition definition, CustomResourceDefinition old, ErrorList errors)
    {
        var (spec, before) = (definition.Spec, old.Spec);
        if (old.Status.Conditions.Any(c => c is { Type: CustomResourceDefinitionConditionTypes.Established, Status: "True" }))
        {
            errors.Immutable(Spec.Child("scope"), spec.Scope, before.Scope);
            errors.Immutable(Spec.Child("names", "kind"), spec.Names.Kind, before.Names.Kind);
        }

        errors.Immutable(Spec.Child("group"), spec.Group, before.Group);
        errors.Immutable(Spec.Child("names", "plural"), spec.Names.Plural, before.Names.Plural);
        Stored(definition, errors);
    }

    public static void ValidateStatus(CustomResourceDefinition definition, CustomResourceDefinition old, ErrorList errors) => Stored(definition, errors);

    public static IEnumerable<string> Warnings(CustomResourceDefinition definition, CustomResourceDefinition? old) =>
        definition.Spec.Versions.SelectMany(v => v.Schema?.OpenAPIV3Schema is { } schema ? SchemaFormats.Unrecognized(schema) : [])
            .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Select(f => $"unrecognized format \"{f}\"");

    /// <summary>Every version that may still be in the store has to be one the definition knows.</summary>
    private static void Stored(CustomResourceDefinition definition, ErrorList errors)
    {
        var stored = definition.Status.StoredVersions;
        var versions = definition.Spec.Versions;
        if (stored.IsEmpty)
        {
            errors.Invalid(StoredVersions, stored, "must have at least one stored version");
        }

        for (var i = 0; i < stored.Count; i++)
        {
            if (versions.All(v => v.Name != stored[i]))
            {
                errors.Invalid(StoredVersions.Index(i), stored[i], $"missing from spec.versions; {stored[i]} was previously a storage version, and must remain in spec.versions until a storage migration ensures no data remains persisted in {stored[i]} and removes {stored[i]} from status.storedVersions");
            }
        }

        if (versions.FirstOrDefault(v => v.Storage) is { } storage && !stored.Contains(storage.Name, StringComparer.Ordinal))
        {
            errors.Invalid(StoredVersions, stored, $"must have the storage version {storage.Name}");
        }
    }

    private static void ResourceNames(CustomResourceDefinitionNames names, FieldPath path, ErrorList errors)
    {
        NamedRules.Needed(path.Child("plural"), names.Plural, Names.Dns1035LabelProblem, errors);
        NamedRules.Needed(path.Child("singular"), names.Singular, Names.Dns1035LabelProblem, errors);
        NamedRules.Needed(path.Child("kind"), names.Kind, MixedCaseProblem, errors);
        NamedRules.Needed(path.Child("listKind"), names.ListKind, MixedCaseProblem, errors);
        if (names.Kind.Length > 0 && names.Kind == names.ListKind)
        {
            errors.Invalid(path.Child("listKind"), names.ListKind, "kind and listKind may not be the same");
        }

        Labels(names.ShortNames, path.Child("shortNames"), errors);
        Labels(names.Categories, path.Child("categories"), errors);
    }

    private static void Labels(ValueList<string> names, FieldPath path, ErrorList errors)
    {
        for (var i = 0; i < names.Count; i++)
        {
            errors.Check(path.Index(i), names[i], Names.Dns1035LabelProblem(names[i]));
        }
    }

    private static string? MixedCaseProblem(string name) =>
        Names.Dns1035LabelProblem(name.ToLowerInvariant()) is { } problem ? $"may have mixed case, but should otherwise match: {problem}" : null;

    private static void Versions(CustomResourceDefinitionSpec spec, ErrorList errors)
    {
        var path = Spec.Child("versions");
        if (spec.Versions.IsEmpty)
        {
            errors.Required(path, "must have at least one version");
            return;
        }

        for (var i = 0; i < spec.Versions.Count; i++)
        {
            var version = spec.Versions[i];
            var at = path.Index(i);
            errors.Check(at.Child("name"), version.Name, Names.Dns1035LabelProblem(version.Name));
            Deprecation(version, at.Child("deprecationWarning"), errors);
            if (version.Schema?.OpenAPIV3Schema is null)
            {
                errors.Required(at.Child("schema", "openAPIV3Schema"), "schemas are required");
            }
        }

        var names = spec.Versions.Select(v => v.Name).ToValueList();
        if (names.Distinct(StringComparer.Ordinal).Count() < names.Count)
        {
            errors.Invalid(path, names, "must contain unique version names");
        }

        if (spec.Versions.Count(v => v.Storage) != 1)
        {
            errors.Invalid(path, names, "must have exactly one version marked as storage version");
        }
    }

    private static void Deprecation(CustomResourceDefinitionVersion version, FieldPath path, ErrorList errors)
    {
        if (version.DeprecationWarning is not { } warning)
        {
            return;
        }

        if (!version.Deprecated)
        {
            errors.Invalid(path, warning, "can only be set for deprecated versions");
        }

        if (System.Text.Encoding.UTF8.GetByteCount(warning) > LongestWarning)
        {
            errors.TooLong(path, LongestWarning);
        }

        errors.Check(path, warning, warning.Length == 0 ? "must not be empty" : warning.Any(char.IsControl) ? "must only contain printable UTF-8 characters; non-printable characters found" : null);
    }

    private static void Conversion(CustomResourceConversion conversion, FieldPath path, ErrorList errors)
    {
        var client = path.Child("webhookClientConfig");
        var versions = path.Child("conversionReviewVersions");
        if (conversion.Strategy != ConversionStrategyTypes.Webhook)
        {
            if (conversion.Webhook is { } unused)
            {
                errors.Forbidden(client, "should not be set when strategy is not set to Webhook");
                if (!unused.ConversionReviewVersions.IsEmpty)
                {
                    errors.Forbidden(versions, "should not be set when strategy is not set to Webhook");
                }
            }

            return;
        }

        if (conversion.Webhook?.ClientConfig is { } config)
        {
            Client(config, client, errors);
        }
        else
        {
            errors.Required(client, "required when strategy is set to Webhook");
        }

        var asked = conversion.Webhook?.ConversionReviewVersions ?? default;
        if (asked.IsEmpty)
        {
            errors.Required(versions, "must specify one of v1, v1beta1");
            return;
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < asked.Count; i++)
        {
            errors.Check(versions.Index(i), asked[i], seen.Add(asked[i]) ? Names.Dns1035LabelProblem(asked[i]) : "duplicate version");
        }

        if (!asked.Any(v => ReviewVersions.Contains(v, StringComparer.Ordinal)))
        {
            errors.Invalid(versions, asked, "must include at least one of v1, v1beta1");
        }
    }

    private static void Client(WebhookClientConfig config, FieldPath path, ErrorList errors)
    {
        if (config.URL is null == config.Service is null)
        {
            errors.Required(path, "exactly one of url or service is required");
        }
        else if (config.URL is { } url)
        {
            WebhookRules.Url(url, path.Child("url"), errors);
        }
        else if (config.Service is { } service)
        {
            WebhookRules.Service(service.Namespace, service.Name, service.Path, service.Port, path.Child("service"), errors);
        }

        if (!config.CABundle.IsEmpty && !IsBundle(config.CABundle))
        {
            errors.Invalid(path.Child("caBundle"), Convert.ToBase64String(config.CABundle.Span), "unable to load root certificates: data does not contain any valid RSA or ECDSA certificates");
        }
    }

    private static bool IsBundle(ByteString bundle)
    {
        try
        {
            var certificates = new X509Certificate2Collection();
            certificates.ImportFromPem(bundle.ToText());
            var any = certificates.Count > 0;
            foreach (var certificate in certificates)
            {
                certificate.Dispose();
            }

            return any;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    /// <summary>Checks a part of each version; of parts that are all the same only one, at the place they once had in common.</summary>
    private static void Shared<T>(CustomResourceDefinitionSpec spec, Func<CustomResourceDefinitionVersion, T?> part, string field, string common, Action<T, FieldPath> check)
        where T : class
    {
        var parts = spec.Versions.Select(part).ToList();
        if (parts.Count > 0 && parts.All(p => Equals(p, parts[0])))
        {
            if (parts[0] is { } one)
            {
                check(one, Spec.Child(common));
            }

            return;
        }

        for (var i = 0; i < parts.Count; i++)
        {
            if (parts[i] is { } one)
            {
                check(one, Spec.Child("versions").Index(i).Child(field));
            }
        }
    }
}
