using Navarch.Api.AdmissionRegistration.V1;

namespace Navarch.Api.Validation;

/// <summary>Rules for the configurations of admission webhooks, and for how webhooks of any kind are reached.</summary>
internal static class WebhookRules
{
    private const string UrlForm = "; desired format: https://host[/path]";
    private static readonly string[] ReviewVersions = ["v1", "v1beta1"];

    // What the two kinds of webhooks have in common.
    private sealed record Hook(
        string Name,
        WebhookClientConfig Client,
        ValueList<RuleWithOperations> Rules,
        LabelSelector? Namespaces,
        LabelSelector? Objects,
        string? SideEffects,
        int? Timeout,
        ValueList<string> Versions,
        ValueList<MatchCondition> Conditions);

    public static void Validate(ValidatingWebhookConfiguration configuration, ErrorList errors) => All(
        configuration.Webhooks.Select(w => new Hook(
            w.Name, w.ClientConfig, w.Rules, w.NamespaceSelector, w.ObjectSelector, w.SideEffects, w.TimeoutSeconds, w.AdmissionReviewVersions, w.MatchConditions)),
        errors);

    public static void Validate(MutatingWebhookConfiguration configuration, ErrorList errors) => All(
        configuration.Webhooks.Select(w => new Hook(
            w.Name, w.ClientConfig, w.Rules, w.NamespaceSelector, w.ObjectSelector, w.SideEffects, w.TimeoutSeconds, w.AdmissionReviewVersions, w.MatchConditions)),
        errors);

    /// <summary>The address of a webhook.</summary>
    public static void Url(string url, FieldPath path, ErrorList errors)
    {
        var parsed = Uri.TryCreate(url, UriKind.Absolute, out var uri) ? uri : null;
        if (parsed?.Scheme != Uri.UriSchemeHttps)
        {
            errors.Invalid(path, parsed is { IsFile: false } ? parsed.Scheme : "", "'https' is the only allowed URL scheme" + UrlForm);
        }

        if (parsed is null or { Host.Length: 0 })
        {
            errors.Invalid(path, "", "host must be specified" + UrlForm);
            return;
        }

        if (parsed.UserInfo.Length > 0)
        {
            errors.Invalid(path, parsed.UserInfo, "user information is not permitted in the URL");
        }

        if (parsed.Fragment.Length > 0)
        {
            errors.Invalid(path, parsed.Fragment[1..], "fragments are not permitted in the URL");
        }

        if (parsed.Query.Length > 0)
        {
            errors.Invalid(path, parsed.Query[1..], "query parameters are not permitted in the URL");
        }
    }

    /// <summary>The service a webhook is behind.</summary>
    public static void Service(string ns, string name, string? target, int? port, FieldPath path, ErrorList errors)
    {
        if (name.Length == 0)
        {
            errors.Required(path.Child("name"), "service name is required");
        }

        if (ns.Length == 0)
        {
            errors.Required(path.Child("namespace"), "service namespace is required");
        }

        if (NamedRules.PortProblem(port ?? 443) is { } problem)
        {
            errors.Invalid(path.Child("port"), port, "port is not valid: " + problem);
        }

        if (target is { Length: > 0 } and not "/")
        {
            ServicePath(target, path.Child("path"), errors);
        }
    }

    private static void All(IEnumerable<Hook> hooks, ErrorList errors)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var i = 0;
        foreach (var hook in hooks)
        {
            var path = FieldPath.Of("webhooks").Index(i++);
            Check(hook, path, errors);
            if (!names.Add(hook.Name))
            {
                errors.Duplicate(path.Child("name"), hook.Name);
            }
        }
    }

    private static void Check(Hook hook, FieldPath path, ErrorList errors)
    {
        NamedRules.Domain(path.Child("name"), hook.Name, 3, errors);
        Versions(hook.Versions, path.Child("admissionReviewVersions"), errors);
        for (var i = 0; i < hook.Rules.Count; i++)
        {
            AdmissionRuleRules.Validate(hook.Rules[i], path.Child("rules").Index(i), errors);
        }

        if (hook.SideEffects is null)
        {
            errors.Required(path.Child("sideEffects"), "must specify one of None, NoneOnDryRun");
        }
        else if (hook.SideEffects is SideEffectClasses.Some or SideEffectClasses.Unknown)
        {
            errors.NotSupported(path.Child("sideEffects"), hook.SideEffects, SideEffectClasses.None, SideEffectClasses.NoneOnDryRun);
        }

        errors.Check(path.Child("timeoutSeconds"), hook.Timeout, hook.Timeout is < 1 or > 30 ? "the timeout value must be between 1 and 30 seconds" : null);
        SelectorRules.Validate(hook.Namespaces, path.Child("namespaceSelector"), errors);
        SelectorRules.Validate(hook.Objects, path.Child("objectSelector"), errors);
        var client = path.Child("clientConfig");
        if (hook.Client.URL is null == hook.Client.Service is null)
        {
            errors.Required(client, "exactly one of url or service is required");
        }
        else if (hook.Client.URL is { } url)
        {
            Url(url, client.Child("url"), errors);
        }
        else if (hook.Client.Service is { } service)
        {
            Service(service.Namespace, service.Name, service.Path, service.Port, client.Child("service"), errors);
        }

        AdmissionRuleRules.Conditions(hook.Conditions, path.Child("matchConditions"), errors);
    }

    private static void Versions(ValueList<string> versions, FieldPath path, ErrorList errors)
    {
        if (versions.IsEmpty)
        {
            errors.Required(path, "must specify one of v1, v1beta1");
            return;
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < versions.Count; i++)
        {
            errors.Check(path.Index(i), versions[i], seen.Add(versions[i]) ? Names.Dns1035LabelProblem(versions[i]) : "duplicate version");
        }

        if (!versions.Any(v => ReviewVersions.Contains(v, StringComparer.Ordinal)))
        {
            errors.Invalid(path, versions, "must include at least one of v1, v1beta1");
        }
    }

    private static void ServicePath(string target, FieldPath path, ErrorList errors)
    {
        if (target[0] != '/')
        {
            errors.Invalid(path, target, "must start with a '/'");
        }

        if (target is "//")
        {
            errors.Invalid(path, target, "segment[0] may not be empty");
            return;
        }

        var steps = target.Trim('/') == target ? target.Split('/') : target[1..].Split('/');
        for (var i = 0; i < steps.Length; i++)
        {
            var isTrailing = i == steps.Length - 1 && target.EndsWith('/');
            if (steps[i].Length == 0 && !isTrailing)
            {
                errors.Invalid(path, target, $"segment[{i}] may not be empty");
            }
            else if (steps[i].Length > 0 && Names.Dns1123SubdomainProblem(steps[i]) is { } problem)
            {
                errors.Invalid(path, target, $"segment[{i}]: {problem}");
            }
        }
    }
}
