using System.Text.Json;
using Navarch.Api.Resource.V1;

namespace Navarch.Api.Validation;

/// <summary>Rules for what all kinds of dynamic resource allocation share: names, selectors, configuration, tolerations.</summary>
internal static class DeviceNameRules
{
    /// <summary>The most selectors, requests, constraints, configurations and results of one list.</summary>
    public const int MostItems = 32;

    /// <summary>The longest data of a driver, in bytes.</summary>
    public const int LongestData = 10 * 1024;

    private const int LongestExpression = 10 * 1024;
    private const int LongestDomain = 63;
    private const int LongestIdentifier = 32;
    private const int LongestPool = 253;
    private const int MostTolerations = 16;

    /// <summary>The name of a request, device or counter set.</summary>
    public static void Label(FieldPath path, string name, ErrorList errors) => NamedRules.Needed(path, name, Names.Dns1123LabelProblem, errors);

    /// <summary>The name of a driver: a DNS subdomain of 63 bytes.</summary>
    public static void Driver(FieldPath path, string name, ErrorList errors)
    {
        NamedRules.Needed(path, name, Names.Dns1123SubdomainProblem, errors);
        TooLong(path, name, LongestDomain, errors);
    }

    /// <summary>The name of a pool: DNS subdomains with slashes between.</summary>
    public static void Pool(FieldPath path, string name, ErrorList errors)
    {
        if (name.Length == 0)
        {
            errors.Required(path);
            return;
        }

        TooLong(path, name, LongestPool, errors);
        foreach (var part in name.Split('/'))
        {
            errors.Check(path, part, Names.Dns1123SubdomainProblem(part));
        }
    }

    /// <summary>The name of an attribute or a capacity: an identifier, which a domain may (or must) stand before.</summary>
    public static void Qualified(FieldPath path, string name, bool needsDomain, ErrorList errors)
    {
        if (name.Length == 0)
        {
            errors.Required(path, "name must not be empty");
            return;
        }

        var slash = name.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0 && needsDomain)
        {
            errors.Invalid(path, name, "a fully qualified name must be a domain and a name separated by a slash");
            return;
        }

        if (slash >= 0)
        {
            var domain = name[..slash];
            if (domain.Length == 0)
            {
                errors.Required(path, "the domain must not be empty");
            }

            NamedRules.Optional(path, domain, Names.Dns1123SubdomainProblem, errors);
            TooLong(path, domain, LongestDomain, errors);
        }

        var identifier = name[(slash + 1)..];
        if (identifier.Length == 0)
        {
            errors.Required(path, "the name must not be empty");
        }
        else if (char.IsAsciiDigit(identifier[0]) || !identifier.All(c => char.IsAsciiLetterOrDigit(c) || c == '_'))
        {
            errors.Invalid(path, identifier, "a valid C identifier must start with alphabetic character or '_', followed by a string of alphanumeric characters or '_' (e.g. 'my_name',  or 'MY_NAME',  or 'MyName', regex used for validation is '[A-Za-z_][A-Za-z0-9_]*')");
        }

        TooLong(path, identifier, LongestIdentifier, errors);
    }

    /// <summary>Selectors in CEL: there, and not too long. Whether they compile is not checked here.</summary>
    public static void Selectors(ValueList<DeviceSelector> selectors, FieldPath path, ErrorList errors)
    {
        Count(selectors.Count, MostItems, path, errors);
        for (var i = 0; i < selectors.Count; i++)
        {
            var at = path.Index(i).Child("cel");
            if (selectors[i].CEL is not { } cel)
            {
                errors.Required(at);
                continue;
            }

            NamedRules.Needed(at.Child("expression"), cel.Expression, _ => null, errors);
            TooLong(at.Child("expression"), cel.Expression, LongestExpression, errors);
        }
    }

    /// <summary>What a driver is told.</summary>
    public static void Configuration(OpaqueDeviceConfiguration? opaque, FieldPath path, ErrorList errors)
    {
        path = path.Child("opaque");
        if (opaque is null)
        {
            errors.Required(path);
            return;
        }

        Driver(path.Child("driver"), opaque.Driver, errors);
        if (opaque.Parameters.IsEmpty)
        {
            errors.Required(path.Child("parameters"));
        }
        else
        {
            Data(opaque.Parameters, path.Child("parameters"), errors);
        }
    }

    /// <summary>Data of a driver: an object, not too large.</summary>
    public static void Data(RawJson data, FieldPath path, ErrorList errors)
    {
        if (data.Span.Length > LongestData)
        {
            errors.TooLong(path, LongestData);
        }

        using var document = data.ToDocument();
        if (document.RootElement.ValueKind != JsonValueKind.Object)
        {
            errors.Invalid(path, "<value omitted>", "must be a valid JSON object");
        }
    }

    public static void Tolerations(ValueList<DeviceToleration> tolerations, FieldPath path, ErrorList errors)
    {
        Count(tolerations.Count, MostTolerations, path, errors);
        for (var i = 0; i < tolerations.Count; i++)
        {
            var (toleration, at) = (tolerations[i], path.Index(i));
            NamedRules.Optional(at.Child("key"), toleration.Key, Names.QualifiedNameProblem, errors);
            if (toleration.Operator == DeviceTolerationOperators.Exists)
            {
                errors.Check(at.Child("value"), toleration.Value, toleration.Value.Length > 0 ? "must be empty for operator `Exists`" : null);
            }
            else
            {
                errors.Check(at.Child("value"), toleration.Value, Names.LabelValueProblem(toleration.Value));
                if (toleration.Key.Length == 0)
                {
                    errors.Required(at.Child("key"), "must be set unless operator is `Exists`");
                }
            }

            if (toleration.Effect == DeviceTaintEffects.None)
            {
                errors.NotSupported(at.Child("effect"), toleration.Effect, DeviceTaintEffects.NoExecute, DeviceTaintEffects.NoSchedule);
            }
        }
    }

    public static void Count(int count, int most, FieldPath path, ErrorList errors)
    {
        if (count > most)
        {
            errors.TooMany(path, count, most);
        }
    }

    public static void TooLong(FieldPath path, string value, int most, ErrorList errors)
    {
        if (value.Length > most)
        {
            errors.TooLong(path, most);
        }
    }
}
