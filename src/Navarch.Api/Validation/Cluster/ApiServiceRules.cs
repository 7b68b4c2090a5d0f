using Navarch.Api.ApiRegistration.V1;

namespace Navarch.Api.Validation;

/// <summary>Rules for API services.</summary>
internal static class ApiServiceRules
{
    private const int MostGroupPriority = 20000;
    private const int MostVersionPriority = 1000;
    private static readonly FieldPath Spec = FieldPath.Of("spec");
    private static readonly string[] Statuses = ["False", "True", "Unknown"];

    public static void Validate(APIService service, ErrorList errors)
    {
        var spec = service.Spec;
        var name = $"{spec.Version}.{spec.Group}";
        if (service.Metadata.Name != name)
        {
            errors.Invalid(FieldPath.Of("metadata").Child("name"), service.Metadata.Name, $"must be `spec.version+\".\"+spec.group`: \"{name}\"");
        }

        NamedRules.Optional(Spec.Child("group"), spec.Group, Names.Dns1123SubdomainProblem, errors);
        errors.Check(Spec.Child("version"), spec.Version, Names.Dns1035LabelProblem(spec.Version));
        errors.Check(Spec.Child("groupPriorityMinimum"), spec.GroupPriorityMinimum, spec.GroupPriorityMinimum is <= 0 or > MostGroupPriority ? "must be positive and less than 20000" : null);
        errors.Check(Spec.Child("versionPriority"), spec.VersionPriority, spec.VersionPriority is <= 0 or > MostVersionPriority ? "must be positive and less than 1000" : null);
        if (spec.Service is not { } target)
        {
            Local(spec, errors);
            return;
        }

        if (spec.InsecureSkipTLSVerify && !spec.CABundle.IsEmpty)
        {
            errors.Invalid(Spec.Child("insecureSkipTLSVerify"), true, "may not be true if caBundle is present");
        }

        NamedRules.Needed(Spec.Child("service", "namespace"), target.Namespace, _ => null, errors);
        NamedRules.Needed(Spec.Child("service", "name"), target.Name, _ => null, errors);
        if (NamedRules.PortProblem(target.Port ?? 443) is { } problem)
        {
            errors.Invalid(Spec.Child("service", "port"), target.Port, "port is not valid: " + problem);
        }
    }

    public static void ValidateStatus(APIService service, APIService old, ErrorList errors)
    {
        for (var i = 0; i < service.Status.Conditions.Count; i++)
        {
            var path = FieldPath.Of("status").Child("conditions").Index(i).Child("status");
            if (!Statuses.Contains(service.Status.Conditions[i].Status, StringComparer.Ordinal))
            {
                errors.NotSupported(path, service.Status.Conditions[i].Status, Statuses);
            }
        }
    }

    private static void Local(APIServiceSpec spec, ErrorList errors)
    {
        if (!spec.CABundle.IsEmpty)
        {
            errors.Invalid(Spec.Child("caBundle"), $"{spec.CABundle.Length} bytes", "local APIServices may not have a caBundle");
        }

        if (spec.InsecureSkipTLSVerify)
        {
            errors.Invalid(Spec.Child("insecureSkipTLSVerify"), true, "local APIServices may not have insecureSkipTLSVerify");
        }
    }
}
